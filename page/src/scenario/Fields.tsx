/// Fields of a table: what is written first, what may be added behind a fold; nested tables and lists under their own heads.
import { useId, useState } from 'preact/hooks';
import { fieldWords } from '../words/names';
import { isTable, labels, type Table, written } from './document';
import { faultsAt } from './Form';
import { Quantity } from './Quantity';
import type { Field } from './schema';

interface Props {
  path: string;
  fields: Field[];
  value: Table;
  /// `undefined` takes a key out.
  onChange(path: string, value: unknown): void;
  onText(field: string): void;
  isNested?: boolean;
}

export function Fields({ path, fields, value, onChange, onText, isNested }: Props) {
  const [isMore, setMore] = useState(false);
  const shown = fields.filter((f) => value[f.name] !== undefined || f.isRequired || faultsAt(`${path}.${f.name}`).length > 0);
  const rest = fields.filter((f) => !shown.includes(f));
  const unknown = Object.keys(value).filter((k) => !fields.some((f) => f.name === k));
  const row = (f: Field) => <Row key={f.name} path={`${path}.${f.name}`} field={f} value={value[f.name]} onChange={onChange} onText={isNested ? () => onText('') : onText} />;
  return (
    <div class="fields">
      {unknown.map((k) => (
        <p class="fault" key={k}>
          {faultsAt(`${path}.${k}`)[0]?.message ?? `${k} is no key of this table`}
        </p>
      ))}
      {shown.map(row)}
      {rest.length > 0 && (
        <button type="button" class="more" aria-expanded={isMore} onClick={() => setMore(!isMore)}>
          {isMore ? 'fewer fields' : `${rest.length} more that may be given`}
        </button>
      )}
      {isMore && rest.map(row)}
    </div>
  );
}

interface RowProps {
  path: string;
  field: Field;
  value: unknown;
  onChange(path: string, value: unknown): void;
  onText(field: string): void;
}

function Row({ path, field, value, onChange, onText }: RowProps) {
  const id = useId();
  const { label, unit } = fieldWords(field.name);
  const own = faultsAt(path);
  const isNest = (field.type === 'list' || field.type === 'table') && value !== undefined;
  return (
    <div class={`${isNest ? 'field nest' : 'field'}${own.length ? ' bad' : ''}`}>
      <label for={id}>
        {label}
        {unit && <span class="unit"> {unit}</span>}
        {field.isRequired && value === undefined && <span class="unit"> needed</span>}
      </label>
      <div class="input">
        <Input id={id} path={path} field={field} value={value} onChange={onChange} onText={onText} describedBy={`${id}-doc`} />
        <p class="doc" id={`${id}-doc`}>
          {field.doc}
          {value === undefined && field.fallback !== undefined && field.fallback !== null && !Array.isArray(field.fallback) && ` Left out: ${String(field.fallback)}.`}
        </p>
        {!isNest && own.map((f) => (
          <p class="fault" key={f.message} role="alert">
            {f.message}
          </p>
        ))}
      </div>
    </div>
  );
}

function Input({ id, path, field, value, onChange, onText, describedBy }: RowProps & { id: string; describedBy: string }) {
  const set = (next: unknown): void => onChange(path, next);
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
          onChange={(e) => set(e.currentTarget.value.split(/\s*,\s*/).filter(Boolean))}
          readOnly={Array.isArray(value) && value.some((v) => written(v).includes(','))}
        />
      );
    case 'date':
      return <input {...common} type="date" value={value === undefined ? '' : written(value)} onChange={(e) => set(e.currentTarget.value || undefined)} />;
    case 'when':
      if (isTable(value)) return <InText onText={onText} field={field} text={`${written(value.low)} / ${written(value.likely)} / ${written(value.high)}`} />;
      return <input {...common} type="date" value={value === undefined ? '' : written(value)} onChange={(e) => set(e.currentTarget.value || undefined)} />;
    case 'text': {
      const shown = value === undefined ? '' : written(value);
      if (shown.length > 60) return <textarea {...common} rows={Math.min(5, Math.ceil(shown.length / 55))} value={shown} onChange={(e) => set(e.currentTarget.value)} />;
      return <input {...common} value={shown} onChange={(e) => set(e.currentTarget.value || undefined)} />;
    }
    case 'list':
      if (Array.isArray(value)) return <Nested path={path} field={field} entries={value} onChange={onChange} onText={onText} />;
      break;
    case 'table':
      if (isTable(value)) return <Fields path={path} fields={field.fields()} value={value} onChange={onChange} onText={() => onText(field.name)} isNested />;
      break;
  }
  return <InText onText={onText} field={field} text={value === undefined ? '' : summary(value)} />;
}

const numberOf = (given: string): number | undefined => (given === '' || !Number.isFinite(Number(given)) ? undefined : Number(given));

function summary(value: unknown): string {
  if (Array.isArray(value)) return value.some(isTable) ? `${value.length} entries` : value.map(written).join(', ');
  return isTable(value) ? Object.entries(value).map(([k, v]) => `${k} ${isTable(v) ? '…' : written(v)}`).join(', ') : written(value);
}

function InText({ onText, field, text }: { onText(field: string): void; field: Field; text: string }) {
  return (
    <span class="in-text">
      {text && <span>{text}</span>}
      <button type="button" class="code" onClick={() => onText(field.name)}>
        {text ? 'change it in the text' : 'add it in the text'}
      </button>
    </span>
  );
}

function Nested({ path, field, entries, onChange, onText }: { path: string; field: Field; entries: unknown[]; onChange: RowProps['onChange']; onText(field: string): void }) {
  const names = labels(field.name, entries);
  return (
    <div class="nested">
      {entries.map((entry, i) => isTable(entry) && (
        <details key={names[i]} open={entries.length <= 3}>
          <summary>
            {names[i]}
            {faultsAt(`${path}.${names[i] ?? ''}`).length > 0 && <b class="fault-dot" />}
          </summary>
          <Fields path={`${path}.${names[i] ?? ''}`} fields={field.fields()} value={entry} onChange={onChange} onText={() => onText(field.name)} isNested />
        </details>
      ))}
      <InText onText={onText} field={field} text="" />
    </div>
  );
}
