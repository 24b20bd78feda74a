/// Asks the server; faults are values with the same sentences as on the command line, and every question is logged.
import type {
  CatalogueEntry, CatalogueItem, Change, Check, Column, Columns, Edited, Fault, Progress, Run, RunEntry, RunFile,
  RunRequest, ScenarioEntry, ScenarioText, Scene, Status,
} from './types';
import type { Compare } from './report';
import { note } from '../state/log';

export interface Failure {
  ok: false;
  status: number;
  message: string;
  faults: Fault[];
}

export type Result<T> = { ok: true; value: T } | Failure;

const UNREACHED = 'The server does not answer. Is `cupola serve` still running?';

async function ask(method: string, path: string, body?: unknown): Promise<Result<Response>> {
  const started = performance.now();
  const finish = (status: number, message: string): void => note(method, path, status, performance.now() - started, message);
  try {
    const init: RequestInit = { method };
    if (method !== 'GET') init.headers = { 'Content-Type': 'application/json' };
    if (body !== undefined) init.body = JSON.stringify(body);
    const response = await fetch(path, init);
    if (response.ok) {
      finish(response.status, '');
      return { ok: true, value: response };
    }
    const text = await response.text();
    const failure = failureOf(response.status, text);
    finish(response.status, failure.message);
    return failure;
  } catch {
    finish(0, UNREACHED);
    return { ok: false, status: 0, message: UNREACHED, faults: [] };
  }
}

function failureOf(status: number, text: string): Failure {
  try {
    const error = (JSON.parse(text) as { error?: { message?: string; faults?: Fault[] } }).error;
    if (error?.message) return { ok: false, status, message: error.message, faults: error.faults ?? [] };
  } catch {
    // Not ours: a plain line is all there is.
  }
  return { ok: false, status, message: text.slice(0, 300) || `The server answered with status ${status}.`, faults: [] };
}

async function json<T>(method: string, path: string, body?: unknown): Promise<Result<T>> {
  const result = await ask(method, path, body);
  return result.ok ? { ok: true, value: (await result.value.json()) as T } : result;
}

const part = encodeURIComponent;

function query(values: Record<string, string | number | undefined>): string {
  const given = Object.entries(values).filter(([, v]) => v !== undefined);
  return given.length ? `?${given.map(([k, v]) => `${k}=${part(String(v))}`).join('&')}` : '';
}

export const api = {
  status: () => json<Status>('GET', '/api/status'),
  scenarios: () => json<{ scenarios: ScenarioEntry[] }>('GET', '/api/scenarios'),
  scenario: (id: string) => json<ScenarioText>('GET', `/api/scenarios/${part(id)}`),
  keep: (id: string, text: string, overwrite: boolean) => ask('PUT', `/api/scenarios/${part(id)}`, { text, overwrite }),
  remove: (id: string) => ask('DELETE', `/api/scenarios/${part(id)}`),
  check: (text: string) => json<Check>('POST', '/api/check', { text }),
  edit: (text: string, changes: Change[]) => json<Edited>('POST', '/api/edit', { text, changes }),
  schema: () => json<unknown>('GET', '/api/schema'),
  scene: (body: { scenario: string } | { text: string }) => json<Scene>('POST', '/api/scene', body),
  start: (request: RunRequest) => json<{ id: string }>('POST', '/api/runs', request),
  runs: () => json<{ runs: RunEntry[] }>('GET', '/api/runs'),
  run: (id: string) => json<Run>('GET', `/api/runs/${part(id)}`),
  cancel: (id: string) => ask('POST', `/api/runs/${part(id)}/cancel`, {}),
  column: (id: string, name: string, arm?: string) => json<Column>('GET', `/api/runs/${part(id)}/column${query({ name, arm })}`),
  columns: (id: string) => json<Columns>('GET', `/api/runs/${part(id)}/column`),
  explain: (id: string, run: number, arm: string | undefined, threat: string) =>
    json<{ text: string }>('GET', `/api/runs/${part(id)}/explain${query({ run, arm, threat })}`),
  compare: (base: string, arm: string) => json<Compare>('GET', `/api/compare${query({ base, arm })}`),
  files: (id: string) => json<{ files: RunFile[] }>('GET', `/api/runs/${part(id)}/files`),
  catalogue: () => json<{ version: string; entries: CatalogueEntry[] }>('GET', '/api/catalogue'),
  catalogueItem: (id: string) => json<CatalogueItem>('GET', `/api/catalogue/${part(id)}`),
  async replay(id: string, run: number, arm?: string): Promise<Result<ArrayBuffer>> {
    const result = await ask('GET', `/api/runs/${part(id)}/replay${query({ run, arm })}`);
    return result.ok ? { ok: true, value: await result.value.arrayBuffer() } : result;
  },
  async file(id: string, name: string): Promise<Result<string>> {
    const result = await ask('GET', fileAddress(id, name));
    return result.ok ? { ok: true, value: await result.value.text() } : result;
  },
};

export const archiveAddress = (id: string): string => `/api/runs/${part(id)}/archive`;

export const fileAddress = (id: string, name: string): string => `/api/runs/${part(id)}/files/${part(name)}`;

export interface Listener {
  progress(progress: Progress): void;
  report(): void;
  end(): void;
  /// The stream broke off; it comes back by itself where the server does.
  lost(): void;
}

/// Listens to a run until it ends; the answer stops listening.
export function follow(id: string, listener: Listener): () => void {
  const source = new EventSource(`/api/runs/${part(id)}/progress`);
  source.addEventListener('progress', (event) => listener.progress(JSON.parse((event as MessageEvent<string>).data) as Progress));
  source.addEventListener('report', () => listener.report());
  source.addEventListener('end', () => {
    source.close();
    listener.end();
  });
  source.onerror = () => {
    if (source.readyState === EventSource.CLOSED) listener.end();
    else listener.lost();
  };
  return () => source.close();
}
