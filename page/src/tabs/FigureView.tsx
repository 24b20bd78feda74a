/// One figure: finding, what is shown, drawing at the width there is, source line, exports, and its numbers as a table.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Report } from '../api/report';
import type { Figure, Sheet } from '../figures/figure';
import type * as All from '../figures/all';
import { letterScale } from '../figures/scale';
import { sourceLine } from '../words/names';
import { theme } from '../state/view';

/// As in panels.css.
const SMALL_HEIGHT = 92;

/// Drawn larger where the page's letters are, as on a projector.
function drawn(figure: Figure, width: number, height: number, isSmall: boolean): SVGSVGElement {
  const scale = letterScale();
  const svg = figure.draw(Math.round(width / scale), Math.round(height / scale), isSmall);
  svg.setAttribute('width', String(width));
  svg.setAttribute('height', String(height));
  return svg;
}

/// The room a figure has, followed as the page is drawn wider or narrower.
function useSize(): [preact.RefObject<HTMLDivElement | null>, { width: number; height: number }] {
  const host = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  useEffect(() => {
    if (!host.current) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setSize({ width: Math.floor(entry.contentRect.width), height: Math.floor(entry.contentRect.height) });
    });
    observer.observe(host.current);
    return () => observer.disconnect();
  }, []);
  return [host, size];
}

interface LargeProps {
  figure: Figure;
  report: Report;
  all: typeof All;
  /// The live stock fan, where this is one.
  fan: ReturnType<typeof All.fan>;
  children?: preact.ComponentChildren;
}

export function LargeFigure({ figure, report, all, fan, children }: LargeProps) {
  const [host, size] = useSize();
  const [read, setRead] = useState('');
  const [isTable, setTable] = useState(false);
  const dark = theme.value;
  const width = size.width;
  const height = Math.min(Math.max(size.height, 180), fan ? 420 : (figure.wants ?? 340) * 1.2);
  useEffect(() => {
    const node = host.current;
    if (!node || width < 80 || isTable) return;
    if (fan) {
      const mounted = all.mountFan(node, fan, width, height, setRead);
      return () => mounted.destroy();
    }
    node.replaceChildren(drawn(figure, width, height, false));
    return () => node.replaceChildren();
  }, [figure, fan, width, height, isTable, dark]);
  return (
    <figure class="figure" aria-labelledby={`title-${figure.id}`}>
      <figcaption>
        <h3 id={`title-${figure.id}`}>{figure.title}</h3>
        <p class="cap">{figure.subtitle}</p>
        {children}
      </figcaption>
      {isTable ? (
        <div class="tablewrap" tabIndex={0} role="region" aria-label="The numbers of the figure">
          <SheetTable sheet={figure.sheet} />
        </div>
      ) : (
        <>
          <div class="drawing" ref={host} />
          <div class="unseen">
            <SheetTable sheet={figure.sheet} />
          </div>
        </>
      )}
      <div class="foot">
        <p class="cap">{read || sourceLine(report)}</p>
        <span class="tools">
          <button type="button" aria-pressed={isTable} onClick={() => setTable(!isTable)}>
            table
          </button>
          {(['svg', 'png', 'csv'] as const).map((kind) => (
            <button type="button" key={kind} title={`Save as ${kind.toUpperCase()}`} onClick={() => all.saveFigure(figure, report, kind)}>
              {kind.toUpperCase()}
            </button>
          ))}
        </span>
      </div>
    </figure>
  );
}

export function SmallFigure({ figure, onOpen }: { figure: Figure; onOpen(): void }) {
  const [host, { width }] = useSize();
  const dark = theme.value;
  useEffect(() => {
    const node = host.current;
    if (!node || width < 60) return;
    const svg = drawn(figure, width, SMALL_HEIGHT, true);
    svg.setAttribute('aria-hidden', 'true');
    node.replaceChildren(svg);
    return () => node.replaceChildren();
  }, [figure, width, dark]);
  return (
    <button type="button" class="small" onClick={onOpen} title={figure.title}>
      <span class="title">{figure.title}</span>
      <div class="drawing" ref={host} />
    </button>
  );
}

export function SheetTable({ sheet }: { sheet: Sheet }) {
  const kind = (i: number): string => (i < sheet.words ? '' : 'n');
  return (
    <table>
      <thead>
        <tr>
          {sheet.head.map((h, i) => (
            <th scope="col" class={kind(i)} key={h}>
              {h}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {sheet.rows.map((row, r) => (
          <tr key={r}>
            {row.map((cell, i) => (
              <td class={kind(i)} key={i}>
                {cell}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
