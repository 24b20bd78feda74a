/// Elements are found in the text with the names that keys use, and changed without touching what is around them.
import { describe, expect, it } from 'vitest';
import { keyOfUnit, labels, lineOf, parseScenario, withCopy, withoutElement } from './document';

const TEXT = `format = 1

[study]
name = "small"

# the first
[[battery]]
id = "iruma"
count = 4
lat_deg = 35.84   # unverified
  [[battery.load]]
  interceptor = "pac3-mse"

# the second
[[battery]]
id = "naha"

[[stock]]
nation = "japan"
item = "pac3"
quantity = { low = 1, likely = 2, high = 3, grade = "assumed" }
`;

const NAMES = { stock: [{ keys: ['nation', 'item'], glue: '.' }] };

const find = (path: string) => {
  const found = parseScenario(TEXT, NAMES).elements.find((e) => e.path === path);
  if (!found) throw new Error(path);
  return found;
};

describe('a scenario', () => {
  it('has its elements under the names of keys, with their lines', () => {
    expect(parseScenario(TEXT, NAMES).elements.map((e) => e.path)).toEqual(['study', 'battery.iruma', 'battery.naha', 'stock.japan.pac3']);
    expect(TEXT.split('\n')[find('battery.naha').from]).toBe('[[battery]]');
    expect(TEXT.split('\n')[lineOf(TEXT, find('battery.iruma'), 'lat_deg')]).toContain('35.84');
  });

  it('numbers entries that share a name, as the loader does', () => {
    const same = { nation: 'japan', item: 'pac3' };
    expect(labels('stock', [same, same, {}], NAMES)).toEqual(['japan.pac3', 'japan.pac3-2', '3']);
  });

  it('finds the unit of a group', () => {
    expect(keyOfUnit(TEXT, 'battery', 'iruma-2')).toBe('battery.iruma.unit.iruma-2');
    expect(keyOfUnit(TEXT, 'battery', 'naha')).toBe('battery.naha');
  });

  it('takes out and copies an element, and leaves the comments of others', () => {
    const without = withoutElement(TEXT, find('battery.iruma'));
    expect(without).toContain('# the second');
    expect(parseScenario(without, NAMES).elements.map((e) => e.path)).toEqual(['study', 'battery.naha', 'stock.japan.pac3']);
    expect(parseScenario(withCopy(TEXT, find('battery.iruma'), 'iruma-b'), NAMES).elements.map((e) => e.path)).toContain('battery.iruma-b');
  });

  it('gives a copy a name of its own, and leaves the names within it', () => {
    const nested = "[[battery]]\nid = 'iruma'\n  [[battery.unit]]\n  id = \"iruma-1\"\n";
    const element = parseScenario(nested, NAMES).elements[0];
    if (!element) throw new Error('no element');
    expect(withCopy(nested, element, 'iruma-b').split('\n').filter((l) => l.includes('id ='))).toEqual(["id = 'iruma'", '  id = "iruma-1"', 'id = "iruma-b"', '  id = "iruma-1"']);
  });

  it('says what hinders reading', () => {
    expect(parseScenario('[study', NAMES).fault).not.toBe('');
  });
});
