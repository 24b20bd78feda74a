/** The flat map: two canvases, one for what stands still and one for what moves, and the hand that moves them. */
import { context } from '../canvas';
import { theatreOf } from '../scene';
import { samePick, type Change, type View, type ViewHost } from '../view';
import { drawBase, zonesOf, type Base, type Zones } from './base';
import { drawGhost, drawPick } from './pick';
import { underPointer } from './hit';
import { levelAt, loadLand, refineLand, refineLandMost, type Level } from './land';
import { drawLive, trailsOf, type Trails } from './live';
import { aimed, createProjection, heightFor, unproject, type Projection } from './projection';

interface Drag { x: number; y: number; battery: string | null; is_moved: boolean }

export async function createMap(host: HTMLElement, stage: ViewHost): Promise<View> {
  const base_canvas = canvasIn(host, 'base');
  const live_canvas = canvasIn(host, 'live');
  const scratch = context(document.createElement('canvas'));
  const base_ctx = context(base_canvas);
  const live_ctx = context(live_canvas);
  const p = createProjection();
  const land = await loadLand();
  let asked: Level = 0;
  let zones: Zones | null = null;
  let trails: Trails | null = null;
  let base: Base = { targets: [] };
  let is_base_old = true;
  let ghost: [number, number] | null = null;
  let drag: Drag | null = null;

  function redraw(is_base: boolean): void {
    is_base_old ||= is_base;
    stage.invalidate();
  }

  function resize(): void {
    const ratio = Math.min(2, window.devicePixelRatio || 1);
    p.width = Math.max(1, host.clientWidth);
    p.height = Math.max(1, host.clientHeight);
    for (const ctx of [base_ctx, live_ctx, scratch]) {
      ctx.canvas.width = Math.round(p.width * ratio);
      ctx.canvas.height = Math.round(p.height * ratio);
      ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    }
    moved();
  }

  function moved(): void {
    aimed(p);
    const level = levelAt(p);
    if (level > asked) {
      if (asked === 0) void refineLand(land).then(() => redraw(true));
      if (level === 2) void refineLandMost(land).then(() => redraw(true));
      asked = level;
    }
    redraw(true);
  }

  function changed(what: Change): void {
    const { scene, replay } = stage.shown;
    if (what === 'size') return resize();
    if (what === 'scene') zones = scene && zonesOf(scene);
    if (what === 'scene' || what === 'replay') trails = replay && trailsOf(replay, stage.shown);
    redraw(what === 'scene' || what === 'palette' || what === 'layers');
  }

  function draw(): void {
    if (is_base_old) {
      base = drawBase(base_ctx, scratch, p, land, zones, stage.shown);
      is_base_old = false;
    }
    live_ctx.clearRect(0, 0, p.width, p.height);
    const { replay, frame } = stage.shown;
    if (trails && replay && frame) drawLive(live_ctx, p, trails, replay, frame, stage.shown);
    drawPick(live_ctx, p, base, stage.shown);
    if (ghost && drag?.battery) drawGhost(live_ctx, p, drag.battery, ghost, stage.shown);
  }

  const under = (x: number, y: number) => underPointer(p, base, trails, stage.shown, x, y);

  function zoomAt(by: number, x: number, y: number): void {
    const fixed = unproject(p, x, y);
    p.height_m /= by;
    aimed(p);
    const now = unproject(p, x, y);
    if (fixed && now) {
      p.lon_deg += fixed[0] - now[0];
      p.lat_deg += fixed[1] - now[1];
    }
    moved();
    stage.onCamera();
  }

  function onDown(event: PointerEvent): void {
    if (event.button !== 0) return;
    const { offsetX: x, offsetY: y } = event;
    const movable = stage.shown.is_editable && !stage.shown.is_placing ? under(x, y).filter((k) => k.kind === 'battery') : [];
    const chosen = movable.find((k) => samePick(k, stage.shown.pick)) ?? movable[0];
    drag = { x, y, battery: chosen?.id ?? null, is_moved: false };
    live_canvas.setPointerCapture(event.pointerId);
  }

  function onMove(event: PointerEvent): void {
    const { offsetX: x, offsetY: y } = event;
    if (!drag) {
      const pick = under(x, y)[0] ?? null;
      live_canvas.style.cursor = stage.shown.is_placing ? 'crosshair' : pick ? 'pointer' : 'grab';
      return stage.onHover(pick, x, y);
    }
    if (!drag.is_moved && Math.hypot(x - drag.x, y - drag.y) < 4) return;
    drag.is_moved = true;
    stage.onHover(null, x, y);
    live_canvas.style.cursor = 'grabbing';
    if (drag.battery) {
      ghost = unproject(p, x, y);
      return redraw(false);
    }
    const from = unproject(p, drag.x, drag.y);
    const to = unproject(p, x, y);
    if (from && to) {
      p.lon_deg -= to[0] - from[0];
      p.lat_deg -= to[1] - from[1];
    }
    drag.x = x;
    drag.y = y;
    moved();
    stage.onCamera();
  }

  function onUp(event: PointerEvent): void {
    const ended = drag;
    drag = null;
    if (!ended) return;
    live_canvas.style.cursor = 'grab';
    if (!ended.is_moved && stage.shown.is_placing) {
      const at = unproject(p, event.offsetX, event.offsetY);
      if (at) stage.onPlace(at[1], at[0]);
    } else if (!ended.is_moved) {
      const found = under(event.offsetX, event.offsetY);
      const next = found.findIndex((k) => samePick(k, stage.shown.pick)) + 1;
      stage.onPick(found[next % Math.max(1, found.length)] ?? null);
    } else if (ended.battery && ghost) {
      stage.onMoveBattery(ended.battery, ghost[1], ghost[0]);
    }
    ghost = null;
    redraw(false);
  }

  function onCancel(): void {
    drag = null;
    ghost = null;
    redraw(false);
  }

  const onWheel = (event: WheelEvent): void => {
    event.preventDefault();
    zoomAt(Math.exp(-Math.max(-60, Math.min(60, event.deltaY)) * 0.004), event.offsetX, event.offsetY);
  };
  live_canvas.addEventListener('pointerdown', onDown);
  live_canvas.addEventListener('pointermove', onMove);
  live_canvas.addEventListener('pointerup', onUp);
  live_canvas.addEventListener('pointercancel', onCancel);
  live_canvas.addEventListener('pointerleave', () => stage.onHover(null, 0, 0));
  live_canvas.addEventListener('dblclick', (event) => zoomAt(2, event.offsetX, event.offsetY));
  live_canvas.addEventListener('wheel', onWheel, { passive: false });
  resize();

  return {
    changed, draw,
    camera: () => [p.lon_deg, p.lat_deg, p.height_m],
    setCamera(camera) {
      const [lon, lat, height] = camera;
      if (lon === undefined || lat === undefined || height === undefined) fit(p, stage);
      else Object.assign(p, { lon_deg: lon, lat_deg: lat, height_m: height });
      moved();
    },
    centre(lon_deg, lat_deg) {
      Object.assign(p, { lon_deg, lat_deg });
      moved();
    },
    zoom: (by) => zoomAt(by, p.width / 2, p.height / 2),
    snapshot() {
      const both = document.createElement('canvas');
      both.width = base_canvas.width;
      both.height = base_canvas.height;
      const ctx = context(both);
      draw();
      ctx.drawImage(base_canvas, 0, 0);
      ctx.drawImage(live_canvas, 0, 0);
      return new Promise((done, fail) => both.toBlob((blob) => (blob ? done(blob) : fail(new Error('The map could not be saved.'))), 'image/png'));
    },
    destroy() {
      base_canvas.remove();
      live_canvas.remove();
    },
  };
}

const WHOLE_EARTH = { lon_deg: 20, lat_deg: 0, height_m: 3.2e7 };

/** Aims at the theatre, or at the whole Earth where nothing stands. */
function fit(p: Projection, stage: ViewHost): void {
  const scene = stage.shown.scene;
  if (!scene) return;
  const theatre = theatreOf(scene);
  const first = theatre[0];
  if (!first) return void Object.assign(p, WHOLE_EARTH);
  const lons = theatre.map((t) => first.lon_deg + ((t.lon_deg - first.lon_deg + 540) % 360) - 180);
  const lats = theatre.map((t) => t.lat_deg);
  const [west, east, south, north] = [Math.min(...lons), Math.max(...lons), Math.min(...lats), Math.max(...lats)];
  const lat = (south + north) / 2;
  const width_m = Math.max(400_000, (east - west) * 111_200 * Math.cos((lat * Math.PI) / 180));
  Object.assign(p, { lon_deg: (west + east) / 2, lat_deg: lat - (north - south) * 0.06, height_m: heightFor(p, width_m * 1.3, Math.max(400_000, (north - south) * 111_200) * 1.5) });
}

function canvasIn(host: HTMLElement, name: string): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.className = `stage-canvas stage-${name}`;
  host.append(canvas);
  return canvas;
}
