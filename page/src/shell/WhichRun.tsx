/// Which single run the stage shows, and of which arm.
import { isBusy, main, report, shownArm, shownRun } from '../state/runs';
import { save } from '../figures/save';
import { stage } from '../state/stage';
import { hasRaid, printed } from '../words/names';
import { whole } from '../words/numbers';

async function picture(name: string): Promise<void> {
  const blob = await stage.value?.snapshot();
  if (blob) save(blob, name);
}

export function WhichRun() {
  const shown = report.value;
  if (!shown || isBusy(main.value) || !hasRaid(shown)) return null;
  const last = shown.runs - 1;
  const go = (run: number): void => {
    if (Number.isFinite(run)) shownRun.value = Math.min(Math.max(Math.round(run), 0), last);
  };
  return (
    <div class="which" role="group" aria-label="Run shown on the map">
      <span class="m">run</span>
      <button type="button" aria-label="The run before" disabled={shownRun.value <= 0} onClick={() => go(shownRun.value - 1)}>
        ‹
      </button>
      <input type="number" min={0} max={last} value={shownRun.value} aria-label="Run" onChange={(e) => go(Number(e.currentTarget.value))} />
      <button type="button" aria-label="The next run" disabled={shownRun.value >= last} onClick={() => go(shownRun.value + 1)}>
        ›
      </button>
      <span class="m">of {whole(shown.runs)}</span>
      {stage.value && (
        <button type="button" title="Save what is shown as a PNG" aria-label="Save the map as a PNG" onClick={() => void picture(`${shown.scenario.name}-run-${shownRun.value}.png`)}>
          PNG
        </button>
      )}
      {shown.scenario.arms.length > 1 && (
        <select aria-label="Arm shown on the map" value={shownArm.value || shown.scenario.arms[0]?.id} onChange={(e) => (shownArm.value = e.currentTarget.value)}>
          {shown.scenario.arms.map((arm) => (
            <option key={arm.id} value={arm.id}>
              {printed(arm.name)}
            </option>
          ))}
        </select>
      )}
    </div>
  );
}
