/// Numbers are rounded as in the report: the same cases as its own test.
import { describe, expect, it } from 'vitest';
import type { Count, Delta } from '../api/report';
import { days, delta, deltaWords, inputValue, meanBand, moneyMean, percent, rounded, signed } from './numbers';

const count = (mean: number, p05: number, p95: number): Count => ({ mean, p05, p50: mean, p95, ci95_low: mean, ci95_high: mean, share_from_inputs: null });

describe('numbers', () => {
  it('are rounded to their spread', () => {
    expect(meanBand(count(35.83, 22, 53))).toBe('36 (22–53)');
    expect(meanBand(count(18342, 12011, 25499))).toBe('18,300 (12,000–25,500)');
    expect(rounded(-1234.5, 1)).toBe('−1,235');
    expect(rounded(-0.001, 0.1)).toBe('0.0');
    expect(rounded(NaN, 1)).toBe('—');
    expect(inputValue(3e20)).toBe('3.0e20');
    expect(signed(48.7, 1)).toBe('+49');
    expect(percent(0.0004)).toBe('under 1\u00a0%');
    expect(moneyMean(count(1.14e9, 0.6e9, 1.9e9))).toBe('1.1\u00a0bn');
  });

  it('say of a difference which way it goes, and that it straddles zero', () => {
    const d: Delta = { base_mean: 36, arm_mean: 21, mean: -15, ci95_low: -16, ci95_high: -14, p05: -41, p95: 6, verdict: 'unclear' };
    expect(delta(d)).toBe('−15 (−41 … +6)');
    expect(deltaWords(d)).toBe('15 fewer (41 fewer to 6 more)');
    expect(deltaWords({ ...d, p95: -2 })).toBe('15 fewer (2–41)');
  });

  it('do not set noughts beside a verdict', () => {
    const d: Delta = { base_mean: 41, arm_mean: 41.3, mean: 0.3, ci95_low: 0.2, ci95_high: 0.4, p05: 0, p95: 1, verdict: 'more' };
    expect(delta(d)).toBe('+0.3 (0.0 … +1.0)');
    expect(delta({ ...d, mean: 0, ci95_low: 0, ci95_high: 0, p95: 0, verdict: 'same' })).toBe('0 (0 … 0)');
  });

  it('say never', () => {
    expect(days({ p05: 4, p50: 12, p95: 31, never_fraction: 0 })).toBe('day 12 (4–31)');
    expect(days({ p05: 15, p50: 38, p95: null, never_fraction: 0.22 })).toBe('day 38 (15–never; never in 22\u00a0%)');
    expect(days({ p05: null, p50: null, p95: null, never_fraction: 1 })).toBe('never');
  });
});
