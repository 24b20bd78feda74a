/// The JSON Schema of scenario files as a form needs it: kinds of element, and what each field may be.

export interface RawSchema {
  type?: string | string[];
  description?: string;
  properties?: Record<string, RawSchema> | null;
  additionalProperties?: boolean | RawSchema;
  required?: string[];
  items?: RawSchema;
  anyOf?: RawSchema[];
  oneOf?: RawSchema[];
  enum?: string[];
  const?: string;
  $ref?: string;
  $defs?: Record<string, RawSchema>;
  minimum?: number;
  maximum?: number;
  default?: unknown;
  'x-entry-names'?: EntryNames;
}

/// Keys that name the entries of a list together, by list: the first way whose keys an entry has.
export type EntryNames = Record<string, { keys: string[]; glue: string }[]>;

export type FieldType = 'text' | 'number' | 'integer' | 'quantity' | 'date' | 'when' | 'choice' | 'flag' | 'texts' | 'weights' | 'list' | 'table' | 'other';

export interface Field {
  name: string;
  doc: string;
  type: FieldType;
  isRequired: boolean;
  choices: { value: string; doc: string }[];
  minimum?: number | undefined;
  maximum?: number | undefined;
  fallback?: unknown;
  /// Of a list or a table: its fields.
  fields(): Field[];
}

/// A kind of element: a list of tables, or one table.
export interface Kind {
  name: string;
  doc: string;
  isList: boolean;
  fields: Field[];
}

/// Named types that the form knows by their own editor.
const KNOWN: Record<string, FieldType> = { RawNumber: 'quantity', RawDate: 'date', RawWhen: 'when', RawSeries: 'quantity', RawWeights: 'weights' };

export const namesOf = (schema: RawSchema): EntryNames => schema['x-entry-names'] ?? {};

export function kindsOf(schema: RawSchema): Kind[] {
  const defs = schema.$defs ?? {};
  return Object.entries(schema.properties ?? {}).flatMap(([name, raw]): Kind[] => {
    const isList = raw.type === 'array';
    const target = resolve(isList ? (raw.items ?? {}) : raw, defs);
    if (!target?.properties) return [];
    return [{ name, doc: raw.description ?? '', isList, fields: fieldsOf(target, defs) }];
  });
}

const nameOf = (ref: string | undefined): string => ref?.split('/').at(-1) ?? '';

/// A schema behind references and "or nothing".
function resolve(raw: RawSchema, defs: Record<string, RawSchema>): RawSchema | undefined {
  if (raw.$ref) return defs[nameOf(raw.$ref)];
  const some = raw.anyOf?.find((x) => x.type !== 'null');
  return some && raw.anyOf?.some((x) => x.type === 'null') ? resolve(some, defs) : raw;
}

function fieldsOf(table: RawSchema, defs: Record<string, RawSchema>): Field[] {
  const required = new Set(table.required ?? []);
  return Object.entries(table.properties ?? {})
    .filter(([name]) => name !== 'remove')
    .map(([name, raw]) => fieldOf(name, raw, required.has(name), defs));
}

function fieldOf(name: string, raw: RawSchema, isRequired: boolean, defs: Record<string, RawSchema>): Field {
  const some = raw.anyOf?.find((x) => x.type !== 'null') ?? raw;
  const target = resolve(raw, defs) ?? raw;
  const field: Field = {
    name, isRequired, doc: raw.description ?? target.description ?? '', type: 'other', choices: [],
    minimum: target.minimum, maximum: target.maximum, fallback: raw.default, fields: () => [],
  };
  const known = KNOWN[nameOf(some.$ref)];
  const types = Array.isArray(target.type) ? target.type : [target.type];
  if (known) field.type = known;
  else if (target.oneOf?.every((x) => x.const !== undefined)) {
    field.type = 'choice';
    field.choices = target.oneOf.map((x) => ({ value: x.const ?? '', doc: x.description ?? '' }));
  } else if (types.includes('array')) {
    const item = target.items && resolve(target.items, defs);
    if (item?.properties) {
      field.type = 'list';
      field.fields = () => fieldsOf(item, defs);
    } else if (item?.type === 'string' || item?.oneOf) field.type = 'texts';
  } else if (target.properties) {
    field.type = 'table';
    field.fields = () => fieldsOf(target, defs);
  } else if (types.includes('string')) field.type = 'text';
  else if (types.includes('integer')) field.type = 'integer';
  else if (types.includes('number')) field.type = 'number';
  else if (types.includes('boolean')) field.type = 'flag';
  return field;
}
