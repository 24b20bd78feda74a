/// What was asked for later is what counts.
import { expect, test } from 'vitest';
import { latest } from './latest';

test('an earlier one is late as soon as a later one begins', () => {
  const openings = latest();
  const first = openings.begin();
  const held = openings.hold();
  expect([first(), held()]).toEqual([true, true]);
  const second = openings.begin();
  expect([first(), held(), second()]).toEqual([false, false, true]);
});
