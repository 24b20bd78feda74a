/**
 * Fields of regard of radars: each sector as a faint sheet over the ground it looks across, and that of the radar that is
 * picked as a volume, from the radar up to its range in every direction it looks.
 */
import {
  BoundingSphere, Cartesian3, Color, ColorGeometryInstanceAttribute, ComponentDatatype, Geometry, GeometryAttribute, GeometryAttributes, GeometryInstance,
  Matrix4, PerInstanceColorAppearance, Primitive, PrimitiveType, Transforms, type PrimitiveCollection,
} from 'cesium';
import type { Scene } from '../../api/types';
import { reached } from '../geodesy';
import type { Palette } from '../palette';

type Sensor = Scene['sensors'][number];

/** Height of a sheet over the ellipsoid (m): its flat facets stay above the ground, and marks above it. */
const SHEET_M = 2_500;
/** Longest side of a facet (m). */
const FACET_M = 200_000;
/** Where many look, their sheets add up. */
const SHEET_OPACITY = 0.055;
const VOLUME_OPACITY = 0.16;

export function addRegard(into: PrimitiveCollection, sensors: Sensor[], picked: string | null, c: Palette): void {
  const instances = sensors.flatMap((s) => {
    const sheet = instance(sheetOf(s), c.sensor, SHEET_OPACITY);
    return s.id === picked ? [sheet, instance(volumeOf(s), c.accent, VOLUME_OPACITY)] : [sheet];
  });
  if (instances.length === 0) return;
  into.add(new Primitive({
    geometryInstances: instances, asynchronous: false, allowPicking: false,
    appearance: new PerInstanceColorAppearance({ flat: true, translucent: true, closed: false }),
  }));
}

function instance(geometry: Geometry, tone: string, opacity: number): GeometryInstance {
  return new GeometryInstance({ geometry, attributes: { color: ColorGeometryInstanceAttribute.fromColor(Color.fromCssColorString(tone).withAlpha(opacity)) } });
}

/** Bearings from one side of a sector to the other. */
function bearings(s: Sensor, step_deg: number): number[] {
  const is_wedge = s.facing_deg !== null && s.sector_deg !== null && s.sector_deg < 360;
  const width = is_wedge ? (s.sector_deg as number) : 360;
  const from = is_wedge ? (s.facing_deg as number) - width / 2 : 0;
  const steps = Math.max(6, Math.ceil(width / step_deg));
  return Array.from({ length: steps + 1 }, (_, i) => from + (width * i) / steps);
}

function sheetOf(s: Sensor): Geometry {
  const rows = Math.max(2, Math.ceil(s.range_m / FACET_M));
  const ways = bearings(s, Math.max(1, Math.min(6, (FACET_M / s.range_m) * 57.3)));
  const points = Array.from({ length: rows + 1 }, (_, k) => ways.map((b) => {
    const [lon, lat] = reached(s.lon_deg, s.lat_deg, b, Math.max(1, (s.range_m * k) / rows));
    return Cartesian3.fromDegrees(lon, lat, SHEET_M);
  }));
  return mesh(points);
}

/** The dome at the radar's range above its horizon, with its sides down to the radar where it does not look all round. */
function volumeOf(s: Sensor): Geometry {
  const foot = Cartesian3.fromDegrees(s.lon_deg, s.lat_deg, SHEET_M);
  const frame = Transforms.eastNorthUpToFixedFrame(foot);
  const at = (bearing_deg: number, elevation_deg: number, range_m: number): Cartesian3 => {
    const b = (bearing_deg * Math.PI) / 180;
    const e = (elevation_deg * Math.PI) / 180;
    return Matrix4.multiplyByPoint(frame, new Cartesian3(range_m * Math.cos(e) * Math.sin(b), range_m * Math.cos(e) * Math.cos(b), range_m * Math.sin(e)), new Cartesian3());
  };
  const ways = bearings(s, 4);
  const heights = Array.from({ length: 19 }, (_, i) => i * 5);
  const dome = heights.map((e) => ways.map((b) => at(b, e, s.range_m)));
  if (s.facing_deg === null || s.sector_deg === null || s.sector_deg >= 360) return mesh(dome);
  const side = (b: number): Cartesian3[][] => heights.map((e) => [foot, at(b, e, s.range_m)]);
  return mesh(dome, side(ways[0] as number), side(ways.at(-1) as number));
}

/** Sheets of points, row by row, as triangles. */
function mesh(...sheets: Cartesian3[][][]): Geometry {
  const positions: number[] = [];
  const indices: number[] = [];
  for (const rows of sheets) {
    const first = positions.length / 3;
    const width = rows[0]?.length ?? 0;
    for (const p of rows.flat()) positions.push(p.x, p.y, p.z);
    for (let r = 0; r + 1 < rows.length; r += 1) {
      for (let k = 0; k + 1 < width; k += 1) {
        const a = first + r * width + k;
        indices.push(a, a + 1, a + width, a + 1, a + width + 1, a + width);
      }
    }
  }
  const attributes = new GeometryAttributes();
  attributes.position = new GeometryAttribute({ componentDatatype: ComponentDatatype.DOUBLE, componentsPerAttribute: 3, values: new Float64Array(positions) });
  return new Geometry({ attributes, indices: new Uint32Array(indices), primitiveType: PrimitiveType.TRIANGLES, boundingSphere: BoundingSphere.fromVertices(positions) });
}
