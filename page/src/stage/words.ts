/** What a thing on the stage is, in plain words, for the pointer and for a screen reader. */
import type { Scene } from '../api/types';
import { FATE_STYLE, ROLE_STYLE } from './kinds';
import { phaseAt, positionAt, sigmaAt, type Geo } from './motion';
import type { Replay, ReplayShot } from './replay';
import { radarsOf } from './scene';
import type { Pick } from './stage';
import { clock } from './time';

/** A heading and the lines under it. */
export interface Story { title: string; lines: string[] }

/** A shot is named by its place in the replay. */
export const shotId = (index: number): string => String(index);

const OUTCOME: Record<ReplayShot['outcome'], string> = {
  hit: 'hit', missed: 'missed', 'self-destructed': 'destroyed itself: its target was gone', lost: 'lost',
};

export function storyOf(pick: Pick, scene: Scene | null, replay: Replay | null, time_s: number): Story | null {
  if (pick.kind === 'threat') return replay && threat(replay, scene, pick.id, time_s);
  if (pick.kind === 'shot') return replay && shot(replay, scene, Number(pick.id), time_s);
  return scene && standing(pick, scene);
}

function standing(pick: Pick, scene: Scene): Story | null {
  const nation = (id: string): string => scene.nations.find((n) => n.id === id)?.name ?? id;
  const place = (id: string): string => scene.places.find((n) => n.id === id)?.name ?? id;
  switch (pick.kind) {
    case 'place': {
      const s = scene.places.find((e) => e.id === pick.id);
      return s ? { title: s.name, lines: [`Defended place, ${nation(s.nation)}`, `Value ${s.value}, ${km(s.radius_m)} across its radius`] } : null;
    }
    case 'battery': {
      const s = scene.batteries.find((e) => e.id === pick.id);
      if (!s) return null;
      const loads = s.loads.filter((l) => Math.round(l.rounds) > 0).map((l) => `${Math.round(l.rounds)} × ${l.name}, reach ${km(l.reach_m)}`);
      const radars = radarsOf(s, scene).map((r) => `Its radar sees to ${km(r.range_m)}`);
      const guards = s.defends.length > 0 ? [`Defends ${s.defends.map(place).join(', ')}`] : [];
      return { title: s.name, lines: [`${s.kind === 'ship' ? 'Ship' : 'Battery'}, ${nation(s.nation)}`, ...loads, ...radars, ...guards] };
    }
    case 'sensor': {
      const s = scene.sensors.find((e) => e.id === pick.id);
      if (!s) return null;
      const facing = s.facing_deg !== null && s.sector_deg !== null && s.sector_deg < 360 ? `, ${Math.round(s.sector_deg)}° about bearing ${Math.round(s.facing_deg)}°` : ', all round';
      return { title: s.name, lines: [`Radar, ${nation(s.nation)}`, `Sees to ${km(s.range_m)}${facing}`] };
    }
    case 'area': {
      const s = scene.area_defences.find((e) => e.id === pick.id);
      return s ? { title: s.name, lines: [`Area defence, ${nation(s.nation)}`, `Within ${km(s.radius_m)}`] } : null;
    }
    case 'launch_area': {
      const s = scene.launch_areas.find((e) => e.id === pick.id);
      return s ? { title: s.name, lines: [`Launch area, ${km(s.radius_m)} radius`] } : null;
    }
    case 'constellation': {
      const s = scene.constellations.find((e) => e.id === pick.id);
      if (!s) return { title: pick.id, lines: [] };
      return { title: s.name, lines: [`${ROLE_STYLE[s.role].words[0]?.toUpperCase()}${ROLE_STYLE[s.role].words.slice(1)}, ${nation(s.nation)}`, `${Math.round(s.num_satellites)} satellites planned`] };
    }
    default: return null;
  }
}

function threat(replay: Replay, scene: Scene | null, name: string, time_s: number): Story | null {
  const t = replay.threats.find((e) => e.name === name);
  if (!t) return null;
  const label = scene?.threat_classes.find((c) => c.id === t.class)?.name ?? t.class;
  const from = scene?.launch_areas.find((a) => a.id === t.area)?.name ?? t.area;
  const to = scene?.places.find((a) => a.id === t.target)?.name ?? t.target;
  const lines = [`${label}, from ${from} towards ${to}`];
  const phase = phaseAt(t, time_s);
  if (phase === 'waiting') lines.push(`Will be launched at ${clock(t.launch_s)}`);
  if (phase === 'flying') {
    const at: Geo = [0, 0, 0];
    if (positionAt(t.path, time_s, at)) lines.push(`Launched at ${clock(t.launch_s)}, now ${km(at[2])} up`);
    const seen = t.tracks.flatMap((k) => {
      const sigma_m = sigmaAt(k, time_s);
      return sigma_m === null ? [] : [`${scene?.nations.find((n) => n.id === k.nation)?.name ?? k.nation} ± ${km(2 * sigma_m)}`];
    });
    lines.push(seen.length > 0 ? `Tracked: ${seen.join(', ')}` : 'Nobody tracks it');
  }
  if (phase === 'over') {
    const by = t.by === null ? '' : ` by ${elementName(scene, t.by)}`;
    lines.push(`${capital(FATE_STYLE[t.fate].words)}${by} at ${clock(t.end_s)}`);
  }
  const num_shots = replay.shots.filter((s) => replay.threats[s.threat] === t && s.launch_s <= time_s).length;
  if (phase !== 'waiting') lines.push(num_shots === 0 ? 'Not shot at' : `Shot at ${num_shots === 1 ? 'once' : `${num_shots} times`}`);
  return { title: t.name, lines };
}

function shot(replay: Replay, scene: Scene | null, index: number, time_s: number): Story | null {
  const s = replay.shots[index];
  if (!s) return null;
  const what = scene?.interceptors.find((i) => i.id === s.interceptor)?.name ?? s.interceptor ?? 'Shot';
  const outcome = time_s < s.end_s ? `Meets it at ${clock(s.meet_s)}` : capital(OUTCOME[s.outcome]);
  return {
    title: `${what}, ${s.rounds === 1 ? '1 round' : `${s.rounds} rounds`}`,
    lines: [`From ${elementName(scene, s.element)} at ${replay.threats[s.threat]?.name ?? '?'}`, `Launched at ${clock(s.launch_s)}`, outcome],
  };
}

export function elementName(scene: Scene | null, id: string): string {
  if (!scene) return id;
  return [...scene.batteries, ...scene.area_defences, ...scene.constellations, ...scene.places].find((e) => e.id === id)?.name ?? id;
}

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/** A length as a person reads it. */
export function km(length_m: number): string {
  const x = length_m / 1000;
  const rounded = x >= 100 ? Math.round(x / 10) * 10 : x >= 10 ? Math.round(x) : Math.round(x * 10) / 10;
  return `${rounded.toLocaleString('en-GB')} km`;
}
