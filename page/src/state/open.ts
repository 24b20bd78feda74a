/// Opening: the first scenario, another one, or what a link names.
import { effect } from '@preact/signals';
import { api } from '../api/client';
import { readLink, watchView, type Linked } from './hash';
import * as runs from './runs';
import * as scenario from './scenario';

/// Opens a scenario and plays it.
export async function openAndRun(id: string): Promise<void> {
  runs.without.value = [];
  runs.switched.value = null;
  if (await scenario.openScenario(id)) {
    runs.main.value = null;
    await runs.start();
  }
}

/// What the page does first; gives what the link asks of the stage.
export function begin(): Linked {
  const linked = readLink();
  scenario.watchText();
  const draft = scenario.draft();
  void beginWith(linked, draft).then(() => {
    watchView();
    scenario.watchDraft();
  });
  return linked;
}

async function beginWith(linked: Linked, draft: ReturnType<typeof scenario.draft>): Promise<void> {
  const [status] = await Promise.all([api.status(), scenario.listScenarios()]);
  if (!status.ok) {
    scenario.loadError.value = status.message;
    return;
  }
  scenario.status.value = status.value;
  const wanted = linked.scenario || status.value.default_scenario;
  const isThere = scenario.scenarios.value.some((s) => s.id === wanted);
  await scenario.openScenario(isThere ? wanted : status.value.default_scenario);
  if (linked.text) scenario.setText(linked.text);
  else if (draft && draft.id === scenario.id.value) scenario.setText(draft.text);
  else if (draft && draft.id === linked.scenario) scenario.openText(draft.id, draft.text);
  const earlier = linked.run ? await api.run(linked.run) : null;
  if (earlier?.ok) runs.open(linked.run);
  else await runs.start();
  if (linked.without.length > 0) whenReported(() => linked.without.forEach((n) => void runs.toggleNation(n)));
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
