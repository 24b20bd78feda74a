/// The catalogue's entries, read once, when first wanted.
import { signal } from '@preact/signals';
import { api } from '../api/client';
import type { CatalogueEntry } from '../api/types';

export const entries = signal<CatalogueEntry[] | null>(null);
export const catalogueFault = signal('');

export async function loadCatalogue(): Promise<void> {
  if (entries.value) return;
  const result = await api.catalogue();
  if (result.ok) entries.value = result.value.entries;
  else catalogueFault.value = result.message;
}
