/// What the browser holds for the page: for the tab, or for good. It may refuse, or have no room; then nothing is held.

export interface Held {
  get(key: string): string | null;
  set(key: string, value: string): void;
  remove(key: string): void;
}

function guarded(store: () => Storage): Held {
  const attempt = <T>(act: (storage: Storage) => T): T | null => {
    try {
      return act(store());
    } catch {
      return null;
    }
  };
  return {
    get: (key) => attempt((s) => s.getItem(key)),
    set: (key, value) => void attempt((s) => s.setItem(key, value)),
    remove: (key) => void attempt((s) => s.removeItem(key)),
  };
}

export const inTab = guarded(() => sessionStorage);
export const inBrowser = guarded(() => localStorage);
