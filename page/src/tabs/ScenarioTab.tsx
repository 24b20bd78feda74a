/// Scenario: the form above the text, both of one document; checked as it changes, kept, renamed, deleted, saved as a file.
import { signal } from '@preact/signals';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { save } from '../figures/save';
import { parseScenario, type Parsed } from '../scenario/document';
import { Form } from '../scenario/Form';
import { TomlEditor } from '../scenario/TomlEditor';
import { cursorLine, wantedLine } from '../scenario/wanted';
import { openTextAndRun } from '../state/open';
import * as runs from '../state/runs';
import { loadCatalogue } from '../state/catalogue';
import * as scenario from '../state/scenario';
import { entryNames, kinds, loadSchema, schemaFault } from '../state/schema';
import { element } from '../state/view';
import { whole } from '../words/numbers';

type Layout = 'both' | 'form' | 'text';

const layout = signal<Layout>('both');

export function ScenarioTab() {
  useEffect(() => {
    void loadSchema();
    void loadCatalogue();
  }, []);
  const last = useRef<Parsed>({ elements: [], fault: '' });
  const parsed = useMemo(() => parseScenario(scenario.text.value, entryNames.value), [scenario.text.value, entryNames.value]);
  if (!parsed.fault) last.current = parsed;
  useEffect(() => followCursor(last.current), [cursorLine.value]);
  const shown = parsed.fault ? last.current : parsed;
  return (
    <div class={`scenario only-${layout.value}`}>
      <Bar />
      {layout.value !== 'text' && (
        <div class="upper">
          {kinds.value ? <Form kinds={kinds.value} parsed={shown} /> : <p class="cap" style="padding: 14px">{schemaFault.value || 'Reading what may be written…'}</p>}
        </div>
      )}
      {layout.value !== 'form' && <TomlEditor />}
      <Foot syntax={parsed.fault} />
    </div>
  );
}

/// Opens the element that the cursor is in.
function followCursor(parsed: Parsed): void {
  const line = cursorLine.value;
  const found = parsed.elements.find((e) => line >= e.from && line < e.until);
  if (found && document.activeElement?.closest('.toml')) element.value = found.path;
}

function Bar() {
  const { canUndo, canRedo, isChanged, kind, id, text, scenarios } = scenario;
  const [naming, setNaming] = useState<'keep' | 'rename' | null>(null);
  const file = useRef<HTMLInputElement>(null);
  return (
    <div class="toolbar">
      <button type="button" disabled={!canUndo.value} onClick={scenario.undo} title="Undo (Ctrl Z)">
        undo
      </button>
      <button type="button" disabled={!canRedo.value} onClick={scenario.redo} title="Redo (Ctrl Shift Z)">
        redo
      </button>
      <i class="bar-gap" />
      {kind.value === 'own' && isChanged.value && scenario.saved.value && (
        <button type="button" onClick={() => void scenario.keepAs(id.value, true)}>
          keep
        </button>
      )}
      <button type="button" onClick={() => setNaming('keep')}>
        keep as…
      </button>
      {kind.value === 'own' && scenarios.value.some((s) => s.id === id.value) && (
        <>
          <button type="button" onClick={() => setNaming('rename')}>
            rename…
          </button>
          <button type="button" onClick={() => void scenario.removeScenario()}>
            delete
          </button>
        </>
      )}
      <button type="button" onClick={() => save(new Blob([text.value], { type: 'application/toml' }), `${id.value || 'scenario'}.toml`)}>
        download
      </button>
      <button type="button" onClick={() => file.current?.click()}>
        open a file…
      </button>
      <input ref={file} type="file" accept=".toml,text/plain" hidden aria-label="A scenario file" onChange={(e) => void openFile(e.currentTarget)} />
      <span class="grow" />
      <span class="choice" role="group" aria-label="Shown">
        {(['both', 'form', 'text'] as const).map((l) => (
          <button type="button" key={l} aria-pressed={layout.value === l} onClick={() => (layout.value = l)}>
            {l}
          </button>
        ))}
      </span>
      {naming && <Naming what={naming} done={() => setNaming(null)} />}
    </div>
  );
}

async function openFile(input: HTMLInputElement): Promise<void> {
  const file = input.files?.[0];
  if (!file) return;
  void openTextAndRun(file.name.replace(/\.toml$/, '').toLowerCase().replace(/[^a-z0-9-]+/g, '-'), await file.text());
  input.value = '';
}

const NAME = /^[a-z0-9][a-z0-9-]{0,63}$/;

function Naming({ what, done }: { what: 'keep' | 'rename'; done(): void }) {
  const [name, setName] = useState(what === 'rename' || scenario.kind.value === 'own' ? scenario.id.value : `my-${scenario.id.value}`);
  const [isThere, setThere] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.select(), []);
  const fits = NAME.test(name);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (!fits) return;
    if (what === 'rename') await scenario.rename(name);
    else if ((await scenario.keepAs(name, isThere)) === 409) {
      setThere(true);
      return;
    }
    done();
  };
  return (
    <form class="naming" onSubmit={(e) => void submit(e)} onKeyDown={(e) => e.key === 'Escape' && done()}>
      <label>
        {what === 'rename' ? 'New name' : 'Name'}{' '}
        <input ref={field} value={name} onInput={(e) => {
          setName(e.currentTarget.value);
          setThere(false);
        }} />
      </label>
      <button type="submit" class="plain-button" disabled={!fits}>
        {isThere ? 'replace it' : what}
      </button>
      <button type="button" onClick={done}>
        no
      </button>
      <span class="cap bad">
        {!fits ? 'Small letters, digits and -, 64 at most.' : isThere ? `There is a scenario ${name} already.` : ''}
      </span>
    </form>
  );
}

/// What the check says, and the way to what it says it of.
function Foot({ syntax }: { syntax: string }) {
  const { check, faults, isChecked } = scenario;
  const go = (key: string | null, line: number | null): void => {
    const path = key?.split('.');
    if (path?.[0]) element.value = bestPath(key ?? '');
    if (line !== null) wantedLine.value = { line: line - 1, isFocus: false };
  };
  const warnings = check.value?.warnings ?? [];
  const isGood = isChecked.value && check.value?.ok === true;
  const live = runs.main.value;
  return (
    <div class="check" role="status" aria-live="polite">
      {faults.value.length === 0 ? (
        <p>
          <b class={isGood ? 'good' : ''}>{isChecked.value ? '✓ Holds' : 'Checking…'}</b>{' '}
          {isGood && <span class="m">{check.value?.values ? `${whole(check.value.values)} values · ` : ''}hash {check.value?.hash?.slice(0, 8)}</span>}
          {syntax && isGood && <span class="m"> {syntax}</span>}
          {isGood && scenario.isChanged.value && (
            <button type="button" class="go" onClick={() => void runs.start()}>
              run the change ▸
            </button>
          )}
        </p>
      ) : (
        <ul>
          {faults.value.slice(0, 20).map((f) => (
            <li key={`${f.line}${f.message}`}>
              <button type="button" onClick={() => go(f.key, f.line)}>
                {f.line !== null && <span class="m">line {f.line} </span>}
                {f.key && <b>{f.key}: </b>}
                {f.message}
              </button>
            </li>
          ))}
          {faults.value.length > 20 && <li class="m">and {faults.value.length - 20} more</li>}
        </ul>
      )}
      {live?.state === 'failed' && live.error && <p class="cap bad">The last run failed: {live.error}</p>}
      {isGood && warnings.length > 0 && (
        <details>
          <summary class="m">
            {warnings.length === 1 ? 'one remark' : `${warnings.length} remarks`}: what holds, and may not be meant
          </summary>
          {warnings.map((w) => (
            <p class="m" key={w.key + w.message}>
              {w.key}: {w.message}
            </p>
          ))}
        </details>
      )}
    </div>
  );
}

/// The element a key is in: the longest path that begins it.
function bestPath(key: string): string {
  const all = parseScenario(scenario.text.value, entryNames.value).elements.filter((e) => key === e.path || key.startsWith(`${e.path}.`));
  return all.reduce((best, e) => (e.path.length > best.length ? e.path : best), '') || key.split('.').slice(0, 2).join('.');
}
