/** The marks of map, globe, timeline and legend, drawn by one hand. */
import { context } from './canvas';

export type Shape =
  | 'triangle' | 'star' | 'diamond' | 'square' | 'disc' | 'cross' | 'tilde' | 'bar' | 'ring' | 'target' | 'box' | 'plus'
  | 'battery' | 'ship' | 'sensor' | 'area' | 'dart';

const OPEN: ReadonlySet<Shape> = new Set<Shape>(['cross', 'tilde', 'bar', 'ring', 'box', 'plus', 'sensor']);

/** Draws a mark of radius `r` in `tone`; filled marks have a halo of `halo` so that they stand off what is beneath. */
export function mark(ctx: CanvasRenderingContext2D, shape: Shape, x: number, y: number, r: number, tone: string, halo: string): void {
  ctx.save();
  ctx.translate(x, y);
  ctx.lineJoin = 'round';
  ctx.lineCap = 'round';
  ctx.beginPath();
  outline(ctx, shape, r);
  ctx.setLineDash([]);
  ctx.strokeStyle = halo;
  if (OPEN.has(shape)) {
    ctx.lineWidth = 4.4;
    ctx.stroke();
    ctx.strokeStyle = tone;
    ctx.lineWidth = 2;
    ctx.stroke();
  } else {
    ctx.lineWidth = 2.4;
    ctx.stroke();
    ctx.fillStyle = tone;
    ctx.fill();
  }
  if (shape === 'target') {
    ctx.beginPath();
    ctx.arc(0, 0, r * 1.45, 0, 2 * Math.PI);
    ctx.strokeStyle = tone;
    ctx.lineWidth = 1.4;
    ctx.stroke();
  }
  ctx.restore();
}

function outline(ctx: CanvasRenderingContext2D, shape: Shape, r: number): void {
  switch (shape) {
    case 'triangle': return polygon(ctx, [0, -r * 1.15, r, r * 0.75, -r, r * 0.75]);
    case 'dart': return polygon(ctx, [0, -r * 1.2, r * 0.7, r, 0, r * 0.5, -r * 0.7, r]);
    case 'diamond': return polygon(ctx, [0, -r * 1.2, r * 0.95, 0, 0, r * 1.2, -r * 0.95, 0]);
    case 'square':
    case 'box': return ctx.rect(-r * 0.85, -r * 0.85, r * 1.7, r * 1.7);
    case 'star': {
      const points: number[] = [];
      for (let i = 0; i < 8; i += 1) {
        const d = i % 2 === 0 ? r * 1.35 : r * 0.55;
        points.push(d * Math.sin((i * Math.PI) / 4), -d * Math.cos((i * Math.PI) / 4));
      }
      return polygon(ctx, points);
    }
    case 'disc':
    case 'ring': return ctx.arc(0, 0, r * 0.9, 0, 2 * Math.PI);
    case 'target': return ctx.arc(0, 0, r * 0.75, 0, 2 * Math.PI);
    case 'cross': return lines(ctx, [-r, -r, r, r, -r, r, r, -r], 0.8);
    case 'plus': return lines(ctx, [-r, 0, r, 0, 0, -r, 0, r], 0.9);
    case 'bar': return lines(ctx, [-r, 0, r, 0], 1);
    case 'tilde': {
      ctx.moveTo(-r * 1.1, r * 0.3);
      return ctx.bezierCurveTo(-r * 0.4, -r * 1.3, r * 0.4, r * 1.3, r * 1.1, -r * 0.3);
    }
    case 'battery': return polygon(ctx, [0, -r * 1.15, r, -r * 0.3, r, r, -r, r, -r, -r * 0.3]);
    case 'ship': return polygon(ctx, [-r * 1.35, -r * 0.1, -r * 0.35, -r * 0.1, -r * 0.35, -r, r * 0.35, -r, r * 0.35, -r * 0.1, r * 1.35, -r * 0.1, r * 0.85, r * 0.9, -r * 0.85, r * 0.9]);
    case 'sensor': {
      ctx.arc(0, r * 0.7, r * 1.5, -Math.PI * 0.75, -Math.PI * 0.25);
      ctx.moveTo(0, r * 0.7);
      return ctx.arc(0, r * 0.7, r * 0.65, -Math.PI * 0.75, -Math.PI * 0.25);
    }
    case 'area': {
      for (let i = 0; i < 3; i += 1) {
        const a = (i * 2 * Math.PI) / 3 - Math.PI / 2;
        ctx.moveTo(r * 0.7 * Math.cos(a) + r * 0.42, r * 0.7 * Math.sin(a));
        ctx.arc(r * 0.7 * Math.cos(a), r * 0.7 * Math.sin(a), r * 0.42, 0, 2 * Math.PI);
      }
    }
  }
}

function polygon(ctx: CanvasRenderingContext2D, points: number[]): void {
  for (let i = 0; i < points.length; i += 2) {
    if (i === 0) ctx.moveTo(points[0] as number, points[1] as number);
    else ctx.lineTo(points[i] as number, points[i + 1] as number);
  }
  ctx.closePath();
}

function lines(ctx: CanvasRenderingContext2D, points: number[], by: number): void {
  for (let i = 0; i < points.length; i += 4) {
    ctx.moveTo((points[i] as number) * by, (points[i + 1] as number) * by);
    ctx.lineTo((points[i + 2] as number) * by, (points[i + 3] as number) * by);
  }
}

/** A mark on a canvas of its own, `px` wide in screen pixels, for a billboard or a legend. */
export function stamp(shape: Shape, r: number, tone: string, halo: string, px = Math.ceil(r * 3.6)): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  const ratio = 2;
  canvas.width = px * ratio;
  canvas.height = px * ratio;
  canvas.style.width = `${px}px`;
  canvas.style.height = `${px}px`;
  const ctx = context(canvas);
  ctx.scale(ratio, ratio);
  mark(ctx, shape, px / 2, px / 2, r, tone, halo);
  return canvas;
}
