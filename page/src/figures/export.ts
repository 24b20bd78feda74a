/// A figure as a file: on paper colours, with title, subtitle and source in the picture; or its numbers as CSV.
import type { Report } from '../api/report';
import { sourceLine } from '../words/names';
import { csv, type Figure } from './figure';
import { save } from './save';

export type Kind = 'svg' | 'png' | 'csv';

const WIDTH = 860;
const PAD = 18;
const PNG_SCALE = 3;
const NS = 'http://www.w3.org/2000/svg';

function lines(text: string, size: number, width: number): string[] {
  const out: string[] = [];
  let row = '';
  for (const word of text.split(/\s+/)) {
    if (row && (row.length + word.length + 1) * size * 0.53 > width) {
      out.push(row);
      row = '';
    }
    row += (row ? ' ' : '') + word;
  }
  return [...out, row];
}

/// The colours of paper for every `var(--…)` in a text.
function onPaper(text: string): string {
  const probe = document.body.appendChild(document.createElement('i'));
  probe.className = 'light';
  const light = getComputedStyle(probe);
  const out = text.replace(/var\((--[\w-]+)\)/g, (_, name: string) => light.getPropertyValue(name).trim());
  probe.remove();
  return out;
}

function standalone(figure: Figure, report: Report): { text: string; width: number; height: number } {
  const height = Math.max(figure.wants ?? 340, 220);
  const drawing = figure.draw(WIDTH, height, false);
  const out = document.createElementNS(NS, 'svg');
  const words = (text: string, y: number, size: number, fill: string, weight = 400): void => {
    const node = document.createElementNS(NS, 'text');
    Object.entries({ x: PAD, y, fill, 'font-size': size, 'font-weight': weight }).forEach(([k, v]) => node.setAttribute(k, String(v)));
    node.textContent = text;
    out.append(node);
  };
  let y = PAD;
  for (const line of lines(figure.title, 17, WIDTH)) words(line, (y += 22) - 4, 17, 'var(--ink)', 600);
  for (const line of lines(figure.subtitle, 13, WIDTH)) words(line, (y += 18) - 4, 13, 'var(--mute)');
  drawing.setAttribute('x', String(PAD));
  drawing.setAttribute('y', String(y + 12));
  out.append(drawing);
  y += 12 + height;
  words(sourceLine(report), y + 26, 12, 'var(--mute)');
  const [w, h] = [WIDTH + 2 * PAD, y + 26 + PAD];
  const paper = document.createElementNS(NS, 'rect');
  Object.entries({ width: w, height: h, fill: 'var(--paper)' }).forEach(([k, v]) => paper.setAttribute(k, String(v)));
  out.prepend(paper);
  Object.entries({ xmlns: NS, viewBox: `0 0 ${w} ${h}`, width: w, height: h, 'font-family': 'system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif' })
    .forEach(([k, v]) => out.setAttribute(k, String(v)));
  return { text: onPaper(new XMLSerializer().serializeToString(out)), width: w, height: h };
}

export function saveFigure(figure: Figure, report: Report, kind: Kind): void {
  const name = `${report.scenario.name}-${figure.id}.${kind}`;
  if (kind === 'csv') return save(new Blob([csv(figure.sheet)], { type: 'text/csv' }), name);
  const { text, width, height } = standalone(figure, report);
  if (kind === 'svg') return save(new Blob([text], { type: 'image/svg+xml' }), name);
  const image = new Image();
  image.onload = () => {
    const canvas = document.createElement('canvas');
    canvas.width = width * PNG_SCALE;
    canvas.height = height * PNG_SCALE;
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    canvas.toBlob((blob) => blob && save(blob, name), 'image/png');
  };
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
}
