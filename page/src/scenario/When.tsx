/// A day, or a range of days with its grade and note.
import { GRADES } from '../tabs/Rests';
import { isTable, written } from './document';
import { sendable } from './draft';

const ENDS = ['low', 'likely', 'high'] as const;

/// Days that are given follow each other.
const isInOrder = (days: string[]): boolean => days.filter(Boolean).every((d, i, all) => i === 0 || (all[i - 1] ?? '') <= d);

interface Props {
  id: string;
  describedBy: string;
  value: unknown;
  onChange(value: unknown): void;
}

export function When({ id, describedBy, value, onChange }: Props) {
  if (!isTable(value)) {
    const day = value === undefined ? '' : written(value);
    return (
      <span class="quantity">
        <input id={id} aria-describedby={describedBy} type="date" value={day} onChange={(e) => onChange(e.currentTarget.value || undefined)} />
        {day && (
          <button type="button" class="code" onClick={() => onChange({ low: day, likely: day, high: day, grade: 'assumed' })}>
            make it a range
          </button>
        )}
      </span>
    );
  }
  const put = (key: string, next: unknown): void => onChange({ ...(sendable(value) as object), [key]: next });
  const day = (end: string): string => (value[end] === undefined ? '' : written(value[end]));
  return (
    <span class="quantity">
      {ENDS.map((end, i) => (
        <label key={end} class="end">
          <span>{{ low: 'earliest', likely: 'likely', high: 'latest' }[end]}</span>
          <input
            id={i === 0 ? id : undefined} aria-describedby={describedBy} type="date" value={day(end)}
            onChange={(e) => e.currentTarget.value && put(end, e.currentTarget.value)}
          />
        </label>
      ))}
      <label class="end">
        <span>grade</span>
        <select value={typeof value.grade === 'string' ? value.grade : ''} onChange={(e) => put('grade', e.currentTarget.value)}>
          {typeof value.grade !== 'string' && <option value="">none</option>}
          {GRADES.map((g) => (
            <option key={g}>{g}</option>
          ))}
        </select>
      </label>
      <button type="button" class="code" onClick={() => onChange(day('likely') || undefined)}>
        make it one day
      </button>
      {!isInOrder(ENDS.map(day)) && <span class="fault" role="alert">It must hold that earliest ≤ likely ≤ latest.</span>}
      {typeof value.note === 'string' && <span class="doc note">{value.note}</span>}
    </span>
  );
}
