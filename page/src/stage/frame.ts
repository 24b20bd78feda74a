/** What is where at one moment of a replay, in flat arrays that both views draw from. */
import { positionAt, type Geo } from './motion';
import { numSatellites, satellitesEcef } from './orbits';
import type { Replay } from './replay';

export const WAITING = 0;
export const FLYING = 1;
export const OVER = 2;

/** Phases (`WAITING`, `FLYING`, `OVER`) and positions (lon_deg, lat_deg, altitude_m) by index. */
export interface Moving { phase: Uint8Array; at: Float64Array }

export interface Frame {
  time_s: number;
  threats: Moving;
  shots: Moving;
  /** Earth-fixed x_m, y_m, z_m of all satellites, fleet after fleet. */
  satellites: Float64Array;
  /** First satellite of each fleet. */
  first: number[];
}

export function createFrame(replay: Replay): Frame {
  const first: number[] = [];
  let num = 0;
  for (const fleet of replay.fleets) {
    first.push(num);
    num += numSatellites(fleet);
  }
  const moving = (n: number): Moving => ({ phase: new Uint8Array(n), at: new Float64Array(3 * n) });
  return {
    time_s: NaN, threats: moving(replay.threats.length), shots: moving(replay.shots.length),
    satellites: new Float64Array(3 * num), first,
  };
}

/** Brings a frame to a time; satellites only where they are shown. */
export function advance(frame: Frame, replay: Replay, time_s: number, has_satellites: boolean): void {
  frame.time_s = time_s;
  replay.threats.forEach((t, i) => place(frame.threats, i, t.path, t.launch_s, t.end_s, time_s));
  replay.shots.forEach((s, i) => place(frame.shots, i, s.path, s.launch_s, s.end_s, time_s));
  if (has_satellites) {
    replay.fleets.forEach((f, i) => satellitesEcef(f, time_s - replay.start_s, frame.satellites, frame.first[i]));
  }
}

const spot: Geo = [0, 0, 0];

function place(moving: Moving, i: number, path: Float32Array, from_s: number, to_s: number, time_s: number): void {
  const phase = time_s < from_s ? WAITING : time_s < to_s ? FLYING : OVER;
  const has_place = phase !== WAITING && positionAt(path, Math.min(time_s, to_s), spot);
  moving.phase[i] = has_place ? phase : WAITING;
  if (has_place) moving.at.set(spot, 3 * i);
}
