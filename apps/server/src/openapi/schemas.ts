import * as z from 'zod';
import type { JsonSchema } from './document.ts';

/** Which side of a schema is described: what may be sent, or what comes out of reading it. */
export type Side = 'input' | 'output';

export type Schemas = {
  /** A schema in JSON Schema; what has a name stands in it as a reference. */
  readonly of: (schema: z.ZodType, side: Side) => JsonSchema;
  /** The schemas that were referred to, by name. */
  readonly named: () => Readonly<Record<string, JsonSchema>>;
};

/** Describes schemas, and gathers those that have a name so that each stands in the document once. */
export function createSchemas(names: ReadonlyMap<z.core.$ZodType, string>): Schemas {
  const named = new Map<string, JsonSchema>();

  /** Puts a schema under its name, or under the next free one if the other side differs. */
  function refer(name: string, schema: JsonSchema): JsonSchema {
    const text = JSON.stringify(schema);
    let candidate = name;
    for (let number = 2; named.has(candidate); number++) {
      if (JSON.stringify(named.get(candidate)) === text) break;
      candidate = `${name}${number}`;
    }
    named.set(candidate, schema);
    return { $ref: `#/components/schemas/${candidate}` };
  }

  function hoist(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(hoist);
    if (!isObject(value)) return value;
    const { [NAME]: name, ...rest } = value;
    const schema = Object.fromEntries(
      Object.entries(rest).map(([key, item]) => [key, hoist(item)]),
    );
    if (typeof name !== 'string') return schema;
    // what is said of the place where it stands is not part of what it is
    const { default: usual, description, ...itself } = schema;
    return { ...refer(name, itself), ...defined({ default: usual, description }) };
  }

  return {
    of: (schema, side) => {
      const converted = z.toJSONSchema(schema, {
        io: side,
        override: ({ zodSchema, jsonSchema }) => {
          tidy(jsonSchema, { isOpen: side === 'output' && isOpen(zodSchema) });
          const name = names.get(zodSchema);
          if (name !== undefined) Object.assign(jsonSchema, { [NAME]: name });
        },
      });
      const { $schema: _dialect, $defs = {}, ...root } = converted;
      return hoist(resolveDefinitions(root, $defs)) as JsonSchema;
    },
    named: () => Object.fromEntries([...named].sort(([one], [other]) => (one < other ? -1 : 1))),
  };
}

/** Marks a schema that has a name until it is moved. */
const NAME = 'x-name';

/** Leaves out what says nothing, or what would forbid the host to answer more one day. */
function tidy(schema: Record<string, unknown>, { isOpen }: { readonly isOpen: boolean }): void {
  if (isOpen && schema.additionalProperties === false) delete schema.additionalProperties;
  if (isEmpty(schema.additionalProperties)) delete schema.additionalProperties;
  if (isPlainText(schema.propertyNames)) delete schema.propertyNames;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  // the format says it, and the pattern is a page long
  if (schema.format === 'date-time' || schema.format === 'email') delete schema.pattern;
}

/** Only an object that refuses keys it does not know says what becomes of them. */
function isOpen(schema: z.core.$ZodType): boolean {
  return schema instanceof z.ZodObject && schema.def.catchall === undefined;
}

/** The only schema that refers to itself is that of any JSON value, which needs no definition. */
function resolveDefinitions(value: unknown, definitions: object): unknown {
  if (Array.isArray(value)) return value.map((item) => resolveDefinitions(item, definitions));
  if (!isObject(value)) return value;
  const { $ref, ...rest } = value;
  if (typeof $ref === 'string') return { ...rest, description: 'Any JSON value.' };
  return Object.fromEntries(
    Object.entries(rest).map(([key, item]) => [key, resolveDefinitions(item, definitions)]),
  );
}

function defined(values: JsonSchema): JsonSchema {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function isEmpty(value: unknown): boolean {
  return isObject(value) && Object.keys(value).length === 0;
}

function isPlainText(value: unknown): boolean {
  return isObject(value) && JSON.stringify(value) === '{"type":"string"}';
}
