/// What gets through: layer by layer, by the fate of each group, and run by run.
import * as Plot from '@observablehq/plot';
import type { Count, Fate, Fates, Raid, Report } from '../api/report';
import { band, mean, meanBand, percent, plain, range, tableMean } from '../words/numbers';
import { armName, sentence } from '../words/names';
import type { Figure } from './figure';
import { addHatch, GRID, gridAbove, INK, MUTE, plot, rowLabel, ACCENT, FATE_COLOURS, PAPER } from './plot';

interface Step {
  row: string;
  count: Count;
  from: number;
  to: number;
  /// Ends of the 5–95 % of runs, on the axis.
  low: number;
  high: number;
  isTotal: boolean;
  colour: string;
  after: number;
}

/// A count of all without that of the groups that stand apart. Its spread is known only where these do not vary.
function without(all: Count, apart: Count[]): Count {
  const less = apart.reduce((sum, c) => sum + c.mean, 0);
  const mean = Math.max(all.mean - less, 0);
  return apart.every((c) => c.p05 === c.p95) ? { ...all, mean, p05: all.p05 - less, p95: all.p95 - less } : { ...all, mean, p05: mean, p95: mean };
}

const sameCount = (a: Count, b: Count): boolean => a.mean === b.mean && a.p05 === b.p05 && a.p95 === b.p95;

/// The raid as the answers count it: groups that stand apart are left out, and so is the family that shot at these alone.
function steps(raid: Raid): Step[] {
  const apart = raid.by_group.filter(([, separate]) => separate).map(([, , fates]) => fates);
  const theirs = apart.length === 1 ? apart[0]?.intercepted : undefined;
  const alone = theirs && theirs.mean > 0 ? raid.by_family.find(([, c]) => sameCount(c, theirs)) : undefined;
  const families = raid.by_family.filter((f) => f !== alone && f[1].mean > 0.04);
  const shared = alone ? 0 : apart.reduce((sum, f) => sum + f.intercepted.mean, 0);
  const suppressed = without(raid.all.suppressed, apart.map((f) => f.suppressed));
  const failed = without(raid.all.failed, apart.map((f) => f.failed));
  const out: Step[] = [];
  let level = raid.threats.mean;
  const total = (row: string, count: Count, colour: string): void => {
    level = count.mean;
    out.push({ row, count, from: 0, to: count.mean, low: count.p05, high: count.p95, isTotal: true, colour, after: level });
  };
  const taken = (row: string, count: Count, colour: string): void => {
    const after = Math.max(level - count.mean, 0);
    out.push({ row, count, from: after, to: level, low: level - count.p95, high: level - count.p05, isTotal: false, colour, after });
    level = after;
  };
  total('launched', raid.threats, 'var(--total)');
  families.forEach(([name, c]) => taken(name, c, 'var(--f0)'));
  // Some of what these stopped stands apart and was never in the total.
  if (shared > 0.04) taken('of it, counted apart', { ...raid.through, mean: -shared, p05: -shared, p95: -shared }, 'var(--f1)');
  if (suppressed.p95 > 0) taken('jammed, lured, lost', suppressed, 'var(--f1)');
  taken('failed by themselves', failed, 'var(--f2)');
  total('get through', raid.through, 'var(--total)');
  taken('fall harmless', raid.fell_harmless, 'var(--f3)');
  total('do damage', raid.leakers, 'var(--f4)');
  return out;
}

/// ` 4 more, intercontinental, are counted apart: 1.6 get through.`
function apartWords(raid: Raid): string {
  return raid.by_group.filter(([, separate]) => separate)
    .map(([group, , f]) => ` ${mean(f.launched)} more, ${group}, are counted apart: ${mean(f.through)} get through.`).join('');
}

export function waterfall(report: Report): Figure | null {
  const raid = report.raid;
  if (!raid || raid.threats.mean <= 0) return null;
  const rows = steps(raid);
  const best = rows.filter((s) => s.colour === 'var(--f0)').reduce<Step | null>((b, s) => (b && b.count.mean >= s.count.mean ? b : s), null);
  const layer = best && best.count.mean >= 0.5 ? `; ${best.row} ${best.row.includes(', ') || best.row.endsWith('s') ? 'stop' : 'stops'} most, ${meanBand(best.count)}` : '';
  return {
    id: 'waterfall',
    answer: 'through',
    title: `Of ${mean(raid.threats)} sent, ${mean(raid.leakers)} do damage${layer}`,
    subtitle: `From all launched to what does damage, layer by layer: ${raid.name ?? raid.id}, ${armName(report, report.scenario.arms[0]?.id ?? '')}. Bars are means, lines 5–95 % of runs.${apartWords(raid)}`,
    wants: 30 + rows.length * 24,
    sheet: {
      head: ['step', 'mean', 'p05', 'p95', 'left after'],
      rows: rows.map((s) => [s.row, plain(s.count.mean), plain(s.count.p05), plain(s.count.p95), plain(s.after)]),
      words: 1,
    },
    draw(width, height, isSmall) {
      const left = isSmall ? 84 : 152;
      const right = isSmall ? 36 : 108;
      const isEnd = (name: string): boolean => rows.some((s) => s.isTotal && s.row === name);
      const value = (s: Step): string => `${s.isTotal || Math.abs(s.count.mean) < 0.05 ? '' : s.count.mean < 0 ? '+' : '−'}${tableMean(Math.abs(s.count.mean))}`;
      const spread = (s: Step): string => (s.count.p05 === s.count.p95 ? '' : `(${band(s.count)})`);
      return plot({
        label: 'Waterfall from launched to damage', width, height, marginLeft: left, marginRight: right, marginTop: isSmall ? 16 : 22, marginBottom: 2,
        x: { domain: [0, rows[0]?.to ?? 1], axis: null },
        y: { domain: rows.map((s) => s.row), padding: 0.24 },
        marks: [
          ...gridAbove(isSmall),
          Plot.axisY({ tickSize: 0, label: null, fontSize: isSmall ? 10.5 : 12.5, tickFormat: (d: string) => (isSmall && !isEnd(d) ? '' : rowLabel(d, isSmall ? left : left - 8, isSmall ? 11.5 : 12, rows.map((s) => s.row), height / rows.length)) }),
          Plot.barX(rows, { y: 'row', x1: 'from', x2: 'to', fill: 'colour' }),
          Plot.ruleY(rows, { y: 'row', x1: (s: Step) => clamp(s.low, rows), x2: (s: Step) => clamp(s.high, rows), stroke: PAPER, strokeWidth: 3.4, strokeOpacity: 0.8 }),
          Plot.ruleY(rows, { y: 'row', x1: (s: Step) => clamp(s.low, rows), x2: (s: Step) => clamp(s.high, rows), stroke: INK, strokeWidth: 1.3 }),
          ...(isSmall
            ? [Plot.text(rows.filter((s) => s.isTotal), { y: 'row', frameAnchor: 'right', dx: 34, text: value, fontWeight: 600, fontSize: 10.5, textAnchor: 'end' as const })]
            : [
                Plot.text(rows, { y: 'row', frameAnchor: 'right', dx: 46, text: value, textAnchor: 'end' as const, fontWeight: ((s: Step) => (s.isTotal ? 650 : 400)) as unknown as number, fontSize: 12.5 }),
                Plot.text(rows, { y: 'row', frameAnchor: 'right', dx: 52, text: spread, textAnchor: 'start' as const, fill: MUTE }),
              ]),
        ],
      });
    },
  };
}

const clamp = (x: number, rows: Step[]): number => Math.min(Math.max(x, 0), rows[0]?.to ?? x);

const FATES: [Fate, string][] = [
  ['intercepted', 'intercepted'], ['suppressed', 'suppressed'], ['failed', 'failed'], ['fell_harmless', 'fell harmless'], ['leaked', 'leaked: does damage'],
];

interface Piece {
  row: string;
  x1: number;
  x2: number;
  value: number;
  at: number;
}

/// Fates of groups, or of classes: stacked in the order that is always kept, as shares of those sent.
export function fates(report: Report): Figure | null {
  const raid = report.raid;
  if (!raid) return null;
  const groups = raid.by_group.filter(([, , f]) => f.launched.mean > 0);
  if (groups.length === 0) return null;
  const order = [...groups.filter(([, apart]) => !apart), ...groups.filter(([, apart]) => apart)];
  const name = ([group, apart]: [string, boolean, Fates]): string => (apart ? `${group} *` : group);
  const share = (f: Fates): number => f.through.mean / Math.max(f.launched.mean, 1e-9);
  const together = groups.filter(([, apart]) => !apart).sort((a, b) => share(b[2]) - share(a[2]));
  const [worst, best] = [together[0], together.at(-1)];
  const title = worst && best && worst !== best
    ? `Most often through: ${worst[0]}, ${percent(share(worst[2]))}; least: ${best[0]}, ${percent(share(best[2]))}`
    : worst ? `${sentence(worst[0])}: ${percent(share(worst[2]))} get through` : 'How each group ended';
  const classes = report.scenario.classes.flatMap((c): [string, Fates][] => {
    const found = raid.by_class[c.id];
    return found && found.launched.mean > 0 ? [[c.name, found]] : [];
  });
  const sheetRow = (label: string, f: Fates): string[] =>
    [label, plain(f.launched.mean), ...FATES.map(([k]) => plain(f[k].mean)), plain(f.through.mean), plain(f.through.p05), plain(f.through.p95)];
  const apart = groups.some(([, a]) => a) ? ' * apart, not in the totals.' : '';
  return {
    id: 'fates',
    answer: 'through',
    title,
    subtitle: `How each group ended, as shares of those sent; numbers are means of the runs.${apart}`,
    wants: 56 + order.length * 34,
    sheet: {
      head: ['group', 'launched', ...FATES.map(([, n]) => n), 'get through', 'p05', 'p95'],
      rows: [...order.map((g) => sheetRow(name(g), g[2])), ...classes.map(([label, f]) => sheetRow(`of it: ${label}`, f))],
      words: 1,
    },
    draw(width, height, isSmall) {
      const left = isSmall ? 122 : 160;
      const right = isSmall ? 20 : 100;
      const pieces: Piece[][] = FATES.map(() => []);
      for (const g of order) {
        const values = FATES.map(([k]) => Math.max(g[2][k].mean, 0));
        const total = values.reduce((a, b) => a + b, 0) || 1;
        let from = 0;
        values.forEach((value, at) => {
          pieces[at]?.push({ row: name(g), x1: from, x2: from + value / total, value, at });
          from += value / total;
        });
      }
      const inner = width - left - right;
      const hatch = `hatch-${isSmall ? 's' : 'l'}`;
      const legendStep = FATES.map(([, n]) => 34 + n.length * 6.8);
      const svg = plot({
        label: 'Fates by group', width, height, marginLeft: left, marginRight: right, marginTop: isSmall ? 0 : 30, marginBottom: isSmall ? 18 : 20,
        x: { domain: [0, 1], axis: null },
        y: { domain: order.map(name), padding: 0.26 },
        marks: [
          Plot.axisX({ anchor: 'bottom', ticks: isSmall ? 2 : 4, tickSize: 0, label: null, color: MUTE, fontSize: isSmall ? 10.5 : 12, tickFormat: (d: number) => `${d * 100}\u00a0%` }),
          Plot.axisY({ tickSize: 0, label: null, fontSize: isSmall ? 9.5 : 12.5, tickFormat: (d: string) => rowLabel(d, left - 4, isSmall ? 9 : 12, order.map(name), (height - 50) / order.length) }),
          ...pieces.map((p, i) => Plot.barX(p, { y: 'row', x1: 'x1', x2: 'x2', fill: i === 4 ? `url(#${hatch})` : (FATE_COLOURS[i] ?? INK), insetRight: 0.7 })),
          ...(isSmall ? [] : pieces.slice(0, 5).map((p, i) => Plot.text(p.filter((d) => (d.x2 - d.x1) * inner > 26), {
            y: 'row', x: (d: Piece) => (d.x1 + d.x2) / 2, text: (d: Piece) => tableMean(d.value), fill: `var(--on${i})`, ...(i === 4 ? { stroke: 'var(--f4)', strokeWidth: 4, fontWeight: 600 } : {}),
          }))),
          ...(isSmall ? [] : [
            Plot.text(order, { y: name, frameAnchor: 'right', dx: 8, textAnchor: 'start' as const, fontWeight: 600, text: (g: [string, boolean, Fates]) => tableMean(g[2].through.mean) }),
            Plot.text(order, { y: name, frameAnchor: 'right', dx: 44, textAnchor: 'start' as const, fill: MUTE, text: (g: [string, boolean, Fates]) => `(${range(g[2].through.p05, g[2].through.p95)})` }),
            Plot.text(['get through'], { frameAnchor: 'top-right', dx: 8, dy: -16, textAnchor: 'start' as const, fill: MUTE }),
          ]),
        ],
      });
      addHatch(svg, hatch);
      if (!isSmall) legend(svg, legendStep, hatch, Math.max(width - right - legendStep.reduce((a, b) => a + b, 0), 0));
      return svg;
    },
  };
}

function legend(svg: SVGSVGElement, stepWidths: number[], hatch: string, start: number): void {
  let x = start;
  const ns = svg.namespaceURI ?? '';
  FATES.forEach(([, name], i) => {
    const box = document.createElementNS(ns, 'rect');
    Object.entries({ x, y: 2, width: 12, height: 12, fill: i === 4 ? `url(#${hatch})` : (FATE_COLOURS[i] ?? '') }).forEach(([k, v]) => box.setAttribute(k, String(v)));
    const words = document.createElementNS(ns, 'text');
    Object.entries({ x: x + 17, y: 12.5, fill: 'var(--ink)', 'text-anchor': 'start' }).forEach(([k, v]) => words.setAttribute(k, String(v)));
    words.textContent = name;
    svg.append(box, words);
    x += stepWidths[i] ?? 0;
  });
}

interface Bin {
  from: number;
  to: number;
  share: number;
  runs: number;
}

function bins(histogram: [number, number][], most: number): Bin[] {
  const there = histogram.filter(([, n]) => n > 0);
  const values = there.map(([v]) => v);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const total = there.reduce((sum, [, n]) => sum + n, 0);
  const width = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000].find((w) => (high - low) / w < most) ?? 50000;
  const start = Math.floor(low / width) * width;
  const out: Bin[] = [];
  for (let from = start; from <= high; from += width) out.push({ from, to: from + width, share: 0, runs: 0 });
  for (const [value, n] of there) {
    const bin = out[Math.floor((value - start) / width)];
    if (bin) {
      bin.runs += n;
      bin.share = bin.runs / total;
    }
  }
  return out;
}

export function histogram(report: Report): Figure | null {
  const raid = report.raid;
  if (!raid || raid.histogram.length === 0 || raid.threats.mean <= 0) return null;
  const all = bins(raid.histogram, 40);
  const c = raid.through;
  return {
    id: 'histogram',
    answer: 'through',
    title: `${mean(c)} get through, in nine runs of ten ${band(c)}`,
    subtitle: `Number that get through in each run, ${raid.name ?? raid.id} of ${mean(raid.threats)}; darker: 5–95 % of runs. Below: mean and spread, hollow without failures that strike a whole raid.`,
    sheet: { head: ['get through, from', 'runs'], rows: all.map((b) => [plain(b.from), plain(b.runs)]), words: 0 },
    draw(width, height, isSmall) {
      const shown = isSmall ? bins(raid.histogram, 24) : all;
      const inside = (b: Bin): boolean => b.to > c.p05 && b.from <= c.p95;
      const highest = Math.max(...shown.map((b) => b.share));
      const below = isSmall ? 0 : 0.34 * highest;
      const other = raid.through_without_common_mode;
      return plot({
        label: 'Histogram of the number that get through', width, height, marginLeft: isSmall ? 26 : 38, marginRight: 8, marginTop: isSmall ? 6 : 24, marginBottom: isSmall ? 18 : 22,
        x: { axis: null }, y: { domain: [-below, highest], axis: null },
        marks: [
          Plot.gridY({ ticks: ticksOf(highest), stroke: GRID, strokeOpacity: 1 }),
          Plot.axisY({ ticks: ticksOf(highest), tickSize: 0, label: null, color: MUTE, fontSize: isSmall ? 10.5 : 12, tickFormat: (d: number) => String(Math.round(d * 100)) }),
          Plot.axisX({ ticks: isSmall ? 4 : 8, tickSize: 0, label: null, color: MUTE, fontSize: isSmall ? 10.5 : 12 }),
          Plot.rectY(shown.filter((b) => !inside(b)), { x1: 'from', x2: 'to', y: 'share', fill: 'var(--fan50)', inset: 0.5 }),
          Plot.rectY(shown.filter(inside), { x1: 'from', x2: 'to', y: 'share', fill: 'var(--f0)', inset: 0.5 }),
          Plot.ruleY([0], { stroke: MUTE }),
          Plot.ruleX([c.mean], { y1: 0, y2: highest, stroke: INK, strokeWidth: 1.3 }),
          ...(isSmall ? [] : [
            Plot.text([c], { x: 'mean', y: highest, dy: -9, fontWeight: 600, text: () => `mean ${mean(c)}` }),
            Plot.text(['% of runs'], { frameAnchor: 'top-left', dx: -34, dy: -16, fill: MUTE, textAnchor: 'start' as const }),
            ...row(c, -below * 0.45, ACCENT, ACCENT), ...row(other, -below * 0.9, PAPER, MUTE),
          ]),
        ],
      });
    },
  };
}

const ticksOf = (highest: number): number[] => {
  const step = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5].find((s) => highest / s <= 4) ?? 1;
  return Array.from({ length: Math.floor(highest / step) + 1 }, (_, i) => i * step);
};

const row = (c: Count, y: number, fill: string, stroke: string): Plot.Markish[] => [
  Plot.ruleY([c], { y, x1: 'p05', x2: 'p95', stroke: INK, strokeWidth: 1.3 }),
  Plot.dot([c], { x: 'mean', y, r: 4.5, fill, stroke, strokeWidth: 1.6 }),
];
