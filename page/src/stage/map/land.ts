/** The land of Natural Earth (public domain, by world-atlas): coarse at once, finer once the view is near enough. */
import { feature } from 'topojson-client';
import type { Topology, GeometryCollection } from 'topojson-specification';
import { outline, type Outline } from './outline';

type Atlas = Topology<{ land: GeometryCollection }>;

export interface Land { coarse: Outline[]; fine: Outline[] | null }

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
  return { coarse: rings(atlas as unknown as Atlas), fine: null };
}

/** Loads the finer land into `land`. */
export async function refineLand(land: Land): Promise<void> {
  const { default: atlas } = await import('world-atlas/land-50m.json');
  land.fine = rings(atlas as unknown as Atlas);
}

/** Rings of fewer points are too small to draw on the globe. */
const SMALL = 9;

/** The finer coastline as longitudes and latitudes in turn, for the globe. */
export async function coastlines(): Promise<number[][]> {
  const { default: atlas } = await import('world-atlas/land-50m.json');
  return polygons(atlas as unknown as Atlas).filter((ring) => ring.length >= SMALL).map((ring) => ring.flat());
}
