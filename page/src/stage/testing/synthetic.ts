/** A made-up replay in true bytes, for tests and development; nothing that ships imports it. */
import { distanceM, reached } from '../geodesy';

export interface SyntheticThreat { class: string; area: string; target: string; from: [number, number]; to: [number, number] }

interface Slice { at: number; n: number }
const FATES = ['intercepted', 'intercepted', 'leaked', 'failed', 'suppressed', 'leaked', 'fell_harmless', 'intercepted', 'leaked', 'held_by_choice'];

/** Bytes of a raid of these threats, each met once from `elements`, with fleets of so many satellites. */
export function syntheticReplay(threats: SyntheticThreat[], elements: { id: string; at: [number, number] }[], fleets: { constellation: string; num: number; altitude_m: number }[]): ArrayBuffer {
  const values: number[] = [];
  const put = (list: number[]): Slice => {
    const at = values.length;
    values.push(...list);
    return { at, n: list.length };
  };
  const events: object[] = [];
  const shots: object[] = [];
  let end_s = 0;
  const made = threats.map((t, i) => {
    const range_m = distanceM(t.from[0], t.from[1], t.to[0], t.to[1]);
    const is_slow = /cruise|shahed|drone/.test(t.class);
    const speed_m_s = /shahed|drone/.test(t.class) ? 50 : is_slow ? 240 : 2500;
    const apex_m = is_slow ? 120 : /hgv|glide/.test(t.class) ? 45e3 : Math.min(1200e3, range_m / 4);
    const launch_s = Math.round((i * 37) % 420);
    const fate = FATES[i % FATES.length] as string;
    const share = fate === 'intercepted' ? 0.82 : fate === 'failed' ? 0.4 : 1;
    const duration_s = (range_m / speed_m_s) * share;
    const path: number[] = [];
    for (let k = 0; k <= 40; k += 1) {
      const f = (share * k) / 40;
      const [lon, lat] = between(t.from, t.to, f, i);
      const up = is_slow ? apex_m : 4 * apex_m * f * (1 - f);
      path.push(launch_s + (duration_s * k) / 40, lon, lat, up);
    }
    const stop_s = launch_s + duration_s;
    end_s = Math.max(end_s, stop_s);
    events.push({ time_s: launch_s, kind: 'launch', threat: i, actor: null });
    const shooter = elements[(i * 7) % Math.max(1, elements.length)];
    if (shooter && (fate === 'intercepted' || fate === 'leaked')) {
      const [lon, lat, alt] = path.slice(-15, -12).length ? path.slice(-3) as [number, number, number] : [0, 0, 0];
      const from_s = stop_s - 60;
      const way: number[] = [];
      for (let k = 0; k <= 12; k += 1) {
        const f = k / 12;
        way.push(from_s + 60 * f, shooter.at[0] + f * (lon - shooter.at[0]), shooter.at[1] + f * (lat - shooter.at[1]), f * alt);
      }
      shots.push({ threat: i, element: shooter.id, kind: 'battery', interceptor: 'sm3-iia', launch_s: from_s, meet_s: stop_s, rounds: 1 + (i % 2), outcome: fate === 'intercepted' ? 'hit' : 'missed', path: put(way) });
      events.push({ time_s: from_s, kind: 'shot', threat: i, actor: shooter.id });
      events.push({ time_s: stop_s, kind: fate === 'intercepted' ? 'kill' : 'miss', threat: i, actor: shooter.id });
    }
    if (fate === 'leaked') events.push({ time_s: stop_s, kind: 'leak', threat: i, actor: t.target });
    if (fate === 'failed') events.push({ time_s: stop_s, kind: 'fail', threat: i, actor: null });
    const sigma: number[] = [];
    for (let k = 0; k <= 8; k += 1) sigma.push(launch_s + duration_s * (0.2 + 0.1 * k), 30_000 / (1 + k * k));
    const tracks = i % 4 === 3 ? [] : [{ nation: 'japan', firm_s: launch_s + duration_s * 0.2, sigma: put(sigma) }];
    return { name: `${t.class}-${String(i + 1).padStart(3, '0')}`, class: t.class, area: t.area, target: t.target, way: null, launch_s, end_s: stop_s, fate, by: fate === 'intercepted' ? shooter?.id ?? null : null, path: put(path), tracks };
  });
  const header = {
    scenario: 'japan-2028', hash: '9f3c21ab', seed: 1, run: 17, arm: 'today', raid: 'opening', start_s: 0, end_s: Math.ceil(end_s) + 60,
    date: '2028-04-01', drawn_paths: 'An interceptor’s way to where it meets its target is drawn, not computed.',
    threats: made, shots, events, fleets: fleets.map((f) => ({ constellation: f.constellation, satellites: put(walker(f.num, f.altitude_m)) })),
  };
  return packed(header, values);
}

/** A header and values as the server sends them. */
export function packed(header: object, values: number[]): ArrayBuffer {
  const text = new TextEncoder().encode(JSON.stringify(header));
  const first = 12 + Math.ceil(text.length / 4) * 4;
  const bytes = new ArrayBuffer(first + 4 * values.length);
  const view = new DataView(bytes);
  new Uint8Array(bytes).set([0x43, 0x55, 0x50, 0x52]);
  view.setUint32(4, 1, true);
  view.setUint32(8, text.length, true);
  new Uint8Array(bytes).set(text, 12);
  values.forEach((value, i) => view.setFloat32(first + 4 * i, value, true));
  return bytes;
}

function between(a: [number, number], b: [number, number], f: number, i: number): [number, number] {
  const range_m = distanceM(a[0], a[1], b[0], b[1]);
  const bearing = bearingDeg(a, b);
  const at = reached(a[0], a[1], bearing, range_m * f);
  const off_m = Math.sin(Math.PI * f) * range_m * 0.04 * ((i % 7) / 3 - 1);
  return reached(at[0], at[1], bearing + 90, off_m);
}

function bearingDeg(a: [number, number], b: [number, number]): number {
  const rad = Math.PI / 180;
  const d = (b[0] - a[0]) * rad;
  return Math.atan2(Math.sin(d) * Math.cos(b[1] * rad), Math.cos(a[1] * rad) * Math.sin(b[1] * rad) - Math.sin(a[1] * rad) * Math.cos(b[1] * rad) * Math.cos(d)) / rad;
}

function walker(num: number, altitude_m: number): number[] {
  const planes = Math.max(1, Math.round(Math.sqrt(num / 2)));
  const out: number[] = [];
  for (let i = 0; i < num; i += 1) {
    const plane = i % planes;
    out.push(6_371_000 + altitude_m, altitude_m > 3e7 ? 0 : 0.96, (2 * Math.PI * plane) / planes, (2 * Math.PI * (i / num + plane / num)) * planes);
  }
  return out;
}
