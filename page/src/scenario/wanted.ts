/// Between form and text: the line to go to, and the line the cursor is in.
import { signal } from '@preact/signals';

/// A line to go to, from 0; each asking is a new object.
export const wantedLine = signal<{ line: number; isFocus: boolean } | null>(null);
/// The line the cursor is in, from 0.
export const cursorLine = signal(0);
