/// Opening: the first scenario, another one, a file, an earlier run, or what a link names. What was open before is left whole.
import { batch, effect } from '@preact/signals';
import { api } from '../api/client';
import type { RunEntry } from '../api/types';
import { adding } from './adding';
import { readLink, watchView, type Linked } from './hash';
import * as runs from './runs';
import * as scenario from './scenario';
import { picked, stage } from './stage';
import { notice, origin, say, stock } from './view';

/// Nothing of the study before stays in sight.
function leave(): void {
  batch(() => {
    runs.leave();
    adding.value = null;
    picked.value = null;
    origin.value = null;
    stock.value = '';
    notice.value = '';
  });
  stage.value?.restore({ follow: null, pick: null });
}

/// Opens a scenario and plays it.
export async function openAndRun(id: string): Promise<void> {
  if (!(await scenario.openScenario(id))) return;
  leave();
  await runs.start(false);
}

/// Opens a text that is not kept and plays it.
export async function openTextAndRun(name: string, content: string): Promise<void> {
  scenario.openText(name, content);
  leave();
  await runs.start(false);
}

/// Shows an earlier run, with the scenario it was played of; false where that could not be had.
export async function openEarlier(run: Pick<RunEntry, 'id' | 'scenario'>): Promise<boolean> {
  const isLatest = scenario.openings.begin();
  const file = await api.file(run.id, 'scenario.toml');
  if (!isLatest()) return false;
  if (!file.ok) {
    say(file.message);
    return false;
  }
  const kept = await keptAs(run.scenario, file.value);
  if (!isLatest()) return false;
  if (kept) scenario.openKept(kept);
  else scenario.openText(run.scenario, file.value);
  leave();
  runs.open(run.id);
  return true;
}

/// The scenario of this name, where it still says the same as the run's text.
async function keptAs(id: string, text: string): ReturnType<typeof theSame> {
  return scenario.scenarios.value.some((s) => s.id === id) ? theSame(id, text) : null;
}

async function theSame(id: string, text: string) {
  const [kept, of] = await Promise.all([api.scenario(id), api.check(text)]);
  if (!kept.ok || !of.ok) return null;
  const now = await api.check(kept.value.text);
  return now.ok && now.value.hash !== null && now.value.hash === of.value.hash ? kept.value : null;
}

/// What the page does first; gives what the link asks of the stage.
export function begin(): Linked {
  const linked = readLink();
  scenario.watchText();
  const draft = scenario.draft();
  void beginWith(linked, draft).then(() => {
    watchView();
    scenario.watchDraft();
    window.addEventListener('hashchange', () => void follow());
  });
  return linked;
}

/// A link that is put into the address of the open page.
async function follow(): Promise<void> {
  leave();
  const linked = readLink();
  stage.value?.restore(linked.stage);
  await beginWith(linked, null);
}

async function beginWith(linked: Linked, draft: ReturnType<typeof scenario.draft>): Promise<void> {
  const [status] = await Promise.all([api.status(), scenario.listScenarios()]);
  if (!status.ok) {
    scenario.loadError.value = status.message;
    return;
  }
  scenario.status.value = status.value;
  const { max_runs, max_worlds } = status.value.limits;
  runs.sample.value = { ...runs.sample.value, runs: Math.min(runs.sample.value.runs, max_runs), worlds: Math.min(runs.sample.value.worlds, max_worlds) };
  const wanted = linked.scenario || status.value.default_scenario;
  const isThere = scenario.scenarios.value.some((s) => s.id === wanted);
  if (!(await scenario.openScenario(isThere ? wanted : status.value.default_scenario))) return;
  const isOpen = scenario.shows.hold();
  if (linked.text) scenario.setText(linked.text);
  else if (draft && draft.id === scenario.id.value) scenario.setText(draft.text);
  else if (draft && draft.id === linked.scenario) return openTextAndRun(draft.id, draft.text);
  // A run that was not kept may have gone with the server.
  if (linked.run) await runs.listRuns();
  if (!isOpen()) return;
  if (runs.list.value?.some((r) => r.id === linked.run)) runs.open(linked.run);
  else await runs.start(false);
  if (linked.without.length > 0) whenReported(() => isOpen() && void runs.switchOff(linked.without));
}

/// Does something once, as soon as there is a report.
function whenReported(act: () => void): void {
  const stop = effect(() => {
    if (!runs.report.value) return;
    queueMicrotask(() => {
      stop();
      act();
    });
  });
}
