/// The scenario being edited: its text, the faults in it, its scene, and undo across form and text.
import { batch, computed, effect, signal } from '@preact/signals';
import { api } from '../api/client';
import type { Change, Check, ScenarioEntry, ScenarioText, Scene, Status } from '../api/types';
import { latest } from './latest';
import { inTab } from './storage';
import { say } from './view';

export const status = signal<Status | null>(null);
export const scenarios = signal<ScenarioEntry[]>([]);
export const id = signal('');
export const kind = signal<'bundled' | 'own'>('bundled');
/// As kept by the server.
export const saved = signal('');
export const text = signal('');
/// The last check of what is open; null until the first has come.
export const check = signal<Check | null>(null);
/// The text that was checked.
const checkedText = signal('');
/// Whether the check is of the text as it stands now.
export const isChecked = computed(() => check.value !== null && checkedText.value === text.value);
export const scene = signal<Scene | null>(null);
export const loadError = signal('');
export const isChanged = computed(() => text.value !== saved.value);
export const faults = computed(() => check.value?.faults ?? []);

const undoable = signal<string[]>([]);
const redoable = signal<string[]>([]);
export const canUndo = computed(() => undoable.value.length > 0);
export const canRedo = computed(() => redoable.value.length > 0);

const CHECK_AFTER_MS = 350;
/// Typing within this time is one step of undo.
const ONE_STEP_MS = 900;
const MOST_STEPS = 200;

let lastChange_ms = 0;

/// Changes the text; steps that follow quickly, as in typing, are undone together.
export function setText(next: string, isTyping = false): void {
  if (next === text.value) return;
  const now = performance.now();
  if (!isTyping || now - lastChange_ms > ONE_STEP_MS) undoable.value = [...undoable.value, text.value].slice(-MOST_STEPS);
  lastChange_ms = isTyping ? now : 0;
  redoable.value = [];
  text.value = next;
}

export function undo(): void {
  const last = undoable.value.at(-1);
  if (last === undefined) return;
  redoable.value = [...redoable.value, text.value];
  undoable.value = undoable.value.slice(0, -1);
  text.value = last;
}

export function redo(): void {
  const last = redoable.value.at(-1);
  if (last === undefined) return;
  undoable.value = [...undoable.value, text.value];
  redoable.value = redoable.value.slice(0, -1);
  text.value = last;
}

let pendingEdit: Promise<void> = Promise.resolve();

/// Changes keys in the text, comments kept, one after the other. What is typed meanwhile stays: the change is then made again,
/// to that; it is dropped where another scenario has been opened.
export function edit(changes: Change[]): Promise<void> {
  const isOpen = shows.hold();
  pendingEdit = pendingEdit.then(async () => {
    while (isOpen()) {
      const before = text.value;
      const result = await api.edit(before, changes);
      if (!isOpen()) return;
      if (!result.ok) return say(result.message);
      if (text.value !== before) continue;
      const fault = result.value.faults[0];
      if (fault && result.value.text === before) say(fault.key ? `${fault.key}: ${fault.message}` : fault.message);
      setText(result.value.text);
      return;
    }
  });
  return pendingEdit;
}

export async function listScenarios(): Promise<void> {
  const result = await api.scenarios();
  if (result.ok) scenarios.value = result.value.scenarios;
  else loadError.value = result.message;
}

/// Openings asked for, and openings shown.
export const openings = latest();
export const shows = latest();

/// Opens a scenario that the server has; false where it could not, or where another was asked for meanwhile.
export async function openScenario(wanted: string): Promise<boolean> {
  const isLatest = openings.begin();
  const result = await api.scenario(wanted);
  if (!isLatest()) return false;
  if (!result.ok) {
    loadError.value = result.message;
    if (id.value) say(result.message);
    return false;
  }
  openKept(result.value);
  return true;
}

export function openKept(kept: ScenarioText): void {
  loadError.value = '';
  show(kept.id, kept.kind, kept.text, kept.text);
}

/// Opens a text that the server does not keep: a file, a link, or that of an earlier run.
export function openText(name: string, content: string): void {
  openings.begin();
  loadError.value = '';
  show(name, 'own', '', content);
}

function show(nextId: string, nextKind: 'bundled' | 'own', kept: string, content: string): void {
  shows.begin();
  batch(() => {
    id.value = nextId;
    kind.value = nextKind;
    saved.value = kept;
    undoable.value = [];
    redoable.value = [];
    check.value = null;
    text.value = content;
  });
}

/// What to send for this scenario: its id as long as it is as kept, else its text.
export function asked(): { scenario: string } | { text: string } {
  return isChanged.value ? { text: text.value } : { scenario: id.value };
}

export async function keepAs(name: string, overwrite: boolean): Promise<number> {
  const result = await api.keep(name, text.value, overwrite);
  if (!result.ok) {
    if (result.status !== 409) say(result.message);
    return result.status;
  }
  id.value = name;
  kind.value = 'own';
  saved.value = text.value;
  await listScenarios();
  say(`Kept as ${name}.`);
  return 200;
}

export async function rename(name: string): Promise<void> {
  const old = id.value;
  if ((await keepAs(name, false)) === 200 && old !== name) {
    await api.remove(old);
    await listScenarios();
  }
}

export async function removeScenario(): Promise<void> {
  const result = await api.remove(id.value);
  if (!result.ok) return say(result.message);
  say(`${id.value} is deleted; its text is still here until you leave.`);
  saved.value = '';
  await listScenarios();
}

let timer = 0;
let version = 0;

async function checkNow(content: string): Promise<void> {
  version += 1;
  const mine = version;
  const result = await api.check(content);
  if (mine !== version) return;
  if (!result.ok) return say(result.message);
  batch(() => {
    check.value = result.value;
    checkedText.value = content;
  });
  if (!result.value.ok || scene.value?.hash === result.value.hash) return;
  const drawn = await api.scene(content === saved.value ? { scenario: id.value } : { text: content });
  if (mine === version && drawn.ok) scene.value = drawn.value;
}

interface Draft {
  id: string;
  text: string;
}

/// A change that was not kept, from before the page was loaded again.
export function draft(): Draft | null {
  try {
    return JSON.parse(inTab.get('draft') ?? 'null') as Draft | null;
  } catch {
    return null;
  }
}

/// Holds what is not kept for as long as the tab is open.
export function watchDraft(): () => void {
  return effect(() => {
    if (isChanged.value) inTab.set('draft', JSON.stringify({ id: id.value, text: text.value } satisfies Draft));
    else if (id.value) inTab.remove('draft');
  });
}

/// Checks the text whenever it rests.
export function watchText(): () => void {
  return effect(() => {
    const content = text.value;
    if (!id.value) return;
    version += 1;
    clearTimeout(timer);
    timer = window.setTimeout(() => void checkNow(content), check.peek() ? CHECK_AFTER_MS : 0);
  });
}
