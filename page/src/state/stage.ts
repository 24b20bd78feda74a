/// The stage while it is there, what was picked on it, and who is who in the replay it shows.
import { signal } from '@preact/signals';
import type { Pick, Stage } from '../stage/stage';

export const stage = signal<Stage | null>(null);
export const picked = signal<Pick | null>(null);

/// Whether it was picked by key: its story is read next.
export const isPickedByKey = signal(false);

/// What waits for a click on the map that says where it stands.
export const placing = signal<{ path: string; act(lat_deg: number, lon_deg: number): void } | null>(null);

/// Closes the story of what was picked; its mark on the stage goes too.
export function closeStory(): void {
  picked.value = null;
  stage.value?.restore({ pick: null });
}

/// Names in a replay.
export interface Cast {
  threats: { name: string; class: string }[];
  shots: { threat: number; element: string; interceptor: string | null; outcome: string }[];
}

export const cast = signal<Cast | null>(null);

const HEAD_BYTES = 12;

/// Reads the names from a replay's header; null where there is none.
export function castOf(replay: ArrayBuffer): Cast | null {
  try {
    const length = new DataView(replay).getUint32(8, true);
    return JSON.parse(new TextDecoder().decode(new Uint8Array(replay, HEAD_BYTES, length))) as Cast;
  } catch {
    return null;
  }
}

/// The threat that a pick is about, by name: a shot is told by the threat it is at.
export function threatOf(pick: Pick): string | null {
  return pick.kind === 'threat' || pick.kind === 'shot' ? pick.id : null;
}
