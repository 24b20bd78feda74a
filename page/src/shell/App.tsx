/// The page: head, answers, stage beside the panel, timeline; keys and what is said in passing.
import { useEffect } from 'preact/hooks';
import type { Linked } from '../state/hash';
import { notice, theme } from '../state/view';
import { Answers } from './Answers';
import { Head } from './Head';
import { Keys, watchKeys } from './Keys';
import { Panel } from './Panel';
import { PrintPages } from './Print';
import { StageHost } from './StageHost';

export function App({ linked }: { linked: Linked }) {
  useEffect(() => {
    document.documentElement.classList.toggle('dark', theme.value === 'dark');
    document.documentElement.classList.toggle('light', theme.value === 'light');
  }, [theme.value]);
  useEffect(watchKeys, []);
  return (
    <>
      <div class="page">
        <Head />
        <Answers />
        <StageHost linked={linked}>
          <Panel />
        </StageHost>
      </div>
      {notice.value && <div class="toast">{notice.value}</div>}
      <div class="unseen" role="status" aria-live="polite">
        {notice.value}
      </div>
      <Keys />
      <PrintPages />
    </>
  );
}
