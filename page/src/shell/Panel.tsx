/// The tabs, and the one that is open.
import { useEffect, useState } from 'preact/hooks';
import type { ComponentType } from 'preact';
import { AnswersTab } from '../tabs/AnswersTab';
import { failures } from '../state/log';
import { faults } from '../state/scenario';
import { tab, TABS, type Tab } from '../state/view';

const LATER: Record<Exclude<Tab, 'answers'>, () => Promise<ComponentType>> = {
  scenario: () => import('../tabs/ScenarioTab').then((m) => m.ScenarioTab),
  catalogue: () => import('../tabs/CatalogueTab').then((m) => m.CatalogueTab),
  studies: () => import('../tabs/StudiesTab').then((m) => m.StudiesTab),
  log: () => import('../tabs/LogTab').then((m) => m.LogTab),
};

export function Panel() {
  const open = tab.value;
  const badge: Partial<Record<Tab, number>> = { scenario: faults.value.length, log: failures.value };
  const onKey = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    event.stopPropagation();
    const at = TABS.findIndex((t) => t.id === open);
    const next = TABS[(at + step + TABS.length) % TABS.length];
    if (!next) return;
    tab.value = next.id;
    document.getElementById(`tab-${next.id}`)?.focus();
  };
  return (
    <section class="panel" aria-label="Answers, scenario, catalogue, studies, log">
      <div class="tabs" role="tablist" onKeyDown={onKey}>
        {TABS.map((t) => (
          <button
            type="button" role="tab" key={t.id} id={`tab-${t.id}`} aria-selected={t.id === open} aria-controls="panel-body"
            tabIndex={t.id === open ? 0 : -1} onClick={() => (tab.value = t.id)}
          >
            {t.name}
            {badge[t.id] ? <span class="badge">{badge[t.id]}</span> : null}
          </button>
        ))}
      </div>
      <div class={open === 'scenario' ? 'body fill' : 'body'} id="panel-body" role="tabpanel" aria-labelledby={`tab-${open}`}>
        {open === 'answers' ? <AnswersTab /> : <Later key={open} name={open} />}
      </div>
    </section>
  );
}

/// A tab whose code comes when it is first opened.
function Later({ name }: { name: Exclude<Tab, 'answers'> }) {
  const [Shown, setShown] = useState<ComponentType | null>(null);
  useEffect(() => {
    let isWanted = true;
    void LATER[name]().then((component) => {
      if (isWanted) setShown(() => component);
    });
    return () => (isWanted = false);
  }, []);
  return Shown ? <Shown /> : <p class="cap">Opening…</p>;
}
