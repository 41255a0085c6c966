import type { Metadata, MetadataSchema, MetadataValue } from '@kontor/protocol/vocabulary';
import type { FieldError } from '../../field-error.ts';
import { fail, ok, type Result } from '../../result.ts';
import type { MetadataForm } from './metadata-condition.ts';
import { isSame, settleField } from './metadata-field.ts';

export type MetadataError = {
  readonly code: 'metadata_invalid';
  readonly fields: readonly FieldError[];
};

/** A form with more flaws than this is not a form. */
const fieldErrorsMax = 100;

/**
 * Checks what a team filled into a product's form and answers the whole metadata to send to the
 * provider: defaults filled in, what stands kept, a required region picked. On the update form,
 * `current` is what stands, and keys that are left out keep their value.
 *
 * All flaws are reported together. A value that stands already is taken as it is, so a schema that
 * became stricter does not block a change elsewhere. What depends on an expression (`{ expr }`, a
 * language that is not documented) or on the plan (`ui:paid-only`) is left to the provider, which
 * judges everything again.
 *
 * The checks are our own and not a JSON Schema library's, because the schema is the protocol's: a
 * small subset whose `ui:` hints decide what may be said on which form.
 *
 * @see spec/partner-api.md §10.4
 */
export function validateMetadata(
  schema: MetadataSchema,
  metadata: Readonly<Record<string, unknown>>,
  form: MetadataForm,
  current: Metadata = {},
): Result<Metadata, MetadataError> {
  const errors = unknownKeys(schema, metadata, current);
  const entries: [string, MetadataValue][] = [];
  for (const [key, control] of Object.entries(schema.properties)) {
    const isRequired = schema.required?.includes(key) ?? false;
    const settled = settleField(
      { key, control, isRequired },
      { form, given: ownValue(metadata, key), standing: ownValue(current, key) },
    );
    if (!settled.ok) errors.push(...settled.error.map((message) => ({ key, message })));
    else if (settled.value !== undefined) entries.push([key, settled.value]);
  }
  if (errors.length > 0) {
    return fail({ code: 'metadata_invalid', fields: errors.slice(0, fieldErrorsMax) });
  }
  return ok(Object.fromEntries(entries));
}

/** A key that the schema has dropped since may be sent back as it stands; it goes. */
function unknownKeys(
  schema: MetadataSchema,
  metadata: Readonly<Record<string, unknown>>,
  current: Metadata,
): FieldError[] {
  return Object.keys(metadata)
    .filter((key) => !Object.hasOwn(schema.properties, key))
    .filter((key) => !Object.hasOwn(current, key) || !isSame(metadata[key], current[key]))
    .map((key) => ({ key, message: `should not have the additional property '${key}'` }));
}

/** A value of the object's own: `constructor` is a key like any other. */
function ownValue<Value>(values: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(values, key) ? values[key] : undefined;
}
