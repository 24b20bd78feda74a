/// What is printed in place of the page: the pages of the run's `report.html`, with its own style, in a shadow tree. A run without
/// them, as one that goes on, prints its state and the four answers as far as there are any.
import { useEffect, useRef, useState } from 'preact/hooks';
import { api } from '../api/client';
import { against, isBusy, type Live, main, report, reportId } from '../state/runs';
import { id as scenarioId } from '../state/scenario';
import { answers } from '../words/answers';
import { claimOf, sentence, sourceLine } from '../words/names';
import { whole } from '../words/numbers';

export function PrintPages() {
  const host = useRef<HTMLDivElement>(null);
  const [filled, setFilled] = useState('');
  const live = main.value;
  const id = live && live.report && !isBusy(live) ? reportId.value : '';
  useEffect(() => {
    setFilled('');
    if (!id || !host.current) return;
    const node = host.current;
    let isWanted = true;
    const idle = window.setTimeout(() => {
      void api.file(id, 'report.html').then((result) => {
        if (!isWanted || !result.ok) return;
        fill(node, result.value);
        setFilled(id);
      });
    }, 1500);
    return () => {
      isWanted = false;
      clearTimeout(idle);
    };
  }, [id]);
  const isWhole = id !== '' && filled === id;
  const state = stateOf(live);
  return (
    <div class="print-pages light" aria-hidden="true">
      {state && <p class="print-state">{state}</p>}
      {!isWhole && <Short />}
      <div ref={host} hidden={!isWhole} />
    </div>
  );
}

/// What must be said beside a report that is not of a whole run; empty where it is.
function stateOf(live: Live | null): string {
  if (!live) return 'No run yet.';
  const done = `${whole(live.done)} done of ${whole(live.runs)}`;
  const isOfBefore = live.report !== null && live.of?.id !== live.id ? ' The answers are of the run before it.' : '';
  if (isBusy(live)) return `The run goes on: ${live.state === 'running' ? done : live.state}.${isOfBefore}`;
  if (live.state === 'cancelled') return `Cancelled, ${done}.${isOfBefore}`;
  if (live.state === 'failed') return `The last run failed: ${live.error}${live.report ? ' The answers are of the run before it.' : ''}`;
  return '';
}

/// Title, question and the four answers.
function Short() {
  const shown = report.value;
  if (!shown) return <h1>{scenarioId.value}</h1>;
  return (
    <>
      <h1>{shown.scenario.title}</h1>
      <p>{shown.scenario.question}</p>
      <p>{sentence(claimOf(shown))}.</p>
      {answers(shown, against.value).map((answer) => (
        <section key={answer.key}>
          <h2>{answer.question}</h2>
          <p><b>{answer.headline}</b></p>
          <p>{[answer.detail, answer.change].filter(Boolean).join(' · ')}</p>
        </section>
      ))}
      <p>{sourceLine(shown)}</p>
    </>
  );
}

/// Puts the report's body under its own style; its script is left out.
function fill(node: HTMLElement, html: string): void {
  const parsed = new DOMParser().parseFromString(html, 'text/html');
  parsed.querySelectorAll('script, button').forEach((n) => n.remove());
  parsed.querySelectorAll('details').forEach((d) => d.setAttribute('open', ''));
  const root = node.shadowRoot ?? node.attachShadow({ mode: 'open' });
  const styles = [...parsed.querySelectorAll('style')].map((s) => {
    const scoped = document.createElement('style');
    scoped.textContent = (s.textContent ?? '').replace(/:root(\.dark|:not\(\.light\))/g, '.never').replaceAll(':root, .light', ':host').replace(/(^|[\s}])body \{/g, '$1:host {');
    return scoped;
  });
  root.replaceChildren(...styles, ...parsed.body.childNodes);
}
