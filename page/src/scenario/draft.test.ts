/// What is being written is changed by the same paths as the text.
import { expect, test } from 'vitest';
import { badIdsIn, missingIn, withEntry, withValue } from './draft';
import type { Field, FieldType } from './schema';

const NAMES = { load: [{ keys: ['interceptor'], glue: '.' }] };

test('keys and entries are changed, added and taken out by their paths', () => {
  const one = withEntry({ id: 'north' }, 'load', NAMES);
  expect(one).toEqual({ id: 'north', load: [{}] });
  const named = withValue(one, 'load.1.interceptor', 'pac3', NAMES);
  const two = withValue(withEntry(named, 'load', NAMES), 'load.2.interceptor', 'sm-6', NAMES);
  const armed = withValue(two, 'load.pac3.launchers', { low: 1, likely: 2, high: 3 }, NAMES);
  expect(armed).toEqual({ id: 'north', load: [{ interceptor: 'pac3', launchers: { low: 1, likely: 2, high: 3 } }, { interceptor: 'sm-6' }] });
  expect(withValue(withValue(armed, 'load.pac3', undefined, NAMES), 'id', undefined, NAMES)).toEqual({ load: [{ interceptor: 'sm-6' }] });
  expect(one).toEqual({ id: 'north', load: [{}] });
});

test('what a draft needs is told of nested tables too, and its ids are checked', () => {
  const field = (name: string, type: FieldType, fields: Field[] = []): Field => ({ name, doc: '', type, isRequired: true, choices: [], fields: () => fields });
  const fields = [field('id', 'text'), field('load', 'list', [field('interceptor', 'text')])];
  expect(missingIn(fields, { load: [{}] })).toEqual(['id', 'load: interceptor']);
  expect(missingIn(fields, { id: 'north', load: [{ interceptor: 'pac3' }, {}] })).toEqual(['load 2: interceptor']);
  expect(missingIn(fields, { id: 'north' })).toEqual(['load']);
  expect(badIdsIn({ id: 'north 1', group: [{ id: 'a_b-C9' }, { id: 'é' }] })).toEqual(['north 1', 'é']);
});
