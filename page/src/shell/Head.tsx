/// The head: scenario, what it is compared with, run, share, theme.
import { cancel, clock, compareWith, earlier, isBusy, list, listRuns, main, report, start, waitsFor } from '../state/runs';
import * as scenario from '../state/scenario';
import { isHelpOpen, say, switchTheme, theme } from '../state/view';
import { link } from '../state/hash';
import { armName, changeName } from '../words/names';
import { counted, rounded, seconds, whole } from '../words/numbers';
import { openAndRun } from '../state/open';
import { Menu } from './Menu';
import { SampleMenu } from './SampleMenu';

export function Head() {
  return (
    <header class="head">
      <a class="skip" href="#panel-body" onClick={skip}>
        To the answers
      </a>
      <h1 class="brand">
        <Mark /> cupola
      </h1>
      <ScenarioMenu />
      <CompareMenu />
      <span class="grow" />
      <RunControl />
      <button type="button" title="Copy a link that reopens this view" onClick={() => void share()}>
        share
      </button>
      <button type="button" title="Keys (?)" aria-label="Keys" onClick={() => (isHelpOpen.value = true)}>
        ?
      </button>
      <button type="button" onClick={switchTheme} aria-label={theme.value === 'dark' ? 'Light theme' : 'Dark theme'} title="Light or dark">
        ◐
      </button>
    </header>
  );
}

function skip(event: Event): void {
  event.preventDefault();
  document.querySelector<HTMLElement>('.tabs [aria-selected="true"]')?.focus();
}

function Mark() {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true">
      <path d="M4 24a12 12 0 0 1 24 0" fill="none" stroke="var(--accent)" stroke-width="3" stroke-linecap="round" />
      <path d="M10 24a6 6 0 0 1 12 0" fill="none" stroke="var(--f1)" stroke-width="2.5" stroke-linecap="round" />
      <path d="M2 24h28" stroke="var(--accent)" stroke-width="3" stroke-linecap="round" />
    </svg>
  );
}

function ScenarioMenu() {
  const items = (kind: 'bundled' | 'own') =>
    scenario.scenarios.value
      .filter((s) => s.kind === kind)
      .map((s) => ({
        key: s.id,
        name: s.title || s.id,
        note: s.fault ? `does not read: ${typeof s.fault === 'string' ? s.fault : s.fault.message}` : s.question || s.id,
        isOn: s.id === scenario.id.value,
        act: () => void openAndRun(s.id),
      }));
  return (
    <>
      <Menu
        label={scenario.id.value || 'scenario'}
        title="Scenario"
        groups={[{ title: 'Your own', items: items('own') }, { title: 'With cupola', items: items('bundled') }]}
      />
      {scenario.isChanged.value && <span class="tag">changed</span>}
    </>
  );
}

function CompareMenu() {
  const live = main.value;
  const shown = report.value;
  if (!shown) return null;
  const own = shown.compare?.arms.at(-1);
  const base = shown.compare ? armName(shown, shown.compare.base) : '';
  const runs = (list.value ?? []).filter((r) => r.id !== live?.id && r.state === 'done' && r.without.length === 0);
  const label = earlier.value ? `compare with ${earlier.value.name}` : own ? `compare with ${base}` : 'compare';
  const arms = own && shown.compare
    ? [{ key: 'own', name: `${changeName(shown, shown.compare, own.name)}, against ${base}`, note: 'The arms of this study', isOn: !earlier.value, act: () => (earlier.value = null) }]
    : [];
  return (
    <Menu
      label={label}
      title="Compare with"
      onOpen={() => void listRuns()}
      groups={[
        { items: arms },
        {
          title: 'Earlier runs, pair by pair',
          items: runs.map((r) => ({
            key: r.id,
            name: r.title || r.scenario,
            note: `${clock(r.created_unix_s)} · ${counted(r.runs, 'run')} · seed ${r.seed}${pairs(r.runs, r.seed) ? '' : ' · not the same seed and runs: nothing pairs'}`,
            isOn: earlier.value?.id === r.id,
            isDisabled: !pairs(r.runs, r.seed),
            act: () => void compareWith(r),
          })),
        },
      ]}
    >
      {runs.length === 0 && <p class="cap" style="padding: 4px 9px 8px">No other finished run yet.</p>}
    </Menu>
  );
}

const pairs = (runs: number, seed: number): boolean => report.value?.runs === runs && report.value.seed === seed;

function RunControl() {
  const live = main.value;
  // A scenario that has just been opened is run at once.
  if (!live && !scenario.loadError.value) {
    return (
      <div class="run">
        <div class="meter">
          <span>opening</span>
          <progress aria-label="Opening" />
        </div>
      </div>
    );
  }
  if (live && isBusy(live)) {
    const words = live.state === 'running' ? `${whole(live.done)} of ${counted(live.runs, 'run')}` : live.state === 'queued' ? (waitsFor.value ? `waits for ${waitsFor.value}` : 'waiting for its turn') : 'preparing';
    return (
      <div class="run">
        <div class="meter">
          <span>
            {words} · {seconds(live.elapsed_s)}
          </span>
          <progress max={live.runs || 1} value={live.state === 'running' ? live.done : undefined} aria-label="Runs done" />
        </div>
        <button type="button" class="plain-button" onClick={cancel}>
          cancel
        </button>
      </div>
    );
  }
  const took = live?.report && live.state === 'done' ? `${rounded(live.elapsed_s, 0.1)}\u00a0s` : live?.state ?? '';
  return (
    <div class="run">
      <span class="took">{took === 'done' ? '' : took}</span>
      <SampleMenu />
      <button type="button" class="go" onClick={() => void start()} title="Run (r)">
        run ▸
      </button>
    </div>
  );
}

async function share(): Promise<void> {
  const address = link();
  try {
    await navigator.clipboard.writeText(address);
    say('A link to this view is in the clipboard.');
  } catch {
    say(`The link is in the address bar: ${address}`);
  }
}
