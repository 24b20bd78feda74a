/** What the stage asks of the map and of the globe, and what they tell it. */
import type { Scene } from '../api/types';
import type { Frame } from './frame';
import type { LayerId } from './layers';
import type { Palette } from './palette';
import type { Replay } from './replay';
import type { Pick } from './stage';

/** Everything a view draws; the stage owns it, a view only reads. */
export interface Shown {
  scene: Scene | null;
  replay: Replay | null;
  /** Why there is no replay, as a sentence. */
  absence: string;
  frame: Frame | null;
  palette: Palette;
  layers: ReadonlySet<LayerId>;
  pick: Pick | null;
  follow: string | null;
  is_editable: boolean;
  /** The next click says where something stands. */
  is_placing: boolean;
}

/** What changed since the last drawing; a view redoes only what rests on it. */
export type Change = 'scene' | 'replay' | 'palette' | 'layers' | 'pick' | 'time' | 'size';

export interface ViewHost {
  shown: Shown;
  onHover(pick: Pick | null, x: number, y: number): void;
  onPick(pick: Pick | null): void;
  onMoveBattery(id: string, lat_deg: number, lon_deg: number): void;
  onPlace(lat_deg: number, lon_deg: number): void;
  /** The reader moved the camera by hand. */
  onCamera(): void;
  /** A drawing is wanted. */
  invalidate(): void;
}

export interface View {
  changed(what: Change): void;
  /** Draws what is shown, if anything changed. */
  draw(): void;
  /** lon_deg, lat_deg, height_m of the eye over that point, and for the globe heading and pitch (rad). */
  camera(): number[];
  setCamera(camera: number[]): void;
  /** Keeps the eye over a moving point. */
  centre(lon_deg: number, lat_deg: number, altitude_m: number): void;
  zoom(by: number): void;
  snapshot(): Promise<Blob>;
  destroy(): void;
}

export function samePick(a: Pick | null, b: Pick | null): boolean {
  return a === b || (a !== null && b !== null && a.kind === b.kind && a.id === b.id);
}
