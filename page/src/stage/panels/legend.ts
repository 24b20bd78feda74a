/** The legend: every mark with its shape, its line and its words; none differs by colour alone. */
import { context } from '../canvas';
import { element } from '../dom';
import { FATE_STYLE, FATES, ROLE_STYLE, THREAT_KINDS, THREAT_STYLE } from '../kinds';
import type { Palette } from '../palette';
import type { Replay } from '../replay';
import { mark, type Shape } from '../symbols';

export function createLegend(c: Palette, replay: Replay | null): HTMLElement {
  const notes = replay ? [element('p', {}, `Run ${replay.run} of seed ${replay.seed}, ${replay.date}, scenario ${replay.hash.slice(0, 12)}. ${replay.drawn_paths}`)] : [];
  return element('div', {}, element('div', {},
    section('Threats', THREAT_KINDS.map((k) => row(line(c, c.threat[k], THREAT_STYLE[k].dash, THREAT_STYLE[k].shape, 4.6), THREAT_STYLE[k].words))),
    section('How they ended', FATES.map((f) => row(line(c, null, [], FATE_STYLE[f].shape, 4, c.fate[f]), FATE_STYLE[f].words))),
    section('Interceptors', [
      row(line(c, c.shot.battery, [], 'dart', 4), 'from a battery or ship'),
      row(line(c, c.shot.orbit, [], 'dart', 4), 'from orbit'),
      row(circle(c.sensor, [], 7), 'tracked: where it is thought to be (± 2σ)'),
    ])), element('div', {}, section('Defended and defending', [
      row(place(c), 'place, larger with its value'),
      row(line(c, null, [], 'battery', 5, c.shot.battery), 'battery'),
      row(line(c, null, [], 'ship', 5, c.shot.battery), 'ship'),
      row(line(c, null, [], 'sensor', 5, c.sensor), 'radar'),
      row(line(c, null, [], 'area', 5, c.shot.area), 'area defence'),
      row(circle(c.shot.battery, [], 7), 'reach'),
      row(circle(c.sensor, [2, 4], 7), 'field of regard'),
      row(circle(c.launch, [3, 3], 7), 'launch area'),
      ...(['interceptor', 'warning', 'tracking'] as const).map((r) => row(line(c, null, [], ROLE_STYLE[r].shape, 3, r === 'interceptor' ? c.shot.orbit : c.mute), ROLE_STYLE[r].words)),
    ])),
    ...notes,
  );
}

function section(title: string, rows: HTMLElement[]): HTMLElement {
  return element('section', {}, element('h4', {}, title), element('ul', {}, ...rows));
}

function row(image: HTMLElement, words: string): HTMLElement {
  return element('li', {}, image, words);
}

function sheet(draw: (ctx: CanvasRenderingContext2D) => void): HTMLCanvasElement {
  const canvas = element('canvas', { width: '72', height: '36', 'aria-hidden': 'true' });
  const ctx = context(canvas);
  ctx.scale(2, 2);
  draw(ctx);
  return canvas;
}

function line(c: Palette, tone: string | null, dash: number[], shape: Shape, r: number, mark_tone = tone ?? c.ink): HTMLCanvasElement {
  return sheet((ctx) => {
    if (tone) {
      ctx.strokeStyle = tone;
      ctx.lineWidth = 1.6;
      ctx.setLineDash(dash);
      ctx.beginPath();
      ctx.moveTo(1, 9);
      ctx.lineTo(28, 9);
      ctx.stroke();
      mark(ctx, shape, 28, 9, r, mark_tone, c.card);
    } else {
      mark(ctx, shape, 18, 9, r, mark_tone, c.card);
    }
  });
}

function circle(tone: string, dash: number[], r: number): HTMLCanvasElement {
  return sheet((ctx) => {
    ctx.strokeStyle = tone;
    ctx.lineWidth = 1.3;
    ctx.setLineDash(dash);
    ctx.beginPath();
    ctx.arc(18, 9, r, 0, 2 * Math.PI);
    ctx.stroke();
  });
}

function place(c: Palette): HTMLCanvasElement {
  return sheet((ctx) => {
    ctx.strokeStyle = c.place;
    ctx.fillStyle = c.place;
    ctx.lineWidth = 1.6;
    ctx.beginPath();
    ctx.arc(18, 9, 6, 0, 2 * Math.PI);
    ctx.stroke();
    ctx.beginPath();
    ctx.arc(18, 9, 1.6, 0, 2 * Math.PI);
    ctx.fill();
  });
}
