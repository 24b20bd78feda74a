import type { View, ViewHost } from '../view';
export function createGlobe(_host: HTMLElement, _stage: ViewHost): Promise<View> { return Promise.reject(new Error('not yet')); }
