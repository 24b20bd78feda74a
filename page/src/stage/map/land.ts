/** The land of Natural Earth (public domain, by world-atlas): coarse at once, finer once the view is near enough. */
import { feature } from 'topojson-client';
import type { Topology, GeometryCollection } from 'topojson-specification';
import { outline, type Outline } from './outline';

type Atlas = Topology<{ land: GeometryCollection }>;

export interface Land { coarse: Outline[]; fine: Outline[] | null }

function rings(atlas: Atlas): Outline[] {
  const out: Outline[] = [];
  for (const f of feature(atlas, atlas.objects.land).features) {
    const g = f.geometry;
    const polygons = g.type === 'Polygon' ? [g.coordinates] : g.type === 'MultiPolygon' ? g.coordinates : [];
    for (const polygon of polygons) for (const ring of polygon) out.push(outline(ring));
  }
  return out;
}

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

/** The coarse land as longitudes and latitudes, for the globe's coastline. */
export async function coastlines(): Promise<number[][]> {
  const { default: atlas } = await import('world-atlas/land-110m.json');
  const out: number[][] = [];
  const topology = atlas as unknown as Atlas;
  for (const f of feature(topology, topology.objects.land).features) {
    const g = f.geometry;
    const polygons = g.type === 'Polygon' ? [g.coordinates] : g.type === 'MultiPolygon' ? g.coordinates : [];
    for (const polygon of polygons) for (const ring of polygon) out.push(ring.flatMap((c) => [c[0] as number, c[1] as number]));
  }
  return out;
}
