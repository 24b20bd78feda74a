/** What stands still on the globe: places, batteries, radars, their rings, launch areas. Built again when scene, layers or theme change. */
import { BillboardCollection, Cartesian3, PrimitiveCollection } from 'cesium';
import { unionEdges, type Disc } from '../geodesy';
import { isUpper, standsAlone } from '../scene';
import { stamp, type Shape } from '../symbols';
import type { Pick } from '../stage';
import type { Shown } from '../view';
import { addLines, rgba, type LineSpec } from './lines';
import { SANS, type Names } from './names';
import { addRegard } from './regard';

/** Height of rings over the ellipsoid (m), above the coastline. */
const RING_M = 4_000;

export interface Mark { pick: Pick; at: Cartesian3 }

/** Fills an empty collection; returns what can be pointed at. */
export function fillStill(into: PrimitiveCollection, names: Names, shown: Shown): Mark[] {
  const { scene, palette: c, layers, pick } = shown;
  into.removeAll();
  names.clear();
  if (!scene) return [];
  const marks: Mark[] = [];
  const images = into.add(new BillboardCollection()) as BillboardCollection;
  const put = (image: HTMLCanvasElement, key: string, pick: Pick, lon: number, lat: number): Cartesian3 => {
    const position = Cartesian3.fromDegrees(lon, lat, RING_M);
    const one = images.add({ position, width: image.width / 2, height: image.height / 2 });
    one.setImage(key, image);
    marks.push({ pick, at: position });
    return position;
  };
  const symbol = (shape: Shape, tone: string, pick: Pick, lon: number, lat: number): Cartesian3 =>
    put(stamp(shape, 5, tone, c.paper), `${shape} ${tone} ${c.theme}`, pick, lon, lat);
  const picked = pick?.kind === 'sensor' ? pick.id : null;
  addRegard(into, scene.sensors.filter((s) => (layers.has('regard') && standsAlone(s, scene)) || s.id === picked), picked, c);
  addLines(into, rings(shown));
  if (layers.has('places')) {
    const most = Math.max(1, ...scene.places.map((s) => s.value));
    for (const s of scene.places) {
      const r = 4 + 6 * Math.sqrt(s.value / most);
      const at = put(stamp('ring', r, c.place, c.paper, Math.ceil(2 * r + 8)), `place ${r} ${c.theme}`, { kind: 'place', id: s.id }, s.lon_deg, s.lat_deg);
      names.add(s.name, at, r + 4, `600 12.5px ${SANS}`, c.ink, c.paper);
    }
  }
  if (layers.has('launch_areas')) {
    for (const a of scene.launch_areas) {
      const at = Cartesian3.fromDegrees(a.lon_deg, a.lat_deg, RING_M);
      marks.push({ pick: { kind: 'launch_area', id: a.id }, at });
      names.add(a.name, at, 8, `italic 12px ${SANS}`, c.launch, c.paper);
    }
  }
  if (layers.has('areas')) for (const a of scene.area_defences) symbol('area', c.shot.area, { kind: 'area', id: a.id }, a.lon_deg, a.lat_deg);
  if (layers.has('sensors')) for (const s of scene.sensors) if (standsAlone(s, scene)) symbol('sensor', c.sensor, { kind: 'sensor', id: s.id }, s.lon_deg, s.lat_deg);
  if (layers.has('batteries')) {
    for (const b of scene.batteries) symbol(b.kind === 'ship' ? 'ship' : 'battery', c.shot.battery, { kind: 'battery', id: b.id }, b.lon_deg, b.lat_deg);
  }
  return marks;
}

function rings(shown: Shown): LineSpec[] {
  const { scene, palette: c, layers, pick } = shown;
  if (!scene) return [];
  const out: LineSpec[] = [];
  const put = (discs: Disc[], tone: string, opacity: number, dash: number[], width_px = 1.2): void => {
    for (const edge of unionEdges(discs)) {
      out.push({ points: edge.map(([lon, lat]) => Cartesian3.fromDegrees(lon, lat, RING_M)), width_px, tone: rgba(tone, opacity), dash, share: 1 });
    }
  };
  const reach = scene.batteries.flatMap((b) => b.loads.filter((l) => l.rounds > 0).map((l) => ({ lon_deg: b.lon_deg, lat_deg: b.lat_deg, radius_m: l.reach_m, facing_deg: b.facing_deg, sector_deg: b.sector_deg, id: b.id, is_upper: isUpper(l) })));
  const radars = scene.sensors.map((s) => ({ lon_deg: s.lon_deg, lat_deg: s.lat_deg, radius_m: s.range_m, facing_deg: s.facing_deg, sector_deg: s.sector_deg, id: s.id }));
  const round = <T extends { lon_deg: number; lat_deg: number; radius_m: number }>(list: T[]): Disc[] => list.map((a) => ({ lon_deg: a.lon_deg, lat_deg: a.lat_deg, radius_m: a.radius_m, facing_deg: null, sector_deg: null }));
  if (layers.has('regard')) put(radars, c.sensor, 0.6, [2, 4]);
  if (layers.has('reach')) {
    put(reach.filter((r) => r.is_upper), c.shot.battery, 0.45, []);
    put(reach.filter((r) => !r.is_upper), c.shot.battery, 0.8, []);
  }
  if (layers.has('areas')) put(round(scene.area_defences), c.shot.area, 0.8, [5, 4]);
  if (layers.has('launch_areas')) put(round(scene.launch_areas), c.launch, 0.9, [3, 3], 1.6);
  if (pick?.kind === 'battery') for (const r of reach.filter((e) => e.id === pick.id)) put([r], c.accent, 1, [], 1.8);
  if (pick?.kind === 'sensor') for (const r of radars.filter((e) => e.id === pick.id)) put([r], c.accent, 1, [], 1.8);
  return out;
}
