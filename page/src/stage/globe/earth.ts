/** The Earth itself: the bundled Natural Earth texture as a quiet wash under a coastline, in the theme's paper and ink. */
import {
  buildModuleUrl, Cartesian3, Color, ImageryLayer, TileMapServiceImageryProvider, type CesiumWidget,
} from 'cesium';
import { coastlines } from '../map/land';
import type { Palette } from '../palette';
import { addLines, rgba, type Lines } from './lines';

/** Height of the coastline over the ellipsoid, so that its long chords stay above it (m). */
const COAST_M = 2_000;

export interface Earth { tone(c: Palette): void }

export async function createEarth(widget: CesiumWidget): Promise<Earth> {
  const { scene } = widget;
  const provider = await TileMapServiceImageryProvider.fromUrl(buildModuleUrl('Assets/Textures/NaturalEarthII'), { fileExtension: 'jpg' });
  const layer = new ImageryLayer(provider);
  scene.imageryLayers.add(layer);
  const rings = (await coastlines()).map((flat) => Cartesian3.fromDegreesArrayHeights(raised(flat)));
  let coast: Lines | null = null;
  return {
    tone(c) {
      const is_dark = c.theme === 'dark';
      layer.alpha = is_dark ? 0.3 : 0.42;
      layer.saturation = is_dark ? 0.2 : 0.3;
      layer.brightness = is_dark ? 0.75 : 1.35;
      layer.contrast = is_dark ? 1.1 : 0.9;
      layer.gamma = is_dark ? 0.9 : 1.25;
      scene.globe.baseColor = Color.fromCssColorString(is_dark ? '#1b2126' : '#eef0ec');
      scene.backgroundColor = Color.fromCssColorString(c.paper);
      coast?.remove();
      coast = addLines(scene.primitives, rings.map((points) => ({ points, width_px: 1, tone: rgba(is_dark ? '#77818a' : '#8f8c80', is_dark ? 0.5 : 0.75), dash: [], share: 1 })));
    },
  };
}

function raised(flat: number[]): number[] {
  const out: number[] = [];
  for (let i = 0; i < flat.length; i += 2) out.push(flat[i] as number, flat[i + 1] as number, COAST_M);
  return out;
}
