/** Names on the globe, none over another from where the eye is; the first to be added has the place. */
import {
  BillboardCollection, Cartesian2, Cartesian3, HorizontalOrigin, SceneTransforms, type Billboard, type Scene,
} from 'cesium';
import { context } from '../canvas';

export const SANS = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';
const HEIGHT_PX = 18;

export interface Names {
  add(text: string, at: Cartesian3, gap_px: number, font: string, tone: string, halo: string): void;
  clear(): void;
}

export function createNames(scene: Scene): Names {
  const all = scene.primitives.add(new BillboardCollection()) as BillboardCollection;
  let made: { one: Billboard; width_px: number; gap_px: number }[] = [];
  const spot = new Cartesian2();

  /** Hides every name that would lie over an earlier one or over the edge. */
  function arrange(): void {
    const taken: [number, number, number, number][] = [];
    for (const { one, width_px, gap_px } of made) {
      const at = SceneTransforms.worldToWindowCoordinates(scene, one.position, spot);
      if (!at) {
        one.show = false;
        continue;
      }
      const box: [number, number, number, number] = [at.x + gap_px, at.y - 8, at.x + gap_px + width_px, at.y + 8];
      one.show = taken.every((t) => box[2] < t[0] || t[2] < box[0] || box[3] < t[1] || t[3] < box[1]);
      if (one.show) taken.push(box);
    }
  }
  scene.preRender.addEventListener(arrange);

  return {
    add(text, position, gap_px, font, tone, halo) {
      const { image, width_px } = written(text, font, tone, halo);
      const one = all.add({ position, width: width_px, height: HEIGHT_PX, horizontalOrigin: HorizontalOrigin.LEFT, pixelOffset: new Cartesian2(gap_px, 0) });
      one.setImage(`${text} ${font} ${tone}`, image);
      made.push({ one, width_px, gap_px });
    },
    clear() {
      all.removeAll();
      made = [];
    },
  };
}

function written(text: string, font: string, tone: string, halo: string): { image: HTMLCanvasElement; width_px: number } {
  const image = document.createElement('canvas');
  const ctx = context(image);
  ctx.font = font;
  const width_px = Math.ceil(ctx.measureText(text).width) + 6;
  image.width = 2 * width_px;
  image.height = 2 * HEIGHT_PX;
  ctx.scale(2, 2);
  ctx.font = font;
  ctx.textBaseline = 'middle';
  ctx.lineJoin = 'round';
  ctx.lineWidth = 3.2;
  ctx.strokeStyle = halo;
  ctx.strokeText(text, 3, HEIGHT_PX / 2);
  ctx.fillStyle = tone;
  ctx.fillText(text, 3, HEIGHT_PX / 2);
  return { image, width_px };
}
