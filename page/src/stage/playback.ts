/** The stage's clock: a time within the raid that stands, is moved, or runs so many times faster than life. */
export const SPEEDS = [1, 10, 60] as const;

export interface Clock {
  readonly time_s: number;
  readonly start_s: number;
  readonly end_s: number;
  readonly speed: number;
  readonly is_playing: boolean;
  /** Somebody chose the time. */
  readonly is_set: boolean;
  span(start_s: number, end_s: number): void;
  seek(time_s: number): void;
  /** Back to nought, as before anybody chose a time. */
  clear(): void;
  setSpeed(speed: number): void;
  toggle(): void;
  /** Moves on to a moment of the screen's clock (ms); true while another drawing is needed. */
  advance(now_ms: number): boolean;
}

export function createClock(onChange: () => void): Clock {
  let time_s = 0;
  let start_s = 0;
  let end_s = 0;
  let speed = 60;
  let is_playing = false;
  let is_set = false;
  let before_ms: number | null = null;
  const bounded = (t: number): number => Math.min(end_s, Math.max(start_s, t));
  return {
    get time_s() { return time_s; },
    get start_s() { return start_s; },
    get end_s() { return end_s; },
    get speed() { return speed; },
    get is_playing() { return is_playing; },
    get is_set() { return is_set; },
    span(from, to) {
      start_s = from;
      end_s = to;
      if (to > from) time_s = bounded(time_s);
      else is_playing = false;
    },
    seek(to) {
      time_s = end_s > start_s ? bounded(to) : to;
      is_set = true;
      onChange();
    },
    clear() {
      time_s = start_s;
      is_playing = false;
      is_set = false;
      onChange();
    },
    setSpeed(next) {
      speed = next;
      onChange();
    },
    toggle() {
      if (!is_playing && time_s >= end_s) time_s = start_s;
      is_playing = !is_playing && end_s > start_s;
      before_ms = null;
      is_set = true;
      onChange();
    },
    advance(now_ms) {
      if (!is_playing) return false;
      const step_s = before_ms === null ? 0 : Math.min(0.5, (now_ms - before_ms) / 1000) * speed;
      before_ms = now_ms;
      time_s = bounded(time_s + step_s);
      if (time_s >= end_s) is_playing = false;
      onChange();
      return is_playing;
    },
  };
}
