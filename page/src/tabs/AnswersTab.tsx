/// Answers: the chosen figure large, two small ones under it, who takes part, and what it rests on.
import { useEffect, useMemo, useState } from 'preact/hooks';
import { api } from '../api/client';
import type { Report } from '../api/report';
import type * as All from '../figures/all';
import { answerOf, FIGURES, figuresOf } from '../figures/list';
import type { FirstDays } from '../figures/lasts';
import { against, isBusy, isOfOtherText, type Live, main, report, start, switched, toggleNation, told, toldId, waitsFor, without } from '../state/runs';
import { figure, origin, stock, tab } from '../state/view';
import { check, id as scenarioId, loadError, scenarios, text } from '../state/scenario';
import { entryNames } from '../state/schema';
import { openAndRun } from '../state/open';
import { armName, claimOf, nationName, sentence } from '../words/names';
import { counted, FEWEST_RUNS, tooFew, whole } from '../words/numbers';
import { LargeFigure, SmallFigure } from './FigureView';
import { Origin } from './Origin';
import { Rests } from './Rests';

let loaded: typeof All | null = null;

/// The drawing code, loaded once.
function useDrawings(): typeof All | null {
  const [all, setAll] = useState(loaded);
  useEffect(() => {
    if (!all) void import('../figures/all').then((module) => setAll((loaded = module)));
  }, []);
  return all;
}

export function AnswersTab() {
  const shown = report.value;
  const live = main.value;
  const all = useDrawings();
  if (loadError.value && !shown) return <Nothing title="Nothing to show" text={loadError.value} isBad />;
  if (live?.state === 'failed' && !shown) return <Nothing title="The run failed" text={live.error} isBad act={() => void start()} />;
  if (live?.state === 'cancelled' && !shown) {
    return <Nothing title="Cancelled" text="Stopped before any run was done: there is nothing to answer from." act={() => void start()} />;
  }
  if (!shown || !all) return <Waiting />;
  return (
    <div class="answers-tab">
      {live?.state === 'failed' && <p class="bar bad">The last run failed: {live.error} The answers are of the run before it.</p>}
      {live?.state === 'cancelled' && <p class="bar">{stoppedAfter(live, shown)}</p>}
      {isOfOtherText.value && (
        <p class="bar">
          These are the answers of the text before your change.{' '}
          {!isBusy(live) && check.value?.ok && (
            <button type="button" class="plain-button" onClick={() => void start()}>
              run the change ▸
            </button>
          )}
        </p>
      )}
      <TakePart report={shown} />
      {origin.value ? <Origin report={told.value ?? shown} /> : <Figures report={told.value ?? shown} all={all} />}
      <Rests report={told.value ?? shown} />
    </div>
  );
}

/// What a cancelled run still says.
function stoppedAfter(live: Live, shown: Report): string {
  // Stopped before it had a report: what is shown is of the run before.
  if (live.of?.id !== live.id) return 'Cancelled: the answers are of the run before it.';
  const few = tooFew(shown.runs);
  return `Stopped after ${whole(shown.runs)} of ${counted(live.runs, 'run')}: ${few || 'the intervals are wider than asked for'}.`;
}

function Figures({ report: shown, all }: { report: Report; all: typeof All }) {
  const chosen = all.chosenStock(shown, stock.value);
  const first = useFirstDays(shown, chosen ? all.stockKey(chosen) : '');
  const context = { report: shown, against: against.value, stock: stock.value, first };
  const ids = figuresOf(answerOf(figure.value));
  const made = useMemo(
    () => Object.fromEntries(ids.map((id) => [id, all.figureOf(id, context)])),
    [ids.join(), shown, against.value, stock.value, first],
  );
  useEffect(() => {
    if (ids.some((id) => made[id])) return;
    const there = Object.keys(FIGURES).find((id) => all.figureOf(id, context));
    if (there) figure.value = there;
  }, [shown.scenario.name]);
  const large = made[figure.value] ?? ids.map((id) => made[id]).find(Boolean);
  const fan = useMemo(() => (large?.id === 'stock' && chosen ? all.fan(shown, chosen) : null), [shown, large?.id, stock.value]);
  const small = ids.filter((id) => made[id] && made[id] !== large);
  const needsStock = chosen && (large?.id === 'stock' || large?.id === 'empty');
  return (
    <>
      {large ? (
        <LargeFigure figure={large} report={shown} all={all} fan={fan}>
          {needsStock && (
            <label class="cap pick">
              Stock{' '}
              <select value={all.stockKey(chosen)} onChange={(e) => (stock.value = e.currentTarget.value)}>
                {all.shownStocks(shown).map((s) => (
                  <option key={all.stockKey(s)} value={all.stockKey(s)}>
                    {all.stockTitle(shown, s)}
                  </option>
                ))}
              </select>
            </label>
          )}
        </LargeFigure>
      ) : (
        <Missing runs={shown.runs} />
      )}
      {small.length > 0 && (
        <div class="smalls">
          {small.map((id) => {
            const one = made[id];
            return one ? <SmallFigure key={id} figure={one} onOpen={() => (figure.value = id)} /> : null;
          })}
        </div>
      )}
    </>
  );
}

const MISSING: Record<string, string> = {
  through: 'No raid is played in this study, so nothing gets through and nothing is stopped.',
  lasts: 'This study counts no stock: one raid and no campaign.',
  costs: 'Nothing is priced: the study has no second arm.',
  changes: 'Nothing is compared yet. Choose an earlier run to compare with, in the head of the page.',
};

function Missing({ runs }: { runs: number }) {
  const few = tooFew(runs);
  if (few) return <Nothing title={sentence(few)} text={`A spread takes ${FEWEST_RUNS} runs or more; the map shows ${runs === 1 ? 'the one there is' : 'each of these'}.`} act={isBusy(main.value) ? undefined : () => void start()} />;
  const name = FIGURES[figure.value]?.name ?? 'This figure';
  return <Nothing title={`${name}: nothing to show`} text={MISSING[answerOf(figure.value)] ?? ''} />;
}

/// Days of the chosen stock, run by run, once the run is done.
function useFirstDays(shown: Report, key: string): FirstDays | null {
  const [first, setFirst] = useState<FirstDays | null>(null);
  const live = main.value;
  const id = toldId.value;
  const isNeeded = answerOf(figure.value) === 'lasts' && key !== '' && id !== '' && !isBusy(live) && !isBusy(switched.value);
  const [nation = '', item = ''] = key.split('.');
  const hasReserve = shown.campaign?.first_day_below_reserve[nation]?.[item] !== undefined;
  useEffect(() => {
    setFirst(null);
    if (!isNeeded) return;
    let isWanted = true;
    const name = hasReserve ? `first_below_reserve_day.${key}` : `first_empty_day.${key}`;
    void api.column(id, name).then((result) => {
      if (isWanted && result.ok) setFirst({ what: hasReserve ? 'below its reserve' : 'first refused to somebody', values: result.value.values });
    });
    return () => (isWanted = false);
  }, [isNeeded, id, key, hasReserve]);
  return first;
}

/// A switch for each nation: off plays the same study without it, pair by pair, at once.
function TakePart({ report: shown }: { report: Report }) {
  const live = switched.value;
  const twins = useTwins().map((id) => nationName(shown, id)).join(', ');
  const nations = shown.scenario.nations.length > 1 ? shown.scenario.nations : [];
  // Without arms there is no agreement that a nation could be taken out of.
  const isFixed = shown.compare === null;
  const words = isFixed ? (nations.length > 1 ? 'This scenario compares no arms: no nation can be switched off.' : '') : !live ? '' : live.state === 'failed' ? live.error : isBusy(live) ? `pairing… ${live.report ? `${live.done} of ${live.runs}` : ''}` : `${tooFew(live.report?.runs ?? 0) || counted(live.report?.runs ?? 0, 'pair')}${live.report?.compare ? `, from ${armName(live.report, live.report.compare.base)}` : ''}`;
  return (
    <div class="part" role="group" aria-label="Who takes part">
      {nations.length > 1 && <span class="cap">Takes part</span>}
      {nations.map(([id]) => (
        <button
          type="button" key={id} role="switch" class="switch" aria-checked={!without.value.includes(id)} disabled={isFixed} title={switchTitle(shown, id)}
          onClick={() => {
            tab.value = 'answers';
            if (answerOf(figure.value) !== 'changes') figure.value = 'pairs';
            void toggleNation(id);
          }}
        >
          <i />
          <span>{nationName(shown, id)}</span>
        </button>
      ))}
      <span class={live?.state === 'failed' ? 'cap bad' : 'cap paired'} title={words}>{words}</span>
      {twins && <span class="cap twins">Party to the same agreements: {twins}. Without either, the numbers are the same.</span>}
      <button type="button" class="claim" title="What it claims, and what it rests on" onClick={() => (origin.value = origin.value ? null : answerOf(figure.value))}>
        {claimOf(shown)}
      </button>
    </div>
  );
}

/// Nations whose agreements are those of the one that is switched off; empty where none or several are off.
function useTwins(): string[] {
  const [twins, setTwins] = useState<string[]>([]);
  const [off = '', ...others] = without.value;
  useEffect(() => {
    setTwins([]);
    if (!off || others.length > 0) return;
    let isWanted = true;
    void import('../scenario/document').then(({ parseScenario, sameAgreements }) => {
      if (isWanted) setTwins(sameAgreements(parseScenario(text.value, entryNames.value), off));
    });
    return () => (isWanted = false);
  }, [off, others.length]);
  return twins;
}

/// What a switch does: a nation stays where it is, its agreements go.
function switchTitle(shown: Report, id: string): string {
  const name = nationName(shown, id);
  return without.value.includes(id) ? `${name} is without its agreements; switch them on again` : `Play the same study without the agreements of ${name}`;
}

function Waiting() {
  const live = main.value;
  const words = live?.state === 'queued' ? (waitsFor.value ? `Waiting for ${waitsFor.value} to end.` : 'Waiting for its turn.') : live?.state === 'running' ? `${whole(live.done)} of ${counted(live.runs, 'run')}; the first answers come after a hundred.` : 'Preparing flights and radar pictures.';
  return (
    <div class="state" aria-busy="true">
      <h3>Being computed</h3>
      <p>{words}</p>
      <div class="sketch" aria-hidden="true">
        {[92, 70, 56, 44, 38, 24, 20].map((w) => (
          <i key={w} style={{ width: `${w}%` }} />
        ))}
      </div>
    </div>
  );
}

function Nothing({ title, text, isBad, act }: { title: string; text: string; isBad?: boolean; act?: (() => void) | undefined }) {
  return (
    <div class={isBad ? 'state bad' : 'state'} role={isBad ? 'alert' : undefined}>
      <h3>{title}</h3>
      <p>{sentence(text)}</p>
      {act && (
        <button type="button" class="plain-button" onClick={act}>
          Run again
        </button>
      )}
      {!act && isBad && scenarios.value.length > 0 && (
        <button type="button" class="plain-button" onClick={() => void openAndRun(scenarioId.value || 'japan-2028')}>
          Try again
        </button>
      )}
    </div>
  );
}
