/** The timeline: play, the time, a slider with the events of the raid along it, and the speed. */
import { context } from '../canvas';
import { element } from '../dom';
import { put } from '../map/live';
import { SPEEDS, type Clock } from '../playback';
import { clock as clockText, spoken } from '../time';
import type { Shown } from '../view';
import { markers, type Marker } from './events';
import { timeScale, type TimeScale } from './scale';

/** Middles of the lanes (px from the top), with their names. */
const LANES_PX = [8, 19, 30, 41] as const;
const LANES = ['launched', 'shot at', 'stopped', 'got through'] as const;
const AXIS_PX = 49.5;
const TICKS_PX = 62;
/** Room at both ends, and for the names where the line is long enough for them. */
const EDGE_PX = 8;
const NAMES_PX = 66;

export interface Timeline {
  changed(): void;
  draw(): void;
  key(event: KeyboardEvent): boolean;
  destroy(): void;
}

export function createTimeline(host: HTMLElement, clock: Clock, shown: () => Shown): Timeline {
  const play = element('button', { type: 'button', class: 'stage-play', 'aria-label': 'Play', title: 'Play or pause (space)' });
  const time = element('output', { class: 'stage-time' });
  const canvas = element('canvas', { class: 'stage-events' });
  const head = element('div', { class: 'stage-head' });
  const tip = element('div', { class: 'stage-tip', hidden: '' });
  const slider = element('div', { class: 'stage-slider', role: 'slider', tabindex: '0', 'aria-label': 'Time in the raid' }, canvas, head, tip);
  const speeds = SPEEDS.map((speed) => element('button', { type: 'button', 'aria-pressed': 'false', title: `${speed} times as fast as it would be` }, `${speed}×`));
  const root = element('div', { class: 'stage-timeline' }, play, time, slider, element('div', { class: 'stage-speeds', role: 'group', 'aria-label': 'Speed' }, ...speeds));
  host.append(root);
  let marks: Marker[] = [];
  let scale: TimeScale = timeScale(0, 1, []);
  let is_old = true;
  let spoken_s = NaN;

  const left = (): number => (slider.clientWidth > 420 ? NAMES_PX + EDGE_PX : EDGE_PX);
  const width = (): number => Math.max(1, slider.clientWidth - left() - EDGE_PX);
  const xOf = (time_s: number): number => left() + scale.at(time_s) * width();

  function changed(): void {
    const { replay, scene, palette } = shown();
    marks = replay ? markers(replay, scene, palette) : [];
    scale = timeScale(replay?.start_s ?? 0, replay?.end_s ?? 1, marks.map((m) => m.time_s));
    const is_empty = replay === null;
    root.classList.toggle('is-empty', is_empty);
    play.toggleAttribute('disabled', is_empty);
    slider.setAttribute('aria-disabled', String(is_empty));
    slider.setAttribute('aria-valuemin', String(Math.round(replay?.start_s ?? 0)));
    slider.setAttribute('aria-valuemax', String(Math.round(replay?.end_s ?? 0)));
    is_old = true;
    spoken_s = NaN;
  }

  function drawEvents(): void {
    is_old = false;
    const ratio = Math.min(2, window.devicePixelRatio || 1);
    const w = slider.clientWidth;
    const h = slider.clientHeight;
    canvas.width = Math.round(w * ratio);
    canvas.height = Math.round(h * ratio);
    const ctx = context(canvas);
    const { palette: c, replay, absence } = shown();
    ctx.scale(ratio, ratio);
    ctx.fillStyle = c.rule;
    ctx.fillRect(left(), AXIS_PX - 0.5, width(), 1);
    ctx.font = '11px system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';
    if (!replay) {
      ctx.textAlign = 'center';
      ctx.fillStyle = c.mute;
      ctx.fillText(absence, w / 2, 28, w - 8);
      return;
    }
    if (left() > NAMES_PX) {
      ctx.textAlign = 'right';
      ctx.textBaseline = 'middle';
      ctx.fillStyle = c.mute;
      LANES.forEach((name, i) => ctx.fillText(name, NAMES_PX - 2, LANES_PX[i] as number));
    }
    ctx.textAlign = 'center';
    ctx.textBaseline = 'alphabetic';
    for (const tick of scale.ticks(width(), 54)) {
      const x = xOf(tick.time_s);
      ctx.fillStyle = c.rule;
      ctx.fillRect(Math.round(x), AXIS_PX - 3, 1, 6);
      ctx.fillStyle = c.mute;
      ctx.fillText(tick.words, Math.max(x, ctx.measureText(tick.words).width / 2 + 1), TICKS_PX);
    }
    for (const m of marks) {
      const x = xOf(m.time_s);
      const y = LANES_PX[m.lane];
      if (m.shape === 'tick') {
        ctx.fillStyle = m.tone;
        ctx.globalAlpha = 0.75;
        ctx.fillRect(x - 0.6, y - 4, 1.3, 8);
        ctx.globalAlpha = 1;
      } else {
        put(ctx, m.shape, x, y, 2.7, m.tone, c.paper);
      }
    }
  }

  function draw(): void {
    if (is_old || canvas.clientWidth === 0) drawEvents();
    head.style.transform = `translateX(${xOf(clock.time_s)}px)`;
    const text = clockText(clock.time_s);
    if (time.textContent !== text) time.textContent = text;
    play.classList.toggle('is-playing', clock.is_playing);
    const label = clock.is_playing ? 'Pause' : 'Play';
    if (play.getAttribute('aria-label') !== label) play.setAttribute('aria-label', label);
    speeds.forEach((button, i) => button.setAttribute('aria-pressed', String(SPEEDS[i] === clock.speed)));
    if (clock.is_playing && Math.abs(clock.time_s - spoken_s) < 5 * clock.speed) return;
    spoken_s = clock.time_s;
    slider.setAttribute('aria-valuenow', String(Math.round(clock.time_s)));
    slider.setAttribute('aria-valuetext', spoken(clock.time_s));
  }

  /** The next or the last event before, a moment off so that standing on one moves on. */
  function step(by: 1 | -1): void {
    const times = marks.map((m) => m.time_s);
    const next = by > 0 ? times.find((t) => t > clock.time_s + 0.05) : times.findLast((t) => t < clock.time_s - 0.05);
    clock.seek(next ?? (by > 0 ? clock.end_s : clock.start_s));
  }

  function key(event: KeyboardEvent): boolean {
    if (!shown().replay) return false;
    switch (event.key) {
      case ' ': clock.toggle(); break;
      case 'ArrowRight': case 'ArrowUp': step(1); break;
      case 'ArrowLeft': case 'ArrowDown': step(-1); break;
      case 'PageUp': clock.seek(clock.time_s + 60); break;
      case 'PageDown': clock.seek(clock.time_s - 60); break;
      case 'Home': clock.seek(clock.start_s); break;
      case 'End': clock.seek(clock.end_s); break;
      default: return false;
    }
    return true;
  }

  function seekTo(event: PointerEvent): void {
    const share = (event.clientX - slider.getBoundingClientRect().left - left()) / width();
    clock.seek(scale.time(Math.min(1, Math.max(0, share))));
  }

  function hover(event: PointerEvent): void {
    const box = slider.getBoundingClientRect();
    const x = event.clientX - box.left;
    const near = marks
      .map((m) => ({ m, d: Math.hypot(xOf(m.time_s) - x, (LANES_PX[m.lane] - (event.clientY - box.top)) / 2) }))
      .filter((e) => e.d < 6).sort((a, b) => a.d - b.d);
    tip.hidden = near.length === 0;
    if (near.length === 0) return;
    tip.textContent = `${near[0]?.m.words ?? ''}${near.length > 3 ? `, and ${near.length - 1} more` : ''}`;
    const most = Math.max(0, slider.clientWidth - tip.offsetWidth);
    tip.style.left = `${Math.min(most, Math.max(0, x - tip.offsetWidth / 2))}px`;
  }

  play.addEventListener('click', () => clock.toggle());
  speeds.forEach((button, i) => button.addEventListener('click', () => clock.setSpeed(SPEEDS[i] as number)));
  slider.addEventListener('keydown', (event) => {
    if (!key(event)) return;
    event.preventDefault();
    event.stopPropagation();
  });
  slider.addEventListener('pointerdown', (event) => {
    if (!shown().replay) return;
    slider.setPointerCapture(event.pointerId);
    seekTo(event);
  });
  slider.addEventListener('pointermove', (event) => {
    if (slider.hasPointerCapture(event.pointerId)) seekTo(event);
    hover(event);
  });
  slider.addEventListener('pointerleave', () => { tip.hidden = true; });
  const observer = new ResizeObserver(() => {
    is_old = true;
    draw();
  });
  observer.observe(slider);

  return {
    changed, draw, key,
    destroy() {
      observer.disconnect();
      root.remove();
    },
  };
}
