/// How much is played: runs, worlds and seed, remembered by this browser.
import { DEFAULT_SAMPLE, sample, setSample, type Sample } from '../state/runs';
import { status } from '../state/scenario';
import { counted, whole } from '../words/numbers';
import { Menu } from './Menu';

const RUN_CHOICES: [number, string][] = [[100, 'a first look, wide intervals'], [1000, ''], [5000, ''], [20000, 'narrow intervals, takes its time']];

const PARTS: { part: keyof Sample; name: string; least: number }[] = [
  { part: 'runs', name: 'Runs', least: 1 },
  { part: 'worlds', name: 'Worlds', least: 1 },
  { part: 'seed', name: 'Seed', least: 0 },
];

export function SampleMenu() {
  const { runs, worlds, seed } = sample.value;
  const limits = status.value?.limits;
  const most: Sample = { runs: limits?.max_runs ?? 1e5, worlds: limits?.max_worlds ?? 2000, seed: Number.MAX_SAFE_INTEGER };
  const others = [worlds === DEFAULT_SAMPLE.worlds ? '' : ` · ${whole(worlds)} worlds`, seed === DEFAULT_SAMPLE.seed ? '' : ` · seed ${seed}`];
  const give = (part: keyof Sample, least: number, text: string): void => {
    const given = Math.round(Number(text));
    if (text !== '' && Number.isFinite(given)) setSample({ [part]: Math.min(most[part], Math.max(least, given)) });
  };
  return (
    <Menu
      label={`${counted(runs, 'run')}${others.join('')}`}
      title="Runs, worlds and seed"
      isRight
      groups={[{
        items: RUN_CHOICES.filter(([n]) => n <= most.runs).map(([n, note]) => ({ key: String(n), name: counted(n, 'run'), note, isOn: n === runs, act: () => setSample({ runs: n }) })),
      }]}
    >
      <div class="sample">
        {PARTS.map(({ part, name, least }) => (
          <label key={part}>
            <span>{name}</span>
            <input type="number" step={1} min={least} max={most[part]} value={sample.value[part]} onChange={(e) => give(part, least, e.currentTarget.value)} />
          </label>
        ))}
        <p class="cap">Worlds are draws of what is uncertain; the runs are spread over them. The same seed gives the same runs.</p>
      </div>
    </Menu>
  );
}
