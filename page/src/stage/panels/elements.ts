/** What stands on the map as a list for the keyboard: arrows choose, letters jump, Enter opens the story. */
import { element } from '../dom';
import { elementsOf } from '../scene';
import type { Pick } from '../stage';
import type { Shown } from '../view';

export interface Elements {
  root: HTMLElement;
  /** The scene changed. */
  refresh(): void;
  focus(): void;
}

export function createElements(shown: Shown, onPoint: (pick: Pick) => void, onPick: (pick: Pick) => void): Elements {
  const root = element('div', { class: 'stage-elements', role: 'listbox', tabindex: '0', 'aria-label': 'Elements on the map: arrows choose, Enter opens the story' });
  let options: { pick: Pick; name: string; node: HTMLElement }[] = [];
  let at = -1;

  function refresh(): void {
    const before = options[at]?.pick;
    options = [];
    const groups = (shown.scene ? elementsOf(shown.scene) : []).map(({ words, kind, all }) => {
      const nodes = all.map(({ id, name }) => {
        const node = element('div', { role: 'option', id: `stage-element-${options.length}`, 'aria-selected': 'false' }, name);
        const pick: Pick = { kind, id };
        node.addEventListener('click', () => {
          go(options.findIndex((o) => o.pick === pick));
          onPick(pick);
        });
        options.push({ pick, name, node });
        return node;
      });
      return element('div', { role: 'group', 'aria-label': words }, element('h4', { 'aria-hidden': 'true' }, words), ...nodes);
    });
    root.replaceChildren(...(groups.length > 0 ? groups : [element('p', {}, 'Nothing stands on the map in this study.')]));
    at = options.findIndex((o) => before && o.pick.kind === before.kind && o.pick.id === before.id);
    mark();
    begin();
  }

  /** Chooses the first where nothing is and the keyboard is here: the list may be opened before the scene has come. */
  function begin(): void {
    if (at < 0 && options.length > 0 && document.activeElement === root) go(0);
  }

  function mark(): void {
    options.forEach((o, i) => o.node.setAttribute('aria-selected', String(i === at)));
    const chosen = options[at];
    if (chosen) root.setAttribute('aria-activedescendant', chosen.node.id);
    else root.removeAttribute('aria-activedescendant');
    chosen?.node.scrollIntoView({ block: 'nearest' });
  }

  function go(to: number): void {
    at = Math.min(options.length - 1, Math.max(0, to));
    mark();
    const chosen = options[at];
    if (chosen) onPoint(chosen.pick);
  }

  /** The next one whose name begins with a letter. */
  function jump(letter: string): void {
    const order = options.map((_, i) => (at + 1 + i) % options.length);
    const found = order.find((i) => options[i]?.name.toLowerCase().startsWith(letter.toLowerCase()));
    if (found !== undefined) go(found);
  }

  root.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const chosen = options[at];
    if (event.key === 'ArrowDown') go(at + 1);
    else if (event.key === 'ArrowUp') go(at - 1);
    else if (event.key === 'Home') go(0);
    else if (event.key === 'End') go(options.length - 1);
    else if ((event.key === 'Enter' || event.key === ' ') && chosen) onPick(chosen.pick);
    else if (event.key.length === 1 && event.key !== ' ') jump(event.key);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  return {
    root, refresh,
    focus() {
      root.focus();
      begin();
    },
  };
}
