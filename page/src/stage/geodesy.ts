/** Circles, sectors and distances on a sphere, in degrees and metres. */
export const EARTH_RADIUS_M = 6_371_000;
const RAD = Math.PI / 180;

/** The point reached from (lon, lat) along a bearing, clockwise from north. */
export function reached(lon_deg: number, lat_deg: number, bearing_deg: number, distance_m: number): [number, number] {
  const d = distance_m / EARTH_RADIUS_M;
  const lat = lat_deg * RAD;
  const b = bearing_deg * RAD;
  const s = Math.sin(lat) * Math.cos(d) + Math.cos(lat) * Math.sin(d) * Math.cos(b);
  const to = Math.asin(Math.max(-1, Math.min(1, s)));
  const lon = lon_deg * RAD + Math.atan2(Math.sin(b) * Math.sin(d) * Math.cos(lat), Math.cos(d) - Math.sin(lat) * s);
  return [lon / RAD, to / RAD];
}

/** Points along the side of a wedge, from its tip. */
const SIDE = [0, 0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875];

/** A closed ring; with a facing and a sector narrower than 360°, a wedge with its tip at the centre. */
export function ring(lon_deg: number, lat_deg: number, radius_m: number, facing_deg: number | null = null, sector_deg: number | null = null, step_deg = 4): [number, number][] {
  const is_wedge = facing_deg !== null && sector_deg !== null && sector_deg < 360;
  const from = is_wedge ? facing_deg - sector_deg / 2 : 0;
  const width = is_wedge ? sector_deg : 360;
  const steps = Math.max(8, Math.ceil(width / step_deg));
  const arc: [number, number][] = [];
  for (let i = 0; i <= steps; i += 1) arc.push(reached(lon_deg, lat_deg, from + (width * i) / steps, radius_m));
  if (!is_wedge) return arc;
  const side = (bearing_deg: number): [number, number][] => SIDE.map((f) => reached(lon_deg, lat_deg, bearing_deg, f * radius_m));
  return [...side(from), ...arc, ...side(from + width).reverse()];
}

export function distanceM(lon_a: number, lat_a: number, lon_b: number, lat_b: number): number {
  const h = Math.sin(((lat_b - lat_a) * RAD) / 2) ** 2
    + Math.cos(lat_a * RAD) * Math.cos(lat_b * RAD) * Math.sin(((lon_b - lon_a) * RAD) / 2) ** 2;
  return 2 * EARTH_RADIUS_M * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** The largest group of points in which each is within `near_m` of another. */
export function mainCluster<T extends { lon_deg: number; lat_deg: number }>(points: T[], near_m: number): T[] {
  const left = new Set(points);
  let best: T[] = [];
  for (const seed of points) {
    if (!left.delete(seed)) continue;
    const group = [seed];
    for (let i = 0; i < group.length; i += 1) {
      const a = group[i] as T;
      for (const b of left) {
        if (distanceM(a.lon_deg, a.lat_deg, b.lon_deg, b.lat_deg) < near_m) {
          left.delete(b);
          group.push(b);
        }
      }
    }
    if (group.length > best.length) best = group;
  }
  return best;
}

/** A disc on the sphere, or the wedge of one. */
export interface Disc { lon_deg: number; lat_deg: number; radius_m: number; facing_deg: number | null; sector_deg: number | null }

/** The outer edges of what many discs cover together, as lines of points. */
export function unionEdges(discs: Disc[]): [number, number][][] {
  const unique = discs.filter((d, i) => discs.findIndex((e) => e.lon_deg === d.lon_deg && e.lat_deg === d.lat_deg && e.radius_m === d.radius_m && e.facing_deg === d.facing_deg && e.sector_deg === d.sector_deg) === i);
  const out: [number, number][][] = [];
  for (const disc of unique) {
    const isCovered = (at: [number, number]): boolean => unique.some((other) => other !== disc && isInside(other, at));
    let run: [number, number][] = [];
    let before: [number, number] | null = null;
    let was_covered = false;
    for (const point of ring(disc.lon_deg, disc.lat_deg, disc.radius_m, disc.facing_deg, disc.sector_deg, 1)) {
      const is_covered = isCovered(point);
      if (before && is_covered !== was_covered) run.push(crossing(before, point, was_covered, isCovered));
      if (is_covered) {
        if (run.length > 1) out.push(run);
        run = [];
      } else {
        run.push(point);
      }
      before = point;
      was_covered = is_covered;
    }
    if (run.length > 1) out.push(run);
  }
  return out;
}

/** Where an edge between two near points goes under another disc or comes out. */
function crossing(a: [number, number], b: [number, number], is_a_covered: boolean, isCovered: (at: [number, number]) => boolean): [number, number] {
  const turn = 360 * Math.round((a[0] - b[0]) / 360);
  let low = 0;
  let high = 1;
  const at = (f: number): [number, number] => [a[0] + f * (b[0] + turn - a[0]), a[1] + f * (b[1] - a[1])];
  for (let i = 0; i < 10; i += 1) {
    const middle = (low + high) / 2;
    if (isCovered(at(middle)) === is_a_covered) low = middle;
    else high = middle;
  }
  return at((low + high) / 2);
}

function isInside(disc: Disc, [lon, lat]: [number, number]): boolean {
  if (Math.abs(lat - disc.lat_deg) * RAD * EARTH_RADIUS_M > disc.radius_m) return false;
  if (distanceM(disc.lon_deg, disc.lat_deg, lon, lat) > disc.radius_m * 0.999) return false;
  if (disc.facing_deg === null || disc.sector_deg === null || disc.sector_deg >= 360) return true;
  const off = (((bearingDeg(disc.lon_deg, disc.lat_deg, lon, lat) - disc.facing_deg) % 360) + 540) % 360 - 180;
  return Math.abs(off) < disc.sector_deg / 2;
}

/** Bearing from one point to another, clockwise from north. */
export function bearingDeg(lon_a: number, lat_a: number, lon_b: number, lat_b: number): number {
  const d = (lon_b - lon_a) * RAD;
  const y = Math.sin(d) * Math.cos(lat_b * RAD);
  const x = Math.cos(lat_a * RAD) * Math.sin(lat_b * RAD) - Math.sin(lat_a * RAD) * Math.cos(lat_b * RAD) * Math.cos(d);
  return Math.atan2(y, x) / RAD;
}
