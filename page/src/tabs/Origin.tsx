/// Where a number comes from: how it is computed, what its spread is due to, and the values it rests on.
import { useState } from 'preact/hooks';
import type { Count, Input, Report } from '../api/report';
import { catalogueId, origin, tab } from '../state/view';
import { soonest, type AnswerKey } from '../words/answers';
import { claimOf, keyWords, printed, sentence, sourceLine, stockName } from '../words/names';
import { counted, inputValue, mean, percent, rounded, tooFew, whole } from '../words/numbers';
import { gradeTone } from './Rests';

const MOST_ROWS = 150;

export function Origin({ report }: { report: Report }) {
  const key = origin.value ?? 'through';
  const [wanted, setWanted] = useState('');
  const [isAll, setAll] = useState(false);
  const near = relevant(report, key);
  const from = isAll || wanted ? report.provenance.inputs : near;
  const words = wanted.toLowerCase();
  const found = from.filter((i) => !words || `${i.key} ${i.grade} ${i.note ?? ''} ${i.sources.join(' ')}`.toLowerCase().includes(words));
  return (
    <section class="origin" aria-label="Where this comes from">
      <header>
        <h3>Where this comes from</h3>
        <button type="button" class="plain-button" onClick={() => (origin.value = null)} autofocus>
          back to the figure
        </button>
      </header>
      <p class="question">{report.scenario.question}</p>
      {sentences(report, key).map((s) => (
        <p key={s}>{s}</p>
      ))}
      <details class="caveats">
        <summary>
          {sentence(claimOf(report))}. {report.scenario.status && `${sentence(printed(report.scenario.status))}.`}
        </summary>
        <ul>
          {report.scenario.caveats.map((caveat) => (
            <li key={caveat}>{printed(caveat)}</li>
          ))}
        </ul>
      </details>
      <Drivers report={report} />
      <div class="filter">
        <input type="search" class="search" placeholder="Search all values, grades, sources" aria-label="Search values" value={wanted} onInput={(e) => setWanted(e.currentTarget.value)} />
        <label class="cap">
          <input type="checkbox" checked={isAll} onChange={(e) => setAll(e.currentTarget.checked)} /> all {whole(report.provenance.values)}
        </label>
        <span class="cap">{whole(found.length)} shown</span>
      </div>
      <ul class="inputs">
        {found.slice(0, MOST_ROWS).map((input) => (
          <InputRow key={input.key} input={input} />
        ))}
      </ul>
      {found.length > MOST_ROWS && <p class="cap">The first {MOST_ROWS}; search to see others.</p>}
      {found.length === 0 && <p class="cap">No value has that in its name, grade, note or sources.</p>}
      <p class="cap">{sourceLine(report)}</p>
    </section>
  );
}

function InputRow({ input }: { input: Input }) {
  const { key, low, likely, high, grade, note, sources } = input;
  const entry = key.split('.').slice(1, -1).join('.');
  return (
    <li>
      <div>
        <span class="name">{keyWords(key)}</span>
        <span class="values">
          {low === high ? inputValue(likely) : `${inputValue(low)} / ${inputValue(likely)} / ${inputValue(high)}`}
        </span>
        <span class="grade" style={{ borderColor: gradeTone(grade) }}>
          {grade}
        </span>
      </div>
      <p class="cap">
        <button type="button" class="code" title="Look in the catalogue" onClick={() => {
          catalogueId.value = entry;
          tab.value = 'catalogue';
        }}>
          {key}
        </button>
        {note && ` ${note}.`} {sources.length > 0 && `Source: ${sources.join('; ')}`}
      </p>
    </li>
  );
}

function Drivers({ report }: { report: Report }) {
  const top = report.provenance.top_inputs.slice(0, 6);
  if (top.length === 0) return null;
  return (
    <div class="drivers">
      <p class="cap">What the spread between worlds is due to (squared rank correlation with what gets through):</p>
      {top.map((t) => (
        <div key={t.key}>
          <span>{t.key.includes('.') ? keyWords(t.key) : t.key}</span>
          <i style={{ width: `${Math.min(t.share, 1) * 100}%` }} />
          <span class="cap">
            {percent(t.share)} · {t.grade}
          </span>
        </div>
      ))}
    </div>
  );
}

function interval(c: Count, few: string): string {
  if (few) return `Mean ${mean(c)}; ${few}.`;
  const width = (c.ci95_high - c.ci95_low) / 2;
  const shares = c.share_from_inputs === null ? '' : ` Of the variance, ${percent(c.share_from_inputs)} is from unknown inputs, the rest is luck.`;
  return `Mean ${mean(c)}, known to ±${rounded(width, width >= 1 ? 0.1 : 0.01)} by sampling (95 %).${shares}`;
}

function sentences(report: Report, key: AnswerKey): string[] {
  const few = tooFew(report.runs);
  // A cancelled run may have drawn fewer than it was given.
  const worlds = Math.min(report.runs, report.worlds);
  const from = `Computed from ${counted(report.runs, 'run')} over ${counted(worlds, 'world')} (sets of drawn inputs) and ${counted(report.physics_sets, 'set')} of trajectories and radar geometry.`;
  if (key === 'through' && report.raid) return [`${from} ${interval(report.raid.through, few)}`];
  const below = report.campaign && soonest(report.campaign.first_day_below_reserve);
  if (key === 'lasts' && below) {
    return [`${from} The stock shown is the one that is short first in the median: ${stockName(report, below.nation, below.item)}. Days count from the first raid.`];
  }
  if (key === 'costs' && report.cost) return [`${from} Prices of ${report.cost.price_year}, over ${whole(report.cost.horizon_years)} years. ${interval(report.cost.incremental_usd, few)}`];
  if (key === 'changes') return [`${from} Both arms see the same raids and the same luck, so that differences pair run by run. “Unclear” is said where the middle nine tenths of the paired differences hold zero.`];
  return [from];
}

/// The inputs nearest to an answer: of the stock that is short first, of prices, of agreements, or of threats and defences.
function relevant(report: Report, key: AnswerKey): Input[] {
  const all = report.provenance.inputs;
  const starts = (...heads: string[]): Input[] => all.filter((i) => heads.some((h) => i.key.startsWith(h)));
  const below = report.campaign && soonest(report.campaign.first_day_below_reserve);
  const pick = {
    through: () => starts('raid.', 'interceptor.', 'threat.', 'battery.'),
    lasts: () => all.filter((i) => below ? (i.key.includes(below.item) || i.key.startsWith('campaign.')) : /^(stock|line|drain|campaign)\./.test(i.key)),
    costs: () => all.filter((i) => /cost|price|usd/.test(i.key)),
    changes: () => starts('agreement.', 'compare.', 'line.', 'stock.'),
  }[key]();
  return pick.length > 0 ? pick : all;
}
