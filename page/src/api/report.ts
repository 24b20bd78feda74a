/// The document of `cupola run --json` (docs/JSON.md), as far as the page reads it.

export interface Count {
  mean: number;
  p05: number;
  p50: number;
  p95: number;
  ci95_low: number;
  ci95_high: number;
  share_from_inputs: number | null;
}

export type Fate = 'intercepted' | 'suppressed' | 'failed' | 'fell_harmless' | 'leaked';

export type Fates = Record<
  Fate | 'launched' | 'detected' | 'tracked' | 'engaged' | 'held_by_choice' | 'through',
  Count
>;

export interface Days {
  p05: number | null;
  p50: number | null;
  p95: number | null;
  never_fraction: number;
}

export interface Delta {
  base_mean: number;
  arm_mean: number;
  mean: number;
  ci95_low: number;
  ci95_high: number;
  p05: number;
  p95: number;
  verdict: 'more' | 'fewer' | 'unclear' | 'same';
}

export interface Compare {
  base: string;
  arms: {
    name: string;
    delta: Record<string, Delta>;
    labels: [string, string][];
    parts: [string, Delta][];
    campaign: Campaign | null;
  }[];
}

/// A map by nation and item.
export type ByStock<T> = Record<string, Record<string, T>>;

export interface StockPoint {
  date: string;
  p05: number;
  p25: number;
  p50: number;
  p75: number;
  p95: number;
}

export interface Estimate {
  nation: string;
  item: string;
  date: string;
  low: number;
  likely: number;
  high: number;
  grade: string;
  source: string;
}

export interface Raid {
  id: string;
  name?: string;
  threats: Count;
  leakers: Count;
  fell_harmless: Count;
  through: Count;
  all: Fates;
  by_class: Record<string, Fates>;
  by_group: [string, boolean, Fates][];
  by_family: [string, Count][];
  shots: Record<string, { fired: Count; kills: Count; unused: Count }>;
  histogram: [number, number][];
  through_without_common_mode: Count;
}

export interface Campaign {
  days: number;
  raids: Count;
  threats: Count;
  through_total: Count;
  leakers_total: Count;
  first_empty_day: ByStock<Days>;
  first_battery_empty_day: ByStock<Days>;
  first_day_below_reserve: ByStock<Days>;
  first_zero_day: ByStock<Days>;
  restored_date: ByStock<{
    target: number;
    p05: string | null;
    p50: string | null;
    p95: string | null;
    never_fraction: number;
  }>;
  stock: ByStock<StockPoint[]>;
  reserve_floor: ByStock<number>;
  estimates: Estimate[];
  at_raids_start: ByStock<Count>;
}

export interface Cost {
  price_year: number;
  horizon_years: number;
  discount_rate: number;
  incremental_usd: Count;
  expended_usd: Count;
  raids_usd: Count | null;
  by_element: Record<string, Count>;
  by_nation: Record<string, Count>;
  by_year: Record<string, Count>;
}

export interface Input {
  key: string;
  low: number;
  likely: number;
  high: number;
  grade: string;
  sources: string[];
  note: string | null;
}

export interface Provenance {
  values: number;
  by_grade: Record<string, number>;
  top_inputs: { key: string; share: number; grade: string }[];
  inputs: Input[];
}

export interface Report {
  scenario: {
    name: string;
    hash: string;
    status: string;
    title: string;
    question: string;
    caveats: string[];
    price_year: number;
    stock_date: string;
    raids_start: string;
    end: string;
    arms: { id: string; name: string; agreements: [string, string, string][] }[];
    classes: { id: string; name: string; group: string; separate: boolean }[];
    items: [string, string][];
    nations: [string, string][];
    /// Production lines; not in reports of before.
    lines?: [string, string][];
  };
  version: string;
  seed: number;
  runs: number;
  worlds: number;
  physics_sets: number;
  threads: number;
  log_hash: string;
  elapsed_s: number;
  stopped_early: boolean;
  raid: Raid | null;
  campaign: Campaign | null;
  cost: Cost | null;
  compare: Compare | null;
  provenance: Provenance;
}
