/** Map or globe: what the address asks for, else what this machine can draw smoothly. */
export type Mode = 'map' | 'globe';

const SOFTWARE = /swiftshader|llvmpipe|softpipe|software|basic render/i;

export function chosenMode(search: string): Mode {
  const asked = new URLSearchParams(search).get('stage');
  if (asked === 'map' || asked === 'globe') return asked;
  return hasFastWebgl() ? 'globe' : 'map';
}

let known: boolean | null = null;

/** WebGL drawn by hardware; asked once. */
export function hasFastWebgl(): boolean {
  known ??= probe();
  return known;
}

function probe(): boolean {
  const gl = document.createElement('canvas').getContext('webgl2');
  if (!gl) return false;
  const info = gl.getExtension('WEBGL_debug_renderer_info');
  const renderer = String(gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  return !SOFTWARE.test(renderer);
}
