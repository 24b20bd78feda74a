/** The globe's camera as the five numbers of a view: the point looked at, how far, heading and pitch. */
import { Cartesian2, Cartesian3, HeadingPitchRange, Math as Angle, Matrix4, type Scene } from 'cesium';
import { theatreOf } from '../scene';
import type { ViewHost } from '../view';

const PITCH_RAD = -1.05;

export function eyeOf(scene: Scene): number[] {
  const { camera, canvas } = scene;
  const middle = camera.pickEllipsoid(new Cartesian2(canvas.clientWidth / 2, canvas.clientHeight / 2), scene.globe.ellipsoid);
  const at = middle ? scene.globe.ellipsoid.cartesianToCartographic(middle) : camera.positionCartographic;
  const range_m = middle ? Cartesian3.distance(camera.positionWC, middle) : camera.positionCartographic.height;
  return [Angle.toDegrees(at.longitude), Angle.toDegrees(at.latitude), range_m, camera.heading, camera.pitch];
}

/** Looks at a point from so far. A flat map's camera has no heading or pitch and gets a slant that shows heights. */
export function lookAt(scene: Scene, eye: number[], altitude_m = 0): void {
  const [lon = 135, lat = 33, range_m = 6e6, heading = 0, pitch = PITCH_RAD] = eye;
  const range = Math.max(2e4, range_m);
  scene.camera.lookAt(Cartesian3.fromDegrees(lon, lat, altitude_m), new HeadingPitchRange(heading, Math.min(-0.1, pitch), range));
  scene.camera.lookAtTransform(Matrix4.IDENTITY);
}

/** The theatre, or the whole Earth where nothing stands. */
export function theatreEye(stage: ViewHost): number[] {
  const scene = stage.shown.scene;
  if (!scene) return [];
  const theatre = theatreOf(scene);
  if (theatre.length === 0) return [20, 20, 2.2e7, 0, -Math.PI / 2];
  const sum = Cartesian3.fromDegrees(0, 0);
  Cartesian3.clone(Cartesian3.ZERO, sum);
  for (const t of theatre) Cartesian3.add(sum, Cartesian3.fromDegrees(t.lon_deg, t.lat_deg), sum);
  const lon = Math.atan2(sum.y, sum.x);
  const lat = Math.atan2(sum.z, Math.hypot(sum.x, sum.y));
  const middle = Cartesian3.fromRadians(lon, lat);
  const reach_m = Math.max(3e5, ...theatre.map((t) => Cartesian3.distance(middle, Cartesian3.fromDegrees(t.lon_deg, t.lat_deg))));
  return [Angle.toDegrees(lon), Angle.toDegrees(lat), reach_m * 1.8, 0, PITCH_RAD];
}
