/// The view in the address: a link reopens scenario, run, figure, time and camera.
import { effect } from '@preact/signals';
import type { ViewState } from '../stage/stage';
import { FIGURES } from '../figures/list';
import * as runs from './runs';
import * as scenario from './scenario';
import * as view from './view';

export interface Linked {
  scenario: string;
  run: string;
  text: string;
  without: string[];
  stage: Partial<ViewState>;
}

/// The parts of a sample by their key in a link.
const SAMPLE: [string, keyof runs.Sample][] = [['n', 'runs'], ['worlds', 'worlds'], ['seed', 'seed']];

/// The stage's state as it last said it.
let stage: Partial<ViewState> = {};

export function noteStage(state: ViewState): void {
  stage = state;
  later();
}

const rounded = (x: number): number => Math.round(x * 1e4) / 1e4;

function fragment(withText: boolean): string {
  const out = new URLSearchParams();
  const put = (key: string, value: string): void => {
    if (value) out.set(key, value);
  };
  put('s', scenario.id.value);
  put('run', runs.main.value?.id ?? '');
  for (const [key, part] of SAMPLE) if (runs.sample.value[part] !== runs.DEFAULT_SAMPLE[part]) put(key, String(runs.sample.value[part]));
  put('tab', view.tab.value === 'answers' ? '' : view.tab.value);
  put('fig', view.figure.value === 'waterfall' ? '' : view.figure.value);
  put('stock', view.stock.value);
  put('entry', view.tab.value === 'catalogue' ? view.catalogueId.value : '');
  put('without', runs.without.value.join(','));
  put('one', runs.shownRun.value ? String(runs.shownRun.value) : '');
  put('arm', runs.shownArm.value);
  if (stage.time_s) put('t', String(rounded(stage.time_s)));
  if (stage.speed && stage.speed !== 1) put('speed', String(stage.speed));
  put('follow', stage.follow ?? '');
  put('layers', (stage.layers ?? []).join(','));
  put('camera', (stage.camera ?? []).map(rounded).join(','));
  if (stage.pick) put('pick', `${stage.pick.kind}:${stage.pick.id}`);
  if (withText && scenario.isChanged.value) put('text', scenario.text.value);
  return out.toString();
}

/// The address of this view; a changed scenario travels in it.
export const link = (): string => `${location.origin}${location.pathname}#${fragment(true)}`;

const WRITE_AFTER_MS = 400;
let timer = 0;

function later(): void {
  clearTimeout(timer);
  timer = window.setTimeout(() => history.replaceState(null, '', `#${fragment(false)}`), WRITE_AFTER_MS);
}

/// Keeps the address in step with the view.
export function watchView(): () => void {
  return effect(() => {
    fragment(false);
    later();
  });
}

const isNumber = (text: string): boolean => text !== '' && Number.isFinite(Number(text));

/// A whole number in a link, from the least that makes sense to the most that counting is sure of.
function wholeWithin(text: string, least: number): number | null {
  return isNumber(text) && Number(text) >= least ? Math.min(Math.round(Number(text)), Number.MAX_SAFE_INTEGER) : null;
}

/// Reads an address, and sets what can be set at once.
export function readLink(): Linked {
  const given = new URLSearchParams(location.hash.slice(1));
  const get = (key: string): string => given.get(key) ?? '';
  const listed = (key: string): string[] => get(key).split(',').filter(Boolean);
  const tab = view.TABS.find((t) => t.id === get('tab'));
  if (tab) view.tab.value = tab.id;
  if (Object.hasOwn(FIGURES, get('fig'))) view.figure.value = get('fig');
  view.stock.value = get('stock');
  view.catalogueId.value = get('entry');
  runs.shownRun.value = wholeWithin(get('one'), 0) ?? 0;
  runs.shownArm.value = get('arm');
  const asked = SAMPLE.flatMap(([key, part]) => {
    const given = wholeWithin(get(key), part === 'seed' ? 0 : 1);
    return given === null ? [] : [[part, given]];
  });
  runs.sample.value = { ...runs.sample.value, ...(Object.fromEntries(asked) as Partial<runs.Sample>) };
  const restored: Partial<ViewState> = {};
  if (isNumber(get('t'))) restored.time_s = Number(get('t'));
  if (isNumber(get('speed'))) restored.speed = Number(get('speed'));
  if (get('follow')) restored.follow = get('follow');
  if (get('layers')) restored.layers = listed('layers');
  if (get('camera') && listed('camera').every(isNumber)) restored.camera = listed('camera').map(Number);
  const [pickKind, ...pickId] = get('pick').split(':');
  if (pickKind && pickId.length) restored.pick = { kind: pickKind as NonNullable<ViewState['pick']>['kind'], id: pickId.join(':') };
  stage = restored;
  return { scenario: get('s'), run: get('run'), text: get('text'), without: listed('without'), stage: restored };
}
