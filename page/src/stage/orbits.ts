/** Thousands of satellites on circles at a time, into one array. */
import type { Fleet } from './replay';

/** Gravitational parameter of the Earth (m³/s²) and its rate of rotation (rad/s). */
const MU_M3_S2 = 3.986004418e14;
const EARTH_RATE_RAD_S = 7.292115e-5;
const EARTH_RADIUS_M = 6_371_000;
const DEG = 180 / Math.PI;

/** Number of satellites of a fleet. */
export const numSatellites = (fleet: Fleet): number => fleet.elements.length / 4;

/**
 * Positions of a fleet `elapsed_s` after the replay's start, Earth-fixed, as (x_m, y_m, z_m) from `out[3 * first]` on.
 * The nodes turn by minus the Earth's rate in that frame; the argument of latitude grows by the mean motion.
 */
export function satellitesEcef(fleet: Fleet, elapsed_s: number, out: Float64Array, first = 0): void {
  const e = fleet.elements;
  let o = 3 * first;
  for (let i = 0; i < e.length; i += 4) {
    const a = e[i] as number;
    const incl = e[i + 1] as number;
    const raan = (e[i + 2] as number) - EARTH_RATE_RAD_S * elapsed_s;
    const u = (e[i + 3] as number) + Math.sqrt(MU_M3_S2 / (a * a * a)) * elapsed_s;
    const cu = a * Math.cos(u);
    const su = a * Math.sin(u);
    const cr = Math.cos(raan);
    const sr = Math.sin(raan);
    const ci = Math.cos(incl) * su;
    out[o] = cu * cr - ci * sr;
    out[o + 1] = cu * sr + ci * cr;
    out[o + 2] = Math.sin(incl) * su;
    o += 3;
  }
}

/** The same points as (lon_deg, lat_deg, altitude_m over a sphere), in place. */
export function geoFromEcef(points: Float64Array): void {
  for (let i = 0; i < points.length; i += 3) {
    const x = points[i] as number;
    const y = points[i + 1] as number;
    const z = points[i + 2] as number;
    const rho = Math.sqrt(x * x + y * y);
    points[i] = Math.atan2(y, x) * DEG;
    points[i + 1] = Math.atan2(z, rho) * DEG;
    points[i + 2] = Math.sqrt(rho * rho + z * z) - EARTH_RADIUS_M;
  }
}
