/// The story of what was clicked: a threat's by the lines of `explain`, anything else by what the scene says and its sources.
import { useEffect, useRef, useState } from 'preact/hooks';
import { api } from '../api/client';
import type { Scene } from '../api/types';
import type { Pick } from '../stage/stage';
import { isBusy, main, reportId, shownArm, shownRun } from '../state/runs';
import { scene, text as scenarioText } from '../state/scenario';
import { cast, closeStory, isPickedByKey, picked, threatOf } from '../state/stage';
import { catalogueId, element, tab } from '../state/view';
import { whole } from '../words/numbers';
import { Move } from './Move';

interface Told {
  name: string;
  lines: string[];
  restsOn: string[];
  /// The form's list it stands in.
  kind: string;
}

export function Story() {
  const pick = picked.value;
  const [text, setText] = useState('');
  const host = useRef<HTMLElement>(null);
  useEffect(() => {
    if (isPickedByKey.value) host.current?.focus();
    isPickedByKey.value = false;
  }, [isPickedByKey.value]);
  const id = isBusy(main.value) ? '' : reportId.value;
  useEffect(() => {
    setText('');
    const threat = pick && threatOf(pick);
    if (!threat || !id) return;
    let isWanted = true;
    void api.explain(id, shownRun.value, shownArm.value || undefined, threat).then((result) => {
      if (isWanted) setText(result.ok ? result.value.text : result.message);
    });
    return () => (isWanted = false);
  }, [pick?.kind, pick?.id, id, shownRun.value, shownArm.value]);
  if (!pick) return null;
  const told = scene.value ? tell(scene.value, pick) : null;
  return (
    <aside class="story" ref={host} tabIndex={-1} aria-label={`About ${told?.name ?? pick.id}`}>
      <header>
        <h3>{told?.name ?? pick.id}</h3>
        <button type="button" aria-label="Close" onClick={closeStory}>
          ✕
        </button>
      </header>
      {told?.lines.map((line) => <p key={line}>{line}</p>)}
      {text && <pre>{text}</pre>}
      {told?.kind && <Move key={`${pick.kind} ${pick.id}`} pick={pick} name={told.name} />}
      {told && (
        <p class="cap">
          {told.restsOn.length > 0 && 'Rests on: '}
          {told.restsOn.map((id) => (
            <button type="button" class="code" key={id} onClick={() => {
              catalogueId.value = id;
              tab.value = 'catalogue';
            }}>
              {id}
            </button>
          ))}{' '}
          {told.kind && (
            <button type="button" class="code" onClick={() => {
              void import('../scenario/document').then(({ keyOfUnit }) => {
                element.value = keyOfUnit(scenarioText.value, told.kind, pick.id).split('.').slice(0, 2).join('.');
                tab.value = 'scenario';
              });
            }}>
              change it
            </button>
          )}
        </p>
      )}
    </aside>
  );
}

const km = (m: number): string => `${whole(m / 1000)} km`;

function tell(scene: Scene, pick: Pick): Told | null {
  const nation = (id: string): string => scene.nations.find((n) => n.id === id)?.name ?? id;
  const find = <T extends { id: string }>(list: T[]): T | undefined => list.find((x) => x.id === pick.id);
  if (pick.kind === 'battery') {
    const b = find(scene.batteries);
    if (!b) return null;
    const loads = b.loads.map((l) => `${whole(l.rounds)} ${l.name}: reach ${km(l.reach_m)}, ${km(l.lowest_m)} to ${km(l.highest_m)} high`);
    const places = b.defends.map((id) => scene.places.find((p) => p.id === id)?.name ?? id);
    return { name: b.name, kind: 'battery', restsOn: b.rests_on, lines: [`${b.kind === 'ship' ? 'Ship' : 'Battery'} of ${nation(b.nation)}`, ...loads, places.length ? `Defends ${places.join(', ')}` : ''].filter(Boolean) };
  }
  if (pick.kind === 'sensor') {
    const s = find(scene.sensors);
    return s ? { name: s.name, kind: 'sensor', restsOn: s.rests_on, lines: [`Radar of ${nation(s.nation)}, range ${km(s.range_m)}${s.sector_deg ? `, sector of ${whole(s.sector_deg)}°` : ''}`] } : null;
  }
  if (pick.kind === 'place') {
    const p = find(scene.places);
    return p ? { name: p.name, kind: 'asset', restsOn: [], lines: [`Defended place, ${nation(p.nation)}, value ${whole(p.value)}`] } : null;
  }
  if (pick.kind === 'area') {
    const a = find(scene.area_defences);
    return a ? { name: a.name, kind: 'area_defence', restsOn: a.rests_on, lines: [`Area defence of ${nation(a.nation)}, radius ${km(a.radius_m)}`] } : null;
  }
  if (pick.kind === 'launch_area') {
    const a = find(scene.launch_areas);
    return a ? { name: a.name, kind: 'area', restsOn: [], lines: [`Launch area, radius ${km(a.radius_m)}`] } : null;
  }
  if (pick.kind === 'constellation') {
    const c = find(scene.constellations);
    const share = c ? ` · ${whole(c.fielded_fraction * 100)} % fielded` : '';
    return c ? { name: c.name, kind: 'constellation', restsOn: c.rests_on, lines: [`${c.role} · ${nation(c.nation)} · ${whole(c.num_satellites)} satellites${share}`] } : null;
  }
  return moving(scene, pick);
}

/// A threat of the run that is shown, and the shots at it.
function moving(scene: Scene, pick: Pick): Told {
  const name = threatOf(pick) ?? pick.id;
  const index = cast.value?.threats.findIndex((t) => t.name === name) ?? -1;
  const kind = scene.threat_classes.find((c) => c.id === cast.value?.threats[index]?.class);
  const shots = (cast.value?.shots ?? []).filter((s) => s.threat === index);
  const lines = shots.map((shot) => {
    const by = scene.batteries.find((b) => b.id === shot.element)?.name ?? shot.element;
    const round = scene.interceptors.find((i) => i.id === shot.interceptor)?.name ?? 'a round';
    return `${by}, ${round}: ${shot.outcome}`;
  });
  const rounds = [...new Set(shots.flatMap((s) => s.interceptor ?? []))];
  return { name, kind: '', restsOn: [...(kind?.rests_on ?? []), ...rounds], lines: [...(kind ? [kind.name] : []), ...lines] };
}
