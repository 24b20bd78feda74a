/// What changes: paired dots joined by a line, the difference and its interval written out, "unclear" in words.
import * as Plot from '@observablehq/plot';
import type { Delta, Report } from '../api/report';
import { armOf, leadMetric, type Against } from '../words/answers';
import { armName, printed, sentence, withInitials } from '../words/names';
import { coarseStep, delta, deltaStep, deltaWords, plain, rounded, signed } from '../words/numbers';
import type { Figure, Sheet } from './figure';
import { ACCENT, GRID, gridAbove, INK, MUTE, PAPER, plot, rowLabel } from './plot';

interface Row {
  label: string;
  d: Delta;
  /// Where base and arm lie on the row's own scale, 0 to 1.
  base: number;
  arm: number;
  low: number;
  high: number;
}

/// Each row on its own scale, from nought, so that a small change looks small.
function scaled(label: string, d: Delta): Row {
  const ends = [0, d.base_mean, d.arm_mean, d.base_mean + d.p05, d.base_mean + d.p95];
  const [least, most] = [Math.min(...ends), Math.max(...ends)];
  const at = (x: number): number => (x - least) / (Math.max(most - least, 1e-6) * 1.04);
  return { label, d, base: at(d.base_mean), arm: at(d.arm_mean), low: at(d.base_mean + d.p05), high: at(d.base_mean + d.p95) };
}

/// Rounded, it is not nothing.
const saysSomething = (d: Delta): boolean => /[1-9]/.test(rounded(d.mean, coarseStep(d)));

const isClear = (d: Delta): boolean => d.verdict === 'more' || d.verdict === 'fewer';

function title(report: Report, against: Against): string {
  const arm = armOf(against);
  const lead = arm && leadMetric(arm);
  const name = against.isEarlierRun ? `Since the ${against.name}` : against.name;
  if (!lead || !arm) return name;
  const isThrough = lead.key.startsWith('through');
  const inDays = report.campaign && lead.key.endsWith('_total') ? ` in ${report.campaign.days} days` : '';
  const what = isThrough ? `get through${inDays}` : lead.label;
  if (isClear(lead.delta)) return `${name}: ${deltaWords(lead.delta)} ${what}`;
  if (lead.delta.verdict === 'same') return `${name} does not change what gets through`;
  const other = arm.labels.find(([k, l]) => !l.includes('get through') && arm.delta[k] && isClear(arm.delta[k]) && saysSomething(arm.delta[k]));
  const found = other && arm.delta[other[0]];
  const more = other && found ? `; ${printed(other[1])}: ${rounded(Math.abs(found.mean), deltaStep(found))} ${found.mean < 0 ? 'fewer' : 'more'}` : '';
  return `${name} does not clearly change what gets through${more}`;
}

const pairSheet = (rows: [string, Delta][]): Sheet => ({
  head: ['metric', 'base', 'arm', 'change', 'p05', 'p95', 'ci95 low', 'ci95 high', 'verdict'],
  rows: rows.map(([label, d]) => [label, ...[d.base_mean, d.arm_mean, d.mean, d.p05, d.p95, d.ci95_low, d.ci95_high].map(plain), d.verdict]),
  words: 1,
});

function pairsOf(report: Report, against: Against, id: 'pairs' | 'shift', pick: (key: string) => boolean, most: number): Figure | null {
  const arm = armOf(against);
  if (!arm) return null;
  const all = arm.labels.flatMap(([key, label]): [string, Delta][] => (arm.delta[key] && pick(key) ? [[printed(label), arm.delta[key]]] : []));
  if (all.length === 0) return null;
  const first = all.slice(0, most);
  const names = [against.isEarlierRun ? against.name : armName(report, against.compare.base), against.isEarlierRun ? 'now' : against.name === 'Joining' ? armName(report, against.arm) : against.name];
  const clear = all.find(([, d]) => isClear(d) && saysSomething(d));
  const heading = id === 'pairs' ? title(report, against)
    : clear ? `${sentence(clear[0])}: ${deltaWords(clear[1])}` : 'No stock is clearly changed';
  return {
    id, answer: 'changes', title: heading,
    subtitle: `Hollow: ${names[0]}; full: ${names[1]}. Same raids, same luck in both. Each row from 0 on its own scale; pale band: the change in 5–95 % of paired runs, seen from the base.`,
    wants: 30 + first.length * 36,
    sheet: pairSheet(all),
    draw(width, height, isSmall) {
      const shown = first.slice(0, isSmall ? 4 : Math.max(4, Math.floor((height - 18) / 27))).map(([label, d]) => scaled(label, d));
      const left = isSmall ? Math.min(164, width * 0.56) : Math.min(230, width * 0.36);
      const right = isSmall ? 48 : 176;
      const short = (s: string): string => withInitials(report, s);
      const number = (d: Delta, x: number): string => rounded(x, Math.min(deltaStep(d), 1));
      return plot({
        label: 'Paired comparison', width, height, marginLeft: left, marginRight: right, marginTop: isSmall ? 2 : 18, marginBottom: 2,
        x: { domain: [0, 1], axis: null }, y: { domain: shown.map((r) => r.label), padding: 0.5, axis: null },
        marks: [
          Plot.axisY({ tickSize: 0, label: null, fontSize: isSmall ? 10.5 : 12.5, tickFormat: (s: string) => rowLabel(short(s), left - 4, isSmall ? 9.8 : 12, shown.map((r) => short(r.label)), (height - 20) / shown.length) }),
          Plot.ruleY(shown, { y: 'label', stroke: GRID }),
          Plot.ruleY(shown, { y: 'label', x1: 'low', x2: 'high', stroke: 'var(--fan90)', strokeWidth: isSmall ? 7 : 11 }),
          Plot.ruleY(shown, { y: 'label', x1: 'base', x2: 'arm', stroke: ACCENT, strokeWidth: 2.4 }),
          Plot.dot(shown, { y: 'label', x: 'base', r: isSmall ? 3.4 : 4.6, fill: PAPER, stroke: MUTE, strokeWidth: 1.6 }),
          Plot.dot(shown, { y: 'label', x: 'arm', r: isSmall ? 3.4 : 4.6, fill: ACCENT, stroke: ACCENT, strokeWidth: 1.6 }),
          ...(isSmall
            ? [Plot.text(shown, { y: 'label', frameAnchor: 'right' as const, dx: 44, textAnchor: 'end' as const, fontSize: 10.5, text: (r: Row) => signed(r.d.mean, deltaStep(r.d)) })]
            : [
                ...[false, true].map((isLeft) => Plot.text(shown.filter((r) => r.arm < r.base === isLeft), { y: 'label', x: 'base', dy: -13, dx: isLeft ? 3 : -3, textAnchor: isLeft ? ('start' as const) : ('end' as const), fill: MUTE, fontSize: 11.5, text: (r: Row) => number(r.d, r.d.base_mean) })),
                ...[false, true].map((isLeft) => Plot.text(shown.filter((r) => r.arm < r.base === isLeft && Math.abs(r.arm - r.base) > 0.01), { y: 'label', x: 'arm', dy: -13, dx: isLeft ? -3 : 3, textAnchor: isLeft ? ('end' as const) : ('start' as const), fontSize: 11.5, text: (r: Row) => number(r.d, r.d.arm_mean) })),
                Plot.text(shown, { y: 'label', frameAnchor: 'right' as const, dx: 42, textAnchor: 'end' as const, fontWeight: 650, text: (r: Row) => signed(r.d.mean, deltaStep(r.d)) }),
                Plot.text(shown, { y: 'label', frameAnchor: 'right' as const, dx: 48, textAnchor: 'start' as const, fill: MUTE, fontSize: 11.5, text: (r: Row) => `${signed(r.d.p05, deltaStep(r.d))} … ${signed(r.d.p95, deltaStep(r.d))}` }),
                Plot.text(shown.filter((r) => isClear(r.d)), { y: 'label', frameAnchor: 'right' as const, dx: 176, textAnchor: 'end' as const, fill: ACCENT, fontWeight: 650, text: (r: Row) => r.d.verdict }),
                Plot.text(shown.filter((r) => !isClear(r.d)), { y: 'label', frameAnchor: 'right' as const, dx: 176, textAnchor: 'end' as const, fill: MUTE, fontStyle: 'italic', text: (r: Row) => r.d.verdict }),
                Plot.text(['change'], { frameAnchor: 'top-right' as const, dx: 42, dy: -16, textAnchor: 'end' as const, fill: MUTE }),
                Plot.text(['5–95 %'], { frameAnchor: 'top-right' as const, dx: 48, dy: -16, textAnchor: 'start' as const, fill: MUTE }),
              ]),
        ],
      });
    },
  };
}

export const pairs = (report: Report, against: Against | null): Figure | null =>
  against && pairsOf(report, against, 'pairs', (k) => !/^(stock|restored_day|days_of_supply|burn_to_build|refused)/.test(k), 10);

export const shift = (report: Report, against: Against | null): Figure | null =>
  against && pairsOf(report, against, 'shift', (k) => /^(stock|restored_day|days_of_supply|burn_to_build|refused)/.test(k), 12);

/// What each part of an agreement does to the number that gets through.
export function parts(report: Report, against: Against | null): Figure | null {
  const arm = against && armOf(against);
  if (!against || !arm || arm.parts.length === 0) return null;
  const rows = arm.parts.map(([label, d]) => ({ label: printed(label), d }));
  const largest = rows.reduce((a, b) => (Math.abs(a.d.mean) >= Math.abs(b.d.mean) ? a : b));
  const inDays = report.campaign ? ` in ${report.campaign.days} days` : '';
  type Part = (typeof rows)[number];
  return {
    id: 'parts', answer: 'changes',
    title: `${against.name}: of its parts, “${largest.label}” weighs most, ${delta(largest.d)}`,
    subtitle: `Change in the number that get through${inDays}, each part switched alone. Hollow: not clear either way.`,
    wants: 40 + rows.length * 32,
    sheet: { head: ['part', 'change', 'p05', 'p95', 'verdict'], rows: rows.map((r) => [r.label, plain(r.d.mean), plain(r.d.p05), plain(r.d.p95), r.d.verdict]), words: 1 },
    draw(width, height, isSmall) {
      const left = isSmall ? 104 : Math.min(220, width * 0.36);
      const shown = isSmall ? rows.slice(0, 5) : rows;
      const mark = (isHollow: boolean): Plot.Markish =>
        Plot.dot(shown.filter((r) => isClear(r.d) !== isHollow), { y: 'label', x: (r: Part) => r.d.mean, r: isSmall ? 3.2 : 4.4, fill: isHollow ? PAPER : ACCENT, stroke: isHollow ? MUTE : ACCENT, strokeWidth: 1.6 });
      return plot({
        label: 'What each part changes', width, height, marginLeft: left, marginRight: isSmall ? 8 : 110, marginTop: isSmall ? 16 : 22, marginBottom: 2,
        x: { axis: null }, y: { domain: shown.map((r) => r.label), padding: 0.4, axis: null },
        marks: [
          ...gridAbove(isSmall, (x) => signed(x, 0.1).replace(/\.0$/, '')),
          Plot.axisY({ tickSize: 0, label: null, fontSize: isSmall ? 10.5 : 12.5, tickFormat: (s: string) => rowLabel(s, left - 4, isSmall ? 11 : 11.8, shown.map((r) => r.label), (height - 24) / shown.length) }),
          Plot.ruleX([0], { stroke: MUTE }),
          Plot.ruleY(shown, { y: 'label', x1: (r: Part) => r.d.p05, x2: (r: Part) => r.d.p95, stroke: INK, strokeWidth: 1.3 }),
          mark(true), mark(false),
          ...(isSmall ? [] : [Plot.text(shown, { y: 'label', frameAnchor: 'right' as const, dx: 106, textAnchor: 'end' as const, text: (r: Part) => delta(r.d) })]),
        ],
      });
    },
  };
}
