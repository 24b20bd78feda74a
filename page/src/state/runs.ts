/// Runs: the one whose answers are shown, the one with nations switched off, and the list of all.
import { computed, signal } from '@preact/signals';
import { api, follow } from '../api/client';
import type { Compare, Report } from '../api/report';
import type { RunEntry, RunRequest, RunState } from '../api/types';
import { type Against, ownComparison } from '../words/answers';
import * as scenario from './scenario';
import { say } from './view';

export interface Live {
  id: string;
  state: RunState;
  done: number;
  runs: number;
  elapsed_s: number;
  report: Report | null;
  error: string;
  without: string[];
}

export const DEFAULT_RUNS = 1000;
export const numRuns = signal(DEFAULT_RUNS);
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
export const isBusy = (live: Live | null): boolean => live !== null && ['queued', 'preparing', 'running'].includes(live.state);
export const isRefining = computed(() => isBusy(main.value) && report.value !== null);

/// What the answers are set against: a switched nation first, then an earlier run, then the study's own arms.
export const against = computed<Against | null>(() => {
  const off = switched.value?.report;
  const arm = off?.compare?.arms.at(-1);
  if (without.value.length > 0 && off?.compare && arm) {
    return { compare: off.compare, arm: arm.name, name: sentenceOf(off, arm.name), isEarlierRun: false };
  }
  if (earlier.value) {
    const other = earlier.value.compare.arms[0];
    return other ? { compare: earlier.value.compare, arm: other.name, name: earlier.value.name, isEarlierRun: true } : null;
  }
  return report.value ? ownComparison(report.value) : null;
});

const sentenceOf = (off: Report, arm: string): string => {
  const name = off.scenario.arms.find((a) => a.id === arm)?.name ?? arm;
  return name.charAt(0).toUpperCase() + name.slice(1);
};

const stops = new Map<typeof main, () => void>();

/// Follows a run into a signal until it ends.
function watch(id: string, into: typeof main, without: string[], onEnd: () => void): void {
  stops.get(into)?.();
  const before = into.value?.report ?? null;
  into.value = { id, state: 'queued', done: 0, runs: 0, elapsed_s: 0, report: before, error: '', without };
  const isMine = (): boolean => into.value?.id === id;
  const fetchReport = async (): Promise<void> => {
    const result = await api.run(id);
    if (!isMine() || !into.value) return;
    if (!result.ok) {
      into.value = { ...into.value, state: 'failed', error: result.message };
      return;
    }
    const { state, done, runs, elapsed_s, report, error } = result.value;
    into.value = { ...into.value, state, done, runs, elapsed_s, error: error ?? '', report: report ?? into.value.report };
  };
  stops.set(into, follow(id, {
    progress: (p) => {
      if (isMine() && into.value) into.value = { ...into.value, ...p };
    },
    report: () => void fetchReport(),
    lost: () => void fetchReport().then(() => {
      if (isMine() && into.value?.state === 'failed') stops.get(into)?.();
    }),
    end: () => void fetchReport().then(() => {
      if (isMine()) onEnd();
    }),
  }));
}

export async function start(): Promise<void> {
  if (scenario.check.value && !scenario.check.value.ok) {
    say('The scenario has faults; see them in the Scenario tab.');
    return;
  }
  const request: RunRequest = { ...scenario.asked(), runs: numRuns.value };
  const result = await api.start(request);
  if (!result.ok) {
    main.value = { id: '', state: 'failed', done: 0, runs: 0, elapsed_s: 0, report: report.value, error: result.message, without: [] };
    return;
  }
  earlier.value = null;
  watch(result.value.id, main, [], () => void listRuns());
  if (without.value.length > 0) await startSwitched();
}

export function cancel(): void {
  const live = main.value;
  if (live && isBusy(live)) void api.cancel(live.id);
}

/// Switches nations off, or on again, and plays the pairs at once.
export async function toggleNation(nation: string): Promise<void> {
  const off = without.value;
  without.value = off.includes(nation) ? off.filter((n) => n !== nation) : [...off, nation];
  const live = switched.value;
  if (live && isBusy(live)) void api.cancel(live.id);
  if (without.value.length === 0) {
    stops.get(switched)?.();
    switched.value = null;
    return;
  }
  await startSwitched();
}

async function startSwitched(): Promise<void> {
  switched.value = null;
  const seed = report.value?.seed;
  const request: RunRequest = { ...scenario.asked(), runs: report.value?.runs ?? numRuns.value, without: without.value };
  const result = await api.start(seed === undefined ? request : { ...request, seed });
  if (!result.ok) {
    switched.value = { id: '', state: 'failed', done: 0, runs: 0, elapsed_s: 0, report: null, error: result.message, without: without.value };
    return;
  }
  watch(result.value.id, switched, without.value, () => void listRuns());
}

export async function listRuns(): Promise<void> {
  const result = await api.runs();
  if (result.ok) list.value = result.value.runs;
}

/// Shows a run again, one that goes on or one that is over.
export function open(id: string): void {
  earlier.value = null;
  without.value = [];
  switched.value = null;
  watch(id, main, [], () => undefined);
}

/// The time of day, `14:02`.
export const clock = (unix_s: number): string => new Date(unix_s * 1000).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });

/// Sets the answers against an earlier run.
export async function compareWith(entry: RunEntry): Promise<void> {
  const live = main.value;
  if (!live) return;
  const result = await api.compare(entry.id, live.id);
  if (!result.ok) return say(result.message);
  earlier.value = { id: entry.id, name: `run of ${clock(entry.created_unix_s)}`, compare: result.value };
}
