/// The faults that concern a path of the scenario, or anything below it.
import { faults } from '../state/scenario';

export function faultsAt(path: string): { key: string | null; message: string }[] {
  return faults.value.filter((f) => f.key === path || (f.key ?? '').startsWith(`${path}.`));
}
