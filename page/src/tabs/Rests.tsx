/// What the result rests on, in a line: values by grade, best first.
import type { Report } from '../api/report';
import { origin } from '../state/view';
import { answerOf } from '../figures/list';
import { figure } from '../state/view';
import { whole } from '../words/numbers';

/// From a government's text to our own guess.
export const GRADES = ['official', 'official-via-press', 'peer-reviewed', 'think-tank', 'vendor', 'press', 'secondary', 'derived', 'contested', 'unverified', 'assumed'];

const place = (grade: string): number => (GRADES.indexOf(grade) + GRADES.length) % GRADES.length;

export const byGrade = (report: Report): [string, number][] =>
  Object.entries(report.provenance.by_grade).sort((a, b) => place(a[0]) - place(b[0]));

/// A tone per grade, dark for what is well sourced.
export const gradeTone = (grade: string): string => {
  const share = Math.round(100 - (place(grade) / (GRADES.length - 1)) * 82);
  return `color-mix(in srgb, var(--accent) ${share}%, var(--f3))`;
};

const MOST_IN_LINE = 5;

/// The grades that fit in a line: the best, the worst, and the most used between them; the others counted together.
function inLine(grades: [string, number][]): [string, number][] {
  if (grades.length <= MOST_IN_LINE + 1) return grades;
  const between = grades.slice(1, -1).sort((a, b) => b[1] - a[1]).slice(0, MOST_IN_LINE - 2);
  const kept = grades.filter((g, i) => i === 0 || i === grades.length - 1 || between.includes(g));
  const others = grades.filter((g) => !kept.includes(g));
  return [...kept.slice(0, -1), [`of ${others.length} other grades`, others.reduce((sum, [, n]) => sum + n, 0)], ...kept.slice(-1)];
}

export function Rests({ report }: { report: Report }) {
  const grades = byGrade(report);
  return (
    <button type="button" class="rests" title="Every value, with its range, grade and sources" onClick={() => (origin.value = origin.value ? null : answerOf(figure.value))}>
      <span class="grades" aria-hidden="true">
        {grades.map(([grade, n]) => (
          <i key={grade} style={{ flexGrow: n, background: gradeTone(grade) }} />
        ))}
      </span>
      <span>
        Rests on: {inLine(grades).map((part, i) => (
          <span key={i}>
            {i > 0 && ' · '}
            <b>{whole(part[1])}</b> {part[0]}
          </span>
        ))}
        <span class="unseen">{grades.map(([grade, n]) => `${n} ${grade}`).join(', ')}</span>
      </span>
    </button>
  );
}
