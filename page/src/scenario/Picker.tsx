/// A text field that searches a list as one types; anything else may be written too.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Choice } from './choices';

interface Props {
  id: string;
  describedBy: string;
  value: string;
  choices: Choice[];
  onChange(value: string | undefined): void;
}

const MOST = 60;

export function Picker({ id, describedBy, value, choices, onChange }: Props) {
  /// What is typed since the list opened; null while it is closed.
  const [typed, setTyped] = useState<string | null>(null);
  const [at, setAt] = useState(0);
  const list = useRef<HTMLUListElement>(null);
  // The form may end under the field.
  useEffect(() => {
    if (typed !== null) list.current?.scrollIntoView({ block: 'nearest' });
  }, [typed !== null]);
  const words = (typed ?? '').toLowerCase();
  const found = typed === null ? [] : choices.filter((c) => `${c.id} ${c.name}`.toLowerCase().includes(words)).slice(0, MOST);
  const give = (next: string): void => {
    setTyped(null);
    if (next !== value) onChange(next || undefined);
  };
  const go = (to: number): void => {
    const next = (to + found.length) % Math.max(1, found.length);
    setAt(next);
    list.current?.children[next]?.scrollIntoView({ block: 'nearest' });
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (typed === null) return setTyped('');
      go(at + (event.key === 'ArrowDown' ? 1 : -1));
    } else if (event.key === 'Enter' && typed !== null) {
      event.preventDefault();
      give(found[at]?.id ?? typed);
    } else if (event.key === 'Escape' && typed !== null) {
      event.stopPropagation();
      setTyped(null);
    }
  };
  const name = choices.find((c) => c.id === value)?.name;
  return (
    <span class="picker">
      <input
        id={id} aria-describedby={describedBy} role="combobox" autocomplete="off" aria-expanded={typed !== null} aria-controls={`${id}-list`} aria-autocomplete="list"
        aria-activedescendant={found[at] ? `${id}-${at}` : undefined} value={typed || (typed === null ? value : '')} placeholder={typed === null ? 'search' : value || 'search'}
        onFocus={() => setAt(0)} onClick={() => setTyped(typed ?? '')} onKeyDown={onKey}
        onInput={(e) => {
          setTyped(e.currentTarget.value);
          setAt(0);
        }}
        onBlur={() => typed !== null && give(typed || value)}
      />
      {typed === null && name && name !== value && <span class="doc"> {name}</span>}
      {typed !== null && (
        <ul id={`${id}-list`} role="listbox" ref={list}>
          {found.map((c, i) => (
            // On pointer down: the field would be left before the click.
            <li key={c.id} id={`${id}-${i}`} role="option" aria-selected={i === at} onPointerDown={(e) => {
              e.preventDefault();
              give(c.id);
            }}>
              {c.name}
              <small>{c.name === c.id ? c.note : [c.id, c.note].filter(Boolean).join(' · ')}</small>
            </li>
          ))}
          {found.length === 0 && <li class="m" aria-disabled="true">{choices.length ? 'nothing of that name' : 'nothing to choose from'}</li>}
        </ul>
      )}
    </span>
  );
}
