/// Moves what is picked by the arrow keys or four buttons, by a step that is said.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Pick } from '../stage/stage';
import { move, standsAt } from '../state/move';
import { stage } from '../state/stage';

const STEPS_KM = [0.1, 1, 10, 50];
const KM_PER_DEG = 111.2;
/// What is moved within this time is one change of the text.
const REST_MS = 350;

const WAYS = [
  { key: 'ArrowLeft', north: 0, east: -1, sign: '←', words: 'west' },
  { key: 'ArrowUp', north: 1, east: 0, sign: '↑', words: 'north' },
  { key: 'ArrowDown', north: -1, east: 0, sign: '↓', words: 'south' },
  { key: 'ArrowRight', north: 0, east: 1, sign: '→', words: 'east' },
];

export function Move({ pick, name }: { pick: Pick; name: string }) {
  const [at, setAt] = useState(() => standsAt(pick));
  const [step_km, setStep] = useState(10);
  const timer = useRef(0);
  const pending = useRef<(() => void) | null>(null);
  useEffect(() => () => pending.current?.(), []);
  if (!at) return null;
  const go = ({ north, east }: { north: number; east: number }): void => {
    const lat_deg = Math.max(-89.9, Math.min(89.9, at.lat_deg + (north * step_km) / KM_PER_DEG));
    const turned = at.lon_deg + (east * step_km) / (KM_PER_DEG * Math.cos((lat_deg * Math.PI) / 180));
    const lon_deg = ((((turned + 180) % 360) + 360) % 360) - 180;
    setAt({ lat_deg, lon_deg });
    stage.value?.moveTo(pick, lat_deg, lon_deg);
    clearTimeout(timer.current);
    pending.current = () => {
      clearTimeout(timer.current);
      pending.current = null;
      void move(pick, lat_deg, lon_deg);
    };
    timer.current = window.setTimeout(() => pending.current?.(), REST_MS);
  };
  const onKey = (event: KeyboardEvent): void => {
    const way = WAYS.find((w) => w.key === event.key);
    if (!way || event.target instanceof HTMLSelectElement) return;
    event.preventDefault();
    event.stopPropagation();
    go(way);
  };
  return (
    <div class="move" role="group" aria-label={`Move ${name}: the arrow keys move it by ${step_km} km`} onKeyDown={onKey}>
      <span class="cap">Move</span>
      {WAYS.map((way) => (
        <button type="button" key={way.key} aria-label={`${step_km} km ${way.words}`} title={`${step_km} km ${way.words} (arrow key)`} onClick={() => go(way)}>
          {way.sign}
        </button>
      ))}
      <label class="cap">
        by{' '}
        <select value={step_km} onChange={(e) => setStep(Number(e.currentTarget.value))}>
          {STEPS_KM.map((km) => (
            <option key={km} value={km}>{km} km</option>
          ))}
        </select>
      </label>
      <span class="cap at" role="status">
        {Math.abs(at.lat_deg).toFixed(2)}° {at.lat_deg < 0 ? 'S' : 'N'} {Math.abs(at.lon_deg).toFixed(2)}° {at.lon_deg < 0 ? 'W' : 'E'}
      </span>
    </div>
  );
}
