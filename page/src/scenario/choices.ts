/// What a field may name: elements of this scenario, and entries of the catalogue.
import { entries } from '../state/catalogue';
import { scene } from '../state/scenario';
import type { Parsed } from './document';

export interface Choice {
  id: string;
  name: string;
  /// Where it is from, where that is not this scenario.
  note: string;
}

/// Kinds of element that a field's name stands for.
const OF_SCENARIO: Record<string, string[]> = {
  nation: ['nation'], giver: ['nation'], taker: ['nation'], shooter: ['nation'], to: ['nation'], at: ['asset'], item: ['item', 'interceptor'],
  interceptor: ['interceptor'], threat: ['threat'], radar: ['sensor'], line: ['line'], theatre: ['theatre'], raid: ['raid'], part: ['part'],
  mode: ['mode'], opponent: ['opponent'], constellation: ['constellation'], with_agreement: ['agreement'],
};
/// Kinds of catalogue entry that a field may name too.
const OF_CATALOGUE: Record<string, string[]> = { interceptor: ['interceptor'], threat: ['threat'], radar: ['sensor'] };

export const isNaming = (field: string): boolean => field === 'is' || OF_SCENARIO[field] !== undefined;

/// What a field of an element of a kind may name.
export function choicesFor(kind: string, field: string, parsed: Parsed): Choice[] {
  const own = (OF_SCENARIO[field] ?? []).flatMap((of) => parsed.elements.filter((e) => e.kind === of && e.label).map((e): Choice => ({ id: e.label, name: e.name, note: '' })));
  // What the text extends has nations and places of its own.
  const extended = field === 'at' ? (scene.value?.places ?? []) : OF_SCENARIO[field]?.[0] === 'nation' ? (scene.value?.nations ?? []) : [];
  const inherited = extended.map((e): Choice => ({ id: e.id, name: e.name, note: '' }));
  const wanted = field === 'is' ? [kind] : (OF_CATALOGUE[field] ?? []);
  const listed = (entries.value ?? []).filter((e) => wanted.includes(e.kind)).map((e): Choice => ({ id: e.id, name: e.name, note: 'catalogue' }));
  const seen = new Set<string>();
  return [...own, ...inherited, ...listed].filter((c) => !seen.has(c.id) && seen.add(c.id));
}
