/**
 * The timeline's scale: part plain time, part share of events, so that a raid whose drones fly for hours still has room
 * for its first ten minutes. It only grows, and the ticks along it say the time.
 */
export interface TimeScale {
  /** Place of a time along the line, 0 … 1. */
  at(time_s: number): number;
  time(share: number): number;
  /** Round times to write, with room of `gap_px` between them on a line so long. */
  ticks(width_px: number, gap_px: number): { time_s: number; words: string }[];
}

const BINS = 240;
/** Share of the line given to plain time. */
const PLAIN = 0.35;

export function timeScale(start_s: number, end_s: number, event_times_s: number[]): TimeScale {
  const length_s = Math.max(1, end_s - start_s);
  const counts = new Float64Array(BINS);
  for (const t of event_times_s) {
    const bin = Math.min(BINS - 1, Math.max(0, Math.floor(((t - start_s) / length_s) * BINS)));
    for (let d = -2; d <= 2; d += 1) {
      const near = Math.min(BINS - 1, Math.max(0, bin + d));
      counts[near] = (counts[near] as number) + 1 / 5;
    }
  }
  const plain = event_times_s.length === 0 ? 1 : PLAIN;
  const reached = new Float64Array(BINS + 1);
  for (let i = 0; i < BINS; i += 1) {
    const share = plain / BINS + ((1 - plain) * (counts[i] as number)) / Math.max(1, event_times_s.length);
    reached[i + 1] = (reached[i] as number) + share;
  }
  const at = (time_s: number): number => {
    const b = Math.min(BINS, Math.max(0, ((time_s - start_s) / length_s) * BINS));
    const i = Math.min(BINS - 1, Math.floor(b));
    return Math.min(1, (reached[i] as number) + (b - i) * ((reached[i + 1] as number) - (reached[i] as number)));
  };
  return {
    at,
    time(share) {
      let low = start_s;
      let high = end_s;
      for (let i = 0; i < 40; i += 1) {
        const middle = (low + high) / 2;
        if (at(middle) < share) low = middle;
        else high = middle;
      }
      return (low + high) / 2;
    },
    ticks(width_px, gap_px) {
      const taken: number[] = [];
      const out: { time_s: number; words: string }[] = [];
      for (const step_min of [60, 30, 15, 10, 5, 2, 1]) {
        for (let m = Math.ceil(start_s / 60 / step_min) * step_min; m * 60 <= end_s; m += step_min) {
          const x = at(m * 60) * width_px;
          if (step_min < 5 && m > 10) break;
          if (x > width_px - gap_px / 2 || taken.some((t) => Math.abs(t - x) < gap_px)) continue;
          taken.push(x);
          out.push({ time_s: m * 60, words: words(m) });
        }
      }
      return out;
    },
  };
}

/** `5 min`, `1 h`, `1 h 30`. */
function words(minutes: number): string {
  if (Math.abs(minutes) < 60) return minutes === 0 ? '0' : `${minutes} min`;
  const rest = minutes % 60;
  return `${Math.floor(minutes / 60)} h${rest === 0 ? '' : ` ${rest}`}`;
}
