/// Numbers in words, rounded to what the spread supports: the same rules as the report's.
import type { Count, Days, Delta } from '../api/report';

export const NONE = '—';

/// The largest power of ten that is not above `x`, at least 0.0001.
export function powerOfTenBelow(x: number): number {
  let step = 1;
  while (step * 10 <= x && step < 1e15) step *= 10;
  while (step > x && step > 1e-4) step /= 10;
  return step;
}

/// `x` rounded to a power of ten, with thousands separators and a true minus sign.
export function rounded(x: number, step: number): string {
  if (!Number.isFinite(x)) return NONE;
  let decimals = 0;
  for (let size = step; size < 0.999 && decimals < 4; size *= 10) decimals += 1;
  const value = step > 1 ? Math.round(x / step) * step : x;
  const digits = Math.abs(value).toFixed(decimals);
  const [whole = '0', fraction] = digits.split('.');
  const sign = value < 0 && /[1-9]/.test(digits) ? '−' : '';
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return sign + grouped + (fraction ? `.${fraction}` : '');
}

export const whole = (x: number): string => rounded(x, 1);

/// `1 run`, `1,000 runs`.
export const counted = (n: number, what: string): string => `${whole(n)} ${what}${n === 1 ? '' : 's'}`;

/// Fewer runs have no nine tenths: neither a spread nor a verdict is read from them.
export const FEWEST_RUNS = 20;

/// Said in place of a spread or a verdict: `too few runs to tell: 3`.
export const tooFew = (runs: number): string => (runs < FEWEST_RUNS ? `too few runs to tell: ${whole(runs)}` : '');

/// A number with its sign written out.
export function signed(x: number, step: number): string {
  const text = rounded(x, step);
  return x > 0 && /[1-9]/.test(text) ? `+${text}` : text;
}

/// A mean in a table: one decimal below 100.
export function tableMean(x: number): string {
  return Math.abs(x) < 1e-9 ? '0' : rounded(x, Math.abs(x) < 99.95 ? 0.1 : 1);
}

const isWhole = (x: number): boolean => Math.abs(x - Math.round(x)) < 1e-9;

function smallestStep(size: number, spread: number): number {
  if (size >= 10) return 1;
  if (size >= 1) return 0.1;
  return Math.min(Math.max(powerOfTenBelow(spread / 2), 0.01), 0.1);
}

/// The mean of a count: whole from ten on.
export function mean(c: Count): string {
  if (isWhole(c.mean) && isWhole(c.p05) && c.p05 === c.p95) return whole(c.mean);
  const spread = c.p95 - c.p05;
  const size = Math.max(Math.abs(c.mean), Math.abs(c.p95));
  return rounded(c.mean, Math.max(powerOfTenBelow(spread / 100), smallestStep(size, spread)));
}

/// Two ends rounded alike.
export function range(low: number, high: number): string {
  const size = Math.max(Math.abs(low), Math.abs(high));
  const floor = isWhole(low) && isWhole(high) ? 1 : smallestStep(size, high - low);
  const step = Math.max(powerOfTenBelow((high - low) / 100), floor);
  const [a, b] = [rounded(low, step), rounded(high, step)];
  if (a === b) return a;
  return low < 0 ? `${signed(low, step)} … ${signed(high, step)}` : `${a}–${b}`;
}

/// `22–53`: 5 and 95 % of the runs.
export const band = (c: Count): string => range(c.p05, c.p95);

/// `36 (22–53)`; the mean alone where nothing varies.
export const meanBand = (c: Count): string => (c.p05 === c.p95 ? mean(c) : `${mean(c)} (${band(c)})`);

/// A share as a percentage.
export function percent(fraction: number): string {
  if (!Number.isFinite(fraction)) return NONE;
  if (fraction > 0 && fraction < 0.005) return 'under 1\u00a0%';
  if (fraction < 1 && fraction >= 0.995) return 'over 99\u00a0%';
  return `${whole(fraction * 100)}\u00a0%`;
}

/// The power of ten that the spread of a paired difference supports.
export function coarseStep(d: Delta): number {
  const size = Math.max(Math.abs(d.base_mean), Math.abs(d.arm_mean));
  const spread = Math.abs(d.p95 - d.p05);
  return Math.max(powerOfTenBelow(spread / 100), smallestStep(size, spread));
}

/// The power of ten to which a paired difference is rounded: finer where noughts would stand beside a verdict.
export function deltaStep(d: Delta): number {
  let step = coarseStep(d);
  const isNought = (x: number): boolean => !/[1-9]/.test(rounded(x, step));
  const says = (): boolean => !isNought(d.mean) && ((d.p05 === 0 && d.p95 === 0) || !isNought(d.p05) || !isNought(d.p95));
  if (d.verdict === 'same' || d.mean === 0) return step;
  const most = d.verdict === 'unclear' ? 1 : 3;
  for (let more = 0; more < most && step > 1e-4 && !says(); more += 1) step /= 10;
  return step;
}

/// `−15 (−41 … +6)`.
export function delta(d: Delta): string {
  const step = deltaStep(d);
  return `${signed(d.mean, step)} (${signed(d.p05, step)} … ${signed(d.p95, step)})`;
}

/// `15 fewer (41 fewer to 6 more)`.
export function deltaWords(d: Delta): string {
  const step = deltaStep(d);
  const end = (x: number): string => `${rounded(Math.abs(x), step)} ${x < 0 ? 'fewer' : 'more'}`;
  if (d.p05 < 0 && d.p95 > 0) return `${end(d.mean)} (${end(d.p05)} to ${end(d.p95)})`;
  const [a, b] = [Math.abs(d.p05), Math.abs(d.p95)].sort((x, y) => x - y) as [number, number];
  return `${end(d.mean)} (${rounded(a, step)}–${rounded(b, step)})`;
}

/// Whether a change is more or fewer than none: the report's rule for paired differences (docs/JSON.md), for a count as it is.
export function verdictOf(c: Pick<Count, 'p05' | 'p95' | 'ci95_low' | 'ci95_high'>): Delta['verdict'] {
  if (c.p05 === 0 && c.p95 === 0) return 'same';
  if (c.p05 >= 0 && c.ci95_low > 0) return 'more';
  return c.p95 <= 0 && c.ci95_high < 0 ? 'fewer' : 'unclear';
}

/// The same with its sign turned: a cost as a saving.
export const negative = (c: Count): Count =>
  ({ ...c, mean: -c.mean, p05: -c.p95, p50: -c.p50, p95: -c.p05, ci95_low: -c.ci95_high, ci95_high: -c.ci95_low });

/// A verdict in words.
export function verdict(word: Delta['verdict']): string {
  if (word === 'unclear') return 'not clear either way';
  return word === 'same' ? 'no change' : word;
}

/// `day 12 (4–31)`, `day 38 (15–never; never in 22 %)`, `never`.
export function days(d: Days): string {
  const end = (x: number | null): string => (x === null ? 'never' : whole(x));
  const never = d.never_fraction >= 0.005 ? `; never in ${percent(d.never_fraction)}` : '';
  if (d.p05 === null) {
    return d.never_fraction >= 0.9999 ? 'never' : `hardly ever (never in ${percent(d.never_fraction)})`;
  }
  if (d.p50 === null) return `not in most runs (from day ${whole(d.p05)}${never})`;
  if (d.p95 !== null && whole(d.p95) === whole(d.p05)) return `day ${whole(d.p50)}`;
  return `day ${whole(d.p50)} (${whole(d.p05)}–${end(d.p95)}${never})`;
}

/// The unit of money that suits a size: its divisor and its name.
export function moneyUnit(size_usd: number): [number, string] {
  return Math.abs(size_usd) >= 0.95e9 ? [1e9, 'bn'] : [1e6, 'million'];
}

/// Money in the given unit: `1.1 (0.6–1.9)`.
export function moneyIn(c: Count, unit_usd: number): string {
  const spread = (c.p95 - c.p05) / unit_usd;
  let step = Math.min(Math.max(powerOfTenBelow(spread / 5), 0.01), 1000);
  if (spread <= 0 || c.mean / unit_usd >= 1) step = Math.max(step, 0.1);
  const middle = rounded(c.mean / unit_usd, step);
  if (c.p05 === c.p95) return middle;
  const [low, high] = [c.p05 / unit_usd, c.p95 / unit_usd];
  if (low < 0) return `${middle} (${signed(low, step)} … ${signed(high, step)})`;
  return `${middle} (${rounded(low, step)}–${rounded(high, step)})`;
}

/// Mean money with its unit: `1.1 bn`.
export function moneyMean(c: Count): string {
  const [unit, name] = moneyUnit(c.mean);
  const step = Math.min(Math.max(powerOfTenBelow((c.p95 - c.p05) / unit / 5), 0.1), 1000);
  return `${rounded(c.mean / unit, step)}\u00a0${name}`;
}

/// A low, likely or high value in its own unit: four significant digits at most.
export function inputValue(x: number): string {
  if (!Number.isFinite(x)) return NONE;
  if (Math.abs(x) >= 1e12) return x.toExponential(1).replace('-', '−').replace('+', '');
  if (isWhole(x)) return whole(x);
  const text = rounded(x, Math.min(Math.max(powerOfTenBelow(Math.abs(x)) / 1000, 1e-4), 1));
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

/// A number for a table that machines read too: plain, without separators; empty where there is none.
export function plain(x: number | null): string {
  if (x === null || !Number.isFinite(x)) return '';
  const short = x.toFixed(3).replace(/\.?0+$/, '');
  return short === '-0' ? '0' : short;
}

/// Seconds as a person says them: `0.4 s`, `12 s`, `3 min 20 s`.
export function seconds(time_s: number): string {
  if (time_s < 10) return `${rounded(time_s, 0.1)}\u00a0s`;
  if (time_s < 60) return `${whole(time_s)}\u00a0s`;
  return `${Math.floor(time_s / 60)}\u00a0min ${Math.round(time_s % 60)}\u00a0s`;
}
