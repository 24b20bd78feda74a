/// Fields of a table: what is written first, what may be added behind a fold; nested tables and lists under their own heads.
import { Fragment } from 'preact';
import { useId, useState } from 'preact/hooks';
import { entryNames } from '../state/schema';
import { fieldWords } from '../words/names';
import { isTable, labels, type Parsed, type Table } from './document';
import { faultsAt } from './faults';
import { type Hand, Input, InText } from './Input';
import { PlaceOnMap } from './PlaceOnMap';
import type { Field } from './schema';

interface Props {
  path: string;
  /// Kind of the element that they are of.
  kind: string;
  fields: Field[];
  value: Table;
  hand: Hand;
  parsed: Parsed;
  /// Shown although neither needed nor written.
  also?: string[];
  isNested?: boolean;
}

export function Fields({ path, kind, fields, value, hand, parsed, also = [], isNested = false }: Props) {
  const [isMore, setMore] = useState(false);
  const shown = fields.filter((f) => value[f.name] !== undefined || f.isRequired || also.includes(f.name) || faultsAt(`${path}.${f.name}`).length > 0);
  const rest = fields.filter((f) => !shown.includes(f));
  const unknown = Object.keys(value).filter((k) => !fields.some((f) => f.name === k));
  const row = (f: Field) => (
    <Fragment key={f.name}>
      <Row path={`${path}.${f.name}`} kind={kind} field={f} value={value[f.name]} hand={hand} parsed={parsed} isNested={isNested} />
      {f.name === 'lon_deg' && <PlaceOnMap path={path} hand={hand} />}
    </Fragment>
  );
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
  kind: string;
  field: Field;
  value: unknown;
  hand: Hand;
  parsed: Parsed;
  isNested: boolean;
}

function Row({ path, kind, field, value, hand, parsed, isNested }: RowProps) {
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
        {field.type === 'list' && Array.isArray(value) ? (
          <Nested path={path} kind={kind} field={field} entries={value} hand={hand} parsed={parsed} />
        ) : field.type === 'table' && isTable(value) ? (
          <>
            <Fields path={path} kind={kind} fields={field.fields()} value={value} hand={hand} parsed={parsed} isNested />
            <button type="button" class="code" onClick={() => hand.change([[path, undefined]])}>
              take it out
            </button>
          </>
        ) : (
          <Input id={id} kind={kind} path={path} field={field} value={value} hand={hand} parsed={parsed} textField={isNested ? '' : field.name} describedBy={`${id}-doc`} />
        )}
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

function Nested({ path, kind, field, entries, hand, parsed }: { path: string; kind: string; field: Field; entries: unknown[]; hand: Hand; parsed: Parsed }) {
  const names = labels(field.name, entries, entryNames.value);
  return (
    <div class="nested">
      {entries.map((entry, i) => isTable(entry) && (
        <details key={i} open={entries.length <= 3}>
          <summary>
            {/^\d+$/.test(names[i] ?? '') ? `${fieldWords(field.name).label} ${i + 1}` : names[i]}
            {faultsAt(`${path}.${names[i] ?? ''}`).length > 0 && <b class="fault-dot" />}
          </summary>
          <Fields path={`${path}.${names[i] ?? ''}`} kind={kind} fields={field.fields()} value={entry} hand={hand} parsed={parsed} isNested />
          <button type="button" class="code" aria-label={`Take out ${field.name} ${names[i] ?? ''}`} onClick={() => hand.change([[`${path}.${names[i] ?? ''}`, undefined]])}>
            take it out
          </button>
        </details>
      ))}
      <span class="in-text">
        <button type="button" class="code" onClick={() => hand.add(path)}>
          add one more
        </button>
        <InText hand={hand} field={field.name} text="" />
      </span>
    </div>
  );
}
