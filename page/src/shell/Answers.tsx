/// The four answers, always in sight: each opens its figure, each number opens where it comes from.
import { against, isOfOtherText, isRefining, main, switched, told, without, isBusy } from '../state/runs';
import { figure, origin, tab } from '../state/view';
import { type Answer, type AnswerKey, ANSWER_KEYS, answers } from '../words/answers';
import { FIRST_FIGURE, answerOf } from '../figures/list';

const QUESTIONS: Record<AnswerKey, string> = {
  through: 'What gets through?',
  lasts: 'How long does it last?',
  costs: 'What does it cost?',
  changes: 'What changes?',
};

export function openAnswer(key: AnswerKey): void {
  tab.value = 'answers';
  origin.value = null;
  figure.value = FIRST_FIGURE[key];
}

export function Answers() {
  const shown = told.value;
  const all = shown ? answers(shown, against.value) : null;
  return (
    <nav class="answers" aria-label="The four answers">
      {ANSWER_KEYS.map((key, i) => (
        <Cell key={key} name={key} answer={all?.[i] ?? null} />
      ))}
      <div class="unseen" role="status" aria-live="polite">
        {all && !isRefining.value ? all.map((a) => `${a.headline}, ${a.detail.replace(/\.$/, '')}. `).join('') : ''}
      </div>
    </nav>
  );
}

function Cell({ name, answer }: { name: AnswerKey; answer: Answer | null }) {
  const isOn = tab.value === 'answers' && answerOf(figure.value) === name;
  if (!answer) {
    const live = main.value;
    return (
      <div class="answer">
        <p class="q">{QUESTIONS[name]}</p>
        {!live || isBusy(live) ? (
          <span aria-label="being computed">
            <i class="ghost big" />
            <i class="ghost mid" />
          </span>
        ) : (
          <h2 class="m">{live.state === 'cancelled' ? 'Cancelled' : 'No answer'}</h2>
        )}
      </div>
    );
  }
  const isWaiting = name === 'changes' && without.value.length > 0 && isBusy(switched.value);
  const refine = isRefining.value || isWaiting;
  return (
    <div class={`answer${isOn ? ' on' : ''}${isOfOtherText.value ? ' old' : ''}`}>
      <button type="button" class="open" aria-label={`${answer.question} ${answer.headline}. Open its figure`} onClick={() => openAnswer(name)} />
      <p class="q">
        <span>{answer.question}</span>
        {refine ? <span class="refine">refining… {answer.sampling}</span> : name === 'through' && isOfOtherText.value && <span class="before">before your change</span>}
      </p>
      <h2 title={answer.headline}>
        <Numbers text={answer.headline} name={name} />
      </h2>
      <p title={answer.detail}>{answer.detail}</p>
      <p title={answer.change}>{answer.change}</p>
    </div>
  );
}

/// The text with its numbers as buttons.
function Numbers({ text, name }: { text: string; name: AnswerKey }) {
  const parts = text.split(/([\d,.]+(?:\u00a0(?:bn|million|%))?)/);
  let isFirst = true;
  return (
    <>
      {parts.map((part, i) => {
        if (i % 2 === 0) return part;
        const index = isFirst ? 0 : -1;
        isFirst = false;
        return (
          <button key={i} type="button" class="number" tabIndex={index} title="Where this comes from" aria-label={`${part}: where it comes from`} onClick={() => {
            openAnswer(name);
            origin.value = name;
          }}>
            {part}
          </button>
        );
      })}
    </>
  );
}
