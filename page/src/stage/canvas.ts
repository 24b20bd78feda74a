/** Canvases to draw on, in the memory that suits the machine. */
import { hasFastWebgl } from './mode';

/** The context of a canvas; where graphics are software, plain memory is many times faster than memory behind them. */
export function context(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const ctx = canvas.getContext('2d', { willReadFrequently: !hasFastWebgl() });
  if (!ctx) throw new Error('This browser has no canvas to draw on.');
  return ctx;
}
