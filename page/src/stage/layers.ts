/** What can be shown or hidden, in the order of the panel. */
export const LAYERS = [
  { id: 'threats', words: 'Threats and their paths' },
  { id: 'tracks', words: 'Where each is thought to be (± 2σ)' },
  { id: 'shots', words: 'Interceptors' },
  { id: 'outcomes', words: 'Outcomes' },
  { id: 'places', words: 'Places, by value' },
  { id: 'batteries', words: 'Batteries and ships' },
  { id: 'reach', words: 'Reach of batteries' },
  { id: 'sensors', words: 'Radars' },
  { id: 'regard', words: 'Field of regard of radars' },
  { id: 'areas', words: 'Area defences' },
  { id: 'launch_areas', words: 'Launch areas' },
  { id: 'satellites', words: 'Satellites' },
] as const;

export type LayerId = (typeof LAYERS)[number]['id'];

/** Fields of regard reach over half a hemisphere, so they wait to be asked for. */
export const DEFAULT_LAYERS: readonly LayerId[] = LAYERS.map((l) => l.id).filter((id) => id !== 'regard');
