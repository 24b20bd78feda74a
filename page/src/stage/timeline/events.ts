/** Which events the timeline marks, on which of its lanes, and how each reads. */
import type { Scene } from '../../api/types';
import { kindsOf, THREAT_STYLE } from '../kinds';
import type { Palette } from '../palette';
import type { Replay } from '../replay';
import type { Shape } from '../symbols';
import { clock } from '../time';
import { elementName } from '../words';

/** Lanes: 0 launched, 1 shot at, 2 stopped, 3 got through. */
export interface Marker { time_s: number; lane: 0 | 1 | 2 | 3; shape: Shape | 'tick'; tone: string; words: string }

export function markers(replay: Replay, scene: Scene | null, c: Palette): Marker[] {
  const kind = kindsOf(scene);
  const out: Marker[] = [];
  for (const e of replay.events) {
    const threat = e.threat === null ? null : replay.threats[e.threat] ?? null;
    const who = threat?.name ?? '';
    const by = e.actor === null ? '' : elementName(scene, e.actor);
    const put = (lane: Marker['lane'], shape: Marker['shape'], tone: string, words: string): void => {
      out.push({ time_s: e.time_s, lane, shape, tone, words: `${clock(e.time_s)}  ${words}` });
    };
    switch (e.kind) {
      case 'launch': {
        const k = kind(threat?.class ?? '');
        put(0, THREAT_STYLE[k].shape, c.threat[k], `${who} is launched`);
        break;
      }
      case 'shot': put(1, 'tick', c.shot.battery, `${by} shoots at ${who}`); break;
      case 'orbit-shot': put(1, 'tick', c.shot.orbit, `${by} shoots at ${who} from orbit`); break;
      case 'area-shot': put(1, 'tick', c.shot.area, `${by} shoots at ${who}`); break;
      case 'kill':
      case 'orbit-kill':
      case 'area-kill': put(2, 'cross', c.fate.intercepted, `${by} intercepts ${who}`); break;
      case 'leak': put(3, 'target', c.fate.leaked, `${who} gets through${by === '' ? '' : `, ${by}`}`); break;
      case 'fail': put(2, 'bar', c.fate.failed, `${who} fails by its own fault`); break;
      case 'harmless':
      case 'fall-short': put(2, 'ring', c.fate.fell_harmless, `${who} falls harmless`); break;
      default:
    }
  }
  return out;
}
