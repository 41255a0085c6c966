import type { MetadataSchema } from '@kontor/provider';

/** Where a team may say that its data should be. All databases stand on the provider's one server. */
export const regions = [
  { value: 'iad1', label: 'Washington, D.C., USA' },
  { value: 'sfo1', label: 'San Francisco, USA' },
  { value: 'fra1', label: 'Frankfurt, Germany' },
  { value: 'sin1', label: 'Singapore' },
] as const;
export type Region = (typeof regions)[number]['value'];

export const sizes = [
  { value: 'small', label: 'Small' },
  { value: 'medium', label: 'Medium' },
  { value: 'large', label: 'Large' },
] as const;
export type Size = (typeof sizes)[number]['value'];

/** The form of the product. @see spec/partner-api.md §10.4 */
export const metadataSchema = {
  type: 'object',
  properties: {
    region: {
      type: 'string',
      'ui:control': 'vercel-region',
      'ui:label': 'Region',
      'ui:read-only': 'update',
      'ui:options': regions.map((region) => ({ ...region })),
      enum: regions.map(({ value }) => value),
      default: 'iad1',
    },
    size: {
      type: 'string',
      'ui:control': 'select',
      'ui:label': 'Size',
      'ui:description': 'How many connections and how much temporary space the database may use.',
      'ui:options': sizes.map((size) => ({ ...size })),
      enum: sizes.map(({ value }) => value),
      default: 'small',
    },
    extensions: {
      type: 'boolean',
      'ui:control': 'toggle',
      'ui:label': 'Common extensions',
      'ui:description': 'Installs text search, identifiers and further types for you.',
      default: false,
    },
  },
  required: ['region', 'size'],
  'ui:order': ['region', 'size', 'extensions'],
  additionalProperties: false,
} satisfies MetadataSchema;
