import { type Html, html, prose } from '../http/html.ts';
import type { JsonSchema } from './document.ts';

type Fields = Readonly<Record<string, JsonSchema>>;

/** A schema for readers: its type in words, and the fields of an object below it. */
export function schemaView(schema: JsonSchema): Html {
  return html`${typeOf(schema)}${detailsOf(schema)}`;
}

/** What fits behind a name. */
function typeOf(schema: JsonSchema): Html {
  const { $ref, description } = schema;
  const said = typeof description === 'string' ? html` ${prose(description)}` : '';
  if (typeof $ref === 'string') {
    const name = $ref.slice($ref.lastIndexOf('/') + 1);
    return html`<a href="#schema-${name}">${name}</a>${limitsOf(schema)}${said}`;
  }
  return html`<span class="quiet">${kindOf(schema)}</span>${limitsOf(schema)}${said}`;
}

function kindOf({ type, enum: choices, const: only, anyOf, oneOf, items }: JsonSchema): string {
  if (only !== undefined) return JSON.stringify(only);
  if (Array.isArray(choices)) return choices.map((choice) => JSON.stringify(choice)).join(' | ');
  if (anyOf !== undefined || oneOf !== undefined) return 'one of';
  if (type === 'array') return items === undefined ? 'list' : 'list of';
  if (Array.isArray(type)) return type.join(' | ');
  return typeof type === 'string' ? type : 'any';
}

const LIMITS: Readonly<Record<string, string>> = {
  format: '',
  minLength: 'at least characters:',
  maxLength: 'at most characters:',
  minItems: 'at least items:',
  maxItems: 'at most items:',
  minimum: 'from',
  maximum: 'to',
  pattern: 'pattern',
  default: 'default',
};

function limitsOf(schema: JsonSchema): Html {
  const limits = Object.entries(LIMITS).flatMap(([key, words]) => {
    const value = schema[key];
    if (value === undefined) return [];
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return [`${words} ${text}`.trim()];
  });
  return html`${limits.length > 0 && html` <span class="quiet">(${limits.join(', ')})</span>`}`;
}

/** What stands below: fields, items, alternatives. */
function detailsOf(schema: JsonSchema): Html {
  const { properties, items, anyOf, oneOf, additionalProperties } = schema;
  const required = Array.isArray(schema.required) ? schema.required : [];
  const choices = (anyOf ?? oneOf ?? []) as readonly JsonSchema[];
  const fields = Object.entries((properties ?? {}) as Fields);
  return html`${fields.length > 0 && fieldsView(fields, required)}
${choices.length > 0 && listView(choices)}
${isSchema(items) && listView([items])}
${isSchema(additionalProperties) && html`<ul class="fields"><li><em>any key</em> ${schemaView(additionalProperties)}</li></ul>`}`;
}

function fieldsView(fields: readonly [string, JsonSchema][], required: readonly unknown[]): Html {
  return html`<ul class="fields">${fields.map(
    ([name, field]) =>
      html`<li><code>${name}</code>${required.includes(name) && html` <strong>needed</strong>`} ${schemaView(field)}</li>`,
  )}</ul>`;
}

function listView(schemas: readonly JsonSchema[]): Html {
  return html`<ul class="fields">${schemas.map((schema) => html`<li>${schemaView(schema)}</li>`)}</ul>`;
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null;
}
