/// A number: plain, a range with its grade and note, or a catalogue value with a factor.
import { GRADES } from '../tabs/Rests';
import { isTable, type Table } from './document';
import { sendable } from './draft';

interface Props {
  id: string;
  describedBy: string;
  value: unknown;
  onChange(value: unknown): void;
}

const ENDS = ['low', 'likely', 'high'] as const;

const numberOf = (given: string): number | undefined => (given === '' || !Number.isFinite(Number(given)) ? undefined : Number(given));

export function Quantity({ id, describedBy, value, onChange }: Props) {
  if (isTable(value)) {
    return typeof value.of === 'string' ? <OfCatalogue id={id} value={value} onChange={onChange} /> : <Range id={id} describedBy={describedBy} value={value} onChange={onChange} />;
  }
  const plain = typeof value === 'number' ? value : undefined;
  return (
    <span class="quantity">
      <input id={id} aria-describedby={describedBy} type="number" step="any" value={plain ?? ''} onChange={(e) => onChange(numberOf(e.currentTarget.value))} />
      {plain !== undefined && (
        <button type="button" class="code" onClick={() => onChange({ low: plain, likely: plain, high: plain, grade: 'assumed' })}>
          make it a range
        </button>
      )}
    </span>
  );
}

function Range({ id, describedBy, value, onChange }: { id: string; describedBy: string; value: Table; onChange(value: unknown): void }) {
  const put = (key: string, next: unknown): void => onChange({ ...(sendable(value) as Table), [key]: next });
  const ends = ENDS.map((k) => value[k]).filter((x): x is number => typeof x === 'number');
  return (
    <span class="quantity">
      {ENDS.map((end, i) => (
        <label key={end} class="end">
          <span>{end}</span>
          <input
            id={i === 0 ? id : undefined} aria-describedby={describedBy} type="number" step="any" value={typeof value[end] === 'number' ? value[end] : ''}
            onChange={(e) => {
              const next = numberOf(e.currentTarget.value);
              if (next !== undefined) put(end, next);
            }}
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
      <Spread ends={ends} />
      {typeof value.likely === 'number' && (
        <button type="button" class="code" onClick={() => onChange(value.likely)}>
          make it one number
        </button>
      )}
      {typeof value.note === 'string' && <span class="doc note">{value.note}</span>}
      {Array.isArray(value.sources) && value.sources.length > 0 && <span class="doc note">Source: {value.sources.join('; ')}</span>}
    </span>
  );
}

/// The triangle of low, likely and high, drawn small.
function Spread({ ends }: { ends: number[] }) {
  const [low = 0, likely = 0, high = 0] = ends;
  if (ends.length < 3 || !(high > low)) return null;
  const at = 2 + (56 * (likely - low)) / (high - low);
  return (
    <svg class="spread" viewBox="0 0 60 18" aria-hidden="true">
      <path d={`M2 16 L${at} 3 L58 16Z`} fill="var(--fan90)" />
      <path d={`M${at} 3V16`} stroke="var(--accent)" stroke-width="1.5" />
      <path d="M2 16H58" stroke="var(--mute)" />
    </svg>
  );
}

function OfCatalogue({ id, value, onChange }: { id: string; value: Table; onChange(value: unknown): void }) {
  return (
    <span class="quantity">
      <label class="end">
        <span>of the catalogue</span>
        <input id={id} class="wide" value={String(value.of)} onChange={(e) => onChange({ ...value, of: e.currentTarget.value })} />
      </label>
      <label class="end">
        <span>times</span>
        <input type="number" step="any" min={0} value={typeof value.scale === 'number' ? value.scale : 1} onChange={(e) => onChange({ ...value, scale: numberOf(e.currentTarget.value) ?? 1 })} />
      </label>
    </span>
  );
}
