/** Kinds of threat, role of satellites and fates: shape, dash and words, so that nothing rests on colour alone. */
import type { Scene } from '../api/types';
import type { ThreatKind } from './palette';
import type { Fate } from './replay';
import type { Shape } from './symbols';

export const THREAT_KINDS: readonly ThreatKind[] = ['ballistic', 'icbm', 'glide', 'cruise', 'drone'];

export const THREAT_STYLE: Record<ThreatKind, { shape: Shape; dash: number[]; words: string }> = {
  ballistic: { shape: 'triangle', dash: [], words: 'ballistic missile' },
  icbm: { shape: 'star', dash: [12, 3], words: 'intercontinental missile' },
  glide: { shape: 'diamond', dash: [7, 3], words: 'glider' },
  cruise: { shape: 'square', dash: [4, 3], words: 'cruise missile' },
  drone: { shape: 'disc', dash: [1.5, 3], words: 'drone' },
};

export const FATES: readonly Fate[] = ['intercepted', 'suppressed', 'failed', 'fell_harmless', 'leaked', 'held_by_choice'];

export const FATE_STYLE: Record<Fate, { shape: Shape; words: string }> = {
  intercepted: { shape: 'cross', words: 'intercepted' },
  suppressed: { shape: 'tilde', words: 'suppressed' },
  failed: { shape: 'bar', words: 'failed by its own fault' },
  fell_harmless: { shape: 'ring', words: 'fell harmless' },
  leaked: { shape: 'target', words: 'got through' },
  held_by_choice: { shape: 'box', words: 'let through by choice' },
};

export const ROLE_STYLE: Record<Scene['constellations'][number]['role'], { shape: Shape; words: string }> = {
  interceptor: { shape: 'diamond', words: 'interceptor in orbit' },
  warning: { shape: 'ring', words: 'warning satellite' },
  tracking: { shape: 'plus', words: 'tracking satellite' },
};

/** Kind of a threat class by the group the catalogue puts it in. */
export function threatKind(group: string): ThreatKind {
  if (/icbm|intercontinental/.test(group)) return 'icbm';
  if (/glid|hgv/.test(group)) return 'glide';
  if (/cruise/.test(group)) return 'cruise';
  if (/drone|shahed|uav/.test(group)) return 'drone';
  return 'ballistic';
}

/** Kinds of all classes of a scene by class id; a class it does not know is taken by its own name. */
export function kindsOf(scene: Scene | null): (threat_class: string) => ThreatKind {
  const known = new Map(scene?.threat_classes.map((c) => [c.id, threatKind(c.group)]));
  return (id) => known.get(id) ?? threatKind(id);
}
