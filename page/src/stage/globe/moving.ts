/** What moves on the globe: satellites as points, threats and interceptors as marks at the head of growing lines, outcomes. */
import {
  BillboardCollection, Cartesian3, Color, PointPrimitiveCollection, PrimitiveCollection, type Billboard, type PointPrimitive,
} from 'cesium';
import { FLYING, OVER, WAITING } from '../frame';
import { FATE_STYLE, kindsOf, THREAT_STYLE } from '../kinds';
import { bestSigmaAt, pointBefore } from '../motion';
import type { Path, Replay } from '../replay';
import { stamp, type Shape } from '../symbols';
import type { Shown } from '../view';
import { addLines, rgba, type Lines } from './lines';
import type { Mark } from './still';

/** Paths near the ground are drawn this much above it (m). */
const LIFT_M = 5_000;

export interface Moving {
  /** Brings everything to the frame's time; false where another drawing is needed for it to be seen. */
  update(shown: Shown): boolean;
  /** What can be pointed at now. */
  marks(shown: Shown): Mark[];
}

export function fillMoving(into: PrimitiveCollection, shown: Shown, replay: Replay): Moving {
  into.removeAll();
  const c = shown.palette;
  const kinds = replay.threats.map((t) => kindsOf(shown.scene)(t.class));
  const points = into.add(new PointPrimitiveCollection()) as PointPrimitiveCollection;
  const satellites = addSatellites(points, shown, replay);
  const threat_lines = addLines(into, replay.threats.map((t, i) => ({ points: positions(t.path), width_px: 2, tone: rgba(c.threat[kinds[i]!], 0), dash: THREAT_STYLE[kinds[i]!].dash, share: 0 })));
  const shot_lines = addLines(into, replay.shots.map((s) => ({ points: positions(s.path), width_px: 1.6, tone: rgba(c.shot[s.kind], 0), dash: [], share: 0 })));
  const chosen = addChosen(into, shown, replay);
  const images = into.add(new BillboardCollection()) as BillboardCollection;
  const symbols = new Map<string, HTMLCanvasElement>();
  const image = (one: Billboard, shape: Shape, r: number, tone: string): void => {
    const key = `${shape} ${r} ${tone} ${c.theme}`;
    const canvas = symbols.get(key) ?? stamp(shape, r, tone, c.paper);
    symbols.set(key, canvas);
    one.setImage(key, canvas);
    one.width = canvas.width / 2;
    one.height = canvas.height / 2;
  };
  const tracks = replay.threats.map(() => images.add({ show: false, sizeInMeters: true, position: Cartesian3.ZERO }));
  const halo = stamp('ring', 60, c.sensor, '#00000000', 128);
  tracks.forEach((t) => t.setImage(`track ${c.theme}`, halo));
  const threats = replay.threats.map(() => images.add({ show: false, position: Cartesian3.ZERO }));
  const shots = replay.shots.map((s) => {
    const one = images.add({ show: false, position: Cartesian3.ZERO });
    image(one, 'dart', 4, c.shot[s.kind]);
    return one;
  });
  const shown_phase = new Int8Array(replay.threats.length).fill(-1);
  const shot_phase = new Int8Array(replay.shots.length).fill(-1);
  const at = new Cartesian3();

  function update(now: Shown): boolean {
    const frame = now.frame;
    if (!frame) return true;
    const { layers } = now;
    const has = { threats: layers.has('threats'), outcomes: layers.has('outcomes'), tracks: layers.has('tracks'), shots: layers.has('shots') };
    points.show = layers.has('satellites');
    if (points.show) {
      satellites.forEach((p, k) => {
        Cartesian3.fromElements(frame.satellites[3 * k] as number, frame.satellites[3 * k + 1] as number, frame.satellites[3 * k + 2] as number, at);
        p.position = at;
      });
    }
    replay.threats.forEach((t, i) => {
      const phase = frame.threats.phase[i] as number;
      const one = threats[i]!;
      if (shown_phase[i] !== phase) {
        shown_phase[i] = phase;
        threat_lines.setTone(i, rgba(c.threat[kinds[i]!], phase === FLYING ? 0.95 : phase === OVER ? 0.35 : 0));
        if (phase === FLYING) image(one, THREAT_STYLE[kinds[i]!].shape, 4.6, c.threat[kinds[i]!]);
        if (phase === OVER) image(one, FATE_STYLE[t.fate].shape, t.fate === 'leaked' ? 3.6 : 4, c.fate[t.fate]);
      }
      threat_lines.setShare(i, has.threats ? shareAt(t.path, phase, frame.time_s) : 0);
      one.show = phase === FLYING ? has.threats : phase === OVER && has.outcomes;
      if (phase !== WAITING) one.position = lifted(frame.threats.at, i, at);
      const sigma_m = has.tracks && phase === FLYING ? bestSigmaAt(t, frame.time_s) : null;
      const track = tracks[i]!;
      track.show = sigma_m !== null;
      if (sigma_m !== null) {
        track.position = at;
        track.width = track.height = Math.max(20_000, (4 * sigma_m * 128) / 108);
      }
    });
    replay.shots.forEach((s, i) => {
      const phase = frame.shots.phase[i] as number;
      if (shot_phase[i] !== phase) {
        shot_phase[i] = phase;
        shot_lines.setTone(i, rgba(c.shot[s.kind], phase === FLYING ? 1 : phase === OVER ? 0.25 : 0));
      }
      shot_lines.setShare(i, has.shots ? shareAt(s.path, phase, frame.time_s) : 0);
      const one = shots[i]!;
      one.show = has.shots && phase === FLYING;
      if (one.show) one.position = lifted(frame.shots.at, i, at);
    });
    const is_settled = [threat_lines.settle(), shot_lines.settle(), chosen.update(now)];
    return is_settled.every(Boolean);
  }

  return {
    update,
    marks(now) {
      const out: Mark[] = [];
      replay.threats.forEach((t, i) => threats[i]!.show && out.push({ pick: { kind: 'threat', id: t.name }, at: threats[i]!.position }));
      replay.shots.forEach((_, i) => shots[i]!.show && out.push({ pick: { kind: 'shot', id: String(i) }, at: shots[i]!.position }));
      if (!now.layers.has('satellites')) return out;
      let k = 0;
      for (const fleet of replay.fleets) {
        for (let n = 0; n < fleet.elements.length / 4; n += 1, k += 1) out.push({ pick: { kind: 'constellation', id: fleet.constellation }, at: satellites[k]!.position });
      }
      return out;
    },
  };
}

function addSatellites(points: PointPrimitiveCollection, shown: Shown, replay: Replay): PointPrimitive[] {
  const c = shown.palette;
  const roles = new Map(shown.scene?.constellations.map((k) => [k.id, k.role]));
  const out: PointPrimitive[] = [];
  for (const fleet of replay.fleets) {
    const is_interceptor = roles.get(fleet.constellation) === 'interceptor';
    const num = fleet.elements.length / 4;
    const color = Color.fromCssColorString(is_interceptor ? c.shot.orbit : c.mute);
    const outlineColor = Color.fromCssColorString(c.paper);
    for (let n = 0; n < num; n += 1) out.push(points.add({ color, outlineColor, outlineWidth: num > 300 ? 0 : 1, pixelSize: num > 300 ? 2 : is_interceptor ? 6 : 4.5 }));
  }
  return out;
}

/** The whole way of each threat as a fine line, shown for the one that is picked or followed. */
function addChosen(into: PrimitiveCollection, shown: Shown, replay: Replay): { update(now: Shown): boolean } {
  const off = rgba(shown.palette.ink, 0);
  const lines: Lines = addLines(into, replay.threats.map((t) => ({ points: positions(t.path), width_px: 1, tone: off, dash: [2, 3], share: 1 })));
  let before = -1;
  return {
    update(now) {
      const name = now.pick?.kind === 'threat' ? now.pick.id : now.follow;
      const i = name === null ? -1 : replay.threats.findIndex((t) => t.name === name);
      if (i !== before && before >= 0) lines.setTone(before, off);
      if (i !== before && i >= 0) lines.setTone(i, rgba(now.palette.ink, 0.7));
      before = i;
      return lines.settle();
    },
  };
}

function positions(path: Path): Cartesian3[] {
  const out: Cartesian3[] = [];
  for (let i = 0; i < path.length; i += 4) out.push(Cartesian3.fromDegrees(path[i + 1] as number, path[i + 2] as number, Math.max(LIFT_M, path[i + 3] as number)));
  return out;
}

function lifted(where: Float64Array, i: number, out: Cartesian3): Cartesian3 {
  return Cartesian3.fromDegrees(where[3 * i] as number, where[3 * i + 1] as number, Math.max(LIFT_M, where[3 * i + 2] as number), undefined, out);
}

/** Share of a path's points flown at a time. */
function shareAt(path: Path, phase: number, time_s: number): number {
  if (phase === WAITING) return 0;
  if (phase === OVER) return 1;
  const i = pointBefore(path, time_s);
  const last = path.length / 4 - 1;
  if (i < 0 || last < 1) return 0;
  const t0 = path[4 * i] as number;
  const t1 = path[4 * i + 4];
  return (i + (t1 === undefined || t1 <= t0 ? 0 : (time_s - t0) / (t1 - t0))) / last;
}
