/** What is under the pointer on the map, nearest first; moving things before still ones. */
import { FLYING, OVER } from '../frame';
import type { Pick } from '../stage';
import { shotId } from '../words';
import type { Shown } from '../view';
import type { Base } from './base';
import type { Trails } from './live';
import { project, type Projection } from './projection';

export function underPointer(p: Projection, base: Base, trails: Trails | null, shown: Shown, x: number, y: number): Pick[] {
  const found: { pick: Pick; d: number }[] = [];
  const { frame, replay, layers } = shown;
  const at: [number, number] = [0, 0];
  const offer = (pick: Pick, lon: number, lat: number, r: number, after: number): void => {
    project(p, lon, lat, at);
    const d = Math.hypot(at[0] - x, at[1] - y);
    if (d < r) found.push({ pick, d: d + after });
  };
  if (frame && replay) {
    replay.threats.forEach((t, i) => {
      const phase = frame.threats.phase[i];
      const is_shown = (phase === FLYING && layers.has('threats')) || (phase === OVER && layers.has('outcomes'));
      if (is_shown) offer({ kind: 'threat', id: t.name }, frame.threats.at[3 * i] as number, frame.threats.at[3 * i + 1] as number, 9, phase === OVER ? 3 : 0);
    });
    if (layers.has('shots')) {
      replay.shots.forEach((_, i) => {
        if (frame.shots.phase[i] === FLYING) offer({ kind: 'shot', id: shotId(i) }, frame.shots.at[3 * i] as number, frame.shots.at[3 * i + 1] as number, 8, 1);
      });
    }
    if (trails && layers.has('satellites')) {
      replay.fleets.forEach((fleet, f) => {
        const first = 3 * (frame.first[f] as number);
        for (let k = first; k < first + (fleet.elements.length / 4) * 3; k += 3) {
          offer({ kind: 'constellation', id: fleet.constellation }, trails.satellites[k] as number, trails.satellites[k + 1] as number, 5, 8);
        }
      });
    }
  }
  for (const t of base.targets) {
    const d = Math.hypot(t.x - x, t.y - y);
    if (d < t.r) found.push({ pick: t.pick, d: d + (t.pick.kind === 'launch_area' ? 20 : t.pick.kind === 'place' ? 6 : 4) });
  }
  return found.sort((a, b) => a.d - b.d).map((f) => f.pick);
}
