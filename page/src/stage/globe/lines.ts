/**
 * Many lines in one primitive, each with a tone, a dash and a share of it shown, changed by batch table: a path grows with
 * time without its points being sent again.
 */
import {
  Appearance, ArcType, Cartesian3, ComponentDatatype, GeometryInstance, GeometryInstanceAttribute, PolylineGeometry,
  PolylineMaterialAppearance, Primitive, type PrimitiveCollection,
} from 'cesium';

export interface LineSpec { points: Cartesian3[]; width_px: number; tone: [number, number, number, number]; dash: number[]; share: number }

export interface Lines {
  setShare(index: number, share: number): void;
  setTone(index: number, tone: [number, number, number, number]): void;
  /** Sends what has changed to the primitive; false while it has not been drawn yet and cannot take it. */
  settle(): boolean;
  remove(): void;
}

interface Attributes { tone: Float32Array | number[]; share: Float32Array | number[] }

function appearance(): Appearance {
  const plain = new PolylineMaterialAppearance().vertexShaderSource;
  const vertex = plain
    .replace('void main()', 'out vec4 v_tone;\nout float v_share;\nout vec2 v_dash;\nvoid main()')
    .replace(/\}\s*$/, '  v_tone = czm_batchTable_tone(batchId);\n  v_share = czm_batchTable_share(batchId);\n  v_dash = czm_batchTable_dash(batchId);\n}\n');
  const fragment = `
    in vec2 v_st;
    in float v_polylineAngle;
    in vec4 v_tone;
    in float v_share;
    in vec2 v_dash;
    void main() {
      if (v_st.s > v_share || v_tone.a < 0.004) discard;
      if (v_dash.x > 0.0) {
        float along = cos(v_polylineAngle) * gl_FragCoord.x + sin(v_polylineAngle) * gl_FragCoord.y;
        if (fract(along / (v_dash.x * czm_pixelRatio)) > v_dash.y) discard;
      }
      out_FragColor = v_tone;
    }`;
  return new Appearance({
    translucent: true, closed: false, vertexShaderSource: vertex, fragmentShaderSource: fragment,
    renderState: Appearance.prototype.getRenderState.call(new PolylineMaterialAppearance({ translucent: true })) as object,
  });
}

function floats(value: number[]): GeometryInstanceAttribute {
  return new GeometryInstanceAttribute({ componentDatatype: ComponentDatatype.FLOAT, componentsPerAttribute: value.length as 1 | 2 | 3 | 4, value });
}

/** Adds lines to a collection; those with fewer than two distinct points are left out. */
export function addLines(to: PrimitiveCollection, specs: LineSpec[]): Lines {
  const instances: GeometryInstance[] = [];
  specs.forEach((spec, id) => {
    const points = spec.points.filter((p, i) => i === 0 || !Cartesian3.equalsEpsilon(p, spec.points[i - 1] as Cartesian3, 0, 1));
    if (points.length < 2) return;
    const dash = spec.dash.length === 2 ? [spec.dash[0]! + spec.dash[1]!, spec.dash[0]! / (spec.dash[0]! + spec.dash[1]!)] : [0, 1];
    instances.push(new GeometryInstance({
      id,
      geometry: new PolylineGeometry({ positions: points, width: spec.width_px, arcType: ArcType.NONE, vertexFormat: PolylineMaterialAppearance.VERTEX_FORMAT }),
      // Cesium's types know only the attributes of its own appearances.
      attributes: { tone: floats(spec.tone), share: floats([spec.share]), dash: floats(dash) } as unknown as object,
    }));
  });
  if (instances.length === 0) return { setShare: () => undefined, setTone: () => undefined, settle: () => true, remove: () => undefined };
  const has = new Set(instances.map((i) => i.id as number));
  const primitive = new Primitive({ geometryInstances: instances, appearance: appearance(), asynchronous: false, allowPicking: false, releaseGeometryInstances: true });
  to.add(primitive);
  const shares = specs.map((s) => s.share);
  const tones = specs.map((s) => s.tone);
  const changed = new Set<number>();
  const attributes: (Attributes | undefined)[] = [];
  const mark = (index: number): void => void (has.has(index) && changed.add(index));
  return {
    setShare(index, share) {
      if (shares[index] === share) return;
      shares[index] = share;
      mark(index);
    },
    setTone(index, tone) {
      tones[index] = tone;
      mark(index);
    },
    settle() {
      if (changed.size === 0) return true;
      if (!primitive.ready) return false;
      for (const index of changed) {
        const own = (attributes[index] ??= primitive.getGeometryInstanceAttributes(index) as Attributes);
        own.share = [shares[index] as number];
        own.tone = tones[index] as number[];
      }
      changed.clear();
      return true;
    },
    remove: () => void to.remove(primitive),
  };
}

/** Red, green, blue, opacity of `#rrggbb`, each 0 … 1. */
export function rgba(tone: string, opacity = 1): [number, number, number, number] {
  const n = parseInt(tone.slice(1), 16);
  return [((n >> 16) & 255) / 255, ((n >> 8) & 255) / 255, (n & 255) / 255, opacity];
}
