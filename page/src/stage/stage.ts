/**
 * The stage: one run of the headline raid on a map or a globe, with its timeline.
 * The stage owns what is shown (`Shown`) and the time; map, globe, timeline and panels only draw it and report the hand.
 */
import './stage.css';
import type { Scene } from '../api/types';
import { createClock, SPEEDS } from './playback';
import { element } from './dom';
import { advance, createFrame, FLYING, WAITING } from './frame';
import { DEFAULT_LAYERS, type LayerId } from './layers';
import { chosenMode, type Mode } from './mode';
import { PALETTES } from './palette';
import { createPanels } from './panels/panels';
import { decodeReplay, ReplayError, type Replay } from './replay';
import { createTimeline } from './timeline/timeline';
import { placed } from './scene';
import type { Change, Shown, View, ViewHost } from './view';

export interface Pick { kind: 'place' | 'battery' | 'sensor' | 'area' | 'constellation' | 'threat' | 'shot' | 'launch_area'; id: string }
export interface ViewState { time_s: number; speed: number; playing: boolean; follow: string | null; layers: string[]; camera: number[]; pick: Pick | null }
export interface StageCallbacks {
  /** By key: from the list of elements. */
  onPick(pick: Pick | null, is_by_key: boolean): void;
  onMoveBattery(id: string, lat_deg: number, lon_deg: number): void;
  /** A click said where something new stands. */
  onPlace(lat_deg: number, lon_deg: number): void;
  onState(state: ViewState): void;
}
export interface Stage {
  setScene(scene: Scene): void;
  /** A run to play, or none and why. */
  setReplay(replay: ArrayBuffer | null, absence?: string): void;
  setTheme(theme: 'light' | 'dark'): void;
  setEditable(on: boolean): void;
  /** The next click on the Earth says where something stands. */
  setPlacing(on: boolean): void;
  /** Shows an element of the scene elsewhere, before the scene says so. */
  moveTo(pick: Pick, lat_deg: number, lon_deg: number): void;
  restore(state: Partial<ViewState>): void;
  state(): ViewState;
  key(event: KeyboardEvent): boolean;
  snapshot(): Promise<Blob>;
  destroy(): void;
}

/** The state is told at most this often (ms). */
const TELL_MS = 250;
/** Said where no reason is given. */
const NO_RUN_YET = 'The scenario as it stands; no run is shown yet.';
/** A threat is followed from no farther than this (m). */
const FOLLOW_M = 1_500_000;

export async function createStage(host: HTMLElement, timeline_host: HTMLElement, callbacks: StageCallbacks): Promise<Stage> {
  const shown: Shown = { scene: null, replay: null, absence: NO_RUN_YET, frame: null, palette: PALETTES.light, layers: new Set(DEFAULT_LAYERS), pick: null, follow: null, is_editable: false, is_placing: false };
  const root = element('div', { class: 'cupola-stage' });
  const canvas_host = element('div', { class: 'stage-view', role: 'img', 'aria-label': 'Map of the raid; the lists of elements and threats and the timeline give the same by keyboard' });
  root.append(canvas_host);
  host.append(root);
  let view: View | null = null;
  let mode: Mode = chosenMode(location.search);
  let camera: number[] = [];
  /** A restored camera, and a restored time, outlast the next scene. */
  let keeps_camera = false;
  let keeps_time = false;
  let num_choices = 0;
  let frame_request = 0;
  let told = 0;
  let is_destroyed = false;

  const view_host: ViewHost = {
    shown,
    onHover: (pick, x, y) => panels.hover(pick, x, y),
    onPick: (next) => pick(next),
    onMoveBattery(id, lat_deg, lon_deg) {
      moveTo({ kind: 'battery', id }, lat_deg, lon_deg);
      callbacks.onMoveBattery(id, lat_deg, lon_deg);
    },
    onPlace: callbacks.onPlace,
    onCamera() {
      if (shown.follow !== null) follow(null);
      tellState();
    },
    invalidate,
  };
  const clock = createClock(() => {
    toTime();
    tellState();
  });
  const panels = createPanels(root, shown, {
    onFollow: follow,
    onLayers(layers) {
      shown.layers = layers;
      toTime();
      tell('layers');
    },
    onMode: (next) => void choose(next),
    onHome: home,
    onPoint(next) {
      shown.pick = next;
      const at = placed(shown.scene, next);
      if (at) view?.centre(at.lon_deg, at.lat_deg, 0);
      tell('pick');
    },
    onPick: (next) => pick(next, true),
    onZoom: (by) => view?.zoom(by),
  });
  const timeline = createTimeline(timeline_host, clock, () => shown);

  function invalidate(): void {
    if (frame_request === 0 && !is_destroyed) frame_request = requestAnimationFrame(draw);
  }

  function draw(now: number): void {
    frame_request = 0;
    if (clock.advance(now)) invalidate();
    if (shown.follow !== null) keepInSight(shown.follow);
    view?.draw();
    timeline.draw();
    panels.draw(clock.time_s);
  }

  function tell(...what: Change[]): void {
    for (const each of what) view?.changed(each);
    invalidate();
    tellState();
  }

  function tellState(): void {
    if (told === 0) told = window.setTimeout(() => { told = 0; callbacks.onState(state()); }, TELL_MS);
  }

  function toTime(): void {
    const { replay, frame } = shown;
    if (replay && frame) advance(frame, replay, clock.time_s, shown.layers.has('satellites'));
    view?.changed('time');
    invalidate();
  }

  function pick(next: Pick | null, is_by_key = false): void {
    shown.pick = next;
    tell('pick');
    // A shot's story is told with that of the threat it was fired at.
    const target = next?.kind === 'shot' ? shown.replay?.shots[Number(next.id)]?.threat : undefined;
    callbacks.onPick(next && target !== undefined ? { kind: 'shot', id: shown.replay?.threats[target]?.name ?? '' } : next, is_by_key);
  }

  function moveTo(what: Pick, lat_deg: number, lon_deg: number): void {
    Object.assign(placed(shown.scene, what) ?? {}, { lat_deg, lon_deg });
    tell('scene');
  }

  function follow(name: string | null): void {
    shown.follow = name;
    const threat = shown.replay?.threats.find((t) => t.name === name);
    if (threat && (clock.time_s < threat.launch_s || clock.time_s > threat.end_s)) clock.seek(threat.launch_s);
    const [lon, lat, height_m, ...rest] = view?.camera() ?? [];
    if (threat && height_m !== undefined && height_m > FOLLOW_M) view?.setCamera([lon ?? 0, lat ?? 0, FOLLOW_M, ...rest]);
    panels.refresh();
    tell('pick');
  }

  function keepInSight(name: string): void {
    const { replay, frame } = shown;
    const i = replay?.threats.findIndex((t) => t.name === name) ?? -1;
    if (!frame || i < 0 || frame.threats.phase[i] === WAITING) return;
    view?.centre(frame.threats.at[3 * i] as number, frame.threats.at[3 * i + 1] as number, frame.threats.at[3 * i + 2] as number);
  }

  function home(): void {
    follow(null);
    view?.setCamera([]);
    tellState();
  }

  /** Where a run opens, and nought where there is none: not at the time of the study before. */
  function toBegin(): void {
    clock.clear();
    if (shown.replay) clock.seek(busiest(shown.replay));
  }

  async function choose(next: Mode): Promise<void> {
    if (view) camera = view.camera();
    view?.destroy();
    view = null;
    mode = next;
    num_choices += 1;
    const choice = num_choices;
    panels.setMode(next, next === 'globe' ? 'Loading the globe …' : null);
    let note: string | null = null;
    let made: View | null = null;
    if (next === 'globe') {
      try {
        made = await (await import('./globe/globe')).createGlobe(canvas_host, view_host);
      } catch (error) {
        canvas_host.replaceChildren();
        mode = 'map';
        note = `No globe here, so here is the map: ${error instanceof Error ? error.message : String(error)}`;
      }
    }
    made ??= await (await import('./map/map')).createMap(canvas_host, view_host);
    if (is_destroyed || choice !== num_choices) return made.destroy();
    view = made;
    panels.setMode(mode, note);
    for (const what of ['palette', 'scene', 'replay'] as const) view.changed(what);
    view.setCamera(camera);
    invalidate();
  }

  function state(): ViewState {
    return { time_s: clock.time_s, speed: clock.speed, playing: clock.is_playing, follow: shown.follow, layers: [...shown.layers], camera: view?.camera() ?? camera, pick: shown.pick };
  }

  function setTheme(theme: 'light' | 'dark'): void {
    const c = PALETTES[theme];
    shown.palette = c;
    for (const part of [root, timeline_host]) {
      for (const key of ['paper', 'card', 'ink', 'mute', 'rule', 'accent', 'sea', 'warm'] as const) part.style.setProperty(`--stage-${key}`, c[key]);
    }
    panels.refresh();
    timeline.changed();
    tell('palette');
  }

  const observer = new ResizeObserver(() => tell('size'));
  observer.observe(canvas_host);
  setTheme('light');
  await choose(mode);

  return {
    setScene(scene) {
      const is_new = shown.scene?.name !== scene.name;
      shown.scene = structuredClone(scene);
      panels.refresh();
      timeline.changed();
      tell('scene');
      if (is_new && !keeps_camera) view?.setCamera([]);
      if (is_new && !keeps_time) toBegin();
      if (is_new) keeps_camera = keeps_time = false;
    },
    setReplay(bytes, absence = NO_RUN_YET) {
      shown.absence = absence;
      let replay: Replay | null = null;
      try {
        replay = bytes && decodeReplay(bytes);
        panels.fault(null);
      } catch (error) {
        if (!(error instanceof ReplayError)) throw error;
        panels.fault(error.message);
      }
      const is_first = shown.replay === null;
      shown.replay = replay;
      shown.frame = replay && createFrame(replay);
      if (!replay?.threats.some((t) => t.name === shown.follow)) shown.follow = null;
      clock.span(replay?.start_s ?? 0, replay?.end_s ?? 0);
      if (is_first && !clock.is_set) toBegin();
      toTime();
      panels.refresh();
      timeline.changed();
      tell('replay');
    },
    setTheme,
    setEditable(on) {
      shown.is_editable = on;
      tell('pick');
    },
    setPlacing(on) {
      shown.is_placing = on;
      tell('pick');
    },
    moveTo,
    restore(saved) {
      const what: Change[] = [];
      if (saved.layers) {
        shown.layers = new Set(saved.layers as LayerId[]);
        what.push('layers');
      }
      if (saved.follow !== undefined) shown.follow = saved.follow;
      if (saved.pick !== undefined) shown.pick = saved.pick;
      if (saved.follow !== undefined || saved.pick !== undefined) what.push('pick');
      if (what.length > 0) panels.refresh();
      if (saved.camera && saved.camera.length > 0) {
        camera = saved.camera;
        keeps_camera = true;
        view?.setCamera(camera);
      }
      if (saved.speed !== undefined && (SPEEDS as readonly number[]).includes(saved.speed)) clock.setSpeed(saved.speed);
      if (saved.time_s !== undefined) {
        keeps_time = true;
        clock.seek(saved.time_s);
      }
      if (saved.playing !== undefined && saved.playing !== clock.is_playing) clock.toggle();
      tell(...what);
    },
    state,
    key(event) {
      if (event.altKey || event.ctrlKey || event.metaKey || isControl(event.target)) return false;
      if (event.key === '+' || event.key === '=') view?.zoom(1.5);
      else if (event.key === '-') view?.zoom(1 / 1.5);
      else if (event.key === '0') home();
      else if (event.key === 'e') panels.openElements();
      else if (event.key === 'Escape' && shown.pick) pick(null);
      else return timeline.key(event);
      return true;
    },
    snapshot: () => view?.snapshot() ?? Promise.reject(new Error('Nothing is drawn yet.')),
    destroy() {
      is_destroyed = true;
      cancelAnimationFrame(frame_request);
      clearTimeout(told);
      observer.disconnect();
      view?.destroy();
      timeline.destroy();
      root.remove();
    },
  };
}

/** The time at which most is in flight: where a run opens. */
function busiest(replay: Replay): number {
  const frame = createFrame(replay);
  let best_s = replay.start_s;
  let most = -1;
  for (let i = 0; i <= 200; i += 1) {
    const time_s = replay.start_s + ((replay.end_s - replay.start_s) * i) / 200;
    advance(frame, replay, time_s, false);
    const num = frame.threats.phase.filter((f) => f === FLYING).length + 2 * frame.shots.phase.filter((f) => f === FLYING).length;
    if (num > most) {
      most = num;
      best_s = time_s;
    }
  }
  return Math.round(best_s);
}

/** A control under the keys has the first word: space presses a button, arrows move through a menu. */
function isControl(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('button, select, input, textarea, summary, a, [contenteditable="true"], [role="tab"]') !== null;
}
