/// What it costs: by element, by nation and by year, with its spread.
import * as Plot from '@observablehq/plot';
import type { Cost, Count, Report } from '../api/report';
import { moneyIn, moneyUnit, negative, plain, verdictOf } from '../words/numbers';
import { armName, changeName, elementName, nationName } from '../words/names';
import type { Figure } from './figure';
import { gridAbove, GRID, INK, MUTE, PAPER, ACCENT, plot, rowLabel, type Spread, whiskers } from './plot';

const isPriced = (c: Count): boolean => c.mean !== 0 || c.p95 !== 0;

function sorted(costs: Record<string, Count>, name: (id: string) => string): Spread[] {
  return Object.entries(costs).filter(([, c]) => isPriced(c)).sort((a, b) => Math.abs(b[1].mean) - Math.abs(a[1].mean)).map(([id, count]) => ({ row: name(id), count }));
}

/// The largest amount, paid or saved.
const largest = (rows: Spread[]): number => Math.max(...rows.map((r) => Math.max(Math.abs(r.count.p05), Math.abs(r.count.p95))));

function lead(report: Report, cost: Cost): string {
  const c = cost.incremental_usd;
  const [unit, name] = moneyUnit(Math.max(Math.abs(c.mean), Math.abs(c.p95)));
  if (c.p05 === 0 && c.p95 === 0) return 'Nothing beyond today’s plans is priced';
  if (verdictOf(c) === 'unclear') return `Cost beyond today’s plans is not distinguishable from zero: ${moneyIn(c, unit)} ${name} USD`;
  const arm = report.compare?.arms.at(-1);
  const what = arm && report.compare ? changeName(report, report.compare, arm.name) : 'The other arm';
  if (verdictOf(c) === 'fewer') return `${what} saves ${moneyIn(negative(c), unit)} ${name} USD`;
  return `${what} costs ${moneyIn(c, unit)} ${name} USD beyond today’s plans`;
}

function rowsFigure(report: Report, id: 'cost' | 'payers', rows: Spread[], title: string): Figure | null {
  const cost = report.cost;
  if (!cost || rows.length === 0) return null;
  const [unit, unitName] = moneyUnit(largest(rows));
  return {
    id, answer: 'costs', title,
    subtitle: `Beyond today’s plans, ${unitName} ${cost.price_year} USD; money already spent is left out. Dots are means, lines 5–95 % of runs. For scale: rounds fired (${armName(report, report.scenario.arms[0]?.id ?? '')}) and what the raids cost.`,
    wants: 44 + rows.length * 30,
    sheet: { head: ['what', 'mean USD', 'p05 USD', 'p95 USD'], rows: rows.map((r) => [r.row, plain(r.count.mean), plain(r.count.p05), plain(r.count.p95)]), words: 1 },
    draw(width, height, isSmall) {
      const shown = isSmall ? rows.slice(0, 5) : rows;
      const left = isSmall ? 104 : Math.min(252, width * 0.4);
      // Room for the numbers, wider where a sign stands before each.
      const right = isSmall ? 8 : shown.some((r) => r.count.p05 < 0) ? 156 : 106;
      return plot({
        label: title, width, height, marginLeft: left, marginRight: right, marginTop: isSmall ? 16 : 22, marginBottom: 2,
        x: { domain: [Math.min(0, ...rows.map((r) => r.count.p05 / unit)), Math.max(0, ...rows.map((r) => r.count.p95 / unit)) * 1.03], axis: null },
        y: { domain: shown.map((r) => r.row), padding: 0.4 },
        marks: [
          ...gridAbove(isSmall, undefined, isSmall ? 3 : right > 106 ? 4 : 6),
          Plot.axisY({ tickSize: 0, label: null, fontSize: isSmall ? 10.5 : 12.5, tickFormat: (d: string) => rowLabel(d, left - 6, isSmall ? 10.5 : 11.4, shown.map((r) => r.row), (height - 24) / shown.length) }),
          Plot.ruleX([0], { stroke: MUTE }),
          ...whiskers(shown, unit, isSmall),
          ...(isSmall ? [] : [Plot.text(shown, { y: 'row', frameAnchor: 'right' as const, dx: right - 4, textAnchor: 'end' as const, text: (r: Spread) => moneyIn(r.count, unit) })]),
        ],
      });
    },
  };
}

const scale = (cost: Cost): Spread[] => [
  ...(isPriced(cost.expended_usd) ? [{ row: 'rounds fired', count: cost.expended_usd }] : []),
  ...(cost.raids_usd && isPriced(cost.raids_usd) ? [{ row: 'what the raids cost', count: cost.raids_usd }] : []),
];

export function elements(report: Report): Figure | null {
  const cost = report.cost;
  return cost && rowsFigure(report, 'cost', [...sorted(cost.by_element, (id) => elementName(report, id)).slice(0, 10), ...scale(cost)], lead(report, cost));
}

export function payers(report: Report): Figure | null {
  const cost = report.cost;
  if (!cost) return null;
  const rows = sorted(cost.by_nation, (id) => nationName(report, id));
  const [unit, name] = moneyUnit(rows[0]?.count.mean ?? 0);
  const first = rows[0];
  const most = first && verdictOf(first.count) === 'fewer' ? `${first.row} saves most: ${moneyIn(negative(first.count), unit)} ${name} USD`
    : first ? `${first.row} pays most: ${moneyIn(first.count, unit)} ${name} USD` : 'For scale: what is fired, and what the raids cost';
  return rowsFigure(report, 'payers', [...rows, ...scale(cost)], most);
}

/// Every so many years have their label, so that none overprints the next.
const every = (width: number, num: number, isSmall: boolean): number => Math.max(1, Math.ceil((num * (isSmall ? 26 : 40)) / (width - 50)));

export function years(report: Report): Figure | null {
  const cost = report.cost;
  const rows = cost ? Object.entries(cost.by_year).map(([row, count]) => ({ row, count })) : [];
  if (!cost || !rows.some((r) => isPriced(r.count))) return null;
  const [unit, unitName] = moneyUnit(largest(rows));
  const most = rows.reduce((a, b) => (Math.abs(a.count.mean) >= Math.abs(b.count.mean) ? a : b));
  const isSaved = verdictOf(most.count) === 'fewer';
  return {
    id: 'years', answer: 'costs',
    title: `Most is ${isSaved ? 'saved' : 'paid'} in ${most.row}: ${moneyIn(isSaved ? negative(most.count) : most.count, unit)} ${unitName} USD`,
    subtitle: `Beyond today’s plans by year, ${unitName} ${cost.price_year} USD: means, lines 5–95 % of runs.`,
    sheet: { head: ['year', 'mean USD', 'p05 USD', 'p95 USD'], rows: rows.map((r) => [r.row, plain(r.count.mean), plain(r.count.p05), plain(r.count.p95)]), words: 1 },
    draw(width, height, isSmall) {
      return plot({
        label: 'Cost by year', width, height, marginLeft: isSmall ? 34 : 44, marginRight: 8, marginTop: isSmall ? 6 : 18, marginBottom: isSmall ? 18 : 22,
        x: { domain: rows.map((r) => r.row), axis: null, padding: 0.5 }, y: { domain: [Math.min(0, ...rows.map((r) => r.count.p05 / unit)), Math.max(0, ...rows.map((r) => r.count.p95 / unit)) * 1.04], axis: null },
        marks: [
          Plot.gridY({ ticks: isSmall ? 3 : 5, stroke: GRID, strokeOpacity: 1 }),
          Plot.axisY({ ticks: isSmall ? 3 : 5, tickSize: 0, label: null, color: MUTE, fontSize: isSmall ? 10.5 : 12 }),
          Plot.axisX({ anchor: 'bottom', ticks: rows.map((r) => r.row).filter((_, i) => i % every(width, rows.length, isSmall) === 0), tickSize: 0, label: null, color: MUTE, fontSize: isSmall ? 10 : 12, tickFormat: (d: string) => (isSmall ? `’${d.slice(2)}` : d) }),
          Plot.barY(rows, { x: 'row', y: (r: Spread) => r.count.mean / unit, fill: 'var(--fan50)' }),
          Plot.ruleX(rows, { x: 'row', y1: (r: Spread) => r.count.p05 / unit, y2: (r: Spread) => r.count.p95 / unit, stroke: INK, strokeWidth: 1.3 }),
          Plot.dot(rows, { x: 'row', y: (r: Spread) => r.count.mean / unit, r: isSmall ? 3 : 4.2, fill: ACCENT, stroke: PAPER }),
          Plot.ruleY([0], { stroke: MUTE }),
        ],
      });
    },
  };
}
