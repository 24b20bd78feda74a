/// Names, dates and labels as the report prints them.
import type { ByStock, Compare, Report } from '../api/report';
import { counted } from './numbers';

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

const lookedUp = (names: [string, string][], id: string): string => names.find(([i]) => i === id)?.[1] ?? id;

export const nationName = (report: Report, id: string): string => lookedUp(report.scenario.nations, id);
export const itemName = (report: Report, id: string): string => lookedUp(report.scenario.items, id);

/// A priced element by its names, where the report has them: `sbi` as `interceptors in orbit`, `pac3-japan: plant` as its line's `PAC-3, Japan, licence: plant`.
export function elementName(report: Report, id: string): string {
  const [own = id, ...what] = id.split(': ');
  return [lookedUp([...report.scenario.items, ...(report.scenario.lines ?? [])], own), ...what].join(': ');
}

/// Printed name of an arm; one that was added to a study has its name for an id.
export function armName(report: Report, id: string): string {
  return printed(report.scenario.arms.find((a) => a.id === id)?.name ?? id);
}

export const possessive = (name: string): string => (name.endsWith('s') && name.length > 3 ? `${name}’` : `${name}’s`);

/// A text of the report with its apostrophes as they are printed: `United States’ PAC-3`, `today’s`.
export const printed = (text: string): string => text.replaceAll("s's", 's’').replaceAll("'", '’');

export const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

export const stockName = (report: Report, nation: string, item: string): string =>
  `${possessive(nationName(report, nation))} ${itemName(report, item)}`;

/// A text with the nations' long names as initials, where there is little room: `US`, `UAE`.
export const withInitials = (report: Report, text: string): string =>
  report.scenario.nations
    .filter(([, name]) => name.includes(' '))
    .reduce((out, [, name]) => out.replaceAll(name, name.split(' ').map((word) => word.charAt(0)).join('')), text);

/// Whether raids are played at all, and whether the headline raid is, of which single runs are shown.
export const hasRaids = (report: Report): boolean => (report.campaign?.raids.mean ?? report.raid?.threats.mean ?? 0) > 0;
export const hasRaid = (report: Report): boolean => (report.raid?.threats.mean ?? 0) > 0;

/// What a report is, before anything else is said.
export function claimOf(report: Report): string {
  return hasRaids(report) ? 'a stated raid, not a forecast' : 'a reckoning, not a forecast';
}

/// `2030 Q3`.
export function quarter(date: string): string {
  const month = Number(date.slice(5, 7));
  return month ? `${date.slice(0, 4)} Q${Math.floor((month - 1) / 3) + 1}` : date;
}

/// `April 2028`.
export function monthYear(date: string): string {
  const name = MONTHS[Number(date.slice(5, 7)) - 1];
  return name ? `${name} ${date.slice(0, 4)}` : date;
}

export const shortHash = (hash: string): string => (hash.length <= 9 ? hash : `${hash.slice(0, 4)}…${hash.slice(-4)}`);

/// Every pair of a map by nation and item, in the report's order.
export function stocks<T>(map: ByStock<T>): { nation: string; item: string; value: T }[] {
  return Object.entries(map).flatMap(([nation, items]) =>
    Object.entries(items).map(([item, value]) => ({ nation, item, value })),
  );
}

/// `Joining` where the one other arm has more agreements than the base; else the arm's printed name.
export function changeName(report: Report, compare: Compare, arm: string): string {
  const agreements = (id: string): number => report.scenario.arms.find((a) => a.id === id)?.agreements.length ?? 0;
  if (compare.arms.length === 1 && agreements(arm) > agreements(compare.base)) return 'Joining';
  return sentence(armName(report, arm));
}

/// A key of the scenario in words: `kill probability glide of pac3-mse`, `burn (s) of kn-23`.
export function keyWords(key: string): string {
  const parts = key.split('.');
  const { label, unit } = fieldWords(parts.at(-1) ?? '');
  const field = unit && label ? `${label} (${unit})` : label || unit;
  if (parts.length > 2) return `${field} of ${parts.slice(1, -1).join(' ')}`;
  return parts.length === 2 ? `${parts[0] ?? ''}: ${field}` : key.replaceAll('_', ' ');
}

/// `cupola 0.1.0 · japan-2028 · 1,000 runs · seed 1 · log 2d02…4ae3`: under every figure.
export function sourceLine(report: Report): string {
  return `cupola ${report.version} · ${report.scenario.name} · ${counted(report.runs, 'run')} · seed ${report.seed} · log ${shortHash(report.log_hash)}`;
}

const UNITS: [RegExp, string][] = [
  [/_km_s$/, 'km/s'], [/_m_s2$/, 'm/s²'], [/_m_s$/, 'm/s'], [/_kw_sr$/, 'kW/sr'], [/_kg_m2$/, 'kg/m²'], [/_m2$/, 'm²'],
  [/_km$/, 'km'], [/_deg$/, '°'], [/_rad$/, 'rad'], [/_min$/, 'min'], [/_hours?$/, 'h'], [/_days?$/, 'days'], [/_months$/, 'months'],
  [/_years$/, 'years'], [/_musd(_per_year)?$/, 'million USD'], [/_usd$/, 'USD'], [/_per_year$/, 'a year'], [/_per_month$/, 'a month'],
  [/_per_day$/, 'a day'], [/_utc$/, 'UTC'], [/_db$/, 'dB'], [/_kg$/, 'kg'], [/_fraction$/, 'of 1'], [/_s$/, 's'], [/_m$/, 'm'],
];

/// A field's name without its unit, and the unit as it is written.
export function fieldWords(field: string): { label: string; unit: string } {
  const found = UNITS.find(([pattern]) => pattern.test(field));
  const label = (found ? field.replace(found[0], '') : field).replaceAll('_', ' ');
  return { label, unit: found?.[1] ?? '' };
}
