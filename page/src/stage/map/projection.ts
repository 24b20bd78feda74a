/**
 * The map's projection: Equal Earth (Šavrič, Patterson and Jenny 2018) about a central meridian that follows the view,
 * so that places near the middle keep their shape and areas are true everywhere.
 * A point's x is its longitude times a factor of its latitude and its y rests on latitude alone, so both are worked out
 * once for each point, and a moving map costs one multiplication a point.
 */
import { EARTH_RADIUS_M } from '../geodesy';
import { wrapped } from '../motion';

const A1 = 1.340264, A2 = -0.081106, A3 = 0.000893, A4 = 0.003796;
const M = Math.sqrt(3) / 2;
const RAD = Math.PI / 180;

/** Height of the view over the eye's height, for a lens of 60°. */
const VIEW_PER_HEIGHT = 2 * Math.tan(Math.PI / 6);

/** Projected half height of the world (rad). */
export const TOP = rawY(90);

export function rawY(lat_deg: number): number {
  const l = Math.asin(M * Math.sin(lat_deg * RAD));
  const l2 = l * l;
  const l6 = l2 * l2 * l2;
  return l * (A1 + A2 * l2 + l6 * (A3 + A4 * l2));
}

/** x over longitude in degrees. */
export function rawFactor(lat_deg: number): number {
  const l = Math.asin(M * Math.sin(lat_deg * RAD));
  const l2 = l * l;
  const l6 = l2 * l2 * l2;
  return (RAD * Math.cos(l)) / (M * (A1 + 3 * A2 * l2 + l6 * (7 * A3 + 9 * A4 * l2)));
}

function latitudeOf(y: number): number {
  let low = -90;
  let high = 90;
  for (let i = 0; i < 40; i += 1) {
    const middle = (low + high) / 2;
    if (rawY(middle) < y) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

export interface Projection {
  lon_deg: number; lat_deg: number; height_m: number;
  /** Size of the view (px), pixels for each radian, and where the middle of the world's height lies (px). */
  width: number; height: number; scale: number; middle_y: number;
}

export function createProjection(): Projection {
  return aimed({ lon_deg: 135, lat_deg: 34, height_m: 4e6, width: 600, height: 400, scale: 1, middle_y: 0 });
}

/** Works out what follows from centre, height and size; keeps them in bounds. */
export function aimed(p: Projection): Projection {
  p.height_m = Math.min(3.2e7, Math.max(4e4, p.height_m));
  p.scale = (p.height * EARTH_RADIUS_M) / (VIEW_PER_HEIGHT * p.height_m);
  const spare = TOP - p.height / 2 / p.scale;
  const y = spare <= 0 ? 0 : Math.min(spare, Math.max(-spare, rawY(p.lat_deg)));
  p.lat_deg = latitudeOf(y);
  p.lon_deg = wrapped(p.lon_deg);
  p.middle_y = p.height / 2 + p.scale * y;
  return p;
}

/** Sets `out` to the pixels of a point, on the copy of the world nearest the central meridian. */
export function project(p: Projection, lon_deg: number, lat_deg: number, out: [number, number]): void {
  const l = Math.asin(M * Math.sin(lat_deg * RAD));
  const l2 = l * l;
  const l6 = l2 * l2 * l2;
  const factor = (RAD * Math.cos(l)) / (M * (A1 + 3 * A2 * l2 + l6 * (7 * A3 + 9 * A4 * l2)));
  out[0] = p.width / 2 + p.scale * wrapped(lon_deg - p.lon_deg) * factor;
  out[1] = p.middle_y - p.scale * l * (A1 + A2 * l2 + l6 * (A3 + A4 * l2));
}

/** Longitude and latitude under a pixel; null off the Earth. */
export function unproject(p: Projection, x: number, y: number): [number, number] | null {
  const up = (p.middle_y - y) / p.scale;
  if (Math.abs(up) > TOP) return null;
  const lat = latitudeOf(up);
  const lon = (x - p.width / 2) / p.scale / rawFactor(lat);
  return Math.abs(lon) > 180 ? null : [wrapped(p.lon_deg + lon), lat];
}

/** Pixels for each metre. */
export const pxPerM = (p: Projection): number => p.scale / EARTH_RADIUS_M;

/** Height from which so many metres fill the smaller side of the view. */
export function heightFor(p: Projection, width_m: number, height_m: number): number {
  return Math.max(height_m, (width_m * p.height) / Math.max(1, p.width)) / VIEW_PER_HEIGHT;
}
