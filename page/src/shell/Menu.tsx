/// A button that opens a list: arrows move, Escape closes, a click elsewhere closes.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

export interface Item {
  key: string;
  name: string;
  note?: string;
  isOn?: boolean;
  isDisabled?: boolean;
  act(): void;
}

export interface Group {
  title?: string;
  items: Item[];
}

interface Props {
  label: string;
  title: string;
  groups: Group[];
  isRight?: boolean;
  onOpen?(): void;
  children?: ComponentChildren;
}

export function Menu({ label, title, groups, isRight, onOpen, children }: Props) {
  const [isOpen, setOpen] = useState(false);
  const host = useRef<HTMLDivElement>(null);
  const close = (isBack: boolean): void => {
    setOpen(false);
    if (isBack) host.current?.querySelector('button')?.focus();
  };
  useEffect(() => {
    if (!isOpen) return;
    const outside = (event: Event): void => {
      if (!host.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener('pointerdown', outside);
    document.addEventListener('focusin', outside);
    const list = host.current?.querySelector('.list');
    (list?.querySelector<HTMLElement>('.on') ?? list?.querySelector('button'))?.focus();
    return () => {
      document.removeEventListener('pointerdown', outside);
      document.removeEventListener('focusin', outside);
    };
  }, [isOpen]);
  const onKey = (event: KeyboardEvent): void => {
    if (!isOpen) return;
    if (event.key === 'Escape') {
      event.stopPropagation();
      close(true);
    }
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    event.stopPropagation();
    const all = [...(host.current?.querySelectorAll<HTMLElement>('.list button:not(:disabled)') ?? [])];
    const at = all.indexOf(document.activeElement as HTMLElement);
    all[(at + (event.key === 'ArrowDown' ? 1 : -1) + all.length) % all.length]?.focus();
  };
  return (
    <div class={isRight ? 'menu right' : 'menu'} ref={host} onKeyDown={onKey}>
      <button
        type="button"
        title={title}
        aria-haspopup="true"
        aria-expanded={isOpen}
        onClick={() => {
          if (!isOpen) onOpen?.();
          setOpen(!isOpen);
        }}
      >
        <span>{label}</span>
      </button>
      {isOpen && (
        <div class="list" role="group" aria-label={title}>
          {groups.filter((g) => g.items.length > 0).map((group) => (
            <div key={group.title ?? ''}>
              {group.title && <h3>{group.title}</h3>}
              {group.items.map((item) => (
                <button
                  type="button"
                  key={item.key}
                  class={item.isOn ? 'on' : ''}
                  aria-current={item.isOn ? 'true' : undefined}
                  disabled={item.isDisabled}
                  onClick={() => {
                    close(true);
                    item.act();
                  }}
                >
                  {item.name}
                  {item.note && <small>{item.note}</small>}
                </button>
              ))}
            </div>
          ))}
          {children}
        </div>
      )}
    </div>
  );
}
