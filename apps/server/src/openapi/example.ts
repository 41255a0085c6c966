import type { JsonSchema } from './document.ts';

type Named = Readonly<Record<string, JsonSchema>>;

/** How deep an example goes before it leaves the rest out. */
const DEEPEST = 6;

/** A value that a schema accepts, made of what must be there and, where nothing must, of little. */
export function exampleOf(schema: JsonSchema, named: Named, depth = 0): unknown {
  const { $ref, default: usual, const: only, enum: choices, anyOf, oneOf, type } = schema;
  if (Array.isArray(schema.examples)) return schema.examples[0];
  if (usual !== undefined && usual !== null) return usual;
  if (typeof $ref === 'string') return exampleOf(named[nameOf($ref)] ?? {}, named, depth);
  if (only !== undefined) return only;
  if (Array.isArray(choices)) return choices[0];
  const [first] = alternatives(anyOf ?? oneOf);
  if (first !== undefined) return exampleOf(first, named, depth);
  switch (Array.isArray(type) ? type[0] : type) {
    case 'object':
      return depth > DEEPEST ? {} : objectExample(schema, named, depth);
    case 'array':
      return schema.items === undefined || depth > DEEPEST
        ? []
        : [exampleOf(schema.items as JsonSchema, named, depth + 1)];
    case 'integer':
    case 'number':
      return schema.minimum ?? 1;
    case 'boolean':
      return true;
    case 'string':
      return textExample(schema);
    default:
      return {};
  }
}

function objectExample(schema: JsonSchema, named: Named, depth: number): object {
  const properties = Object.entries((schema.properties ?? {}) as Named);
  const required = (schema.required ?? []) as readonly string[];
  const wanted = properties.filter(([name]) => required.includes(name));
  const shown = wanted.length === 0 && depth === 0 ? properties.slice(0, 1) : wanted;
  return Object.fromEntries(
    shown.map(([name, property]) => [name, exampleOf(property, named, depth + 1)]),
  );
}

function textExample({ format, pattern, minLength }: JsonSchema): string {
  if (format === 'uri') return 'https://provider.example';
  if (format === 'email') return 'ada@example.com';
  if (format === 'date-time') return '2027-01-01T00:00:00Z';
  const prefix = typeof pattern === 'string' ? /^\^([a-z]+_)/.exec(pattern)?.[1] : undefined;
  if (prefix !== undefined) return `${prefix}${'0'.repeat(24)}`;
  if (typeof pattern === 'string' && pattern.startsWith('^[0-9]')) return '10.00';
  return typeof minLength === 'number' && minLength > 4 ? 'acme'.repeat(minLength) : 'acme';
}

function alternatives(schemas: unknown): readonly JsonSchema[] {
  const all = Array.isArray(schemas) ? (schemas as readonly JsonSchema[]) : [];
  return all.filter(({ type }) => type !== 'null');
}

function nameOf(reference: string): string {
  return reference.slice(reference.lastIndexOf('/') + 1);
}
