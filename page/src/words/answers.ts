/// The four answers in words, as the report's cards say them, short enough to stay in sight.
import type { ByStock, Compare, Count, Days, Delta, Report } from '../api/report';
import { band, counted, days, delta, deltaStep, FEWEST_RUNS, mean, moneyMean, moneyUnit, negative, percent, range, rounded, tooFew, verdict, verdictOf, whole } from './numbers';
import { armName, changeName, hasRaids, nationName, printed, quarter, sentence, stockName, stocks } from './names';

export type AnswerKey = 'through' | 'lasts' | 'costs' | 'changes';

export interface Answer {
  key: AnswerKey;
  question: string;
  /// The answer with its number first, a few words.
  headline: string;
  /// Spread and conditions.
  detail: string;
  /// What it was, or what the other arm makes of it; empty where nothing is compared.
  change: string;
  /// How far the mean may still move: half the 95 % interval of sampling.
  sampling: string;
}

export const ANSWER_KEYS: AnswerKey[] = ['through', 'lasts', 'costs', 'changes'];

/// What an answer is set against: the arms of this study, or an earlier run.
export interface Against {
  compare: Compare;
  /// The arm spoken of, by name.
  arm: string;
  /// What the other side is called.
  name: string;
  /// The same within a sentence: `joining`, `without Japan`, `the three on the surface`.
  label: string;
  /// An earlier run is the base; in the study's own comparison the base is what the answers show.
  isEarlierRun: boolean;
  /// The run it comes from, where that is not the one of the other answers.
  source?: Report;
}

/// The study's own comparison, its last arm.
export function ownComparison(report: Report): Against | null {
  const arm = report.compare?.arms.at(-1);
  if (!report.compare || !arm) return null;
  const name = changeName(report, report.compare, arm.name);
  const label = name === 'Joining' ? 'joining' : armName(report, arm.name);
  return { compare: report.compare, arm: arm.name, name, label, isEarlierRun: false };
}

export function armOf(against: Against): Compare['arms'][number] | undefined {
  return against.compare.arms.find((a) => a.name === against.arm);
}

export function answers(report: Report, against: Against | null): Answer[] {
  const all = [through(report, against), lasts(report, against), costs(report), changes(report, against)];
  const few = tooFew(report.runs);
  return few ? all.map((answer) => untold(answer, few, report)) : all;
}

const UNASKED = ['Not asked', 'Not priced', 'Not compared', 'Nothing', 'No stock is counted'];

/// An answer that few runs cannot give; what was not asked stays so.
function untold(answer: Answer, few: string, report: Report): Answer {
  if (UNASKED.includes(answer.headline)) return answer;
  const raid = report.raid;
  const seen = answer.key === 'through' && raid ? `${counted(report.runs, 'run')}: ${mean(raid.through)} of ${mean(raid.threats)} get through` : '';
  return { ...answer, headline: sentence(few), detail: seen, change: `A spread takes ${FEWEST_RUNS} runs or more.`, sampling: '' };
}

/// A name of more letters comes after what it is the name of.
const LONG_NAME = 14;

const half = (c: Count): string => {
  const width = (c.ci95_high - c.ci95_low) / 2;
  return width > 0 ? `±${rounded(width, width >= 10 ? 1 : width >= 0.1 ? 0.1 : 0.01)}` : '';
};

/// `was 34` against an earlier run; `joining: +1 (−1 … +4), unclear` against another arm.
function changeOf(against: Against | null, key: string, unit = ''): string {
  const found = against && armOf(against)?.delta[key];
  if (!against || !found) return '';
  const step = deltaStep(found);
  if (against.isEarlierRun) return `was ${rounded(found.base_mean, step)}${unit} in the ${against.name}`;
  const unclear = found.verdict === 'unclear' ? 'unclear, ' : '';
  const what = found.verdict === 'same' ? 'no change' : `${unclear}${delta(found)}${unit}`;
  // A long name is what may be cut, not the numbers.
  return against.label.length > LONG_NAME ? `${what}: ${against.label}` : `${against.label}: ${what}`;
}

function through(report: Report, against: Against | null): Answer {
  const base = { key: 'through' as const, question: 'What gets through?' };
  const raid = report.raid;
  if (!raid || !hasRaids(report)) {
    return { ...base, headline: 'Not asked', detail: 'No raid is played: a study of stocks alone.', change: '', sampling: '' };
  }
  return {
    ...base,
    headline: `${mean(raid.through)} of ${mean(raid.threats)} get through`,
    detail: `${band(raid.through)} in nine runs of ten · ${mean(raid.leakers)} do damage`,
    change: changeOf(against, 'through_raid'),
    sampling: half(raid.through),
  };
}

/// The stock whose event comes first in the median.
export function soonest(map: ByStock<Days>): { nation: string; item: string; value: Days } | null {
  const when = (d: Days): number => d.p50 ?? 1e6 * (1 + d.never_fraction);
  return stocks(map).reduce<{ nation: string; item: string; value: Days } | null>(
    (best, one) => (best === null || when(one.value) < when(best.value) ? one : best),
    null,
  );
}

/// It happens, but not in most runs.
const isRare = (d: Days): boolean => d.p50 === null && d.never_fraction < 0.9999;

const headlineDay = (d: Days): string => (d.p50 === null ? 'never' : `day ${whole(d.p50)}`);

function spread(d: Days): string {
  if (d.p50 !== null) return days(d).replace(/^day [\d,]+ ?/, '').replace(/^\(|\)$/g, '');
  if (d.p05 === null) return d.never_fraction >= 0.9999 ? 'never' : '';
  return `from day ${whole(d.p05)} on`;
}

function lasts(report: Report, against: Against | null): Answer {
  const base = { key: 'lasts' as const, question: 'How long does it last?', sampling: '' };
  const campaign = report.campaign;
  if (!campaign) {
    return { ...base, headline: 'Not asked', detail: 'One raid, no campaign.', change: '' };
  }
  const below = soonest(campaign.first_day_below_reserve);
  if (below) {
    const key = `first_day_below_reserve.${below.nation}.${below.item}`;
    return {
      ...base,
      headline: isRare(below.value) ? `Below reserve: ${percent(1 - below.value.never_fraction)} of runs` : `Below reserve: ${headlineDay(below.value)}`,
      detail: [stockName(report, below.nation, below.item), spread(below.value)].filter((t) => t && t !== 'never').join(' · '),
      change: changeOf(against, key, ' days'),
    };
  }
  const back = stocks(campaign.restored_date).sort((a, b) => (b.value.p50 ?? '9').localeCompare(a.value.p50 ?? '9'))[0];
  if (back && !hasRaids(report)) {
    const { p05, p50, p95 } = back.value;
    const at = (date: string | null): string => (date ? quarter(date) : `after ${report.scenario.end.slice(0, 4)}`);
    return {
      ...base,
      headline: p50 ? `Back by ${quarter(p50)}` : 'Not back in most runs',
      detail: `${stockName(report, back.nation, back.item)} · ${at(p05)}–${at(p95)}`,
      change: changeOf(against, `restored_day.${back.nation}.${back.item}`, ' days'),
    };
  }
  const zero = soonest(campaign.first_zero_day);
  if (zero) {
    return {
      ...base,
      headline: isRare(zero.value) ? `None left: ${percent(1 - zero.value.never_fraction)} of runs` : `None left: ${headlineDay(zero.value)}`,
      detail: [stockName(report, zero.nation, zero.item), spread(zero.value)].filter((t) => t && t !== 'never').join(' · '),
      change: changeOf(against, `days_of_supply.${zero.nation}.${zero.item}`, ' days of supply'),
    };
  }
  return { ...base, headline: 'No stock is counted', detail: `${campaign.days} days of raids`, change: '' };
}

function period(report: Report): string {
  const first = Number(report.scenario.stock_date.slice(0, 4));
  const last = first + Math.max(1, Math.ceil(report.cost?.horizon_years ?? 1)) - 1;
  return last > first ? `${first}–${String(last).slice(2)}` : String(first);
}

function costs(report: Report): Answer {
  const base = { key: 'costs' as const, question: 'What does it cost?', change: '' };
  const cost = report.cost;
  if (!cost) return { ...base, headline: 'Not priced', detail: 'No arms to price.', sampling: '' };
  const increment = cost.incremental_usd;
  if (increment.p05 === 0 && increment.p95 === 0) {
    const detail = `Rounds fired, prices of ${cost.price_year}`;
    if (!hasRaids(report)) return { ...base, headline: 'Nothing', detail: 'Nothing beyond today’s plans is priced.', sampling: '' };
    return { ...base, headline: `${moneyMean(cost.expended_usd)}\u00a0USD`, detail, change: 'nothing beyond today’s plans is priced', sampling: '' };
  }
  const [unit, name] = moneyUnit(increment.mean);
  const spread = `${range(increment.p05 / unit, increment.p95 / unit)} ${name}`;
  const beyond = `beyond today’s plans, ${period(report)}`;
  const sure = verdictOf(increment);
  if (sure === 'unclear') return { ...base, headline: 'Not clear from zero', detail: spread, change: beyond, sampling: '' };
  if (sure === 'fewer') {
    const own = ownComparison(report);
    return {
      ...base,
      headline: `Saves ${moneyMean(negative(increment))}\u00a0USD`,
      detail: `${range(-increment.p95 / unit, -increment.p05 / unit)} ${name}${own ? ` · ${own.label}` : ''}`,
      change: own ? `against ${armName(report, own.compare.base)}, ${period(report)}` : beyond,
      sampling: '',
    };
  }
  const nations = Object.entries(cost.by_nation).filter(([, c]) => Math.abs(c.mean) >= 5e5).sort((a, b) => b[1].mean - a[1].mean);
  const shares = nations.slice(0, 2).map(([id, c]) => `${moneyMean(c)} ${nationName(report, id)}`).join(', ');
  const isShort = nations.length > 1 && shares.length < 26;
  return {
    ...base,
    headline: isShort ? shares : `${moneyMean(increment)}\u00a0USD`,
    detail: isShort || nations.length < 2 ? `${spread}${nations.length > 1 ? ' together' : ''}` : shares,
    change: `${isShort || nations.length < 2 ? '' : `${spread}, `}${beyond}`,
    sampling: '',
  };
}

/// The metric a comparison leads with: what gets through, else its first.
export function leadMetric(arm: Compare['arms'][number]): { key: string; label: string; delta: Delta } | null {
  const keys = ['through_total', 'leakers_total', 'through_raid', ...arm.labels.map(([k]) => k)];
  const key = keys.find((k) => arm.delta[k]);
  const found = key ? arm.delta[key] : undefined;
  if (!key || !found) return null;
  return { key, label: printed(arm.labels.find(([k]) => k === key)?.[1] ?? key), delta: found };
}

function changes(report: Report, against: Against | null): Answer {
  const base = { key: 'changes' as const, sampling: '' };
  const arm = against && armOf(against);
  const lead = arm && leadMetric(arm);
  if (!against || !lead) {
    return { ...base, question: 'What would change it?', headline: 'Not compared', detail: 'Choose an earlier run to compare with.', change: '' };
  }
  const d = lead.delta;
  const name = against.isEarlierRun ? 'Since then' : against.name;
  const counts = lead.key.startsWith('through') ? 'get through' : lead.key.startsWith('leakers') ? 'do damage' : lead.label;
  const inDays = lead.key.endsWith('_total') && report.campaign ? ` in ${report.campaign.days} days` : '';
  const clear = d.verdict === 'more' || d.verdict === 'fewer';
  const baseName = against.isEarlierRun ? `the ${against.name}` : armName(report, against.compare.base);
  const found = clear ? `${rounded(Math.abs(d.mean), deltaStep(d))} ${d.mean < 0 ? 'fewer' : 'more'}` : d.verdict === 'same' ? 'no change' : 'unclear';
  return {
    ...base,
    question: against.isEarlierRun ? `What changed since the ${against.name}?` : against.name.startsWith('Without ') ? `What changes ${against.label}?` : `What does ${against.label} change?`,
    headline: name.length > LONG_NAME ? `${sentence(found)}: ${against.isEarlierRun ? 'since then' : against.label}` : `${name}: ${found}`,
    detail: `${delta(d)} ${counts}${inDays}`,
    change: `${clear && baseName.length <= LONG_NAME ? 'clear in nine runs of ten' : clear ? 'clear' : verdict(d.verdict)}, against ${baseName}`,
  };
}
