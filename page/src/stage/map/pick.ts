/** What is picked on the map: a ring about it, its own reach drawn crisp, and a battery under way to a new place. */
import { ring } from '../geodesy';
import { faded } from '../palette';
import { km } from '../words';
import { samePick, type Shown } from '../view';
import type { Base } from './base';
import { outline, trace } from './outline';
import { project, type Projection } from './projection';
import { put } from './live';

const FONT = '11.5px system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';

/** Rings of the reach of what is picked, with words at their northern edge. */
function reaches(shown: Shown): { lon: number; lat: number; radius_m: number; facing: number | null; sector: number | null; words: string }[] {
  const { pick, scene } = shown;
  if (!pick || !scene) return [];
  if (pick.kind === 'battery') {
    const b = scene.batteries.find((e) => e.id === pick.id);
    return (b?.loads ?? []).filter((l) => l.rounds > 0).map((l) => ({ lon: b!.lon_deg, lat: b!.lat_deg, radius_m: l.reach_m, facing: b!.facing_deg, sector: b!.sector_deg, words: `${l.name}, ${km(l.reach_m)}` }));
  }
  if (pick.kind === 'sensor') {
    const s = scene.sensors.find((e) => e.id === pick.id);
    return s ? [{ lon: s.lon_deg, lat: s.lat_deg, radius_m: s.range_m, facing: s.facing_deg, sector: s.sector_deg, words: `sees to ${km(s.range_m)}` }] : [];
  }
  return [];
}

export function drawPick(ctx: CanvasRenderingContext2D, p: Projection, base: Base, shown: Shown): void {
  const c = shown.palette;
  const written: [number, number][] = [];
  for (const r of reaches(shown)) {
    ctx.beginPath();
    trace(ctx, p, outline(ring(r.lon, r.lat, r.radius_m, r.facing, r.sector)), true);
    ctx.fillStyle = faded(c.accent, 0.06);
    ctx.fill();
    ctx.strokeStyle = c.accent;
    ctx.lineWidth = 1.4;
    ctx.stroke();
    const at: [number, number] = [0, 0];
    const edge = ring(r.lon, r.lat, r.radius_m, r.facing, r.sector);
    const point = edge[Math.floor(edge.length / (r.sector !== null && r.sector < 360 ? 2 : 8))];
    if (!point) continue;
    project(p, point[0], point[1], at);
    // Reaches of nearly the same length have their words one above the other.
    while (written.some(([x, y]) => Math.abs(x - at[0]) < 120 && Math.abs(y - at[1]) < 14)) at[1] -= 4;
    written.push([at[0], at[1]]);
    write(ctx, r.words, at[0] + 5, at[1] - 5, c.accent, c.sea);
  }
  const target = base.targets.find((t) => samePick(t.pick, shown.pick));
  if (!target) return;
  ctx.beginPath();
  ctx.arc(target.x, target.y, target.r + 4, 0, 2 * Math.PI);
  ctx.strokeStyle = c.ink;
  ctx.lineWidth = 1.6;
  ctx.stroke();
}

/** A battery on its way, with its reach from there and where it would stand. */
export function drawGhost(ctx: CanvasRenderingContext2D, p: Projection, id: string, to: [number, number], shown: Shown): void {
  const b = shown.scene?.batteries.find((e) => e.id === id);
  if (!b) return;
  const c = shown.palette;
  const [lon, lat] = to;
  for (const load of b.loads) {
    ctx.beginPath();
    trace(ctx, p, outline(ring(lon, lat, load.reach_m, b.facing_deg, b.sector_deg)), true);
    ctx.strokeStyle = c.accent;
    ctx.setLineDash([4, 3]);
    ctx.lineWidth = 1.2;
    ctx.stroke();
    ctx.setLineDash([]);
  }
  const at: [number, number] = [0, 0];
  project(p, lon, lat, at);
  put(ctx, b.kind === 'ship' ? 'ship' : 'battery', at[0], at[1], 6, c.accent, c.paper);
  write(ctx, degrees(lat, lon), at[0] + 12, at[1], c.ink, c.sea);
}

/** `35.84° N 139.41° E`. */
function degrees(lat: number, lon: number): string {
  return `${Math.abs(lat).toFixed(2)}° ${lat < 0 ? 'S' : 'N'} ${Math.abs(lon).toFixed(2)}° ${lon < 0 ? 'W' : 'E'}`;
}

function write(ctx: CanvasRenderingContext2D, text: string, x: number, y: number, tone: string, halo: string): void {
  ctx.font = FONT;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'middle';
  ctx.lineJoin = 'round';
  ctx.lineWidth = 3.2;
  ctx.strokeStyle = halo;
  ctx.strokeText(text, x, y);
  ctx.fillStyle = tone;
  ctx.fillText(text, x, y);
}
