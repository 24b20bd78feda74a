/// An element that is not in the text yet: its fields, what it still needs, and the way in.
import { entryNames } from '../state/schema';
import { say } from '../state/view';
import { labels, type Parsed, type Table } from './document';
import { type Adding, adding } from '../state/adding';
import { badIdsIn, missingIn, sendable, withEntry, withValue } from './draft';
import { Fields } from './Fields';
import type { Hand } from './Input';

/// What is asked for beside what is needed, by kind.
const ALSO: Record<string, string[]> = {
  nation: ['name'], asset: ['name', 'region_radius_km', 'damage_radius_m', 'value'], area: ['name', 'radius_km'],
  battery: ['name', 'is', 'radar', 'radar_boresight_deg', 'protects', 'load'], sensor: ['id', 'is', 'name', 'boresight_deg', 'range_km'], constellation: ['id', 'is', 'name', 'role', 'satellites'],
  stock: ['theatre_fraction', 'restore_to'], line: ['name', 'lead_days', 'starts'], transfer: ['delay_days'], raid: ['name', 'group'],
  agreement: ['name', 'says', 'parties', 'from'], threat: ['id', 'is', 'name'], interceptor: ['id', 'is', 'name'],
};

interface Props {
  of: Adding;
  parsed: Parsed;
  onAdd(label: string, value: Table): void;
  onLeave(): void;
}

export function NewElement({ of, parsed, onAdd, onLeave }: Props) {
  const { kind, draft } = of;
  const path = `new ${kind.name}`;
  const within = (full: string): string => full.slice(path.length + 1);
  const setDraft = (make: (now: Table) => Table): void => {
    const now = adding.value;
    if (now) adding.value = { ...now, draft: make(now.draft) };
  };
  const hand: Hand = {
    change: (changes) => setDraft((now) => changes.reduce((table, [full, value]) => withValue(table, within(full), value, entryNames.value), now)),
    add: (full) => setDraft((now) => withEntry(now, within(full), entryNames.value)),
  };
  const isGiven = (name: string): boolean => draft[name] !== undefined && draft[name] !== '';
  const missing = missingIn(kind.fields, draft);
  const [badId] = badIdsIn(draft);
  const label = kind.isList ? (labels(kind.name, [draft], entryNames.value)[0] ?? '') : '';
  const isNamed = !kind.isList || label !== '1' || isGiven('id');
  const isTaken = kind.isList && isNamed && parsed.elements.some((e) => e.kind === kind.name && e.label === label);
  const hinders = badId !== undefined ? `The id “${badId}” may have letters, digits, - and _ alone.` : missing.length > 0 ? `It still needs ${missing.join(', ')}.` : !isNamed ? 'It needs an id, or what it is of the catalogue.' : isTaken ? `There is a ${words(kind.name)} ${label} already.` : '';
  const submit = (event: Event): void => {
    event.preventDefault();
    if (hinders) say(hinders);
    else onAdd(label, sendable(draft) as Table);
  };
  return (
    <form class="element new" noValidate onSubmit={submit} aria-label={`New ${words(kind.name)}`}>
      <header>
        <div>
          <h3>New {words(kind.name)}</h3>
          <p class="cap">{kind.doc}</p>
        </div>
        <span class="acts">
          <button type="submit" class={hinders ? 'plain-button quiet' : 'plain-button'}>
            add it
          </button>
          <button type="button" onClick={onLeave}>
            leave it
          </button>
        </span>
      </header>
      <p class="cap" role="status">{hinders || 'Ready to be added; the check then says whether it fits.'}</p>
      <Fields path={path} kind={kind.name} fields={kind.fields} value={draft} hand={hand} parsed={parsed} also={ALSO[kind.name] ?? []} />
    </form>
  );
}

const words = (kind: string): string => kind.replaceAll('_', ' ');
