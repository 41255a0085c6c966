import * as z from 'zod';
import { metadataControl } from './metadata-control.ts';

/**
 * The form of a product: which values a team gives when it provisions a resource.
 *
 * @see spec/partner-api.md §10.4
 */
export const metadataSchema = z
  .strictObject({
    $schema: z.string().optional(),
    type: z.literal('object'),
    properties: z.record(z.string().min(1), metadataControl),
    required: z.array(z.string()).optional(),
    'ui:order': z.array(z.string()).optional(),
    additionalProperties: z.literal(false).optional(),
  })
  .check(requiresOnlyItsProperties);
export type MetadataSchema = z.infer<typeof metadataSchema>;

type Form = { readonly properties: object; readonly required?: string[] | undefined };

/** A required property without a control could never be filled in. */
function requiresOnlyItsProperties({ value, issues }: z.core.ParsePayload<Form>): void {
  for (const [index, name] of (value.required ?? []).entries()) {
    if (Object.hasOwn(value.properties, name)) continue;
    issues.push({
      code: 'custom',
      input: name,
      path: ['required', index],
      message: `"${name}" is not one of the properties.`,
    });
  }
}
