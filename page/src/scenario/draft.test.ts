/// What is being written is changed by the same paths as the text.
import { expect, test } from 'vitest';
import { withEntry, withValue } from './draft';

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
