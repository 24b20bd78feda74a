/// The stage while it is there, and what was picked on it.
import { signal } from '@preact/signals';
import type { Pick, Stage } from '../stage/stage';

export const stage = signal<Stage | null>(null);
export const picked = signal<Pick | null>(null);
