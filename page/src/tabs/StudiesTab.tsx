/// Studies: every run with its state; show one again, compare two pair by pair, take their files.
import { useEffect, useState } from 'preact/hooks';
import { api, archiveAddress, fileAddress } from '../api/client';
import type { Compare, Delta } from '../api/report';
import type { RunEntry, RunFile } from '../api/types';
import { openEarlier } from '../state/open';
import { compareWith, isBusyState, list, listRuns, main, report } from '../state/runs';
import { scene } from '../state/scenario';
import { figure, tab } from '../state/view';
import { nationName, printed } from '../words/names';
import { deltaStep, delta, rounded, seconds, verdict, whole } from '../words/numbers';

const STATES: Record<RunEntry['state'], string> = {
  queued: 'waiting', preparing: 'preparing', running: 'running', done: 'done', cancelled: 'cancelled', failed: 'failed',
};
const REFRESH_MS = 1500;

export function StudiesTab() {
  const [chosen, setChosen] = useState<string[]>([]);
  const [opened, setOpened] = useState('');
  useEffect(() => {
    void listRuns();
    const timer = setInterval(() => {
      if (list.value?.some((r) => isBusyState(r.state))) void listRuns();
    }, REFRESH_MS);
    return () => clearInterval(timer);
  }, []);
  const runs = list.value;
  if (!runs) return <p class="cap">Reading…</p>;
  if (runs.length === 0) {
    return (
      <div class="state">
        <h3>No run yet</h3>
        <p>Every run is kept here and in the study folder, with its report, its scenario and its rows, until you delete the folder.</p>
      </div>
    );
  }
  const toggle = (id: string): void => setChosen(chosen.includes(id) ? chosen.filter((c) => c !== id) : [...chosen.slice(-1), id]);
  const [first, second] = runs.filter((r) => chosen.includes(r.id)).sort((a, b) => a.created_unix_s - b.created_unix_s);
  return (
    <div class="studies">
      <p class="cap">{chosen.length < 2 ? 'Tick two runs of the same seed and number to compare them pair by pair.' : 'The earlier is the base.'}</p>
      {first && second && <TwoRuns key={first.id + second.id} base={first} arm={second} />}
      <table>
        <thead>
          <tr>
            <th scope="col"><span class="unseen">Compare</span></th>
            <th scope="col">Study</th>
            <th scope="col">State</th>
            <th scope="col" class="n">Runs</th>
            <th scope="col" class="n">Seed</th>
            <th scope="col" class="n">Took</th>
            <th scope="col"><span class="unseen">Acts</span></th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <Row key={run.id} run={run} isChosen={chosen.includes(run.id)} toggle={() => toggle(run.id)} isOpen={opened === run.id} setOpen={(on) => setOpened(on ? run.id : '')} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ run, isChosen, toggle, isOpen, setOpen }: { run: RunEntry; isChosen: boolean; toggle(): void; isOpen: boolean; setOpen(on: boolean): void }) {
  const isBusy = isBusyState(run.state);
  const isShown = main.value?.id === run.id;
  const nation = (id: string): string => (report.value ? nationName(report.value, id) : scene.value?.nations.find((n) => n.id === id)?.name ?? id);
  const at = new Date(run.created_unix_s * 1000);
  return (
    <>
      <tr class={isShown ? 'shown' : ''}>
        <td>
          <input type="checkbox" aria-label={`Compare ${run.title}`} checked={isChosen} disabled={run.state !== 'done'} onChange={toggle} />
        </td>
        <td>
          <b>{run.title || run.scenario}</b>
          <span class="cap"> {run.without.length > 0 && `without ${run.without.map(nation).join(', ')} · `}{at.toLocaleString('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' })}</span>
        </td>
        <td class={run.state === 'failed' ? 'bad' : ''}>{run.state === 'running' ? `${whole(run.done)} of ${whole(run.runs)}` : STATES[run.state]}</td>
        <td class="n">{run.state === 'cancelled' || run.state === 'failed' ? `${whole(run.done)} of ${whole(run.runs)}` : whole(run.state === 'done' ? run.runs : run.done)}</td>
        <td class="n">{run.seed}</td>
        <td class="n">{seconds(run.elapsed_s)}</td>
        <td class="n acts">
          {isBusy ? (
            <button type="button" onClick={() => void api.cancel(run.id).then(listRuns)}>cancel</button>
          ) : (
            <>
              <button type="button" disabled={isShown || run.done === 0} onClick={() => {
                void openEarlier(run).then((isOpen) => {
                  if (isOpen) tab.value = 'answers';
                });
              }}>
                {isShown ? 'shown' : 'show'}
              </button>
              <button type="button" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>files</button>
            </>
          )}
        </td>
      </tr>
      {isOpen && (
        <tr>
          <td />
          <td colSpan={6}><Files id={run.id} /></td>
        </tr>
      )}
    </>
  );
}

function size(bytes: number): string {
  return bytes < 1e6 ? `${whole(Math.max(bytes / 1e3, 1))} kB` : `${rounded(bytes / 1e6, 0.1)} MB`;
}

function Files({ id }: { id: string }) {
  const [files, setFiles] = useState<RunFile[] | null>(null);
  const [fault, setFault] = useState('');
  useEffect(() => {
    void api.files(id).then((result) => (result.ok ? setFiles(result.value.files) : setFault(result.message)));
  }, []);
  if (fault) return <p class="fault">{fault}</p>;
  if (!files) return <p class="cap">Reading…</p>;
  return (
    <ul class="files">
      <li>
        <a href={archiveAddress(id)} download={`${id}.tar.gz`}>the whole folder</a> <span class="cap">as one .tar.gz, {size(files.reduce((sum, f) => sum + f.bytes, 0))} before packing</span>
      </li>
      {files.map((f) => (
        <li key={f.name}>
          <a href={fileAddress(id, f.name)} download={f.name}>{f.name}</a> <span class="cap">{size(f.bytes)}</span>
        </li>
      ))}
    </ul>
  );
}

function TwoRuns({ base, arm }: { base: RunEntry; arm: RunEntry }) {
  const [compared, setCompared] = useState<Compare | null>(null);
  const [fault, setFault] = useState('');
  useEffect(() => {
    void api.compare(base.id, arm.id).then((result) => (result.ok ? setCompared(result.value) : setFault(result.message)));
  }, []);
  if (fault) return <p class="bar bad" role="alert">{fault}</p>;
  const found = compared?.arms[0];
  if (!found) return <p class="cap">Pairing…</p>;
  const rows = found.labels.flatMap(([key, label]): [string, Delta][] => (found.delta[key] ? [[printed(label), found.delta[key]]] : []));
  const isSame = rows.every(([, d]) => d.verdict === 'same');
  const show = async (): Promise<void> => {
    if (!(await openEarlier(arm))) return;
    void compareWith(base);
    figure.value = 'pairs';
    tab.value = 'answers';
  };
  return (
    <section class="two">
      <header>
        <h3>{isSame ? 'The two runs are the same' : `${arm.title || arm.scenario}, against ${base.title || base.scenario}`}</h3>
        <button type="button" class="plain-button" onClick={() => void show()}>as a figure</button>
      </header>
      <table>
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col" class="n">Base</th>
            <th scope="col" class="n">Then</th>
            <th scope="col" class="n">Change (5–95 %)</th>
            <th scope="col">Verdict</th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, 12).map(([label, d]) => (
            <tr key={label}>
              <td>{label}</td>
              <td class="n">{rounded(d.base_mean, deltaStep(d))}</td>
              <td class="n">{rounded(d.arm_mean, deltaStep(d))}</td>
              <td class="n">{delta(d)}</td>
              <td>{verdict(d.verdict)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
