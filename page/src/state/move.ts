/// Moving what stands on the map: the keys of its place in the scenario's text.
import { placed } from '../stage/scene';
import type { Pick } from '../stage/stage';
import { edit, scene, text } from './scenario';
import { element } from './view';

/// Places are given to a thousandth of a degree, a hundred metres: finer than any is known.
export const placeOf = (x_deg: number): number => Math.round(x_deg * 1e3) / 1e3;

/// The form's list of what a pick is, where its place stands in the text.
const KIND: Partial<Record<Pick['kind'], string>> = { battery: 'battery', sensor: 'sensor', place: 'asset', area: 'area_defence', launch_area: 'area' };

/// Where a pick stands; null for what has no place of its own in the text.
export function standsAt(pick: Pick): { lat_deg: number; lon_deg: number } | null {
  const now = scene.value;
  if (!now) return null;
  const found = placed(now, pick);
  if (!found) return null;
  // A battery's own radar goes where the battery goes.
  const isOwnRadar = pick.kind === 'sensor' && now.batteries.some((b) => pick.id === `radar-${b.id}`);
  return isOwnRadar ? null : { lat_deg: found.lat_deg, lon_deg: found.lon_deg };
}

export async function move(pick: Pick, lat_deg: number, lon_deg: number): Promise<void> {
  const kind = KIND[pick.kind];
  if (!kind) return;
  const { keyOfUnit } = await import('../scenario/document');
  const key = keyOfUnit(text.value, kind, pick.id);
  element.value = key.split('.').slice(0, 2).join('.');
  await edit([
    { key: `${key}.lat_deg`, value: placeOf(lat_deg) },
    { key: `${key}.lon_deg`, value: placeOf(lon_deg) },
  ]);
}
