/// The form: elements by kind and name, and the fields of the one that is open, each with its words and its faults.
import { useMemo, useState } from 'preact/hooks';
import { edit, faults, setText, text } from '../state/scenario';
import { element, say } from '../state/view';
import { type Element, lineOf, parseScenario, type Parsed, withCopy, withoutElement, withoutKey } from './document';
import { Fields } from './Fields';
import type { Kind } from './schema';
import { wantedLine } from './wanted';

export function Form({ kinds, parsed }: { kinds: Kind[]; parsed: Parsed }) {
  const open = parsed.elements.find((e) => e.path === element.value) ?? parsed.elements.find((e) => e.kind === 'study') ?? parsed.elements[0];
  return (
    <div class="form">
      <ElementList kinds={kinds} parsed={parsed} open={open} />
      {open && <OpenElement key={open.path} kinds={kinds} open={open} />}
    </div>
  );
}

export function faultsAt(path: string): { key: string | null; message: string }[] {
  return faults.value.filter((f) => f.key === path || (f.key ?? '').startsWith(`${path}.`));
}

function ElementList({ kinds, parsed, open }: { kinds: Kind[]; parsed: Parsed; open: Element | undefined }) {
  const [wanted, setWanted] = useState('');
  const words = wanted.toLowerCase();
  const groups = useMemo(
    () => kinds
      .map((kind) => ({ kind, all: parsed.elements.filter((e) => e.kind === kind.name && (!words || `${e.path} ${e.name}`.toLowerCase().includes(words))) }))
      .filter((g) => g.all.length > 0),
    [kinds, parsed, words],
  );
  const choose = (e: Element): void => {
    element.value = e.path;
    wantedLine.value = { line: e.from, isFocus: false };
  };
  return (
    <div class="elements">
      <input type="search" class="search" placeholder="Search elements" aria-label="Search elements" value={wanted} onInput={(e) => setWanted(e.currentTarget.value)} />
      <div class="scroll">
        {groups.map(({ kind, all }) => (
          <details key={kind.name} open={words !== '' || all.length === 1 || open?.kind === kind.name}>
            <summary title={kind.doc}>
              {kind.name.replaceAll('_', ' ')}
              {kind.isList && <span class="m"> {all.length}</span>}
              {faultsAt(kind.name).length > 0 && <b class="fault-dot" title="has faults" />}
            </summary>
            {all.map((e) => (
              <button type="button" key={e.path} class={e.path === open?.path ? 'on' : ''} aria-current={e.path === open?.path} onClick={() => choose(e)} title={e.label || e.kind}>
                {e.name}
                {faultsAt(e.path).length > 0 && <b class="fault-dot" title="has faults" />}
              </button>
            ))}
          </details>
        ))}
      </div>
    </div>
  );
}

function OpenElement({ kinds, open }: { kinds: Kind[]; open: Element }) {
  const kind = kinds.find((k) => k.name === open.kind);
  if (!kind) return null;
  const copy = (): void => {
    const taken = (id: string): boolean => text.value.includes(`id = "${id}"`);
    let n = 2;
    while (taken(`${open.label}-${n}`)) n += 1;
    element.value = `${open.kind}.${open.label}-${n}`;
    setText(withCopy(text.value, open, `${open.label}-${n}`));
  };
  const remove = (): void => {
    element.value = '';
    setText(withoutElement(text.value, open));
    say(`${open.path} is taken out; undo brings it back.`);
  };
  const goTo = (field: string): void => {
    const now = parseScenario(text.value).elements.find((e) => e.path === open.path);
    if (now) wantedLine.value = { line: Math.max(now.from, lineOf(text.value, now, field) - 2), isFocus: false };
  };
  const onChange = (path: string, value: unknown): void => {
    if (value === undefined) setText(withoutKey(text.value, open, path.slice(open.path.length + 1)));
    else void edit([{ key: path, value }]).then(() => goTo(path.slice(open.path.length + 1).split('.')[0] ?? ''));
  };
  return (
    <div class="element" tabIndex={-1}>
      <header>
        <div>
          <h3>{open.name}</h3>
          <p class="cap">
            {open.path} · {kind.doc}
          </p>
        </div>
        {kind.isList && (
          <span class="acts">
            {open.value.id !== undefined && (
              <button type="button" onClick={copy} title="A copy under another id">
                copy
              </button>
            )}
            <button type="button" onClick={remove}>
              take out
            </button>
          </span>
        )}
      </header>
      <Fields
        path={open.path} fields={kind.fields} value={open.value} onChange={onChange}
        onText={(field) => (wantedLine.value = { line: lineOf(text.value, open, field), isFocus: true })}
      />
    </div>
  );
}
