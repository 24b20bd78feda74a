/// An element that is being written and is not in the text yet, and the same for a copy of one that is.
import { isTable, labels, type Table, written } from './document';
import type { EntryNames, Field } from './schema';
import { fieldWords } from '../words/names';

/// The table with the value at a path below it changed; `undefined` takes a key or an entry out.
export function withValue(table: Table, path: string, value: unknown, names: EntryNames): Table {
  const dot = path.indexOf('.');
  const key = dot < 0 ? path : path.slice(0, dot);
  const rest = dot < 0 ? '' : path.slice(dot + 1);
  const { [key]: child, ...others } = table;
  if (!rest) return value === undefined ? others : { ...table, [key]: value };
  if (!Array.isArray(child)) return { ...table, [key]: withValue(isTable(child) ? child : {}, rest, value, names) };
  const all = labels(key, child, names);
  const label = all.filter((l) => rest === l || rest.startsWith(`${l}.`)).reduce((best, l) => (l.length > best.length ? l : best), '');
  const index = all.indexOf(label);
  if (rest === label) return { ...table, [key]: value === undefined ? child.filter((_, i) => i !== index) : child.map((c, i) => (i === index ? value : c)) };
  return { ...table, [key]: child.map((c, i) => (i === index && isTable(c) ? withValue(c, rest.slice(label.length + 1), value, names) : c)) };
}

/// The table with one more entry in a list below it.
export function withEntry(table: Table, path: string, names: EntryNames): Table {
  const at = valueAt(table, path, names);
  return withValue(table, path, [...(Array.isArray(at) ? at : []), {}], names);
}

function valueAt(table: Table, path: string, names: EntryNames): unknown {
  const dot = path.indexOf('.');
  if (dot < 0) return table[path];
  const [key, rest] = [path.slice(0, dot), path.slice(dot + 1)];
  const child = table[key];
  if (!Array.isArray(child)) return isTable(child) ? valueAt(child, rest, names) : undefined;
  const index = labels(key, child, names).findIndex((l) => rest.startsWith(`${l}.`));
  const entry: unknown = child[index];
  return isTable(entry) ? valueAt(entry, rest.slice((labels(key, child, names)[index] ?? '').length + 1), names) : undefined;
}

/// A value as it can be sent: days as texts.
export function sendable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sendable);
  if (isTable(value)) return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, sendable(v)]));
  return typeof value === 'object' ? written(value) : value;
}

/// Fields that are needed and not given yet, those of nested tables included: `load: rounds`.
export function missingIn(fields: Field[], table: Table, within = ''): string[] {
  return fields.flatMap((field) => {
    const value = table[field.name];
    const label = within + fieldWords(field.name).label;
    if (isTable(value) && field.type === 'table') return missingIn(field.fields(), value, `${label}: `);
    if (Array.isArray(value) && field.type === 'list') {
      if (value.length === 0 && field.isRequired) return [label];
      return value.flatMap((entry, i) => (isTable(entry) ? missingIn(field.fields(), entry, `${label}${value.length > 1 ? ` ${i + 1}` : ''}: `) : []));
    }
    return field.isRequired && (value === undefined || value === '') ? [label] : [];
  });
}

/// Ids, at any depth, that are not of letters, digits, `-` and `_`.
export function badIdsIn(table: Table): string[] {
  return Object.entries(table).flatMap(([key, value]) => {
    if (key === 'id') return typeof value === 'string' && !/^[A-Za-z0-9_-]*$/.test(value) ? [value] : [];
    return (Array.isArray(value) ? value : [value]).flatMap((v) => (isTable(v) ? badIdsIn(v) : []));
  });
}
