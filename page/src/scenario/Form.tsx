/// The form: elements by kind and name, and the fields of the one that is open, each with its words and its faults.
import { useMemo, useState } from 'preact/hooks';
import { Menu } from '../shell/Menu';
import { adding } from '../state/adding';
import { edit, setText, text } from '../state/scenario';
import { entryNames } from '../state/schema';
import { element, say } from '../state/view';
import { type Element, lineOf, parseScenario, type Parsed, type Table, withCopy, withoutElement } from './document';
import { faultsAt } from './faults';
import { Fields } from './Fields';
import type { Hand } from './Input';
import { NewElement } from './NewElement';
import type { Kind } from './schema';
import { wantedLine } from './wanted';

export function Form({ kinds, parsed }: { kinds: Kind[]; parsed: Parsed }) {
  const open = parsed.elements.find((e) => e.path === element.value) ?? parsed.elements.find((e) => e.kind === 'study') ?? parsed.elements[0];
  const begun = adding.value;
  const begin = (kind: Kind, draft: Table): void => {
    adding.value = { kind, draft, isOpen: true };
  };
  const add = async (kind: Kind, label: string, value: Table): Promise<void> => {
    await edit(kind.isList ? [{ key: kind.name, value }] : Object.entries(value).map(([field, of]) => ({ key: `${kind.name}.${field}`, value: of })));
    adding.value = null;
    const path = kind.isList ? `${kind.name}.${label}` : kind.name;
    const now = parseScenario(text.value, entryNames.value).elements.find((e) => e.path === path);
    if (!now) return;
    element.value = path;
    wantedLine.value = { line: now.from, isFocus: false };
    say(`${path} is added; undo takes it out again.`);
  };
  return (
    <div class="form">
      <ElementList kinds={kinds} parsed={parsed} open={begun?.isOpen ? undefined : open} onAdd={(kind) => begin(kind, seedOf(kind, parsed))} />
      {begun?.isOpen ? (
        <NewElement key={begun.kind.name} of={begun} parsed={parsed} onAdd={(label, value) => void add(begun.kind, label, value)} onLeave={() => (adding.value = null)} />
      ) : (
        open && <OpenElement key={open.path} kinds={kinds} open={open} parsed={parsed} onCopy={begin} />
      )}
    </div>
  );
}

/// What a new element begins with: a nation where there is one alone, and an entry in the list it is made of.
function seedOf(kind: Kind, parsed: Parsed): Table {
  const nations = parsed.elements.filter((e) => e.kind === 'nation');
  const has = (field: string): boolean => kind.fields.some((f) => f.name === field && f.isRequired);
  const isMadeOf = { battery: 'load', raid: 'group' }[kind.name];
  return { ...(has('nation') && nations.length === 1 ? { nation: nations[0]?.label } : {}), ...(isMadeOf ? { [isMadeOf]: [{}] } : {}) };
}

interface ListProps {
  kinds: Kind[];
  parsed: Parsed;
  open: Element | undefined;
  onAdd(kind: Kind): void;
}

/// Kinds that are asked for most come first.
const FIRST = ['nation', 'asset', 'battery', 'sensor', 'stock', 'line', 'transfer', 'raid'];

function ElementList({ kinds, parsed, open, onAdd }: ListProps) {
  const begun = adding.value;
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
  const addable = kinds.filter((k) => k.isList || !parsed.elements.some((e) => e.kind === k.name));
  const items = (list: Kind[]) => list.map((k) => ({ key: k.name, name: k.name.replaceAll('_', ' '), note: k.doc, act: () => onAdd(k) }));
  return (
    <div class="elements">
      <Menu
        label="add" title="Add an element"
        groups={[{ items: items(FIRST.flatMap((f) => addable.find((k) => k.name === f) ?? [])) }, { title: 'and also', items: items(addable.filter((k) => !FIRST.includes(k.name))) }]}
      />
      <input type="search" class="search" placeholder="Search elements" aria-label="Search elements" value={wanted} onInput={(e) => setWanted(e.currentTarget.value)} />
      {begun && !begun.isOpen && (
        <button type="button" class="begun" title="Begun, and not in the text yet" onClick={() => (adding.value = { ...begun, isOpen: true })}>
          new {begun.kind.name.replaceAll('_', ' ')}, begun
        </button>
      )}
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

function OpenElement({ kinds, open, parsed, onCopy }: { kinds: Kind[]; open: Element; parsed: Parsed; onCopy(kind: Kind, seed: Table): void }) {
  const kind = kinds.find((k) => k.name === open.kind);
  if (!kind) return null;
  const copy = (): void => {
    // What is named by more than an id needs another name first.
    if (open.value.id === undefined) return onCopy(kind, open.value);
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
    const now = parseScenario(text.value, entryNames.value).elements.find((e) => e.path === open.path);
    if (now) wantedLine.value = { line: Math.max(now.from, lineOf(text.value, now, field) - 2), isFocus: false };
  };
  /// The element keeps being open under the name it gets.
  const follow = (field: string, index: number): void => {
    const now = parseScenario(text.value, entryNames.value).elements.filter((e) => e.kind === open.kind)[index];
    if (now && now.path !== open.path && !parsed.elements.some((e) => e.path === now.path)) element.value = now.path;
    goTo(field);
  };
  const put = (changes: { key: string; value: unknown }[]): void => {
    const index = parsed.elements.filter((e) => e.kind === open.kind).indexOf(open);
    const field = (changes[0]?.key ?? '').slice(open.path.length + 1).split('.')[0] ?? '';
    void edit(changes).then(() => follow(field, index));
  };
  const hand: Hand = {
    change: (changes) => put(changes.map(([key, value]) => ({ key, value: value ?? null }))),
    add: (key) => put([{ key, value: {} }]),
    toText: (field) => (wantedLine.value = { line: lineOf(text.value, open, field), isFocus: true }),
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
            <button type="button" onClick={copy} title="A copy under another name">
              copy
            </button>
            <button type="button" onClick={remove}>
              take out
            </button>
          </span>
        )}
      </header>
      <Fields path={open.path} kind={open.kind} fields={kind.fields} value={open.value} hand={hand} parsed={parsed} />
    </div>
  );
}
