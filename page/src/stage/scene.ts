/** Questions the stage asks of a scene. */
import type { Scene } from '../api/types';
import { mainCluster } from './geodesy';
import type { Pick } from './stage';

type Sensor = Scene['sensors'][number];
type Battery = Scene['batteries'][number];
interface Named { id: string; name: string }

/** Rounds that fly only above the air belong to an upper layer: their reach is drawn apart from the lower one's (m). */
const ABOVE_AIR_M = 50_000;
/** Places farther from each other than this are no one theatre (m). */
const THEATRE_M = 2_000_000;

export const isUpper = (load: Battery['loads'][number]): boolean => load.lowest_m >= ABOVE_AIR_M;

/** A radar that stands where a battery or ship does is its own: it has no mark beside it. */
export function radarsOf(battery: Battery, scene: Scene): Sensor[] {
  return scene.sensors.filter((s) => isAt(s, battery) && s.name === battery.name);
}

export function standsAlone(sensor: Sensor, scene: Scene): boolean {
  return !scene.batteries.some((b) => isAt(sensor, b));
}

function isAt(sensor: Sensor, battery: Battery): boolean {
  return Math.abs(sensor.lat_deg - battery.lat_deg) < 1e-6 && Math.abs(sensor.lon_deg - battery.lon_deg) < 1e-6;
}

/** What stands on the map, by kind, in the order of the list. */
export function elementsOf(scene: Scene): { words: string; kind: Pick['kind']; all: Named[] }[] {
  return [
    { words: 'Batteries and ships', kind: 'battery' as const, all: scene.batteries },
    { words: 'Radars', kind: 'sensor' as const, all: scene.sensors.filter((s) => standsAlone(s, scene)) },
    { words: 'Places', kind: 'place' as const, all: scene.places },
    { words: 'Area defences', kind: 'area' as const, all: scene.area_defences },
    { words: 'Launch areas', kind: 'launch_area' as const, all: scene.launch_areas },
    { words: 'Constellations', kind: 'constellation' as const, all: scene.constellations },
  ].filter((group) => group.all.length > 0).map((group) => ({ ...group, all: group.all.map((e) => ({ id: e.id, name: toldApart(e, group.all) })) }));
}

/** A name that another of the list has too is told apart by its id. */
const toldApart = (e: Named, all: Named[]): string => (all.some((o) => o !== e && o.name === e.name) ? `${e.name} (${e.id})` : e.name);

/** Where a scene is looked at: the largest group of its places and launch areas, or of what stands there; empty for the whole Earth. */
export function theatreOf(scene: Scene): { lon_deg: number; lat_deg: number }[] {
  const aims: { lon_deg: number; lat_deg: number }[] = [...scene.places, ...scene.launch_areas];
  return mainCluster(aims.length > 0 ? aims : [...scene.batteries, ...scene.sensors, ...scene.area_defences], THEATRE_M);
}

/** The element of a pick, where it has one place. */
export function placed(scene: Scene | null, pick: Pick): { lat_deg: number; lon_deg: number } | null {
  if (!scene) return null;
  const lists = { battery: scene.batteries, sensor: scene.sensors, place: scene.places, area: scene.area_defences, launch_area: scene.launch_areas };
  return pick.kind in lists ? (lists[pick.kind as keyof typeof lists].find((e) => e.id === pick.id) ?? null) : null;
}
