/** Paths with points close enough that longitude, latitude and altitude go evenly between them. */
import { distanceM, EARTH_RADIUS_M } from './geodesy';
import type { Path } from './replay';

/** A stretch longer than this bends visibly between its ends (m). */
const MOST_M = 150_000;
const RAD = Math.PI / 180;

/** A replay's points are joined by straight lines in space; long ones get points along that line. */
export function densified(path: Path): Path {
  const out: number[] = [];
  for (let i = 0; i < path.length; i += 4) {
    if (i > 0) between(path, i - 4, i, out);
    out.push(path[i] as number, path[i + 1] as number, path[i + 2] as number, path[i + 3] as number);
  }
  return out.length === path.length ? path : new Float32Array(out);
}

function between(path: Path, a: number, b: number, out: number[]): void {
  const ground_m = distanceM(path[a + 1] as number, path[a + 2] as number, path[b + 1] as number, path[b + 2] as number);
  const parts = Math.min(64, Math.ceil(ground_m / MOST_M));
  const from = space(path, a);
  const to = space(path, b);
  for (let k = 1; k < parts; k += 1) {
    const f = k / parts;
    const [x, y, z] = from.map((v, j) => v + f * ((to[j] as number) - v)) as [number, number, number];
    const flat = Math.hypot(x, y);
    out.push((path[a] as number) + f * ((path[b] as number) - (path[a] as number)), Math.atan2(y, x) / RAD, Math.atan2(z, flat) / RAD, Math.hypot(flat, z) - EARTH_RADIUS_M);
  }
}

function space(path: Path, i: number): number[] {
  const lon = (path[i + 1] as number) * RAD;
  const lat = (path[i + 2] as number) * RAD;
  const r = EARTH_RADIUS_M + (path[i + 3] as number);
  return [r * Math.cos(lat) * Math.cos(lon), r * Math.cos(lat) * Math.sin(lon), r * Math.sin(lat)];
}
