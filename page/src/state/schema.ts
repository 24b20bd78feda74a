/// What may be written in a scenario, as the server tells it; read once, when first wanted.
import { signal } from '@preact/signals';
import { api } from '../api/client';
import { type EntryNames, type Kind, kindsOf, namesOf, type RawSchema } from '../scenario/schema';

export const kinds = signal<Kind[] | null>(null);
/// What names the entries of lists that have no `id` or `is`.
export const entryNames = signal<EntryNames>({});
export const schemaFault = signal('');

export async function loadSchema(): Promise<void> {
  if (kinds.value) return;
  const result = await api.schema();
  if (!result.ok) {
    schemaFault.value = result.message;
    return;
  }
  const raw = result.value as RawSchema;
  entryNames.value = namesOf(raw);
  kinds.value = kindsOf(raw);
}
