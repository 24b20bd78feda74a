/// Few runs give neither a spread nor a verdict.
import { describe, expect, it } from 'vitest';
import type { Count, Fates, Report } from '../api/report';
import { answers } from './answers';
import { counted, tooFew } from './numbers';

const count = (mean: number): Count => ({ mean, p05: mean, p50: mean, p95: mean, ci95_low: mean, ci95_high: mean, share_from_inputs: null });

const report = (runs: number): Report => ({
  runs,
  scenario: { nations: [], items: [], arms: [], lines: [] },
  raid: { threats: count(116), through: count(29), leakers: count(12), all: {} as Fates },
  campaign: null, cost: null, compare: null,
}) as unknown as Report;

describe('answers from few runs', () => {
  it('say that they cannot be given', () => {
    const [through, lasts] = answers(report(3), null);
    expect(through?.headline).toBe('Too few runs to tell: 3');
    expect(through?.detail).toBe('3 runs: 29 of 116 get through');
    expect(lasts?.headline).toBe('Not asked');
  });

  it('are given from twenty on', () => {
    expect(answers(report(20), null)[0]?.headline).toBe('29 of 116 get through');
    expect(tooFew(20)).toBe('');
  });

  it('count one run as one', () => {
    expect([counted(1, 'run'), counted(1000, 'run')]).toEqual(['1 run', '1,000 runs']);
  });
});
