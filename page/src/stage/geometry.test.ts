/** Projection, rings and the timeline's scale: what goes in comes out. */
import { expect, it } from 'vitest';
import { distanceM, ring, unionEdges } from './geodesy';
import { outline } from './map/outline';
import { aimed, createProjection, project, unproject } from './map/projection';
import { timeScale } from './timeline/scale';

it('a pixel and its place are one, also over the date line', () => {
  const p = aimed({ ...createProjection(), lon_deg: 175, lat_deg: 40, height_m: 8e6, width: 900, height: 600 });
  for (const [lon, lat] of [[139.7, 35.7], [-170, 52], [175, 40]] as const) {
    const at: [number, number] = [0, 0];
    project(p, lon, lat, at);
    const back = unproject(p, at[0], at[1]);
    expect(back?.[0]).toBeCloseTo(lon, 5);
    expect(back?.[1]).toBeCloseTo(lat, 5);
  }
  expect(unproject(p, 450, -1e6)).toBeNull();
});

it('a ring is where it should be; one about a pole is known as such', () => {
  for (const [lon, lat] of ring(179, 60, 500_000)) expect(distanceM(179, 60, lon, lat)).toBeCloseTo(500_000, -1);
  expect(outline(ring(179, 60, 500_000)).pole).toBeNull();
  expect(outline(ring(-150, 64, 5_000_000)).pole).toBeGreaterThan(1.3);
});

it('discs together keep only their outer edge', () => {
  const disc = (lon_deg: number, radius_m: number) => ({ lon_deg, lat_deg: 30, radius_m, facing_deg: null, sector_deg: null });
  expect(unionEdges([disc(140, 300_000), disc(140, 300_000)])).toHaveLength(1);
  expect(unionEdges([disc(140, 300_000), disc(140.1, 50_000)])).toHaveLength(1);
  const two = unionEdges([disc(140, 300_000), disc(143, 300_000)]).flat();
  expect(two.every(([lon, lat]) => distanceM(140, 30, lon, lat) > 299_000 && distanceM(143, 30, lon, lat) > 299_000)).toBe(true);
});

it('the timeline gives crowded minutes room and loses no time', () => {
  const scale = timeScale(0, 10_000, Array.from({ length: 100 }, (_, i) => 5 * i));
  expect(scale.at(500)).toBeGreaterThan(0.5);
  for (const t of [0, 30, 499, 5_000, 10_000]) expect(scale.time(scale.at(t))).toBeCloseTo(t, 3);
  const ticks = scale.ticks(600, 54).map((t) => scale.at(t.time_s) * 600).sort((a, b) => a - b);
  expect(ticks.every((x, i) => i === 0 || x - (ticks[i - 1] as number) >= 54)).toBe(true);
});
