/**
 * The bytes of one run's headline raid (`application/vnd.cupola.replay`) made into plain records.
 * Everything is checked here, once; what comes out can be trusted by whoever draws it.
 */
import { densified } from './paths';

export type Fate = 'intercepted' | 'suppressed' | 'failed' | 'fell_harmless' | 'leaked' | 'held_by_choice';
export type ShotKind = 'battery' | 'orbit' | 'area';
export type ShotOutcome = 'hit' | 'missed' | 'self-destructed' | 'lost';

/** A way through air or space, with points near enough to each other to go evenly between them: (time_s, lon_deg, lat_deg, altitude_m) again and again, times growing. */
export type Path = Float32Array;

export interface ReplayTrack { nation: string; firm_s: number | null; sigma: Float32Array }
export interface ReplayThreat {
  name: string; class: string; area: string; target: string; way: number | null;
  launch_s: number; end_s: number; fate: Fate; by: string | null; path: Path; tracks: ReplayTrack[];
}
export interface ReplayShot {
  threat: number; element: string; kind: ShotKind; interceptor: string | null;
  launch_s: number; meet_s: number; end_s: number; rounds: number; outcome: ShotOutcome; path: Path;
}
export interface ReplayEvent { time_s: number; kind: string; threat: number | null; actor: string | null }
/** Elements of the working satellites of one constellation: (a_m, inclination_rad, raan_rad, argument_rad) again and again. */
export interface Fleet { constellation: string; elements: Float32Array }
export interface Replay {
  scenario: string; hash: string; seed: number; run: number; arm: string; raid: string;
  start_s: number; end_s: number; date: string; drawn_paths: string;
  threats: ReplayThreat[]; shots: ReplayShot[]; events: ReplayEvent[]; fleets: Fleet[];
}

/** The bytes are not a replay; the message is a sentence for the reader. */
export class ReplayError extends Error {}

const MAGIC = 'CUPR';
const VERSION = 1;
const FATES: readonly string[] = ['intercepted', 'suppressed', 'failed', 'fell_harmless', 'leaked', 'held_by_choice'];
const KINDS: readonly string[] = ['battery', 'orbit', 'area'];
const OUTCOMES: readonly string[] = ['hit', 'missed', 'self-destructed', 'lost'];

/** Reads a replay; throws `ReplayError` where the bytes break the contract. */
export function decodeReplay(bytes: ArrayBuffer): Replay {
  if (bytes.byteLength < 12) throw new ReplayError(`The replay is ${bytes.byteLength} bytes long, too short to be one.`);
  const view = new DataView(bytes);
  const magic = String.fromCharCode(view.getUint8(0), view.getUint8(1), view.getUint8(2), view.getUint8(3));
  if (magic !== MAGIC) throw new ReplayError('These bytes are not a replay: they do not begin with CUPR.');
  const version = view.getUint32(4, true);
  if (version !== VERSION) throw new ReplayError(`The replay is of version ${version}; this page reads version ${VERSION}.`);
  const length = view.getUint32(8, true);
  if (12 + length > bytes.byteLength) throw new ReplayError(`The replay breaks off: its header should have ${length} bytes.`);
  const first = 12 + Math.ceil(length / 4) * 4;
  const count = Math.max(0, Math.floor((bytes.byteLength - first) / 4));
  const values = count > 0 ? new Float32Array(bytes, first, count) : new Float32Array(0);
  return records(header(new Uint8Array(bytes, 12, length)), values);
}

type Raw = Record<string, unknown>;

function header(bytes: Uint8Array): Raw {
  try {
    return object(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)), 'the header');
  } catch (error) {
    if (error instanceof ReplayError) throw error;
    throw new ReplayError('The header of the replay is not JSON.');
  }
}

function records(raw: Raw, values: Float32Array): Replay {
  const threats = list(raw, 'threats').map((r) => threat(r, values));
  const start_s = number(raw, 'start_s');
  const end_s = number(raw, 'end_s');
  if (end_s < start_s) throw new ReplayError(`The replay ends (${end_s} s) before it starts (${start_s} s).`);
  return {
    scenario: text(raw, 'scenario'), hash: text(raw, 'hash'), seed: number(raw, 'seed'), run: number(raw, 'run'),
    arm: text(raw, 'arm'), raid: text(raw, 'raid'), start_s, end_s, date: text(raw, 'date'),
    drawn_paths: text(raw, 'drawn_paths'), threats,
    shots: list(raw, 'shots').map((r) => shot(r, values, threats.length)),
    events: list(raw, 'events').map((r) => ({
      time_s: number(r, 'time_s'), kind: text(r, 'kind'), threat: index(r, threats.length), actor: maybe(r, 'actor'),
    })).sort((a, b) => a.time_s - b.time_s),
    fleets: list(raw, 'fleets').map((r) => ({
      constellation: text(r, 'constellation'), elements: slice(r, 'satellites', 4, values),
    })),
  };
}

function threat(raw: Raw, values: Float32Array): ReplayThreat {
  return {
    name: text(raw, 'name'), class: text(raw, 'class'), area: text(raw, 'area'), target: text(raw, 'target'),
    way: maybeNumber(raw, 'way'), launch_s: number(raw, 'launch_s'), end_s: number(raw, 'end_s'),
    fate: word(raw, 'fate', FATES) as Fate, by: maybe(raw, 'by'), path: densified(slice(raw, 'path', 4, values)),
    tracks: list(raw, 'tracks').map((r) => ({
      nation: text(r, 'nation'), firm_s: maybeNumber(r, 'firm_s'), sigma: slice(r, 'sigma', 2, values),
    })),
  };
}

function shot(raw: Raw, values: Float32Array, num_threats: number): ReplayShot {
  const at = index(raw, num_threats);
  if (at === null) throw new ReplayError('A shot of the replay names no threat.');
  return {
    threat: at, element: text(raw, 'element'), kind: word(raw, 'kind', KINDS) as ShotKind,
    interceptor: maybe(raw, 'interceptor'), launch_s: number(raw, 'launch_s'), meet_s: number(raw, 'meet_s'),
    end_s: maybeNumber(raw, 'end_s') ?? number(raw, 'meet_s'),
    rounds: number(raw, 'rounds'), outcome: word(raw, 'outcome', OUTCOMES) as ShotOutcome,
    path: densified(slice(raw, 'path', 4, values)),
  };
}

function object(value: unknown, what: string): Raw {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Raw;
  throw new ReplayError(`In the replay, ${what} is not an object.`);
}

function list(raw: Raw, key: string): Raw[] {
  const value = raw[key];
  if (!Array.isArray(value)) throw new ReplayError(`The replay has no list \`${key}\`.`);
  return value.map((item) => object(item, `an entry of \`${key}\``));
}

function text(raw: Raw, key: string): string {
  const value = raw[key];
  if (typeof value === 'string') return value;
  throw new ReplayError(`In the replay, \`${key}\` is not text.`);
}

function maybe(raw: Raw, key: string): string | null {
  return raw[key] === null || raw[key] === undefined ? null : text(raw, key);
}

function maybeNumber(raw: Raw, key: string): number | null {
  return raw[key] === null || raw[key] === undefined ? null : number(raw, key);
}

function number(raw: Raw, key: string): number {
  const value = raw[key];
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new ReplayError(`In the replay, \`${key}\` is not a number.`);
}

function word(raw: Raw, key: string, allowed: readonly string[]): string {
  const value = text(raw, key);
  if (allowed.includes(value)) return value;
  throw new ReplayError(`In the replay, \`${key}\` is "${value}"; it should be one of ${allowed.join(', ')}.`);
}

function index(raw: Raw, num_threats: number): number | null {
  if (raw['threat'] === null || raw['threat'] === undefined) return null;
  const at = number(raw, 'threat');
  if (Number.isInteger(at) && at >= 0 && at < num_threats) return at;
  throw new ReplayError(`The replay names threat ${at}, but has ${num_threats}.`);
}

function slice(raw: Raw, key: string, stride: number, values: Float32Array): Float32Array {
  const where = object(raw[key], `\`${key}\``);
  const at = number(where, 'at');
  const n = number(where, 'n');
  const is_whole = Number.isInteger(at) && Number.isInteger(n) && at >= 0 && n >= 0;
  if (!is_whole || n % stride !== 0) throw new ReplayError(`In the replay, \`${key}\` has ${n} values; they should come in ${stride}s.`);
  if (at + n > values.length) {
    throw new ReplayError(`The replay breaks off: \`${key}\` ends at value ${at + n} of ${values.length}.`);
  }
  return values.subarray(at, at + n);
}
