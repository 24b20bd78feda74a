/// What is being looked at: theme, tab, figure, stock, and what is open over the page.
import { computed, signal } from '@preact/signals';
import type { AnswerKey } from '../words/answers';
import { inBrowser } from './storage';

export type Tab = 'answers' | 'scenario' | 'catalogue' | 'studies' | 'log';

export const TABS: { id: Tab; name: string }[] = [
  { id: 'answers', name: 'Answers' },
  { id: 'scenario', name: 'Scenario' },
  { id: 'catalogue', name: 'Catalogue' },
  { id: 'studies', name: 'Studies' },
  { id: 'log', name: 'Log' },
];

export const tab = signal<Tab>('answers');
export const figure = signal('waterfall');
/// The stock shown, `nation.item`; empty for the one that is short first.
export const stock = signal('');
/// Whose origin is told beside the figures; null when closed.
export const origin = signal<AnswerKey | null>(null);
export const catalogueId = signal('');
/// The element open in the form, `kind.id`.
export const element = signal('');
export const isHelpOpen = signal(false);
/// A sentence for the live region and the foot of the page; empty when nothing is to be said.
export const notice = signal('');

export type Theme = 'light' | 'dark';

const dark = matchMedia('(prefers-color-scheme: dark)');
const system = signal<Theme>(dark.matches ? 'dark' : 'light');
dark.addEventListener('change', (event) => (system.value = event.matches ? 'dark' : 'light'));

/// Chosen by hand and kept in this browser; null follows the system.
const chosen = signal<Theme | null>(inBrowser.get('theme') as Theme | null);

export const theme = computed<Theme>(() => chosen.value ?? system.value);

export function switchTheme(): void {
  const next = theme.value === 'dark' ? 'light' : 'dark';
  chosen.value = next === system.value ? null : next;
  if (chosen.value) inBrowser.set('theme', chosen.value);
  else inBrowser.remove('theme');
}

let clearing = 0;

/// Says something for some seconds.
export function say(text: string): void {
  notice.value = text;
  clearTimeout(clearing);
  clearing = window.setTimeout(() => (notice.value = ''), 8000);
}
