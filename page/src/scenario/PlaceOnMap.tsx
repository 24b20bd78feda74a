/// The place of an element, given by a click on the map.
import { placing } from '../state/stage';
import { placeOf } from '../state/move';
import type { Hand } from './Input';

export function PlaceOnMap({ path, hand }: { path: string; hand: Hand }) {
  const isOn = placing.value?.path === path;
  const act = (lat_deg: number, lon_deg: number): void => hand.change([[`${path}.lat_deg`, placeOf(lat_deg)], [`${path}.lon_deg`, placeOf(lon_deg)]]);
  return (
    <button type="button" class="on-map" aria-pressed={isOn} onClick={() => (placing.value = isOn ? null : { path, act })}>
      {isOn ? 'click on the map where it stands · Esc leaves it' : 'place it on the map'}
    </button>
  );
}
