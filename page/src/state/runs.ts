/// Runs: the one whose answers are shown, the one with nations switched off, and the list of all.
import { batch, computed, signal } from '@preact/signals';
import { api, follow } from '../api/client';
import type { Compare, Report } from '../api/report';
import type { RunEntry, RunRequest, RunState } from '../api/types';
import { type Against, ownComparison } from '../words/answers';
import { armName, sentence } from '../words/names';
import { counted } from '../words/numbers';
import { adding } from './adding';
import { latest } from './latest';
import * as scenario from './scenario';
import { inBrowser } from './storage';
import { say } from './view';

/// The run that a report is of.
export interface Played {
  id: string;
  /// The scenario as it was asked for; null for a run from before, whose folder has its text.
  asked: { scenario: string } | { text: string } | null;
}

export interface Live {
  id: string;
  state: RunState;
  done: number;
  runs: number;
  elapsed_s: number;
  report: Report | null;
  /// What the report is of: the run before, until this one has a report.
  of: Played | null;
  error: string;
  without: string[];
}

/// How much is played: runs, worlds and the seed.
export interface Sample {
  runs: number;
  worlds: number;
  seed: number;
}

export const DEFAULT_SAMPLE: Sample = { runs: 1000, worlds: 200, seed: 1 };

function remembered(): Sample {
  try {
    return { ...DEFAULT_SAMPLE, ...(JSON.parse(inBrowser.get('sample') ?? '{}') as Partial<Sample>) };
  } catch {
    return DEFAULT_SAMPLE;
  }
}

/// What the next run plays.
export const sample = signal<Sample>(remembered());

/// Changes what the next run plays; this browser remembers it.
export function setSample(part: Partial<Sample>): void {
  sample.value = { ...sample.value, ...part };
  inBrowser.set('sample', JSON.stringify(sample.value));
}

/// The run whose answers are shown.
export const main = signal<Live | null>(null);
/// The same study with nations switched off, refined while one looks.
export const switched = signal<Live | null>(null);
export const without = signal<string[]>([]);
export const list = signal<RunEntry[] | null>(null);
/// An earlier run to compare with; null for the study's own arms.
export const earlier = signal<{ id: string; name: string; compare: Compare } | null>(null);
/// Which single run the stage shows, and of which arm.
export const shownRun = signal(0);
export const shownArm = signal('');

export const report = computed<Report | null>(() => main.value?.report ?? null);
/// The id of the run the answers are of.
export const reportId = computed(() => (main.value?.report ? (main.value.of?.id ?? '') : ''));
export const isBusyState = (state: RunState): boolean => ['queued', 'preparing', 'running'].includes(state);
export const isBusy = (live: Live | null): boolean => live !== null && isBusyState(live.state);
export const isRefining = computed(() => isBusy(main.value) && report.value !== null);
/// Whether the text has been changed since: the answers are of what it was before.
export const isOfOtherText = computed(() => report.value !== null && scenario.check.value !== null && scenario.check.value.hash !== report.value.scenario.hash);

/// What a waiting run waits for; empty where that is not known.
export const waitsFor = computed(() => {
  const ahead = (list.value ?? []).filter((r) => (r.state === 'running' || r.state === 'preparing') && r.id !== main.value?.id);
  return ahead.map((r) => `${counted(r.runs, 'run')} of ${r.scenario}`).join(', ');
});

/// What the answers are set against: a switched nation first, then an earlier run, then the study's own arms.
export const against = computed<Against | null>(() => {
  const off = switched.value?.report;
  const arm = off?.compare?.arms.at(-1);
  if (without.value.length > 0 && off?.compare && arm) {
    const label = armName(off, arm.name);
    return { compare: off.compare, arm: arm.name, name: sentence(label), label, isEarlierRun: false, source: off };
  }
  if (earlier.value) {
    const other = earlier.value.compare.arms[0];
    return other ? { compare: earlier.value.compare, arm: other.name, name: earlier.value.name, label: earlier.value.name, isEarlierRun: true } : null;
  }
  return report.value ? ownComparison(report.value) : null;
});

/// What the answers tell of. With a nation switched off it is the pair's own report: its base is the arm with every agreement,
/// the one that the nation is taken from.
export const told = computed<Report | null>(() => against.value?.source ?? report.value);
/// The id of the run it is of.
export const toldId = computed(() => (against.value?.source ? (switched.value?.of?.id ?? '') : reportId.value));

const stops = new Map<typeof main, () => void>();
/// Runs begun by this page: it ends them when nobody looks any more.
const begun = new Set<string>();
const starts = latest();
const switches = latest();

const EMPTY: Live = { id: '', state: 'queued', done: 0, runs: 0, elapsed_s: 0, report: null, of: null, error: '', without: [] };

/// Follows a run into a signal until it ends.
function watch(played: Played, into: typeof main, without: string[]): void {
  const { id } = played;
  stops.get(into)?.();
  into.value = { ...EMPTY, id, report: into.value?.report ?? null, of: into.value?.of ?? null, without };
  const isMine = (): boolean => into.value?.id === id;
  const fetchReport = async (): Promise<void> => {
    const result = await api.run(id);
    if (!isMine() || !into.value) return;
    if (!result.ok) {
      into.value = { ...into.value, state: 'failed', error: result.message };
      return;
    }
    const { state, done, runs, elapsed_s, report, error } = result.value;
    const answered = report ? { report, of: played } : {};
    batch(() => {
      if (into.value) into.value = { ...into.value, state, done, runs, elapsed_s, error: error ?? '', ...answered };
      if (into === main && report && !isBusyState(state)) keepWithin(report);
    });
  };
  stops.set(into, follow(id, {
    progress: (p) => {
      if (!isMine() || !into.value) return;
      if (p.state === 'queued') void listRuns();
      into.value = { ...into.value, ...p };
    },
    report: () => void fetchReport(),
    lost: () => void fetchReport().then(() => {
      if (isMine() && into.value?.state === 'failed') stops.get(into)?.();
    }),
    end: () => void fetchReport().then(() => {
      if (!isMine()) return;
      void listRuns();
      if (into === main && into.value?.state === 'failed') say(`The run failed: ${into.value.error}`);
    }),
  }));
}

/// The stage shows a run and an arm that there are.
function keepWithin(of: Report): void {
  if (shownRun.value >= of.runs) shownRun.value = 0;
  if (!of.scenario.arms.some((arm) => arm.id === shownArm.value)) shownArm.value = '';
}

/// Ends a run of this page that goes on.
function end(live: Live | null): void {
  if (live && isBusy(live) && begun.has(live.id)) void api.cancel(live.id);
}

/// Says why there is no new run; what was shown stays.
function refuse(message: string): void {
  say(message);
  if (!isBusy(main.value)) main.value = { ...(main.value ?? EMPTY), state: 'failed', error: message };
}

/// Plays the scenario as it stands. A run that nobody asked for, as on opening a scenario, is not kept for good.
export async function start(isAsked = true): Promise<void> {
  if (scenario.isChecked.value && !scenario.check.value?.ok) {
    refuse('The scenario has faults; see them in the Scenario tab.');
    return;
  }
  const isOpen = scenario.shows.hold();
  const isLatest = starts.begin();
  const request: RunRequest = { ...scenario.asked(), ...sample.value };
  // One's own scenario may be kept anew under the same name: its text is what was played.
  const asked = scenario.kind.value === 'own' ? { text: scenario.text.value } : scenario.asked();
  const result = await api.start(isAsked ? request : { ...request, keep: false });
  if (!isOpen() || !isLatest()) {
    if (result.ok) void api.cancel(result.value.id);
    return;
  }
  if (!result.ok) return refuse(result.message);
  const { id } = result.value;
  begun.add(id);
  const draft = adding.value;
  if (isAsked && draft) say(`This run is without the new ${draft.kind.name.replaceAll('_', ' ')} that you have begun: it is not added yet.`);
  end(main.value);
  earlier.value = null;
  watch({ id, asked }, main, []);
  if (without.value.length > 0) await startSwitched({ id, asked }, sample.value);
}

export function cancel(): void {
  const live = main.value;
  if (live && isBusy(live)) void api.cancel(live.id);
}

/// Switches a nation off, or on again.
export async function toggleNation(nation: string): Promise<void> {
  const off = without.value;
  await switchOff(off.includes(nation) ? off.filter((n) => n !== nation) : [...off, nation]);
}

/// Plays what the answers are of without these nations, pair by pair, at once.
export async function switchOff(nations: string[]): Promise<void> {
  without.value = nations;
  stopSwitched();
  const live = main.value;
  if (nations.length === 0 || !live?.report || !live.of) return;
  const { runs, worlds, seed } = live.report;
  const isWhole = live.of.id !== live.id || !isBusy(live);
  await startSwitched(live.of, { runs: isWhole ? runs : sample.value.runs, worlds, seed });
}

function stopSwitched(): void {
  switches.begin();
  end(switched.value);
  stops.get(switched)?.();
  switched.value = null;
}

/// Plays what a run was of, with nations switched off.
async function startSwitched(of: Played, like: Sample): Promise<void> {
  stopSwitched();
  const isLatest = switches.hold();
  const nations = without.value;
  const text = of.asked ? null : await api.file(of.id, 'scenario.toml');
  if (!isLatest()) return;
  const asked = of.asked ?? (text?.ok ? { text: text.value } : scenario.asked());
  const result = await api.start({ ...asked, ...like, without: nations });
  if (!isLatest()) {
    if (result.ok) void api.cancel(result.value.id);
    return;
  }
  if (!result.ok) {
    switched.value = { ...EMPTY, state: 'failed', error: result.message, without: nations };
    return;
  }
  begun.add(result.value.id);
  watch({ id: result.value.id, asked }, switched, nations);
}

export async function listRuns(): Promise<void> {
  const result = await api.runs();
  if (result.ok) list.value = result.value.runs;
}

/// Shows a run again, one that goes on or one that is over.
export function open(id: string): void {
  earlier.value = null;
  watch({ id, asked: null }, main, []);
}

/// Leaves the study: its runs end, and nothing of it stays in sight.
export function leave(): void {
  starts.begin();
  switches.begin();
  batch(() => {
    for (const slot of [main, switched]) {
      stops.get(slot)?.();
      end(slot.value);
      slot.value = null;
    }
    earlier.value = null;
    without.value = [];
    shownRun.value = 0;
    shownArm.value = '';
  });
}

/// The time of day, `14:02`.
export const clock = (unix_s: number): string => new Date(unix_s * 1000).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });

/// Sets the answers against an earlier run.
export async function compareWith(entry: RunEntry): Promise<void> {
  const id = main.value?.id;
  if (!id) return;
  const result = await api.compare(entry.id, id);
  if (main.value?.id !== id) return;
  if (!result.ok) return say(result.message);
  earlier.value = { id: entry.id, name: `run of ${clock(entry.created_unix_s)}`, compare: result.value };
}
