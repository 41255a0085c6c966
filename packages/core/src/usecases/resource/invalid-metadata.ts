import type { FieldError } from '../../field-error.ts';
import { refuse } from '../../refusal.ts';

/** The refusal of metadata that breaks the product's schema: every field with what is wrong. */
export function invalidMetadata(fields: readonly FieldError[]) {
  const [first] = fields;
  const more = fields.length > 1 ? ` (and ${fields.length - 1} more)` : '';
  return refuse(
    'invalid_metadata',
    `The metadata is not as it should be: ${first?.message}${more}.`,
    {
      fields,
    },
  );
}
