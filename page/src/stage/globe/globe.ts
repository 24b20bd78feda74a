/** The globe: Cesium with nothing fetched from outside, drawing only when something changed. */
import {
  Cartesian2, Cartesian3, Cartesian4, CesiumWidget, Ion, Math as Angle, Matrix4, PrimitiveCollection, BillboardCollection, type Billboard,
} from 'cesium';
import { hasFastWebgl } from '../mode';
import { stamp } from '../symbols';
import type { Pick } from '../stage';
import { samePick, type Change, type View, type ViewHost } from '../view';
import { createEarth } from './earth';
import { eyeOf, lookAt, theatreEye } from './eye';
import { fillMoving, type Moving } from './moving';
import { createNames } from './names';
import { fillStill, type Mark } from './still';

/** The pointer picks what is this near (px). */
const NEAR_PX = 11;

export async function createGlobe(host: HTMLElement, stage: ViewHost): Promise<View> {
  Ion.defaultAccessToken = '';
  const nowhere = document.createElement('div');
  const frame = document.createElement('div');
  frame.className = 'stage-globe';
  host.append(frame);
  const widget = new CesiumWidget(frame, {
    baseLayer: false, skyBox: false, skyAtmosphere: false, scene3DOnly: true, requestRenderMode: true, maximumRenderTimeChange: Infinity,
    creditContainer: nowhere, creditViewport: nowhere, showRenderLoopErrors: false, msaaSamples: hasFastWebgl() ? 4 : 1, useBrowserRecommendedResolution: false,
  });
  widget.resolutionScale = Math.min(1, 2 / (window.devicePixelRatio || 1));
  const { scene } = widget;
  const { canvas } = scene;
  Object.assign(scene.globe, { showGroundAtmosphere: false, enableLighting: false, showWaterEffect: false, maximumScreenSpaceError: 2 });
  scene.fog.enabled = false;
  scene.highDynamicRange = false;
  scene.screenSpaceCameraController.minimumZoomDistance = 2e4;
  scene.screenSpaceCameraController.maximumZoomDistance = 6e7;
  const earth = await createEarth(widget);
  const names = createNames(scene);
  const still = scene.primitives.add(new PrimitiveCollection()) as PrimitiveCollection;
  const moving_parts = scene.primitives.add(new PrimitiveCollection()) as PrimitiveCollection;
  const over = scene.primitives.add(new BillboardCollection()) as BillboardCollection;
  const old = { earth: true, still: true, moving: true };
  let still_marks: Mark[] = [];
  let moving: Moving | null = null;
  let ring: Billboard | null = null;
  let drag: { id: string; to: [number, number] | null } | null = null;
  /** Distance, heading and pitch kept while a threat is followed. */
  let held: number[] | null = null;
  let down: { x: number; y: number } | null = null;

  function changed(what: Change): void {
    if (what === 'palette') old.earth = old.still = old.moving = true;
    if (what === 'scene') old.still = old.moving = true;
    if (what === 'layers' || what === 'pick') old.still = true;
    if (what === 'replay') old.moving = true;
    stage.invalidate();
  }

  function draw(): void {
    const { shown } = stage;
    if (old.earth) earth.tone(shown.palette);
    if (old.still) still_marks = fillStill(still, names, shown);
    if (old.moving) {
      moving = null;
      moving_parts.removeAll();
      if (shown.replay) moving = fillMoving(moving_parts, shown, shown.replay);
    }
    old.earth = old.still = old.moving = false;
    if (moving && !moving.update(shown)) stage.invalidate();
    drawRing();
    scene.requestRender();
  }

  /** The hand has the camera. */
  function letGo(): void {
    held = null;
    stage.onCamera();
  }

  /** A ring about what is picked or followed. */
  function drawRing(): void {
    const { pick, follow, palette } = stage.shown;
    const wanted: Pick | null = pick ?? (follow === null ? null : { kind: 'threat', id: follow });
    const mark = wanted && [...still_marks, ...(moving?.marks(stage.shown) ?? [])].find((m) => samePick(m.pick, wanted) && wanted.kind !== 'constellation');
    over.removeAll();
    ring = null;
    const at = drag?.to ? Cartesian3.fromDegrees(drag.to[0], drag.to[1], 5_000) : mark?.at;
    if (!at) return;
    ring = over.add({ position: at, width: 34, height: 34 });
    ring.setImage(`ring ${palette.theme}`, stamp('ring', 13, palette.ink, palette.paper, 34));
  }

  /** What is at a pixel, nearest first, on this side of the Earth. */
  function under(x: number, y: number): Pick[] {
    const matrix = Matrix4.multiply(scene.camera.frustum.projectionMatrix, scene.camera.viewMatrix, new Matrix4());
    const eye = scene.camera.positionWC;
    const spare = new Cartesian4();
    const found: { pick: Pick; d: number }[] = [];
    const w = canvas.clientWidth;
    const h = canvas.clientHeight;
    for (const { pick, at } of [...(moving?.marks(stage.shown) ?? []), ...still_marks]) {
      const clip = Matrix4.multiplyByVector(matrix, Cartesian4.fromElements(at.x, at.y, at.z, 1, spare), spare);
      if (clip.w <= 0) continue;
      const px = (0.5 + (0.5 * clip.x) / clip.w) * w;
      const py = (0.5 - (0.5 * clip.y) / clip.w) * h;
      const d = Math.hypot(px - x, py - y);
      if (d < NEAR_PX && isSeen(eye, at)) found.push({ pick, d: d + (pick.kind === 'place' ? 4 : pick.kind === 'constellation' ? 3 : 0) });
    }
    return found.sort((a, b) => a.d - b.d).map((f) => f.pick);
  }

  function onDown(event: PointerEvent): void {
    down = { x: event.offsetX, y: event.offsetY };
    const movable = stage.shown.is_editable && !stage.shown.is_placing ? under(event.offsetX, event.offsetY).filter((k) => k.kind === 'battery') : [];
    const id = (movable.find((k) => samePick(k, stage.shown.pick)) ?? movable[0])?.id;
    if (id === undefined) return;
    drag = { id, to: null };
    scene.screenSpaceCameraController.enableInputs = false;
  }

  /** Longitude and latitude under a pixel. */
  function earthAt(x: number, y: number): [number, number] | null {
    const at = scene.camera.pickEllipsoid(new Cartesian2(x, y), scene.globe.ellipsoid);
    const geo = at && scene.globe.ellipsoid.cartesianToCartographic(at);
    return geo ? [Angle.toDegrees(geo.longitude), Angle.toDegrees(geo.latitude)] : null;
  }

  function onMove(event: PointerEvent): void {
    const { offsetX: x, offsetY: y } = event;
    const is_moved = down !== null && Math.hypot(x - down.x, y - down.y) > 4;
    if (!down) {
      const pick = under(x, y)[0] ?? null;
      canvas.style.cursor = stage.shown.is_placing ? 'crosshair' : pick ? 'pointer' : 'grab';
      return stage.onHover(pick, x, y);
    }
    if (!is_moved) return;
    stage.onHover(null, x, y);
    if (!drag) return letGo();
    drag.to = earthAt(x, y) ?? drag.to;
    stage.invalidate();
  }

  function onUp(event: PointerEvent): void {
    const was_click = down !== null && Math.hypot(event.offsetX - down.x, event.offsetY - down.y) <= 4;
    const ended = drag;
    down = null;
    drag = null;
    scene.screenSpaceCameraController.enableInputs = true;
    if (was_click && stage.shown.is_placing) {
      const at = earthAt(event.offsetX, event.offsetY);
      if (at) stage.onPlace(at[1], at[0]);
    } else if (was_click) {
      const found = under(event.offsetX, event.offsetY);
      const next = found.findIndex((k) => samePick(k, stage.shown.pick)) + 1;
      stage.onPick(found[next % Math.max(1, found.length)] ?? null);
    } else if (ended?.to) {
      stage.onMoveBattery(ended.id, ended.to[1], ended.to[0]);
    }
    stage.invalidate();
  }

  canvas.addEventListener('pointerdown', onDown);
  canvas.addEventListener('pointermove', onMove);
  canvas.addEventListener('pointerup', onUp);
  canvas.addEventListener('pointerleave', () => stage.onHover(null, 0, 0));
  canvas.addEventListener('wheel', letGo, { passive: true });

  return {
    changed, draw,
    camera: () => eyeOf(scene),
    setCamera(camera) {
      held = null;
      lookAt(scene, camera.length > 0 ? camera : theatreEye(stage));
      stage.invalidate();
    },
    centre(lon_deg, lat_deg, altitude_m) {
      held ??= eyeOf(scene).slice(2);
      lookAt(scene, [lon_deg, lat_deg, ...held], altitude_m);
    },
    zoom(by) {
      const [lon = 0, lat = 0, range_m = 6e6, ...rest] = eyeOf(scene);
      lookAt(scene, [lon, lat, range_m / by, ...rest]);
      letGo();
      stage.invalidate();
    },
    snapshot() {
      draw();
      scene.render();
      return new Promise((done, fail) => canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error('The globe could not be saved.'))), 'image/png'));
    },
    destroy() {
      widget.destroy();
      frame.remove();
    },
  };
}

/** The straight line from the eye to a point does not pass through the Earth. */
function isSeen(eye: Cartesian3, at: Cartesian3): boolean {
  const way = Cartesian3.subtract(at, eye, new Cartesian3());
  const length = Cartesian3.magnitude(way);
  const along = -Cartesian3.dot(eye, way) / length;
  if (along < 0 || along > length) return true;
  return Cartesian3.magnitudeSquared(eye) - along * along > 6.34e6 ** 2;
}
