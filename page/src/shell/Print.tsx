/// What is printed in place of the page: the pages of the run's `report.html`, with its own style, in a shadow tree.
import { useEffect, useRef } from 'preact/hooks';
import { api } from '../api/client';
import { main } from '../state/runs';

export function PrintPages() {
  const host = useRef<HTMLDivElement>(null);
  const live = main.value;
  const id = live?.state === 'done' ? live.id : '';
  useEffect(() => {
    if (!id || !host.current) return;
    const node = host.current;
    let isWanted = true;
    const idle = window.setTimeout(() => {
      void api.file(id, 'report.html').then((result) => {
        if (isWanted && result.ok) fill(node, result.value);
      });
    }, 1500);
    return () => {
      isWanted = false;
      clearTimeout(idle);
    };
  }, [id]);
  return <div class="print-pages light" ref={host} aria-hidden="true" />;
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
