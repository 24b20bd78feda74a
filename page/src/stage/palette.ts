/** Tones of the stage in both themes: paper and ink, warm threats, cool defences, fates as everywhere in cupola. */
import type { Fate, ShotKind } from './replay';

export type Theme = 'light' | 'dark';
export type ThreatKind = 'ballistic' | 'icbm' | 'glide' | 'cruise' | 'drone';

export interface Palette {
  theme: Theme; paper: string; card: string; ink: string; mute: string; rule: string; accent: string;
  sea: string; land: string; coast: string; grid: string; warm: string;
  threat: Record<ThreatKind, string>; shot: Record<ShotKind, string>; fate: Record<Fate, string>;
  sensor: string; place: string; launch: string;
}

export const PALETTES: Record<Theme, Palette> = {
  light: {
    theme: 'light', paper: '#fafaf7', card: '#ffffff', ink: '#1b1f24', mute: '#5c6066', rule: '#d9d7cf', accent: '#0b5fa5',
    sea: '#f3f5f4', land: '#e4e1d6', coast: '#bdb9aa', grid: '#e6e8e5', warm: '#a24a00',
    threat: { ballistic: '#d55e00', icbm: '#9c3a00', glide: '#b8588c', cruise: '#c47f00', drone: '#7d6f00' },
    shot: { battery: '#0072b2', orbit: '#00795a', area: '#2f86bf' },
    fate: { intercepted: '#0072b2', suppressed: '#5aa9d8', failed: '#85857f', fell_harmless: '#b99b55', leaked: '#a5650a', held_by_choice: '#5c6066' },
    sensor: '#4d7f79', place: '#1b1f24', launch: '#a24a00',
  },
  dark: {
    theme: 'dark', paper: '#14171a', card: '#1a1e22', ink: '#e8e6e0', mute: '#a2a5a6', rule: '#33383d', accent: '#6fb1e8',
    sea: '#171b1e', land: '#2a2f33', coast: '#4b5257', grid: '#20262a', warm: '#e59a5c',
    threat: { ballistic: '#f0803c', icbm: '#ff9e6b', glide: '#dd8fbb', cruise: '#f0b13c', drone: '#e6d84e' },
    shot: { battery: '#4aa3df', orbit: '#43b893', area: '#8fcdf2' },
    fate: { intercepted: '#4aa3df', suppressed: '#a9d6f2', failed: '#94989b', fell_harmless: '#efdcae', leaked: '#dd9a34', held_by_choice: '#a2a5a6' },
    sensor: '#7fb5ad', place: '#e8e6e0', launch: '#e59a5c',
  },
};

/** The tone with an opacity, as canvas and style sheets take it. */
export function faded(tone: string, opacity: number): string {
  return `${tone}${Math.round(opacity * 255).toString(16).padStart(2, '0')}`;
}
