/** What lies over the view: follow, layers, legend, map or globe, the tally of fates and the words at the pointer. */
import { element } from '../dom';
import { OVER } from '../frame';
import { FATE_STYLE, FATES, kindsOf, THREAT_KINDS, THREAT_STYLE } from '../kinds';
import { LAYERS, type LayerId } from '../layers';
import type { Mode } from '../mode';
import type { ThreatKind } from '../palette';
import { stamp } from '../symbols';
import type { Pick } from '../stage';
import type { Shown } from '../view';
import { storyOf } from '../words';
import { createElements } from './elements';
import { createLegend } from './legend';

/** A note that the globe is not to be had stays so long (ms). */
const NOTE_MS = 8_000;

export interface PanelsHost {
  onFollow(name: string | null): void;
  onLayers(layers: Set<LayerId>): void;
  onMode(mode: Mode): void;
  onHome(): void;
  onZoom(by: number): void;
  /** An element is shown where it stands. */
  onPoint(pick: Pick): void;
  onPick(pick: Pick): void;
}

export interface Panels {
  /** Scene, replay or theme changed. */
  refresh(): void;
  draw(time_s: number): void;
  hover(pick: Pick | null, x: number, y: number): void;
  setMode(mode: Mode, note: string | null): void;
  fault(message: string | null): void;
  openElements(): void;
}

export function createPanels(root: HTMLElement, shown: Shown, host: PanelsHost): Panels {
  const follow = element('select', { 'aria-label': 'Follow a threat' });
  const boxes = LAYERS.map(({ id, words }) => {
    const box = element('input', { type: 'checkbox', value: id });
    box.addEventListener('change', () => {
      const layers = new Set(shown.layers);
      if (box.checked) layers.add(id);
      else layers.delete(id);
      host.onLayers(layers);
    });
    return { id, box, label: element('label', {}, box, words) };
  });
  const listed = createElements(shown, host.onPoint, (pick) => {
    elements.open = false;
    host.onPick(pick);
  });
  const elements = popover('Elements', listed.root);
  elements.addEventListener('toggle', () => elements.open && listed.focus());
  const layers = popover('Layers', element('div', { class: 'stage-layers' }, ...boxes.map((b) => b.label)));
  const legend_body = element('div', { class: 'stage-legend' });
  const legend = popover('Legend', legend_body);
  const modes = (['map', 'globe'] as const).map((mode) => {
    const button = element('button', { type: 'button', 'aria-pressed': 'false' }, mode === 'map' ? 'Map' : 'Globe');
    button.addEventListener('click', () => host.onMode(mode));
    return { mode, button };
  });
  const bar = element('div', { class: 'stage-bar' }, follow, elements, layers, legend,
    element('span', { class: 'stage-switch', role: 'group', 'aria-label': 'Map or globe' }, ...modes.map((m) => m.button)));
  const zoom = element('div', { class: 'stage-zoom', role: 'group', 'aria-label': 'Zoom' },
    small('+', 'Nearer (+)', () => host.onZoom(1.6)), small('−', 'Farther (−)', () => host.onZoom(1 / 1.6)), small('⌂', 'The whole theatre (0)', () => host.onHome()));
  const tally = element('div', { class: 'stage-tally' });
  const note = element('p', { class: 'stage-note', role: 'status', hidden: '' });
  const tip = element('div', { class: 'stage-hover', hidden: '' });
  root.append(bar, zoom, tally, note, tip);
  let now_s = 0;
  let pointed: { pick: Pick; x: number; y: number } | null = null;
  let counted = '';
  let kinds: ThreatKind[] = [];
  let fault_text: string | null = null;
  let mode_note: string | null = null;

  follow.addEventListener('change', () => host.onFollow(follow.value === '' ? null : follow.value));
  root.addEventListener('pointerdown', (event) => {
    for (const each of [elements, layers, legend]) if (!each.contains(event.target as Node)) each.open = false;
  });
  root.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    for (const each of [elements, layers, legend]) {
      if (each.open && each.contains(event.target as Node)) each.querySelector('summary')?.focus();
      each.open = false;
    }
  });

  function refresh(): void {
    const { replay, scene } = shown;
    kinds = replay?.threats.map((t) => kindsOf(scene)(t.class)) ?? [];
    fillFollow();
    listed.refresh();
    for (const { id, box } of boxes) box.checked = shown.layers.has(id);
    legend_body.replaceChildren(createLegend(shown.palette, replay));
    counted = '';
    showNote();
  }

  function fillFollow(): void {
    const { replay, scene } = shown;
    follow.hidden = replay === null;
    const groups = THREAT_KINDS.flatMap((kind) => {
      const options = (replay?.threats ?? []).flatMap((t, i) => {
        if (kinds[i] !== kind) return [];
        const to = scene?.places.find((p) => p.id === t.target)?.name ?? t.target;
        return [element('option', { value: t.name }, `${t.name}, to ${to}`)];
      });
      return options.length === 0 ? [] : [element('optgroup', { label: `${THREAT_STYLE[kind].words}s` }, ...options)];
    });
    follow.replaceChildren(element('option', { value: '' }, 'Follow …'), ...groups);
    follow.value = shown.follow ?? '';
  }

  function draw(time_s: number): void {
    now_s = time_s;
    drawTally();
    if (pointed) hover(pointed.pick, pointed.x, pointed.y);
    const follows = shown.follow ?? '';
    if (follow.value !== follows) follow.value = follows;
  }

  /** How many are in flight and how those gone have ended; it is the short legend too. */
  function drawTally(): void {
    const { replay, frame, palette: c } = shown;
    if (!replay || !frame) {
      if (counted !== shown.absence) tally.replaceChildren(element('span', {}, shown.absence));
      counted = shown.absence;
      return;
    }
    const num = new Map<string, number>();
    replay.threats.forEach((t, i) => {
      const phase = frame.threats.phase[i];
      const key = phase === OVER ? t.fate : phase === 0 ? 'waiting' : `flying ${kinds[i]}`;
      num.set(key, (num.get(key) ?? 0) + 1);
    });
    const key = JSON.stringify([...num]);
    if (key === counted) return;
    counted = key;
    const items: HTMLElement[] = [];
    for (const kind of THREAT_KINDS) {
      const n = num.get(`flying ${kind}`);
      if (n) items.push(count(stamp(THREAT_STYLE[kind].shape, 4.2, c.threat[kind], c.card), n, `${THREAT_STYLE[kind].words}${n === 1 ? '' : 's'} in flight`, kind === 'icbm' ? 'ICBM' : kind));
    }
    for (const fate of FATES) {
      const n = num.get(fate);
      if (n) items.push(count(stamp(FATE_STYLE[fate].shape, 3.6, c.fate[fate], c.card), n, FATE_STYLE[fate].words, FATE_STYLE[fate].words));
    }
    const still = num.get('waiting');
    if (still) items.push(element('span', {}, `${still} to come`));
    tally.replaceChildren(...items);
  }

  function count(image: HTMLCanvasElement, n: number, words: string, short: string): HTMLElement {
    return element('span', { title: `${n} ${words}` }, image, element('b', {}, String(n)), element('i', {}, ` ${short}`));
  }

  function hover(pick: Pick | null, x: number, y: number): void {
    const story = pick && storyOf(pick, shown.scene, shown.replay, now_s);
    pointed = pick && story ? { pick, x, y } : null;
    tip.hidden = !story;
    if (!story) return;
    tip.replaceChildren(element('b', {}, story.title), ...story.lines.map((line) => element('span', {}, line)));
    const left = x + 16 + tip.offsetWidth > root.clientWidth ? x - 14 - tip.offsetWidth : x + 16;
    const top = Math.min(root.clientHeight - tip.offsetHeight - 6, y + 12);
    tip.style.transform = `translate(${Math.max(4, left)}px, ${Math.max(4, top)}px)`;
  }

  function showNote(): void {
    const text = fault_text ?? mode_note;
    note.hidden = text === null;
    note.textContent = text ?? '';
  }

  return {
    refresh, draw, hover,
    setMode(mode, text) {
      for (const m of modes) m.button.setAttribute('aria-pressed', String(m.mode === mode));
      mode_note = text;
      showNote();
      if (mode === 'map' && text !== null) setTimeout(() => { mode_note = null; showNote(); }, NOTE_MS);
    },
    openElements() {
      elements.open = true;
    },
    fault(message) {
      fault_text = message;
      showNote();
    },
  };
}

function popover(title: string, body: HTMLElement): HTMLDetailsElement {
  return element('details', { class: 'stage-popover' }, element('summary', {}, title), body);
}

function small(text: string, title: string, onClick: () => void): HTMLButtonElement {
  const button = element('button', { type: 'button', title, 'aria-label': title }, text);
  button.addEventListener('click', onClick);
  return button;
}
