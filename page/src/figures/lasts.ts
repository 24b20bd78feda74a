/// How long it lasts: the stock over time, the day on which it is first short, and all stocks together.
import * as Plot from '@observablehq/plot';
import type { Campaign, Days, Estimate, Report, StockPoint } from '../api/report';
import { days, meanBand, percent, plain, whole } from '../words/numbers';
import { hasRaids, itemName, nationName, quarter, stocks, withInitials } from '../words/names';
import { soonest } from '../words/answers';
import type { Figure } from './figure';
import { ACCENT, fit, GRID, INK, MUTE, PAPER, plot } from './plot';

export interface StockId {
  nation: string;
  item: string;
}

export const stockKey = (s: StockId): string => `${s.nation}.${s.item}`;

/// Stocks with something to show, those drawn down first.
export function shownStocks(report: Report): StockId[] {
  const campaign = report.campaign;
  if (!campaign) return [];
  const drawn = (s: StockId): number => {
    const points = campaign.stock[s.nation]?.[s.item] ?? [];
    const start = campaign.at_raids_start[s.nation]?.[s.item]?.mean ?? 0;
    const lowest = Math.min(...points.map((p) => p.p50), start);
    return (start - lowest) / Math.max(start, 1) + (campaign.reserve_floor[s.nation]?.[s.item] === undefined ? 0 : 0.8);
  };
  return stocks(campaign.stock)
    .filter(({ value }) => value.some((p) => p.p95 > 0))
    .map(({ nation, item }) => ({ nation, item }))
    .sort((a, b) => drawn(b) - drawn(a));
}

/// The stock chosen, or else the one that is short first.
export function chosenStock(report: Report, wanted: string): StockId | null {
  const all = shownStocks(report);
  const found = all.find((s) => stockKey(s) === wanted);
  if (found) return found;
  const first = report.campaign && soonest(report.campaign.first_day_below_reserve);
  return (first && all.find((s) => s.nation === first.nation && s.item === first.item)) || (all[0] ?? null);
}

export const stockTitle = (report: Report, s: StockId): string => `${nationName(report, s.nation)}, ${itemName(report, s.item)}`;

function finding(report: Report, campaign: Campaign, s: StockId): string {
  const back = campaign.restored_date[s.nation]?.[s.item];
  if (back && !hasRaids(report)) return back.p50 ? `back by ${quarter(back.p50)}` : 'not back in most runs';
  const below = campaign.first_day_below_reserve[s.nation]?.[s.item];
  const zero = campaign.first_zero_day[s.nation]?.[s.item];
  if (below && below.p50 !== null) return `below its reserve on ${days(below)}`;
  if (zero && zero.p50 !== null) return `none left on ${days(zero)}`;
  if (below && below.never_fraction < 0.9999) return `stays above its reserve in ${percent(below.never_fraction)} of runs`;
  if (zero && zero.never_fraction < 0.9999) return `never used up in ${percent(zero.never_fraction)} of runs`;
  if (zero) return 'never used up';
  const start = campaign.at_raids_start[s.nation]?.[s.item];
  return start ? `${meanBand(start)} at the first raid` : 'rounds on hand';
}

/// What the fan shows, dated: shared by the drawing on paper and the one on screen.
export interface Fan {
  points: (StockPoint & { day: Date })[];
  floor: number | null;
  estimates: (Estimate & { day: Date })[];
  raids: { from: Date; to: Date; days: number; ticks: Date[] } | null;
}

const DAY_MS = 86400e3;
const dated = <T extends { date: string }>(x: T): T & { day: Date } => ({ ...x, day: new Date(`${x.date}T00:00:00Z`) });

export function fan(report: Report, s: StockId): Fan | null {
  const campaign = report.campaign;
  const points = campaign?.stock[s.nation]?.[s.item];
  if (!campaign || !points?.length) return null;
  const from = new Date(`${report.scenario.raids_start}T00:00:00Z`);
  const num = Math.min(Math.round(campaign.raids.mean), 60);
  const to = new Date(from.getTime() + campaign.days * DAY_MS);
  const ticks = Array.from({ length: num }, (_, i) => new Date(from.getTime() + (campaign.days * DAY_MS * i) / num));
  return {
    points: points.map(dated),
    floor: campaign.reserve_floor[s.nation]?.[s.item] ?? null,
    estimates: campaign.estimates.filter((e) => e.nation === s.nation && e.item === s.item).map(dated),
    raids: campaign.raids.mean > 0 ? { from, to, days: campaign.days, ticks } : null,
  };
}

export function stock(report: Report, s: StockId | null): Figure | null {
  const shown = s && fan(report, s);
  if (!s || !shown || !report.campaign) return null;
  const { points, floor, estimates, raids } = shown;
  const start = report.campaign.at_raids_start[s.nation]?.[s.item];
  return {
    id: 'stock',
    answer: 'lasts',
    title: `${stockTitle(report, s)}: ${finding(report, report.campaign, s)}`,
    subtitle: `Rounds on hand: median, middle half, 5–95 % of runs.${raids && start ? ` At the first raid: ${meanBand(start)}. Ticks: raids (their mean number).` : ''}${estimates.length ? ' Circles: public estimates.' : ''}`,
    sheet: {
      head: ['date', 'p05', 'p25', 'p50', 'p75', 'p95'],
      rows: points.map((p) => [p.date, plain(p.p05), plain(p.p25), plain(p.p50), plain(p.p75), plain(p.p95)]),
      words: 1,
    },
    draw(width, height, isSmall) {
      const top = Math.max(...points.map((p) => p.p95), floor ?? 0, ...estimates.map((e) => e.high)) * 1.06;
      const last = points.at(-1)?.day ?? new Date();
      return plot({
        label: `Rounds on hand by date: ${stockTitle(report, s)}`, width, height, marginLeft: isSmall ? 36 : 46, marginRight: 10, marginTop: isSmall ? 6 : 22, marginBottom: isSmall ? 18 : 22,
        x: { type: 'utc', axis: null }, y: { domain: [0, top], axis: null },
        marks: [
          ...(raids ? [Plot.rect([raids], { x1: 'from', x2: 'to', y1: 0, y2: top, fill: 'var(--raids)' })] : []),
          Plot.gridY({ ticks: isSmall ? 3 : 5, stroke: GRID, strokeOpacity: 1 }),
          Plot.axisY({ ticks: isSmall ? 3 : 5, tickSize: 0, label: null, color: MUTE, fontSize: isSmall ? 10.5 : 12 }),
          Plot.axisX({ ticks: isSmall ? 4 : 8, tickSize: 4, label: null, color: MUTE, fontSize: isSmall ? 10.5 : 12 }),
          Plot.areaY(points, { x: 'day', y1: 'p05', y2: 'p95', fill: 'var(--fan90)' }),
          Plot.areaY(points, { x: 'day', y1: 'p25', y2: 'p75', fill: 'var(--fan50)' }),
          Plot.lineY(points, { x: 'day', y: 'p50', stroke: ACCENT, strokeWidth: 2 }),
          ...(raids && !isSmall ? [
            Plot.ruleX(raids.ticks, { y1: top * 0.97, y2: top, stroke: 'var(--warm)' }),
            Plot.text([raids], { x: (r: NonNullable<Fan['raids']>) => new Date((r.from.getTime() + r.to.getTime()) / 2), y: top, dy: -9, fill: MUTE, text: (r: NonNullable<Fan['raids']>) => `${r.days} days of raids` }),
          ] : []),
          ...(floor === null ? [] : [
            Plot.ruleY([floor], { stroke: INK, strokeWidth: 1.2, strokeDasharray: '6 4' }),
            ...(isSmall ? [] : [Plot.text([floor], { x: () => last, y: (d: number) => d, dy: -7, textAnchor: 'end' as const, text: (d: number) => `reserve ${whole(d)}`, stroke: PAPER, fill: INK, strokeWidth: 4 })]),
          ]),
          Plot.ruleX(estimates, { x: 'day', y1: 'low', y2: 'high', stroke: INK, strokeWidth: 1.3 }),
          Plot.dot(estimates, { x: 'day', y: 'likely', r: isSmall ? 2.5 : 4, fill: PAPER, stroke: INK, strokeWidth: 1.5, title: (e: Estimate) => `${e.source}, ${e.date}: ${whole(e.likely)} (${e.grade})` }),
          ...(isSmall ? [] : [true, false].map((isBelow) => Plot.text(estimates.filter((e) => (isUnderFan(e, points) && e.likely > top * 0.12) === isBelow), { x: 'day', y: 'likely', dx: 9, dy: isBelow ? 14 : -8, textAnchor: 'start' as const, text: (e: Estimate) => `${fit(e.source, 170)}: ${whole(e.likely)}`, stroke: PAPER, fill: INK, strokeWidth: 4, fontSize: 11.5 }))),
        ],
      });
    },
  };
}

/// Whether an estimate lies under the middle of the fan, so that its words go below.
export function isUnderFan(e: Estimate & { day: Date }, points: Fan['points']): boolean {
  const near = points.reduce((a, b) => (Math.abs(a.day.getTime() - e.day.getTime()) <= Math.abs(b.day.getTime() - e.day.getTime()) ? a : b));
  return e.likely <= near.p50;
}

/// Days on which something first happens, run by run.
export interface FirstDays {
  what: string;
  values: (number | null)[];
}

export function empty(report: Report, s: StockId | null, first: FirstDays | null): Figure | null {
  const campaign = report.campaign;
  if (!campaign || !s) return null;
  const below = campaign.first_day_below_reserve[s.nation]?.[s.item];
  const known: Days | undefined = below ?? campaign.first_empty_day[s.nation]?.[s.item];
  const event = below ? 'below its reserve' : 'first refused to somebody';
  const there = (first?.values ?? []).filter((v): v is number => v !== null && v <= campaign.days).sort((a, b) => a - b);
  const num = first?.values.length ?? 0;
  const steps = there.map((day, i) => ({ day, share: (i + 1) / num }));
  const title = known ? `${stockTitle(report, s)}: ${event} ${known.p50 === null && known.p05 !== null ? `in ${percent(1 - known.never_fraction)} of runs, from day ${whole(known.p05)} on` : known.p50 === null ? days(known) : `on ${days(known)}`}` : stockTitle(report, s);
  return {
    id: 'empty',
    answer: 'lasts',
    title,
    subtitle: `Share of runs in which the stock was ${first?.what ?? event} by each day of the campaign; marks: 5, 50 and 95 % of runs.`,
    sheet: { head: ['day', 'share of runs'], rows: dedupe(steps).map((d) => [plain(d.day), plain(d.share)]), words: 0 },
    draw(width, height, isSmall) {
      const line = first === null ? [] : [{ day: 0, share: 0 }, ...dedupe(steps), { day: campaign.days, share: steps.at(-1)?.share ?? 0 }];
      const marks = known ? ([['5 %', known.p05, 0.05], ['50 %', known.p50, 0.5], ['95 %', known.p95, 0.95]] as const).filter((m): m is readonly ['5 %', number, 0.05] => m[1] !== null) : [];
      return plot({
        label: title, width, height, marginLeft: isSmall ? 36 : 46, marginRight: 10, marginTop: isSmall ? 6 : 22, marginBottom: isSmall ? 18 : 34,
        x: { domain: [0, campaign.days], axis: null }, y: { domain: [0, 1], axis: null },
        marks: [
          Plot.gridY({ ticks: isSmall ? 2 : 4, stroke: GRID, strokeOpacity: 1 }),
          Plot.axisY({ ticks: isSmall ? 2 : 4, tickSize: 0, label: null, color: MUTE, fontSize: isSmall ? 10.5 : 12, tickFormat: (d: number) => `${Math.round(d * 100)}${isSmall ? '' : '\u00a0%'}` }),
          Plot.axisX({ ticks: isSmall ? 4 : 8, tickSize: 4, label: isSmall ? null : 'day of the campaign', labelAnchor: 'right', labelArrow: 'none', color: MUTE, fontSize: isSmall ? 10.5 : 12 }),
          Plot.areaY(line, { x: 'day', y1: 0, y2: 'share', curve: 'step-after', fill: 'var(--fan90)' }),
          Plot.lineY(line, { x: 'day', y: 'share', curve: 'step-after', stroke: ACCENT, strokeWidth: 2 }),
          Plot.ruleY([0], { stroke: MUTE }),
          ...(first === null && isSmall ? [Plot.text(['when the run is done'], { frameAnchor: 'middle' as const, fill: MUTE })] : []),
          ...(isSmall ? [] : [
            Plot.dot(marks, { x: (m: readonly [string, number, number]) => m[1], y: (m: readonly [string, number, number]) => m[2], r: 4, fill: PAPER, stroke: ACCENT, strokeWidth: 1.6 }),
            Plot.text(marks, { x: (m: readonly [string, number, number]) => m[1], y: (m: readonly [string, number, number]) => m[2], dx: 8, dy: -9, textAnchor: 'start' as const, text: (m: readonly [string, number, number]) => `day ${whole(m[1])}`, stroke: PAPER, fill: INK, strokeWidth: 4 }),
            ...(steps.length === 0 ? [Plot.text([first ? 'In no run.' : 'Days run by run come when the run is done.'], { frameAnchor: 'middle' as const, fill: MUTE, fontSize: 13 })] : []),
          ]),
        ],
      });
    },
  };
}

/// At most one row per day.
function dedupe(steps: { day: number; share: number }[]): { day: number; share: number }[] {
  return steps.filter((s, i) => steps[i + 1]?.day !== s.day);
}

/// Every stock at the first raid and at its lowest, as a share: what is drawn down most.
export function supply(report: Report): Figure | null {
  const campaign = report.campaign;
  const all = shownStocks(report);
  if (!campaign || all.length === 0) return null;
  const rows = all.slice(0, 10).flatMap((s) => {
    const points = campaign.stock[s.nation]?.[s.item] ?? [];
    const start = campaign.at_raids_start[s.nation]?.[s.item]?.mean ?? points[0]?.p50 ?? 0;
    const during = points.filter((p) => p.date >= report.scenario.raids_start);
    const lowest = during.reduce<StockPoint | undefined>((low, p) => (low && low.p50 <= p.p50 ? low : p), undefined) ?? points.at(-1);
    if (!lowest || start <= 0) return [];
    return [{ row: stockTitle(report, s), start, lowest, share: (x: number) => x / start }];
  });
  const least = rows.reduce<(typeof rows)[number] | undefined>((a, b) => (a && a.lowest.p50 / a.start <= b.lowest.p50 / b.start ? a : b), undefined);
  return {
    id: 'supply',
    answer: 'lasts',
    title: least ? `${least.row} falls furthest, to ${percent(least.lowest.p50 / least.start)} of what was there at the first raid` : 'Stocks',
    subtitle: 'Lowest first-of-month stock from the first raid on, as a share of the mean stock at the first raid: median, middle half, 5–95 % of runs.',
    wants: 44 + rows.length * 30,
    sheet: {
      head: ['stock', 'at first raid', 'lowest p05', 'p50', 'p95', 'on'],
      rows: rows.map((r) => [r.row, plain(r.start), plain(r.lowest.p05), plain(r.lowest.p50), plain(r.lowest.p95), r.lowest.date]),
      words: 1,
    },
    draw(width, height, isSmall) {
      const left = isSmall ? 104 : 156;
      type Row = (typeof rows)[number];
      const shown = isSmall ? rows.slice(0, 5) : rows;
      const named = (d: string): string => (isSmall ? withInitials(report, d) : d);
      return plot({
        label: 'All stocks at their lowest', width, height, marginLeft: left, marginRight: isSmall ? 22 : 70, marginTop: isSmall ? 16 : 22, marginBottom: 2,
        x: { domain: [0, Math.max(1, ...rows.map((r) => r.lowest.p95 / r.start))], axis: null },
        y: { domain: shown.map((r) => r.row), padding: 0.4 },
        marks: [
          Plot.gridX({ ticks: isSmall ? 2 : 5, stroke: GRID, strokeOpacity: 1 }),
          Plot.axisX({ anchor: 'top', ticks: isSmall ? 2 : 5, tickSize: 0, label: null, color: MUTE, fontSize: isSmall ? 10.5 : 12, tickFormat: (d: number) => `${Math.round(d * 100)}\u00a0%` }),
          Plot.axisY({ tickSize: 0, label: null, fontSize: isSmall ? 10.5 : 12.5, tickFormat: (d: string) => fit(named(d), left - 4, isSmall ? 11 : 12, shown.map((r) => named(r.row))) }),
          Plot.ruleX([1], { stroke: MUTE, strokeDasharray: '2 3' }),
          Plot.ruleY(shown, { y: 'row', x1: (r: Row) => r.lowest.p25 / r.start, x2: (r: Row) => r.lowest.p75 / r.start, stroke: 'var(--fan50)', strokeWidth: isSmall ? 5 : 8 }),
          Plot.ruleY(shown, { y: 'row', x1: (r: Row) => r.lowest.p05 / r.start, x2: (r: Row) => r.lowest.p95 / r.start, stroke: INK, strokeWidth: 1.3 }),
          Plot.dot(shown, { y: 'row', x: (r: Row) => r.lowest.p50 / r.start, r: isSmall ? 3 : 4.2, fill: ACCENT, stroke: PAPER }),
          ...(isSmall ? [] : [Plot.text(shown, { y: 'row', frameAnchor: 'right' as const, dx: 66, textAnchor: 'end' as const, text: (r: Row) => `${whole(r.lowest.p50)} of ${whole(r.start)}` })]),
        ],
      });
    },
  };
}
