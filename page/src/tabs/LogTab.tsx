/// Log: what was asked of the server, how long it took, and what failed, in the server's words.
import { useEffect, useState } from 'preact/hooks';
import { failures, log } from '../state/log';
import { whole } from '../words/numbers';

export function LogTab() {
  const [isOnlyFaults, setOnlyFaults] = useState(false);
  useEffect(() => {
    failures.value = 0;
  }, []);
  const shown = log.value.filter((e) => !isOnlyFaults || e.message);
  return (
    <div class="log">
      <label class="cap">
        <input type="checkbox" checked={isOnlyFaults} onChange={(e) => setOnlyFaults(e.currentTarget.checked)} /> only what failed
      </label>
      {shown.length === 0 && <p class="cap">{isOnlyFaults ? 'Nothing failed.' : 'Nothing was asked yet.'}</p>}
      <table>
        <thead>
          <tr>
            <th scope="col">At</th>
            <th scope="col">What</th>
            <th scope="col" class="n">Status</th>
            <th scope="col" class="n">Took</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((e, i) => (
            <tr key={log.value.length - i}>
              <td class="m">{e.at.toLocaleTimeString('en-GB')}</td>
              <td>
                <span class="mono">{e.what}</span>
                {e.message && <p class="fault">{e.message}</p>}
              </td>
              <td class={e.message ? 'n bad' : 'n'}>{e.status || '—'}</td>
              <td class="n">{e.took_ms ? `${whole(e.took_ms)} ms` : ''}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
