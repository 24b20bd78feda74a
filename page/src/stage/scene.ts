/** Questions the stage asks of a scene. */
import type { Scene } from '../api/types';

type Sensor = Scene['sensors'][number];
type Battery = Scene['batteries'][number];

/** Rounds that fly only above the air belong to an upper layer: their reach is drawn apart from the lower one's (m). */
const ABOVE_AIR_M = 50_000;

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
