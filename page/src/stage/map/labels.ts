/** Names beside their marks, none over another: the first to ask has the place. */

interface Box { x: number; y: number; w: number; h: number }

export interface Labels {
  /** Keeps a mark free of names. */
  keep(x: number, y: number, r: number): void;
  /** Writes a name beside a mark where there is room. */
  put(text: string, x: number, y: number, r: number, font: string, tone: string, halo: string): void;
}

export function createLabels(ctx: CanvasRenderingContext2D, width: number, height: number): Labels {
  const taken: Box[] = [];
  const is_free = (b: Box): boolean => b.x > 2 && b.y > 2 && b.x + b.w < width - 2 && b.y + b.h < height - 2
    && taken.every((t) => b.x + b.w < t.x || t.x + t.w < b.x || b.y + b.h < t.y || t.y + t.h < b.y);
  return {
    keep: (x, y, r) => void taken.push({ x: x - r, y: y - r, w: 2 * r, h: 2 * r }),
    put(text, x, y, r, font, tone, halo) {
      ctx.font = font;
      const w = ctx.measureText(text).width;
      const h = 14;
      const gap = r + 4;
      const places: [number, number][] = [
        [x + gap, y - h / 2], [x - gap - w, y - h / 2], [x - w / 2, y + gap - 1], [x - w / 2, y - gap - h + 1],
        [x + gap * 0.8, y + gap * 0.4], [x + gap * 0.8, y - gap * 0.4 - h], [x - gap * 0.8 - w, y + gap * 0.4], [x - gap * 0.8 - w, y - gap * 0.4 - h],
      ];
      const at = places.find(([bx, by]) => is_free({ x: bx, y: by, w, h }));
      if (!at) return;
      taken.push({ x: at[0] - 2, y: at[1], w: w + 4, h });
      ctx.textAlign = 'left';
      ctx.textBaseline = 'middle';
      ctx.lineJoin = 'round';
      ctx.lineWidth = 3.2;
      ctx.strokeStyle = halo;
      ctx.strokeText(text, at[0], at[1] + h / 2);
      ctx.fillStyle = tone;
      ctx.fillText(text, at[0], at[1] + h / 2);
    },
  };
}
