/** Where a threat, an interceptor or a track's uncertainty is at a time: interpolation along the paths of a replay. */
import type { Path, ReplayThreat, ReplayTrack } from './replay';

/** A place over the Earth: lon_deg, lat_deg, altitude_m. */
export type Geo = [number, number, number];

/** What a threat is doing at a time. */
export type Phase = 'waiting' | 'flying' | 'over';

/** Index of the last point of `path` at or before `time_s`; −1 before the first. */
export function pointBefore(path: Float32Array, time_s: number, stride = 4): number {
  let low = 0;
  let high = path.length / stride - 1;
  if (high < 0 || time_s < (path[0] as number)) return -1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((path[middle * stride] as number) <= time_s) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Sets `out` to the position at a time, held at both ends; false where the path is empty or has not begun. */
export function positionAt(path: Path, time_s: number, out: Geo): boolean {
  const i = pointBefore(path, time_s);
  if (i < 0) return false;
  const p = i * 4;
  out[0] = path[p + 1] as number;
  out[1] = path[p + 2] as number;
  out[2] = path[p + 3] as number;
  const t0 = path[p] as number;
  const t1 = path[p + 4];
  if (t1 === undefined || t1 <= t0) return true;
  const f = (time_s - t0) / (t1 - t0);
  out[0] = wrapped(out[0] + f * wrapped((path[p + 5] as number) - out[0]));
  out[1] += f * ((path[p + 6] as number) - out[1]);
  out[2] += f * ((path[p + 7] as number) - out[2]);
  return true;
}

export function phaseAt(threat: ReplayThreat, time_s: number): Phase {
  if (time_s < threat.launch_s) return 'waiting';
  return time_s < threat.end_s ? 'flying' : 'over';
}

/** One standard deviation of where a nation thinks the threat is (m); null while there is no track. */
export function sigmaAt(track: ReplayTrack, time_s: number): number | null {
  const { sigma } = track;
  const i = pointBefore(sigma, time_s, 2);
  if (i < 0) return null;
  const s0 = sigma[2 * i + 1] as number;
  const t1 = sigma[2 * i + 2];
  if (t1 === undefined) return s0;
  const t0 = sigma[2 * i] as number;
  return t1 <= t0 ? s0 : s0 + ((time_s - t0) / (t1 - t0)) * ((sigma[2 * i + 3] as number) - s0);
}

/** The best of all nations' tracks at a time (m); null while nobody has one. */
export function bestSigmaAt(threat: ReplayThreat, time_s: number): number | null {
  let best: number | null = null;
  for (const track of threat.tracks) {
    const s = sigmaAt(track, time_s);
    if (s !== null && (best === null || s < best)) best = s;
  }
  return best;
}

/** A longitude in −180 … 180. */
export function wrapped(lon_deg: number): number {
  if (lon_deg >= -180 && lon_deg <= 180) return lon_deg;
  return lon_deg - 360 * Math.round(lon_deg / 360);
}
