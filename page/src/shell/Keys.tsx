/// The keyboard, and the list of its keys.
import { useEffect, useRef } from 'preact/hooks';
import { isBusy, main, cancel, start } from '../state/runs';
import { redo, undo } from '../state/scenario';
import { closeStory, placing, stage } from '../state/stage';
import { isHelpOpen, origin, switchTheme, tab, TABS } from '../state/view';
import { ANSWER_KEYS } from '../words/answers';
import { openAnswer } from './Answers';

const KEYS: [string, string][] = [
  ['space', 'play or pause'],
  ['← →', 'the event before, the next event'],
  ['1 2 3 4', 'open an answer’s figure'],
  ['a s c u l', 'Answers, Scenario, Catalogue, stUdies, Log'],
  ['e', 'the elements on the map: arrows choose, Enter opens'],
  ['/', 'search the values or the catalogue'],
  ['r', 'run, or cancel the run'],
  ['Ctrl Z, Ctrl ⇧ Z', 'undo, redo a change of the scenario'],
  ['t', 'light or dark'],
  ['Esc', 'close what is open'],
  ['?', 'this list'],
];

const TAB_KEYS: Record<string, number> = { a: 0, s: 1, c: 2, u: 3, l: 4 };

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

export function watchKeys(): () => void {
  const listen = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || isHelpOpen.value) return;
    const isText = isTyping(event.target);
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'z' && tab.value === 'scenario' && !isText) {
      event.preventDefault();
      return event.shiftKey ? redo() : undo();
    }
    if (isText || event.ctrlKey || event.metaKey || event.altKey) return;
    if (act(event)) event.preventDefault();
  };
  document.addEventListener('keydown', listen);
  return () => document.removeEventListener('keydown', listen);
}

/// Does what a key stands for; whether it did anything.
function act(event: KeyboardEvent): boolean {
  const { key, target } = event;
  const isControl = target instanceof HTMLElement && /^(BUTTON|A|SUMMARY)$/.test(target.tagName);
  const answer = ANSWER_KEYS[Number(key) - 1];
  if (answer) openAnswer(answer);
  else if (key === '?') isHelpOpen.value = true;
  else if (key === '/') search();
  else if (key === 'r') isBusy(main.value) ? cancel() : void start();
  else if (key === 't') switchTheme();
  else if (key === 'Escape') {
    if (placing.value) placing.value = null;
    else {
      origin.value = null;
      closeStory();
    }
  } else if (TAB_KEYS[key] !== undefined) tab.value = TABS[TAB_KEYS[key]]?.id ?? 'answers';
  else return !(isControl && (key === ' ' || key === 'Enter')) && (stage.value?.key(event) ?? false);
  return true;
}

/// Puts the cursor into the search that is there, or opens the catalogue's.
function search(): void {
  const focus = (): boolean => {
    const field = document.querySelector<HTMLInputElement>('#panel-body .search');
    field?.focus();
    field?.select();
    return field !== null;
  };
  if (focus()) return;
  tab.value = 'catalogue';
  let tries = 0;
  const again = (): void => {
    tries += 1;
    if (!focus() && tries < 60) requestAnimationFrame(again);
  };
  requestAnimationFrame(again);
}

export function Keys() {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (isHelpOpen.value) dialog.current?.showModal();
    else dialog.current?.close();
  }, [isHelpOpen.value]);
  return (
    <dialog class="keys" ref={dialog} aria-label="Keys" onClose={() => (isHelpOpen.value = false)}>
      <h3>Keys</h3>
      <dl>
        {KEYS.map(([key, what]) => (
          <>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </>
        ))}
      </dl>
      <button type="button" class="plain-button" onClick={() => (isHelpOpen.value = false)}>
        Close
      </button>
    </dialog>
  );
}
