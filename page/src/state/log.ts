/// What was asked of the server and what failed, newest first.
import { signal } from '@preact/signals';

export interface Entry {
  at: Date;
  what: string;
  status: number;
  took_ms: number;
  message: string;
}

const MOST_ENTRIES = 300;

export const log = signal<Entry[]>([]);
export const failures = signal(0);

export function note(method: string, path: string, status: number, took_ms: number, message: string): void {
  log.value = [{ at: new Date(), what: `${method} ${path}`, status, took_ms, message }, ...log.value].slice(0, MOST_ENTRIES);
  if (status === 0 || status >= 400) failures.value += 1;
}

/// Something that went wrong in the page itself.
export function noteFault(message: string): void {
  log.value = [{ at: new Date(), what: 'page', status: 0, took_ms: 0, message }, ...log.value].slice(0, MOST_ENTRIES);
  failures.value += 1;
}
