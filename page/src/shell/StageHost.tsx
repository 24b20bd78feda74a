/// Gives the stage its room, scene, replay and theme, and hears what it says. The stage's code comes after the shell.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { api } from '../api/client';
import { noteFault } from '../state/log';
import { noteStage, type Linked } from '../state/hash';
import { isBusy, main, report, reportId, shownArm, shownRun } from '../state/runs';
import { move } from '../state/move';
import { scene } from '../state/scenario';
import { cast, castOf, isPickedByKey, picked, placing, stage } from '../state/stage';
import { tab, theme } from '../state/view';
import { hasRaid, sentence } from '../words/names';
import { Story } from './Story';
import { WhichRun } from './WhichRun';

export function StageHost({ linked, children }: { linked: Linked; children: ComponentChildren }) {
  const host = useRef<HTMLDivElement>(null);
  const timeline = useRef<HTMLDivElement>(null);
  const [fault, setFault] = useState('');
  useEffect(() => {
    let isWanted = true;
    const begin = async (): Promise<void> => {
      const { createStage } = await import('../stage/stage');
      if (!isWanted || !host.current || !timeline.current) return;
      const made = await createStage(host.current, timeline.current, {
        onPick: (pick, isByKey) => {
          isPickedByKey.value = isByKey;
          picked.value = pick;
        },
        onMoveBattery: (id, lat_deg, lon_deg) => void move({ kind: 'battery', id }, lat_deg, lon_deg),
        onPlace: (lat_deg, lon_deg) => {
          placing.value?.act(lat_deg, lon_deg);
          placing.value = null;
        },
        onState: noteStage,
      });
      if (!isWanted) return made.destroy();
      made.restore(linked.stage);
      stage.value = made;
    };
    begin().catch((error: unknown) => {
      noteFault(`The stage could not be drawn: ${String(error)}`);
      setFault('The globe could not be drawn here. The answers beside it do not need it.');
    });
    return () => {
      isWanted = false;
      stage.value?.destroy();
      stage.value = null;
    };
  }, []);

  const drawn = stage.value;
  useEffect(() => drawn?.setTheme(theme.value), [drawn, theme.value]);
  useEffect(() => drawn?.setEditable(tab.value === 'scenario'), [drawn, tab.value]);
  useEffect(() => drawn?.setPlacing(placing.value !== null), [drawn, placing.value]);
  useEffect(() => {
    if (tab.value !== 'scenario') placing.value = null;
  }, [tab.value]);
  useEffect(() => {
    if (drawn && scene.value) drawn.setScene(scene.value);
  }, [drawn, scene.value]);

  const shown = report.value;
  const id = shown && hasRaid(shown) && !isBusy(main.value) ? reportId.value : '';
  const absence = shown && !hasRaid(shown) ? 'There is no raid in this study.' : undefined;
  useEffect(() => {
    if (!drawn) return;
    cast.value = null;
    if (!id) return drawn.setReplay(null, absence);
    let isWanted = true;
    void api.replay(id, shownRun.value, shownArm.value || undefined).then((result) => {
      if (!isWanted) return;
      cast.value = result.ok ? castOf(result.value) : null;
      drawn.setReplay(result.ok ? result.value : null, result.ok ? undefined : sentence(result.message));
    });
    return () => (isWanted = false);
  }, [drawn, id, absence, shownRun.value, shownArm.value]);

  return (
    <>
      <main class="between">
        <section class="stage" aria-label="Globe or map">
          <div ref={host} style="position: absolute; inset: 0" />
          {(fault || !drawn) && <div class="wait">{fault || 'The map is on its way.'}</div>}
          <WhichRun />
          <Story />
        </section>
        {children}
      </main>
      <section class="timeline" aria-label="Time in the raid" ref={timeline} />
    </>
  );
}
