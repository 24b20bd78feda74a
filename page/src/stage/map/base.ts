/** The still part of the map: sea, land, what is defended and by what. Redrawn when the view or the scene changes, not with time. */
import type { Scene } from '../../api/types';
import { ring } from '../geodesy';
import { faded } from '../palette';
import { isUpper } from '../scene';
import { mark } from '../symbols';
import type { Shown } from '../view';
import type { Pick } from '../stage';
import { createLabels, type Labels } from './labels';
import { landAt, type Land } from './land';
import { outline, trace, traceWorld, type Outline } from './outline';
import { project, pxPerM, type Projection } from './projection';
import { spots, type Spot } from './spots';

const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';

/** A map narrower than this has its controls in two rows, as stage.css says too. */
const NARROW_PX = 496;

/** A mark that can be pointed at. */
export interface Target { pick: Pick; x: number; y: number; r: number }

/** Rings of a scene, worked out once. */
export interface Zones { near: Outline[]; far: Outline[]; regard: Outline[]; areas: Outline[]; launch: Outline[] }

export function zonesOf(scene: Scene): Zones {
  const near = new Map<string, Outline>();
  const far = new Map<string, Outline>();
  for (const b of scene.batteries) {
    for (const load of b.loads) {
      if (load.rounds <= 0 || load.reach_m <= 0) continue;
      const key = `${b.lon_deg},${b.lat_deg},${load.reach_m}`;
      (isUpper(load) ? far : near).set(key, outline(ring(b.lon_deg, b.lat_deg, load.reach_m, b.facing_deg, b.sector_deg)));
    }
  }
  return {
    near: [...near.values()], far: [...far.values()],
    regard: scene.sensors.map((s) => outline(ring(s.lon_deg, s.lat_deg, s.range_m, s.facing_deg, s.sector_deg))),
    areas: scene.area_defences.map((a) => outline(ring(a.lon_deg, a.lat_deg, a.radius_m))),
    launch: scene.launch_areas.map((a) => outline(ring(a.lon_deg, a.lat_deg, a.radius_m))),
  };
}

export interface Base { targets: Target[] }

/** Draws everything that stands still; returns what can be pointed at. */
export function drawBase(ctx: CanvasRenderingContext2D, scratch: CanvasRenderingContext2D, p: Projection, land: Land | null, zones: Zones | null, shown: Shown): Base {
  const c = shown.palette;
  ctx.fillStyle = c.paper;
  ctx.fillRect(0, 0, p.width, p.height);
  ctx.save();
  ctx.beginPath();
  traceWorld(ctx, p);
  ctx.clip();
  ctx.fillStyle = c.sea;
  ctx.fillRect(0, 0, p.width, p.height);
  graticule(ctx, p, c.grid);
  if (land) drawLand(ctx, p, landAt(land, p), c.land, c.coast);
  if (zones) drawZones(ctx, scratch, p, zones, shown);
  ctx.restore();
  ctx.beginPath();
  traceWorld(ctx, p);
  ctx.strokeStyle = c.rule;
  ctx.lineWidth = 1;
  ctx.stroke();
  const targets: Target[] = [];
  if (shown.scene) drawMarks(ctx, p, shown, shown.scene, targets);
  scaleBar(ctx, p, c.mute, c.sea);
  return { targets };
}

function graticule(ctx: CanvasRenderingContext2D, p: Projection, tone: string): void {
  const step = p.scale > 1800 ? 5 : p.scale > 600 ? 10 : 30;
  ctx.beginPath();
  for (let lon = -180; lon < 180; lon += step) {
    trace(ctx, p, outline(Array.from({ length: 37 }, (_, i) => [lon, -90 + i * 5])), false);
  }
  for (let lat = -90 + step; lat < 90; lat += step) trace(ctx, p, outline([[p.lon_deg - 180, lat], [p.lon_deg + 180, lat]]), false);
  ctx.strokeStyle = tone;
  ctx.lineWidth = 1;
  ctx.stroke();
}

function drawLand(ctx: CanvasRenderingContext2D, p: Projection, rings: Outline[], fill: string, coast: string): void {
  ctx.beginPath();
  for (const r of rings) trace(ctx, p, r, true);
  ctx.fillStyle = fill;
  ctx.fill('evenodd');
  ctx.beginPath();
  for (const r of rings) trace(ctx, p, r, false);
  ctx.strokeStyle = coast;
  ctx.lineWidth = 0.8;
  ctx.lineJoin = 'round';
  ctx.stroke();
}

function drawZones(ctx: CanvasRenderingContext2D, scratch: CanvasRenderingContext2D, p: Projection, zones: Zones, shown: Shown): void {
  const { palette: c, layers } = shown;
  if (layers.has('regard')) union(ctx, scratch, p, zones.regard, c.sensor, 0.05, 0.5, [2, 4]);
  if (layers.has('reach')) {
    union(ctx, scratch, p, zones.far, c.shot.battery, 0.045, 0.4, []);
    union(ctx, scratch, p, zones.near, c.shot.battery, 0.12, 0.75, []);
  }
  if (layers.has('areas')) union(ctx, scratch, p, zones.areas, c.shot.area, 0.07, 0.8, [5, 4]);
  if (layers.has('launch_areas')) union(ctx, scratch, p, zones.launch, c.launch, 0.12, 0.8, [3, 3]);
}

/** Many rings as the one area they cover together: a faint fill and the outer edge only. */
function union(ctx: CanvasRenderingContext2D, scratch: CanvasRenderingContext2D, p: Projection, rings: Outline[], tone: string, fill: number, edge: number, dash: number[]): void {
  if (rings.length === 0) return;
  ctx.beginPath();
  for (const r of rings) trace(ctx, p, r, true);
  ctx.fillStyle = faded(tone, fill);
  ctx.fill('nonzero');
  scratch.clearRect(0, 0, p.width, p.height);
  scratch.beginPath();
  for (const r of rings) trace(scratch, p, r, true);
  scratch.setLineDash(dash);
  scratch.lineWidth = 2.2;
  scratch.strokeStyle = faded(tone, edge);
  scratch.stroke();
  scratch.globalCompositeOperation = 'destination-out';
  scratch.fillStyle = '#000';
  scratch.fill('nonzero');
  scratch.globalCompositeOperation = 'source-over';
  ctx.drawImage(scratch.canvas, 0, 0, p.width, p.height);
}

function drawMarks(ctx: CanvasRenderingContext2D, p: Projection, shown: Shown, scene: Scene, targets: Target[]): void {
  const labels = createLabels(ctx, p.width, p.height);
  const c = shown.palette;
  const all = spots(scene, shown.layers, p, c);
  for (const s of all) {
    labels.keep(s.x, s.y, s.r);
    if (s.shape === 'place') drawPlace(ctx, s, c.place, c.paper);
    else mark(ctx, s.shape, s.x, s.y, s.r, s.tone, c.sea);
    for (const pick of s.picks) targets.push({ pick, x: s.x, y: s.y, r: s.r + 4 });
  }
  name(labels, all.filter((s) => s.shape === 'place'), `600 12.5px ${FONT}`, c.ink, c.sea);
  if (shown.layers.has('launch_areas')) {
    const out: [number, number] = [0, 0];
    for (const a of scene.launch_areas) {
      project(p, a.lon_deg, a.lat_deg, out);
      const r = a.radius_m * pxPerM(p);
      labels.put(a.name, out[0], out[1], Math.max(3, r), `italic 12px ${FONT}`, c.launch, c.sea);
      targets.push({ pick: { kind: 'launch_area', id: a.id }, x: out[0], y: out[1], r: Math.max(8, r) });
    }
  }
  if (p.scale > 1500) name(labels, all.filter((s) => s.shape !== 'place'), `11.5px ${FONT}`, c.mute, c.sea);
}

function name(labels: Labels, marks: Spot[], font: string, tone: string, halo: string): void {
  for (const s of marks) labels.put(s.name, s.x, s.y, s.r, font, tone, halo);
}

function drawPlace(ctx: CanvasRenderingContext2D, s: Spot, ink: string, paper: string): void {
  ctx.beginPath();
  ctx.arc(s.x, s.y, s.r, 0, 2 * Math.PI);
  ctx.fillStyle = faded(paper, 0.75);
  ctx.fill();
  ctx.lineWidth = 1.6;
  ctx.strokeStyle = ink;
  ctx.stroke();
  ctx.beginPath();
  ctx.arc(s.x, s.y, 1.6, 0, 2 * Math.PI);
  ctx.fillStyle = ink;
  ctx.fill();
}

function scaleBar(ctx: CanvasRenderingContext2D, p: Projection, tone: string, halo: string): void {
  const most_m = 130 / pxPerM(p);
  const ten = 10 ** Math.floor(Math.log10(most_m));
  const length_m = ([5, 2, 1].find((f) => f * ten <= most_m) ?? 1) * ten;
  const w = length_m * pxPerM(p);
  const text = `${(length_m / 1000).toLocaleString('en-GB')} km`;
  const x = p.width - 14 - w;
  // Where the map is narrow, what lies over its foot takes the whole width: the bar is then under the zoom.
  const y = p.width < NARROW_PX ? 196 : p.height - 12;
  ctx.strokeStyle = tone;
  ctx.lineWidth = 1.2;
  ctx.beginPath();
  ctx.moveTo(x, y - 4);
  ctx.lineTo(x, y);
  ctx.lineTo(x + w, y);
  ctx.lineTo(x + w, y - 4);
  ctx.stroke();
  ctx.font = `11.5px ${FONT}`;
  ctx.textAlign = 'center';
  ctx.textBaseline = 'bottom';
  ctx.lineWidth = 3;
  ctx.strokeStyle = halo;
  ctx.strokeText(text, x + w / 2, y - 3);
  ctx.fillStyle = tone;
  ctx.fillText(text, x + w / 2, y - 3);
}
