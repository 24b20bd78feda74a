/** Decoding, motion and orbits: what a replay says must be what is drawn. */
import { describe, expect, it } from 'vitest';
import { bestSigmaAt, phaseAt, positionAt, type Geo } from './motion';
import { geoFromEcef, satellitesEcef } from './orbits';
import { densified } from './paths';
import { decodeReplay } from './replay';
import { packed, syntheticReplay } from './testing/synthetic';
import { clock, spoken } from './time';

const bytes = syntheticReplay(
  [{ class: 'mrbm', area: 'north', target: 'kanto', from: [128, 40], to: [139.7, 35.7] }],
  [{ id: 'iruma', at: [139.4, 35.8] }],
  [{ constellation: 'demo', num: 12, altitude_m: 400_000 }],
);

describe('a replay', () => {
  it('comes back as it was sent', () => {
    const replay = decodeReplay(bytes);
    expect(replay.threats).toHaveLength(1);
    expect(replay.threats[0]?.path).toHaveLength(41 * 4);
    expect(replay.shots[0]?.element).toBe('iruma');
    expect(replay.fleets[0]?.elements).toHaveLength(48);
    expect(replay.events.map((e) => e.kind)).toEqual(['launch', 'shot', 'kill']);
  });

  it('has long straight stretches bent with the Earth', () => {
    const path = densified(new Float32Array([0, 170, 0, 500_000, 100, -172, 0, 500_000]));
    expect(path.length / 4).toBeGreaterThan(10);
    const middle = (path.length / 4 - 1) / 2;
    expect(path[4 * middle + 1]).toBeCloseTo(179, 3);
    expect(path[4 * middle + 3]).toBeCloseTo(6_871_000 * Math.cos(Math.PI / 20) - 6_371_000, -2);
  });

  it('is refused in sentences', () => {
    expect(() => decodeReplay(new ArrayBuffer(3))).toThrow('too short');
    expect(() => decodeReplay(new ArrayBuffer(16))).toThrow('do not begin with CUPR');
    expect(() => decodeReplay(bytes.slice(0, 100))).toThrow('breaks off');
    expect(() => decodeReplay(bytes.slice(0, bytes.byteLength - 8))).toThrow('breaks off');
    expect(() => decodeReplay(packed({}, []))).toThrow('no list `threats`');
    const newer = bytes.slice(0);
    new DataView(newer).setUint32(4, 2, true);
    expect(() => decodeReplay(newer)).toThrow('version 2');
  });
});

describe('motion', () => {
  const out: Geo = [0, 0, 0];
  it('goes straight between points, also over the date line', () => {
    const path = new Float32Array([0, 178, 10, 0, 10, -178, 20, 1000]);
    expect(positionAt(path, -1, out)).toBe(false);
    expect(positionAt(path, 7.5, out)).toBe(true);
    expect(out).toEqual([-179, 17.5, 750]);
    positionAt(path, 99, out);
    expect(out).toEqual([-178, 20, 1000]);
  });

  it('knows a fate only once it has happened', () => {
    const threat = decodeReplay(bytes).threats[0]!;
    expect(phaseAt(threat, threat.launch_s - 1)).toBe('waiting');
    expect(phaseAt(threat, threat.end_s - 1)).toBe('flying');
    expect(phaseAt(threat, threat.end_s)).toBe('over');
    expect(bestSigmaAt(threat, threat.launch_s)).toBeNull();
    const firm_s = threat.tracks[0]!.firm_s!;
    expect(bestSigmaAt(threat, firm_s + 1)).toBeLessThan(30_000);
  });
});

describe('satellites', () => {
  it('are back over the same inertial point after a period, the Earth having turned', () => {
    const a = 6_771_000;
    const period_s = 2 * Math.PI * Math.sqrt(a ** 3 / 3.986004418e14);
    const fleet = { constellation: 'x', elements: new Float32Array([a, 0, 0, 0]) };
    const out = new Float64Array(3);
    satellitesEcef(fleet, period_s, out);
    geoFromEcef(out);
    expect(out[0]).toBeCloseTo((-7.292115e-5 * period_s * 180) / Math.PI, 3);
    expect(out[1]).toBeCloseTo(0, 6);
    expect(out[2]).toBeCloseTo(400_000, 0);
  });
});

it('time reads as a clock and as a sentence', () => {
  expect([clock(252), clock(-5), clock(9251)]).toEqual(['00:04:12', '−00:00:05', '02:34:11']);
  expect(spoken(252)).toBe('4 minutes 12 seconds into the raid');
});
