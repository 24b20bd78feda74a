/** The land of Natural Earth (public domain, by world-atlas): coarse at once, finer once the view is near enough. */
import { feature } from 'topojson-client';
import type { Topology, GeometryCollection } from 'topojson-specification';
import FINEST from 'world-atlas/land-10m.json?url';
import { outline, type Outline } from './outline';
import type { Projection } from './projection';

type Atlas = Topology<{ land: GeometryCollection }>;

export interface Land { coarse: Outline[]; fine: Outline[] | null; finest: Outline[] | null }

function polygons(atlas: Atlas): number[][][] {
  const out: number[][][] = [];
  for (const { geometry: g } of feature(atlas, atlas.objects.land).features) {
    const parts = g.type === 'Polygon' ? [g.coordinates] : g.type === 'MultiPolygon' ? g.coordinates : [];
    for (const part of parts) out.push(...part);
  }
  return out;
}

const rings = (atlas: Atlas): Outline[] => polygons(atlas).map((ring) => outline(ring));

/** Loads the coarse land; it comes as a part of its own, so that the first view does not wait for it twice. */
export async function loadLand(): Promise<Land> {
  const { default: atlas } = await import('world-atlas/land-110m.json');
  return { coarse: rings(atlas as unknown as Atlas), fine: null, finest: null };
}

/** Loads the finer land into `land`. */
export async function refineLand(land: Land): Promise<void> {
  const { default: atlas } = await import('world-atlas/land-50m.json');
  land.fine = rings(atlas as unknown as Atlas);
}

/** Loads the finest land there is, three megabytes, as text: it is read faster than code. */
export async function refineLandMost(land: Land): Promise<void> {
  const answer = await fetch(FINEST);
  if (answer.ok) land.finest = rings((await answer.json()) as Atlas);
}

/** How fine a coast is: of the world, of a region, of a bay. */
export type Level = 0 | 1 | 2;

/** Height under which the finest coast is drawn (m). */
const FINEST_M = 300_000;

export const levelAt = (p: Projection): Level => (p.height_m < FINEST_M ? 2 : p.scale > 700 ? 1 : 0);

/** The land as fine as is wanted and there. */
export function landAt(land: Land, p: Projection): Outline[] {
  const wanted = [land.coarse, land.fine, land.finest].slice(0, levelAt(p) + 1);
  return wanted.findLast((rings) => rings !== null) ?? land.coarse;
}

/** Rings of fewer points are too small to draw on the globe. */
const SMALL = 9;

/** The finer coastline as longitudes and latitudes in turn, for the globe. */
export async function coastlines(): Promise<number[][]> {
  const { default: atlas } = await import('world-atlas/land-50m.json');
  return polygons(atlas as unknown as Atlas).filter((ring) => ring.length >= SMALL).map((ring) => ring.flat());
}
