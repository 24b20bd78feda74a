/** Time since the raid began, in words and digits. */

/** `00:04:12`; a minus sign before the raid. */
export function clock(time_s: number): string {
  const whole = Math.floor(Math.abs(time_s) + 1e-6);
  const two = (n: number): string => String(n).padStart(2, '0');
  const sign = time_s < 0 && whole > 0 ? '−' : '';
  return `${sign}${two(Math.floor(whole / 3600))}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
}

/** `4 minutes 12 seconds into the raid`, for a screen reader. */
export function spoken(time_s: number): string {
  const whole = Math.floor(Math.abs(time_s));
  const parts: string[] = [];
  for (const [n, one] of [[Math.floor(whole / 3600), 'hour'], [Math.floor(whole / 60) % 60, 'minute'], [whole % 60, 'second']] as const) {
    if (n > 0 || (one === 'second' && parts.length === 0)) parts.push(`${n} ${one}${n === 1 ? '' : 's'}`);
  }
  return `${parts.join(' ')} ${time_s < 0 ? 'before the raid' : 'into the raid'}`;
}

/** A duration as a person says it: `42 s`, `6 min`, `2.5 h`. */
export function span(duration_s: number): string {
  if (duration_s < 90) return `${Math.round(duration_s)} s`;
  if (duration_s < 5400) return `${Math.round(duration_s / 60)} min`;
  return `${(duration_s / 3600).toFixed(1)} h`;
}
