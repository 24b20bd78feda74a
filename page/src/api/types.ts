/// The API's documents, by hand from docs/API.md: what the server sends and takes, apart from reports (report.ts).
import type { Report } from './report';

export interface Fault {
  file: string | null;
  line: number | null;
  column: number | null;
  key: string | null;
  message: string;
}

export interface Warning {
  key: string;
  message: string;
}

export interface Status {
  version: string;
  catalogue_version: string;
  default_scenario: string;
  cores: number;
  limits: {
    max_text_bytes: number;
    max_runs: number;
    max_worlds: number;
    max_running: number;
    max_queued: number;
    max_run_seconds: number;
  };
}

export interface ScenarioEntry {
  id: string;
  kind: 'bundled' | 'own';
  title: string;
  question: string;
  fault?: Fault | string | null;
}

export interface ScenarioText {
  id: string;
  kind: 'bundled' | 'own';
  text: string;
}

export interface Check {
  ok: boolean;
  hash: string | null;
  name: string | null;
  faults: Fault[];
  warnings: Warning[];
  values: number | null;
}

export interface Change {
  key: string;
  value: unknown;
}

export interface Edited {
  text: string;
  faults: Fault[];
}

export interface RunRequest {
  scenario?: string;
  text?: string;
  runs?: number;
  worlds?: number;
  seed?: number;
  without?: string[];
  set?: string[];
  keep?: boolean;
}

export type RunState = 'queued' | 'preparing' | 'running' | 'done' | 'cancelled' | 'failed';

export interface RunEntry {
  id: string;
  state: RunState;
  scenario: string;
  title: string;
  runs: number;
  done: number;
  seed: number;
  without: string[];
  elapsed_s: number;
  created_unix_s: number;
}

export interface Run {
  id: string;
  state: RunState;
  done: number;
  runs: number;
  elapsed_s: number;
  report: Report | null;
  error: string | null;
}

export interface Progress {
  state: RunState;
  done: number;
  runs: number;
  elapsed_s: number;
}

export interface Column {
  name: string;
  arm: string;
  values: (number | null)[];
}

export interface Columns {
  columns: string[];
  arms: string[];
}

export interface RunFile {
  name: string;
  bytes: number;
}

export interface CatalogueEntry {
  id: string;
  kind: string;
  name: string;
  aliases?: string[];
}

export interface CatalogueSource {
  id: string;
  title: string;
  publisher?: string | null;
  url: string | null;
  date: string | null;
}

export interface CatalogueClaim {
  low: number | null;
  likely: number | null;
  high: number | null;
  grade: string | null;
  note: string | null;
  sources: CatalogueSource[];
}

export interface CatalogueValue extends CatalogueClaim {
  key: string;
  unit: string | null;
  /// What other sources give.
  disputed?: CatalogueClaim[];
}

export interface CatalogueItem extends CatalogueEntry {
  facts?: Record<string, string>;
  values: CatalogueValue[];
}

/// What the stage shows of a scenario before and beside any run.
export interface Scene {
  name: string;
  hash: string;
  title: string;
  question: string;
  arms: { id: string; name: string; agreements: [string, string, string][] }[];
  nations: { id: string; name: string }[];
  places: {
    id: string;
    name: string;
    nation: string;
    lat_deg: number;
    lon_deg: number;
    value: number;
    radius_m: number;
  }[];
  batteries: {
    id: string;
    name: string;
    kind: 'battery' | 'ship';
    nation: string;
    lat_deg: number;
    lon_deg: number;
    facing_deg: number | null;
    sector_deg: number | null;
    loads: {
      interceptor: string;
      name: string;
      rounds: number;
      reach_m: number;
      lowest_m: number;
      highest_m: number;
    }[];
    defends: string[];
    rests_on: string[];
  }[];
  sensors: {
    id: string;
    name: string;
    nation: string;
    lat_deg: number;
    lon_deg: number;
    range_m: number;
    facing_deg: number | null;
    sector_deg: number | null;
    rests_on: string[];
  }[];
  area_defences: {
    id: string;
    name: string;
    nation: string;
    lat_deg: number;
    lon_deg: number;
    radius_m: number;
    rests_on: string[];
  }[];
  launch_areas: { id: string; name: string; lat_deg: number; lon_deg: number; radius_m: number }[];
  constellations: {
    id: string;
    name: string;
    nation: string;
    role: 'interceptor' | 'warning' | 'tracking';
    num_satellites: number;
    fielded_fraction: number;
    rests_on: string[];
  }[];
  threat_classes: { id: string; name: string; group: string; rests_on: string[] }[];
  interceptors: { id: string; name: string }[];
  raids: { id: string; name: string; threats: number }[];
  headline_raid: string | null;
}
