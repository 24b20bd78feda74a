/// The scenario's text as elements by kind and name, each with the lines it stands in.
import { parse, TomlDate } from 'smol-toml';
import type { EntryNames } from './schema';

export type Table = Record<string, unknown>;

export interface Element {
  kind: string;
  /// As in a key: `iruma`, `japan.pac3`; empty for a table that stands alone.
  label: string;
  /// `battery.iruma`.
  path: string;
  name: string;
  value: Table;
  /// First line, and the line behind the last, from 0.
  from: number;
  until: number;
}

export interface Parsed {
  elements: Element[];
  /// What hinders reading; the server's check says it better, with its place.
  fault: string;
}

export const isTable = (x: unknown): x is Table => typeof x === 'object' && x !== null && !Array.isArray(x) && !(x instanceof TomlDate);

/// A scalar as it is written; dates as dates.
export const written = (x: unknown): string => (x instanceof TomlDate ? x.toISOString().slice(0, x.isDate() ? 10 : undefined) : String(x));

/// Names of a list's entries, in order, as keys have them.
export function labels(list: string, entries: unknown[], names: EntryNames): string[] {
  const seen = new Map<string, number>();
  return entries.map((entry, index) => {
    if (!isTable(entry)) return String(index + 1);
    const own = entry.id ?? entry.is;
    if (own !== undefined) return written(own);
    const way = names[list]?.find(({ keys }) => keys.every((k) => entry[k] !== undefined));
    if (!way) return String(index + 1);
    const label = way.keys.map((k) => written(entry[k])).join(way.glue);
    const times = (seen.get(label) ?? 0) + 1;
    seen.set(label, times);
    return times === 1 ? label : `${label}-${times}`;
  });
}

interface Block {
  head: string;
  from: number;
  until: number;
}

/// Top-level tables in the text; what is nested in one belongs to it.
function blocks(text: string): Block[] {
  const out: Block[] = [];
  const lines = text.split('\n');
  lines.forEach((line, i) => {
    const found = /^\s*\[{1,2}([A-Za-z0-9_-]+)\]{1,2}\s*(#.*)?$/.exec(line);
    if (!found?.[1]) return;
    const last = out.at(-1);
    if (last) last.until = i;
    out.push({ head: found[1], from: i, until: lines.length });
  });
  return out;
}

export function parseScenario(text: string, names: EntryNames): Parsed {
  let root: Table;
  try {
    root = parse(text) as Table;
  } catch (error) {
    return { elements: [], fault: error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error) };
  }
  const all = blocks(text);
  const elements: Element[] = [];
  for (const [kind, value] of Object.entries(root)) {
    const mine = all.filter((b) => b.head === kind);
    const entries: [string, Table][] = Array.isArray(value) && value.every(isTable)
      ? labels(kind, value, names).map((label, i) => [label, value[i] as Table])
      : isTable(value) ? [['', value]] : [];
    entries.forEach(([label, table], i) => {
      const block = mine[i] ?? mine[0];
      const name = typeof table.name === 'string' ? table.name : label || kind;
      elements.push({ kind, label, path: label ? `${kind}.${label}` : kind, name, value: table, from: block?.from ?? 0, until: block?.until ?? 0 });
    });
  }
  return { elements, fault: '' };
}

/// The key of an element on the stage: its own, or that of one unit of a group with `count`, as `battery.iruma.unit.iruma-1`.
export function keyOfUnit(text: string, kind: string, id: string): string {
  const all = parseScenario(text, {}).elements.filter((e) => e.kind === kind);
  if (all.some((e) => e.label === id)) return `${kind}.${id}`;
  const group = all.filter((e) => e.value.count !== undefined && /^-\d+$/.test(id.slice(e.label.length)) && id.startsWith(e.label))[0];
  return group ? `${group.path}.unit.${id}` : `${kind}.${id}`;
}

/// The text without an element.
export function withoutElement(text: string, element: Element): string {
  const lines = text.split('\n');
  lines.splice(element.from, trimmedEnd(lines, element) - element.from);
  return lines.join('\n');
}

const OWN_ID = /^(\s*id\s*=\s*)("[^"]*"|'[^']*')/;

/// The text with a copy of an element under another id, right after it.
export function withCopy(text: string, element: Element, id: string): string {
  const lines = text.split('\n');
  const end = trimmedEnd(lines, element);
  const copy = lines.slice(element.from, end);
  // Only its own name: what is nested in it has names of its own.
  const at = copy.findIndex((line) => OWN_ID.test(line));
  if (at >= 0) copy[at] = (copy[at] ?? '').replace(OWN_ID, `$1"${id}"`);
  lines.splice(end, 0, '', ...copy);
  return lines.join('\n');
}

/// Comments and blank lines before the next element belong to that one.
function trimmedEnd(lines: string[], element: Element): number {
  let end = element.until;
  while (end > element.from + 1 && /^\s*(#.*)?$/.test(lines[end - 1] ?? '')) end -= 1;
  return end;
}

/// The line of a key within an element, from 0.
export function lineOf(text: string, element: Element, field: string): number {
  const lines = text.split('\n');
  for (let i = element.from; i < element.until; i += 1) {
    if (new RegExp(`^\\s*(${field}\\s*=|\\[+${element.kind}\\.${field}\\])`).test(lines[i] ?? '')) return i;
  }
  return element.from;
}

/// Other nations that are parties to the very same agreements: a study without either is the same study.
export function sameAgreements(parsed: Parsed, nation: string): string[] {
  const parties = parsed.elements.filter((e) => e.kind === 'agreement').map((e) => (Array.isArray(e.value.parties) ? e.value.parties.map(written) : []));
  const of = (id: string): string => parties.flatMap((p, i) => (p.includes(id) ? [i] : [])).join();
  const own = of(nation);
  return own === '' ? [] : [...new Set(parties.flat())].filter((id) => id !== nation && of(id) === own);
}
