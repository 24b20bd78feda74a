/** Where the marks of a scene stand on the map; what stands together is one mark with a count. */
import type { Scene } from '../../api/types';
import type { LayerId } from '../layers';
import type { Palette } from '../palette';
import { standsAlone } from '../scene';
import type { Pick } from '../stage';
import type { Shape } from '../symbols';
import { project, type Projection } from './projection';

export interface Spot { shape: Shape | 'place'; x: number; y: number; r: number; tone: string; name: string; picks: Pick[] }

/** Marks nearer than this are one (px). */
const TOGETHER = 7;

export function spots(scene: Scene, layers: ReadonlySet<LayerId>, p: Projection, c: Palette): Spot[] {
  const out: Spot[] = [];
  const at: [number, number] = [0, 0];
  const put = (shape: Spot['shape'], pick: Pick, lon: number, lat: number, r: number, tone: string, name: string): void => {
    project(p, lon, lat, at);
    const x = at[0];
    const y = at[1];
    if (x < -40 || y < -40 || x > p.width + 40 || y > p.height + 40) return;
    const there = out.find((s) => s.shape === shape && Math.hypot(s.x - x, s.y - y) < TOGETHER);
    if (there && shape !== 'place') {
      there.picks.push(pick);
      there.name = `${there.name.replace(/ \d+$|, and \d+ more$/, '')}, and ${there.picks.length - 1} more`;
    } else {
      out.push({ shape, x, y, r, tone, name, picks: [pick] });
    }
  };
  if (layers.has('places')) {
    const most = Math.max(1, ...scene.places.map((s) => s.value));
    for (const s of [...scene.places].sort((a, b) => b.value - a.value)) {
      put('place', { kind: 'place', id: s.id }, s.lon_deg, s.lat_deg, 4 + 6 * Math.sqrt(s.value / most), c.place, s.name);
    }
  }
  if (layers.has('areas')) {
    for (const a of scene.area_defences) put('area', { kind: 'area', id: a.id }, a.lon_deg, a.lat_deg, 5, c.shot.area, a.name);
  }
  if (layers.has('sensors')) {
    for (const s of scene.sensors) if (standsAlone(s, scene)) put('sensor', { kind: 'sensor', id: s.id }, s.lon_deg, s.lat_deg, 5, c.sensor, s.name);
  }
  if (layers.has('batteries')) {
    for (const b of scene.batteries) {
      put(b.kind === 'ship' ? 'ship' : 'battery', { kind: 'battery', id: b.id }, b.lon_deg, b.lat_deg, 5, c.shot.battery, b.name);
    }
  }
  return out;
}
