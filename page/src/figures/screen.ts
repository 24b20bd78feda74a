/// The stock fan on screen, by uPlot: long series that can be read off under the pointer and drawn wider by dragging.
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { whole } from '../words/numbers';
import { fit } from './plot';
import { letterScale } from './scale';
import { isUnderFan, type Fan } from './lasts';

interface Mounted {
  resize(width: number, height: number): void;
  destroy(): void;
}

const colour = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

const DAY_S = 86400;

/// Years, months or days, as the space between ticks asks.
function dates(_chart: uPlot, splits_s: number[], _axis: number, _space: number, step_s: number): string[] {
  const options: Intl.DateTimeFormatOptions = step_s >= 360 * DAY_S ? { year: 'numeric' } : step_s >= 28 * DAY_S ? { month: 'short', year: 'numeric' } : { day: 'numeric', month: 'short' };
  const format = new Intl.DateTimeFormat('en-GB', { ...options, timeZone: 'UTC' });
  return splits_s.map((time_s) => format.format(new Date(time_s * 1000)));
}

export function mountFan(host: HTMLElement, fan: Fan, width: number, height: number, onRead: (text: string) => void): Mounted {
  const c = Object.fromEntries(['ink', 'mute', 'faint', 'accent', 'fan90', 'fan50', 'raids', 'warm', 'paper', 'rule'].map((n) => [n, colour(`--${n}`)])) as Record<string, string>;
  const ink = c.ink ?? '';
  const at = (date: Date): number => date.getTime() / 1000;
  const column = (key: 'p05' | 'p25' | 'p50' | 'p75' | 'p95'): number[] => fan.points.map((p) => p[key]);
  const top = Math.max(...column('p95'), fan.floor ?? 0, ...fan.estimates.map((e) => e.high)) * 1.06;
  const first = Math.min(at(fan.points[0]?.day ?? new Date()), ...fan.estimates.map((e) => at(e.day)));
  const last = at(fan.points.at(-1)?.day ?? new Date());
  const size_px = Math.round(12 * letterScale());
  const font = `${size_px}px ${getComputedStyle(document.body).fontFamily}`;
  const edge = { stroke: 'transparent', width: 0, points: { show: false } };
  const axis: uPlot.Axis = { stroke: c.mute ?? '', font, grid: { show: false }, ticks: { stroke: c.rule ?? '', width: 1, size: 4 }, gap: 4 };

  const under = (u: uPlot): void => {
    const g = u.ctx;
    const { left, top: y0, width: w, height: h } = u.bbox;
    g.save();
    g.beginPath();
    g.rect(left, y0 - 20 * devicePixelRatio, w, h + 20 * devicePixelRatio);
    g.clip();
    if (fan.raids) {
      const [a, b] = [u.valToPos(at(fan.raids.from), 'x', true), u.valToPos(at(fan.raids.to), 'x', true)];
      g.fillStyle = c.raids ?? '';
      g.fillRect(a, y0, Math.max(b - a, 2), h);
    }
    g.restore();
  };

  const over = (u: uPlot): void => {
    const g = u.ctx;
    const k = devicePixelRatio;
    const { left, top: y0, width: w, height: h } = u.bbox;
    const words = (text: string, x: number, y: number, align: CanvasTextAlign, fill: string): void => {
      g.font = `${size_px * k}px ${getComputedStyle(document.body).fontFamily}`;
      g.textAlign = align;
      g.lineWidth = 4 * k;
      g.lineJoin = 'round';
      g.strokeStyle = c.paper ?? '';
      g.fillStyle = fill;
      g.strokeText(text, x, y);
      g.fillText(text, x, y);
    };
    g.save();
    if (fan.raids) {
      g.strokeStyle = c.warm ?? '';
      g.lineWidth = k;
      g.beginPath();
      for (const day of fan.raids.ticks) {
        const x = u.valToPos(at(day), 'x', true);
        if (x < left || x > left + w) continue;
        g.moveTo(x, y0);
        g.lineTo(x, y0 + 7 * k);
      }
      g.stroke();
      const middle = u.valToPos((at(fan.raids.from) + at(fan.raids.to)) / 2, 'x', true);
      if (middle > left && middle < left + w) words(`${fan.raids.days} days of raids`, middle, y0 - 5 * k, 'center', c.mute ?? '');
    }
    if (fan.floor !== null) {
      const y = u.valToPos(fan.floor, 'y', true);
      g.strokeStyle = ink;
      g.lineWidth = 1.2 * k;
      g.setLineDash([6 * k, 4 * k]);
      g.beginPath();
      g.moveTo(left, y);
      g.lineTo(left + w, y);
      g.stroke();
      g.setLineDash([]);
      words(`reserve ${whole(fan.floor)}`, left + w - 4 * k, y - 5 * k, 'right', ink);
    }
    for (const e of fan.estimates) {
      const x = u.valToPos(at(e.day), 'x', true);
      if (x < left || x > left + w) continue;
      const y = u.valToPos(e.likely, 'y', true);
      g.strokeStyle = ink;
      g.lineWidth = 1.4 * k;
      g.beginPath();
      g.moveTo(x, u.valToPos(e.low, 'y', true));
      g.lineTo(x, u.valToPos(e.high, 'y', true));
      g.stroke();
      g.beginPath();
      g.arc(x, y, 4 * k, 0, 7);
      g.fillStyle = c.paper ?? '';
      g.fill();
      g.stroke();
      words(`${fit(e.source, 190)}: ${whole(e.likely)}`, x + 9 * k, isUnderFan(e, fan.points) && y + 22 * k < y0 + h ? y + 16 * k : Math.max(y - 7 * k, y0 + 12 * k), 'left', ink);
    }
    g.strokeStyle = c.mute ?? '';
    g.lineWidth = k;
    g.beginPath();
    g.moveTo(left, y0 + h);
    g.lineTo(left + w, y0 + h);
    g.stroke();
    g.restore();
  };

  const chart = new uPlot(
    {
      width, height,
      padding: [22, 12, 0, 0],
      legend: { show: false },
      tzDate: (t) => uPlot.tzDate(new Date(t * 1000), 'UTC'),
      cursor: { y: false, points: { show: false }, drag: { x: true, y: false } },
      scales: { x: { time: true, range: (_u, low, high) => (low === first || low === at(fan.points[0]?.day ?? new Date()) ? [first, high] : [low, high]) }, y: { range: [0, top] } },
      axes: [
        { ...axis, size: size_px + 16, space: 70, values: dates },
        { ...axis, size: size_px * 4, ticks: { show: false }, grid: { show: true, stroke: c.faint ?? '', width: 1 } },
      ],
      series: [{}, edge, edge, edge, edge, { stroke: c.accent ?? '', width: 2, points: { show: false } }],
      bands: [
        { series: [1, 2], fill: c.fan90 ?? '' },
        { series: [3, 4], fill: c.fan50 ?? '' },
      ],
      hooks: {
        drawClear: [under],
        draw: [over],
        setCursor: [(u) => {
          const p = u.cursor.idx === null || u.cursor.idx === undefined ? undefined : fan.points[u.cursor.idx];
          onRead(p ? `${p.date}: ${whole(p.p50)} on hand, half of runs ${whole(p.p25)}–${whole(p.p75)}, nine of ten ${whole(p.p05)}–${whole(p.p95)}` : '');
        }],
      },
    },
    [fan.points.map((p) => at(p.day)), column('p95'), column('p05'), column('p75'), column('p25'), column('p50')],
    host,
  );
  chart.setScale('x', { min: first, max: last });
  return { resize: (w, h) => chart.setSize({ width: w, height: h }), destroy: () => chart.destroy() };
}
