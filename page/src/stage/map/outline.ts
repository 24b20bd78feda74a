/** Lines and rings with what the projection needs of each point worked out once. */
import { rawFactor, rawY, type Projection, TOP } from './projection';

export interface Outline {
  /** Longitudes without jumps (deg), x factors, and projected heights (rad). */
  lon: Float32Array; factor: Float32Array; y: Float32Array;
  west: number; east: number; low: number; high: number;
  /** A ring about a pole: the pole's projected height, else null. */
  pole: number | null;
}

export function outline(points: ArrayLike<number>[]): Outline {
  const n = points.length;
  const made: Outline = { lon: new Float32Array(n), factor: new Float32Array(n), y: new Float32Array(n), west: Infinity, east: -Infinity, low: Infinity, high: -Infinity, pole: null };
  let before = 0;
  points.forEach((point, i) => {
    let lon = point[0] as number;
    if (i > 0) lon += 360 * Math.round((before - lon) / 360);
    before = lon;
    const lat = point[1] as number;
    const y = rawY(lat);
    made.lon[i] = lon;
    made.factor[i] = rawFactor(lat);
    made.y[i] = y;
    made.west = Math.min(made.west, lon);
    made.east = Math.max(made.east, lon);
    made.low = Math.min(made.low, y);
    made.high = Math.max(made.high, y);
  });
  if (n > 2 && Math.abs((made.lon[n - 1] as number) - (made.lon[0] as number)) > 180) made.pole = made.low + made.high > 0 ? TOP : -TOP;
  return made;
}

/** Adds an outline to the current path, on each copy of the world it is seen on; `last` points only, if given. */
export function trace(ctx: CanvasRenderingContext2D, p: Projection, o: Outline, is_filled: boolean, last = o.lon.length - 1): void {
  const top = p.middle_y - p.scale * o.high;
  const bottom = p.middle_y - p.scale * o.low;
  if (o.pole === null && (bottom < -4 || top > p.height + 4)) return;
  const widest = p.width / 2 / p.scale / 0.0085;
  const turn = 360 * Math.round((p.lon_deg - (o.west + o.east) / 2) / 360);
  for (let shift = turn - 360; shift <= turn + 360; shift += 360) {
    const from = o.west + shift - p.lon_deg;
    const to = o.east + shift - p.lon_deg;
    const reach = Math.min(widest, 180);
    if (from > reach || to < -reach) continue;
    copy(ctx, p, o, shift - p.lon_deg, is_filled, last);
  }
}

function copy(ctx: CanvasRenderingContext2D, p: Projection, o: Outline, shift: number, is_filled: boolean, last: number): void {
  const { lon, factor, y } = o;
  const half = p.width / 2;
  const k = p.scale;
  let x0 = 0;
  let y0 = 0;
  for (let i = 0; i <= last; i += 1) {
    const px = half + k * ((lon[i] as number) + shift) * (factor[i] as number);
    const py = p.middle_y - k * (y[i] as number);
    if (i === 0) ctx.moveTo(px, py);
    else if (i === last || Math.abs(px - x0) + Math.abs(py - y0) > 0.8) ctx.lineTo(px, py);
    else continue;
    x0 = px;
    y0 = py;
  }
  if (!is_filled) return;
  if (o.pole !== null) {
    const py = p.middle_y - k * o.pole;
    const f = rawFactor(90);
    ctx.lineTo(half + k * ((lon[last] as number) + shift) * f, py);
    ctx.lineTo(half + k * ((lon[0] as number) + shift) * f, py);
  }
  ctx.closePath();
}

/** Adds the edge of the world. */
export function traceWorld(ctx: CanvasRenderingContext2D, p: Projection): void {
  for (let i = 0; i <= 120; i += 1) {
    const east = i <= 60;
    const lat = east ? -90 + i * 3 : 90 - (i - 60) * 3;
    const x = p.width / 2 + p.scale * (east ? 180 : -180) * rawFactor(lat);
    const y = p.middle_y - p.scale * rawY(lat);
    if (i === 0) ctx.moveTo(x, y);
    else ctx.lineTo(x, y);
  }
  ctx.closePath();
}
