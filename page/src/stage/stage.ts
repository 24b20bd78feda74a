/// The stage: the globe or map on which one run is seen, and its timeline. Here a placeholder with the interface.
import type { Scene } from '../api/types';

export interface Pick {
  kind: 'place' | 'battery' | 'sensor' | 'area' | 'constellation' | 'threat' | 'shot' | 'launch_area';
  id: string;
}

export interface ViewState {
  time_s: number;
  speed: number;
  playing: boolean;
  follow: string | null;
  layers: string[];
  camera: number[];
  pick: Pick | null;
}

export interface StageCallbacks {
  onPick(pick: Pick | null): void;
  onMoveBattery(id: string, lat_deg: number, lon_deg: number): void;
  onState(state: ViewState): void;
}

export interface Stage {
  setScene(scene: Scene): void;
  setReplay(replay: ArrayBuffer | null): void;
  setTheme(theme: 'light' | 'dark'): void;
  setEditable(on: boolean): void;
  restore(state: Partial<ViewState>): void;
  state(): ViewState;
  key(event: KeyboardEvent): boolean;
  snapshot(): Promise<Blob>;
  destroy(): void;
}

/// Draws nothing yet.
export function createStage(_host: HTMLElement, _timeline: HTMLElement, _callbacks: StageCallbacks): Promise<Stage> {
  const state: ViewState = { time_s: 0, speed: 1, playing: false, follow: null, layers: [], camera: [], pick: null };
  return Promise.resolve({
    setScene: () => undefined,
    setReplay: () => undefined,
    setTheme: () => undefined,
    setEditable: () => undefined,
    restore: () => undefined,
    state: () => state,
    key: () => false,
    snapshot: () => Promise.resolve(new Blob()),
    destroy: () => undefined,
  });
}
