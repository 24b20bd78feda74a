/** The moving part of the map: satellites, threats with their paths, tracks, interceptors and outcomes at one time. */
import { FLYING, OVER, WAITING, type Frame } from '../frame';
import { FATE_STYLE, kindsOf, ROLE_STYLE, THREAT_KINDS, THREAT_STYLE } from '../kinds';
import { bestSigmaAt, pointBefore } from '../motion';
import { geoFromEcef, numSatellites } from '../orbits';
import { faded, type Palette, type ThreatKind } from '../palette';
import type { Path, Replay } from '../replay';
import { stamp, type Shape } from '../symbols';
import type { Shown } from '../view';
import { outline, trace, type Outline } from './outline';
import { project, pxPerM, rawFactor, rawY, type Projection } from './projection';

/** Fleets larger than this are drawn as dots. */
const MANY = 300;

/** What a replay's paths need of the projection, worked out once. */
export interface Trails { kinds: ThreatKind[]; threats: Outline[]; shots: Outline[]; satellites: Float64Array }

export function trailsOf(replay: Replay, shown: Shown): Trails {
  const kind = kindsOf(shown.scene);
  const num = replay.fleets.reduce((n, f) => n + numSatellites(f), 0);
  return {
    kinds: replay.threats.map((t) => kind(t.class)),
    threats: replay.threats.map((t) => outline(points(t.path))),
    shots: replay.shots.map((s) => outline(points(s.path))),
    satellites: new Float64Array(3 * num),
  };
}

function points(path: Path): [number, number][] {
  const out: [number, number][] = [];
  for (let i = 0; i < path.length; i += 4) out.push([path[i + 1] as number, path[i + 2] as number]);
  return out;
}

const stamps = new Map<string, HTMLCanvasElement>();

/** A mark, stamped: drawn once for each tone and size. */
export function put(ctx: CanvasRenderingContext2D, shape: Shape, x: number, y: number, r: number, tone: string, halo: string): void {
  const key = `${shape} ${r} ${tone} ${halo}`;
  let image = stamps.get(key);
  if (!image) {
    image = stamp(shape, r, tone, halo);
    stamps.set(key, image);
  }
  const size = image.width / 2;
  ctx.drawImage(image, x - size / 2, y - size / 2, size, size);
}

export function drawLive(ctx: CanvasRenderingContext2D, p: Projection, trails: Trails, replay: Replay, frame: Frame, shown: Shown): void {
  const { layers, palette } = shown;
  if (layers.has('satellites')) drawSatellites(ctx, p, trails, replay, frame, shown);
  if (layers.has('threats')) drawPaths(ctx, p, trails, replay, frame, palette);
  if (layers.has('tracks')) drawTracks(ctx, p, replay, frame, palette);
  if (layers.has('shots')) drawShots(ctx, p, trails, replay, frame, palette);
  if (layers.has('outcomes')) drawOutcomes(ctx, p, replay, frame, palette);
  if (layers.has('threats')) drawThreats(ctx, p, trails, frame, palette);
  drawChosen(ctx, p, trails, replay, frame, shown);
}

const at: [number, number] = [0, 0];

function drawSatellites(ctx: CanvasRenderingContext2D, p: Projection, trails: Trails, replay: Replay, frame: Frame, shown: Shown): void {
  const geo = trails.satellites;
  geo.set(frame.satellites);
  geoFromEcef(geo);
  const roles = new Map(shown.scene?.constellations.map((c) => [c.id, c.role]));
  replay.fleets.forEach((fleet, i) => {
    const role = roles.get(fleet.constellation) ?? 'tracking';
    const tone = role === 'interceptor' ? shown.palette.shot.orbit : shown.palette.mute;
    const n = numSatellites(fleet);
    const first = 3 * (frame.first[i] as number);
    ctx.fillStyle = faded(tone, n > MANY ? 0.55 : 0.85);
    for (let k = first; k < first + 3 * n; k += 3) {
      project(p, geo[k] as number, geo[k + 1] as number, at);
      if (at[0] < -5 || at[1] < -5 || at[0] > p.width + 5 || at[1] > p.height + 5) continue;
      if (n > MANY) ctx.fillRect(at[0] - 0.9, at[1] - 0.9, 1.8, 1.8);
      else put(ctx, ROLE_STYLE[role].shape, at[0], at[1], 3, tone, shown.palette.sea);
    }
  });
}

/** Paths flown so far, one stroke for each kind; of those whose threat is no more, a fainter one. */
function drawPaths(ctx: CanvasRenderingContext2D, p: Projection, trails: Trails, replay: Replay, frame: Frame, c: Palette): void {
  ctx.lineJoin = 'round';
  for (const phase of [OVER, FLYING]) {
    for (const kind of THREAT_KINDS) {
      ctx.beginPath();
      for (let i = 0; i < replay.threats.length; i += 1) {
        if (frame.threats.phase[i] !== phase || trails.kinds[i] !== kind) continue;
        flown(ctx, p, trails.threats[i] as Outline, replay.threats[i]!.path, frame, frame.threats.at, i, phase === OVER);
      }
      ctx.strokeStyle = faded(c.threat[kind], phase === OVER ? 0.3 : 0.85);
      ctx.lineWidth = phase === OVER ? 1 : 1.5;
      ctx.setLineDash(THREAT_STYLE[kind].dash);
      ctx.stroke();
    }
  }
  ctx.setLineDash([]);
}

function flown(ctx: CanvasRenderingContext2D, p: Projection, o: Outline, path: Path, frame: Frame, where: Float64Array, i: number, is_over: boolean): void {
  if (is_over) return trace(ctx, p, o, false);
  const last = pointBefore(path, frame.time_s);
  if (last < 0) return;
  trace(ctx, p, o, false, last);
  const lat = where[3 * i + 1] as number;
  const lon = (where[3 * i] as number) + 360 * Math.round(((o.lon[last] as number) - (where[3 * i] as number)) / 360);
  const turn = 360 * Math.round((p.lon_deg - (o.west + o.east) / 2) / 360);
  ctx.lineTo(p.width / 2 + p.scale * (lon + turn - p.lon_deg) * rawFactor(lat), p.middle_y - p.scale * rawY(lat));
}

function drawTracks(ctx: CanvasRenderingContext2D, p: Projection, replay: Replay, frame: Frame, c: Palette): void {
  ctx.beginPath();
  for (let i = 0; i < replay.threats.length; i += 1) {
    if (frame.threats.phase[i] !== FLYING) continue;
    const sigma_m = bestSigmaAt(replay.threats[i]!, frame.time_s);
    if (sigma_m === null) continue;
    const r = Math.max(7.5, 2 * sigma_m * pxPerM(p));
    project(p, frame.threats.at[3 * i] as number, frame.threats.at[3 * i + 1] as number, at);
    ctx.moveTo(at[0] + r, at[1]);
    ctx.arc(at[0], at[1], r, 0, 2 * Math.PI);
  }
  ctx.fillStyle = faded(c.sensor, 0.07);
  ctx.fill();
  ctx.strokeStyle = faded(c.sensor, 0.8);
  ctx.lineWidth = 1;
  ctx.stroke();
}

function drawShots(ctx: CanvasRenderingContext2D, p: Projection, trails: Trails, replay: Replay, frame: Frame, c: Palette): void {
  for (const phase of [OVER, FLYING]) {
    for (const kind of ['area', 'orbit', 'battery'] as const) {
      ctx.beginPath();
      for (let i = 0; i < replay.shots.length; i += 1) {
        const s = replay.shots[i]!;
        if (frame.shots.phase[i] === phase && s.kind === kind) flown(ctx, p, trails.shots[i] as Outline, s.path, frame, frame.shots.at, i, phase === OVER);
      }
      ctx.strokeStyle = faded(c.shot[kind], phase === OVER ? 0.22 : 1);
      ctx.lineWidth = phase === OVER ? 0.8 : 1.4;
      ctx.stroke();
    }
  }
  for (let i = 0; i < replay.shots.length; i += 1) {
    if (frame.shots.phase[i] !== FLYING) continue;
    project(p, frame.shots.at[3 * i] as number, frame.shots.at[3 * i + 1] as number, at);
    put(ctx, 'dart', at[0], at[1], 4, c.shot[replay.shots[i]!.kind], c.sea);
  }
}

function drawOutcomes(ctx: CanvasRenderingContext2D, p: Projection, replay: Replay, frame: Frame, c: Palette): void {
  for (let i = 0; i < replay.threats.length; i += 1) {
    if (frame.threats.phase[i] !== OVER) continue;
    const { fate } = replay.threats[i]!;
    project(p, frame.threats.at[3 * i] as number, frame.threats.at[3 * i + 1] as number, at);
    put(ctx, FATE_STYLE[fate].shape, at[0], at[1], fate === 'leaked' ? 3.6 : 4, c.fate[fate], c.sea);
  }
}

function drawThreats(ctx: CanvasRenderingContext2D, p: Projection, trails: Trails, frame: Frame, c: Palette): void {
  for (let i = 0; i < trails.kinds.length; i += 1) {
    if (frame.threats.phase[i] !== FLYING) continue;
    const kind = trails.kinds[i] as ThreatKind;
    project(p, frame.threats.at[3 * i] as number, frame.threats.at[3 * i + 1] as number, at);
    put(ctx, THREAT_STYLE[kind].shape, at[0], at[1], 4.6, c.threat[kind], c.sea);
  }
}

/** The whole way of the threat that is followed or picked, with what is still to come as a fine line. */
function drawChosen(ctx: CanvasRenderingContext2D, p: Projection, trails: Trails, replay: Replay, frame: Frame, shown: Shown): void {
  const name = shown.pick?.kind === 'threat' ? shown.pick.id : shown.follow;
  const i = name === null ? -1 : replay.threats.findIndex((t) => t.name === name);
  if (i < 0) return;
  ctx.beginPath();
  trace(ctx, p, trails.threats[i] as Outline, false);
  ctx.strokeStyle = faded(shown.palette.ink, 0.55);
  ctx.lineWidth = 1;
  ctx.setLineDash([2, 3]);
  ctx.stroke();
  ctx.setLineDash([]);
  if (frame.threats.phase[i] === WAITING) return;
  project(p, frame.threats.at[3 * i] as number, frame.threats.at[3 * i + 1] as number, at);
  ctx.beginPath();
  ctx.arc(at[0], at[1], 10, 0, 2 * Math.PI);
  ctx.strokeStyle = shown.palette.ink;
  ctx.lineWidth = 1.6;
  ctx.stroke();
}
