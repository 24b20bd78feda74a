/// The element that is being written and is not in the text yet: it stays while others, or other tabs, are looked at.
import { effect, signal } from '@preact/signals';
import type { Table } from '../scenario/document';
import type { Kind } from '../scenario/schema';
import { element } from './view';

export interface Adding {
  kind: Kind;
  draft: Table;
  /// Shown in the place of the element that is open.
  isOpen: boolean;
}

export const adding = signal<Adding | null>(null);

let shown = element.peek();
effect(() => {
  if (element.value === shown) return;
  shown = element.value;
  const begun = adding.peek();
  if (begun) adding.value = { ...begun, isOpen: false };
});
