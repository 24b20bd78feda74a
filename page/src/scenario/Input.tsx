/// One field by its type: number, range, day, choice, name of another element, or a way into the text.
import { isTable, type Parsed, type Table, written } from './document';
import { choicesFor, isNaming } from './choices';
import { Picker } from './Picker';
import { Quantity } from './Quantity';
import type { Field } from './schema';
import { When } from './When';

/// What a field can do with the element it is of.
export interface Hand {
  /// `undefined` takes a key or an entry out.
  change(changes: [path: string, value: unknown][]): void;
  /// One more entry in a list.
  add(list: string): void;
  /// Goes to a field in the text; not there for an element that is in none.
  toText?: ((field: string) => void) | undefined;
}

interface Props {
  id: string;
  kind: string;
  path: string;
  field: Field;
  value: unknown;
  hand: Hand;
  parsed: Parsed;
  /// Field to go to in the text.
  textField: string;
  describedBy: string;
}

export function Input({ id, kind, path, field, value, hand, parsed, textField, describedBy }: Props) {
  const set = (next: unknown): void => hand.change([[path, next]]);
  const common = { id, 'aria-describedby': describedBy };
  switch (field.type) {
    case 'number':
    case 'integer':
      return (
        <input
          {...common} type="number" step={field.type === 'integer' ? 1 : 'any'} min={field.minimum} max={field.maximum} value={typeof value === 'number' ? value : ''}
          onChange={(e) => set(numberOf(e.currentTarget.value))}
        />
      );
    case 'quantity':
      if (isTable(value) && value.likely === undefined && value.of === undefined) break;
      return <Quantity id={id} describedBy={describedBy} value={value} onChange={set} />;
    case 'choice':
      return (
        <select {...common} value={typeof value === 'string' ? value : ''} onChange={(e) => set(e.currentTarget.value || undefined)}>
          {(value === undefined || !field.isRequired) && <option value="">left out</option>}
          {field.choices.map((c) => (
            <option key={c.value} value={c.value} title={c.doc}>
              {c.value}
            </option>
          ))}
        </select>
      );
    case 'flag':
      return <input {...common} type="checkbox" checked={value === true} onChange={(e) => set(e.currentTarget.checked)} />;
    case 'texts':
      return (
        <input
          {...common} value={Array.isArray(value) ? value.map(written).join(', ') : ''} placeholder="one, another"
          onChange={(e) => set(listed(e.currentTarget.value))} readOnly={Array.isArray(value) && value.some((v) => written(v).includes(','))}
        />
      );
    case 'weights':
      if (!isWeights(value)) break;
      return <input {...common} value={weightsText(value)} placeholder="one 2, another 1" onChange={(e) => set(weights(e.currentTarget.value))} />;
    case 'date':
      return <input {...common} type="date" value={value === undefined ? '' : written(value)} onChange={(e) => set(e.currentTarget.value || undefined)} />;
    case 'when':
      return <When id={id} describedBy={describedBy} value={value} onChange={set} />;
    case 'text': {
      const shown = value === undefined ? '' : written(value);
      if (isNaming(field.name)) return <Picker {...common} describedBy={describedBy} value={shown} choices={choicesFor(kind, field.name, parsed)} onChange={set} />;
      if (shown.length > 60) return <textarea {...common} rows={Math.min(5, Math.ceil(shown.length / 55))} value={shown} onChange={(e) => set(e.currentTarget.value)} />;
      return <input {...common} value={shown} onChange={(e) => set(e.currentTarget.value || undefined)} />;
    }
    case 'list':
    case 'table':
      return (
        <button {...common} type="button" class="code" onClick={() => (field.type === 'list' ? hand.add(path) : set({}))}>
          add {field.type === 'list' ? 'one' : 'it'}
        </button>
      );
  }
  return <InText hand={hand} field={textField} text={value === undefined ? '' : summary(value)} />;
}

export function InText({ hand, field, text }: { hand: Hand; field: string; text: string }) {
  const { toText } = hand;
  return (
    <span class="in-text">
      {text && <span>{text}</span>}
      {toText ? (
        <button type="button" class="code" onClick={() => toText(field)}>
          {text ? 'change it in the text' : 'to the text'}
        </button>
      ) : (
        <span class="doc">in the text, once it is added</span>
      )}
    </span>
  );
}

const numberOf = (given: string): number | undefined => (given === '' || !Number.isFinite(Number(given)) ? undefined : Number(given));

const listed = (text: string): string[] => text.split(',').map((t) => t.trim()).filter(Boolean);

const isWeights = (value: unknown): value is string[] | Table | undefined =>
  value === undefined || (Array.isArray(value) ? value.every((v) => typeof v === 'string') : isTable(value) && Object.values(value).every((v) => typeof v === 'number'));

const weightsText = (value: string[] | Table | undefined): string =>
  Array.isArray(value) ? value.join(', ') : Object.entries(value ?? {}).map(([name, weight]) => `${name} ${String(weight)}`).join(', ');

/// `kansai, chubu` as names, `kansai 2, chubu 1` with their weights.
function weights(text: string): string[] | Table | undefined {
  const parts = listed(text).map((part) => /^(\S+)(?:\s+([\d.]+))?$/.exec(part));
  if (parts.length === 0 || parts.some((p) => p === null)) return undefined;
  const pairs = parts.map((p): [string, number] => [p?.[1] ?? '', p?.[2] === undefined ? 1 : Number(p[2])]);
  return parts.some((p) => p?.[2] !== undefined) ? Object.fromEntries(pairs) : pairs.map(([name]) => name);
}

function summary(value: unknown): string {
  if (Array.isArray(value)) return value.some(isTable) ? `${value.length} entries` : value.map(written).join(', ');
  return isTable(value) ? Object.entries(value).map(([k, v]) => `${k} ${isTable(v) ? '…' : written(v)}`).join(', ') : written(value);
}
