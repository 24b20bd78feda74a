/// What all drawings share: Observable Plot in the page's ink, and marks used by several.
import * as Plot from '@observablehq/plot';
import type { Count } from '../api/report';

export const MUTE = 'var(--mute)';
export const INK = 'var(--ink)';
export const ACCENT = 'var(--accent)';
export const PAPER = 'var(--paper)';
export const GRID = 'var(--faint)';

/// Colours by fate, in the order that is always kept.
export const FATE_COLOURS = ['var(--f0)', 'var(--f1)', 'var(--f2)', 'var(--f3)', 'var(--f4)'];

export function plot(options: Plot.PlotOptions & { label: string }): SVGSVGElement {
  const { label, ...rest } = options;
  const drawn = Plot.plot({
    ...rest,
    style: { fontFamily: 'inherit', fontSize: '12px', background: 'none', color: 'var(--ink)', overflow: 'visible', ...(rest.style as object) },
  });
  const svg = (drawn instanceof SVGSVGElement ? drawn : drawn.querySelector('svg')) as SVGSVGElement;
  // Plot names its marks, which says nothing to a listener: the figure's table does.
  svg.querySelectorAll('g[aria-label]').forEach((g) => g.removeAttribute('aria-label'));
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', label);
  return svg;
}

/// Vertical grid lines and numbers above, for rows.
export function gridAbove(isSmall: boolean, tickFormat?: (x: number) => string, ticks = isSmall ? 3 : 6): Plot.Markish[] {
  const format = tickFormat ? { tickFormat: tickFormat as (x: unknown) => string } : {};
  return [
    Plot.gridX({ ticks, stroke: GRID, strokeOpacity: 1 }),
    Plot.axisX({ anchor: 'top', ticks, tickSize: 0, label: null, color: MUTE, fontSize: isSmall ? 10.5 : 12, ...format }),
  ];
}

export interface Spread {
  row: string;
  count: Count;
}

/// Dot for the mean, thick line to it from nothing, thin line for 5–95 % of runs.
export function whiskers(rows: Spread[], unit = 1, isSmall = false): Plot.Markish[] {
  return [
    Plot.ruleY(rows, { y: 'row', x1: () => 0, x2: (d: Spread) => d.count.mean / unit, stroke: 'var(--fan50)', strokeWidth: isSmall ? 5 : 8 }),
    Plot.ruleY(rows, { y: 'row', x1: (d: Spread) => d.count.p05 / unit, x2: (d: Spread) => d.count.p95 / unit, stroke: INK, strokeWidth: 1.3 }),
    Plot.dot(rows, { y: 'row', x: (d: Spread) => d.count.mean / unit, r: isSmall ? 3 : 4.2, fill: ACCENT, stroke: PAPER, strokeWidth: 1 }),
  ];
}

/// A label cut to a width, with an ellipsis. Where another of its row of labels would be cut alike, it is shortened in its
/// middle instead: twins are told apart by their ends.
export function fit(text: string, width: number, size = 12, among: readonly string[] = []): string {
  const most = Math.max(5, Math.floor(width / (size * 0.585)));
  if (text.length <= most) return text;
  const cut = text.slice(0, most - 1);
  if (!among.some((other) => other !== text && other.startsWith(cut))) return `${cut.trimEnd()}…`;
  const end = Math.floor((most - 1) * 0.5);
  return `${text.slice(0, most - 1 - end).trimEnd()}…${text.slice(text.length - end).trimStart()}`;
}

/// Rows lower than this have one line (px).
const TWO_LINES = 26;

/// The label of a row: over two lines, where a row is high enough, before anything of it is cut.
export function rowLabel(text: string, width: number, size: number, among: readonly string[], row_px: number): string {
  const most = Math.max(5, Math.floor(width / (size * 0.585)));
  const end = text.lastIndexOf(' ', most);
  if (row_px < TWO_LINES || text.length <= most || end < most * 0.4) return fit(text, width, size, among);
  return `${text.slice(0, end)}\n${fit(text.slice(end + 1), width, size)}`;
}

/// Diagonal lines over a colour, so that damage is told without colour.
export function addHatch(svg: SVGSVGElement, id: string): void {
  const ns = 'http://www.w3.org/2000/svg';
  const make = (tag: string, attributes: Record<string, string>, ...children: SVGElement[]): SVGElement => {
    const node = document.createElementNS(ns, tag) as SVGElement;
    Object.entries(attributes).forEach(([k, v]) => node.setAttribute(k, v));
    node.append(...children);
    return node;
  };
  const pattern = make('pattern', { id, width: '5', height: '5', patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' },
    make('rect', { width: '5', height: '5', fill: 'var(--f4)' }),
    make('line', { x1: '0', y1: '0', x2: '0', y2: '5', stroke: 'var(--f4line)', 'stroke-width': '1.6' }));
  svg.prepend(make('defs', {}, pattern));
}
