import {
  type FieldProblem,
  type Metadata,
  type MetadataSchema,
  ProviderError,
} from '@kontor/provider';

export const sizes = [
  { value: '25', label: '25 MB' },
  { value: '100', label: '100 MB' },
  { value: '250', label: '250 MB' },
] as const;
export type Size = (typeof sizes)[number]['value'];

/** What a team wants: how many megabytes its keys may take. */
export type Form = { readonly size: Size };

/** The form of the product. @see spec/partner-api.md §10.4 */
export const metadataSchema = {
  type: 'object',
  properties: {
    size: {
      type: 'string',
      'ui:control': 'select',
      'ui:label': 'Size',
      'ui:description': 'What your keys may take. Above it they can be read and removed.',
      'ui:options': sizes.map((size) => ({ ...size })),
      enum: sizes.map(({ value }) => value),
      default: '25',
    },
  },
  required: ['size'],
  additionalProperties: false,
} satisfies MetadataSchema;

/** Reads a form, and names every field that is wrong. What is left out takes its default. */
export function readForm(metadata: Metadata): Form {
  const { size = '25', ...others } = metadata;
  const chosen = sizes.find(({ value }) => value === size)?.value;
  const problems: FieldProblem[] = Object.keys(others).map((key) => ({
    key,
    message: 'The form has no such field.',
  }));
  if (chosen !== undefined && problems.length === 0) return { size: chosen };
  if (chosen === undefined) problems.push({ key: 'size', message: 'One of 25, 100, 250.' });
  const message = problems.map(({ key, message: why }) => `${key}: ${why}`).join(' ');
  throw new ProviderError('validation_error', `The form is wrong. ${message}`, {
    fields: problems,
  });
}
