import { expect, test } from 'vitest';
import type { MetadataControl } from './metadata-control.ts';
import { metadataSchema } from './metadata-schema.ts';
import { servedMetadataSchema } from './served-metadata-schema.ts';

function served(control: MetadataControl) {
  return servedMetadataSchema({ type: 'object', properties: { it: control } }).properties.it;
}

const region = { type: 'string', 'ui:control': 'vercel-region' } as const;
const regions = { type: 'array', 'ui:control': 'multi-vercel-region' } as const;

test.each([
  ['regions by code', { ...region, 'ui:options': ['fra1'] }, [{ label: 'fra1', value: 'fra1' }]],
  [
    'regions without a label',
    { ...region, 'ui:options': [{ value: 'fra1', disabled: true }] },
    [{ label: 'fra1', value: 'fra1', disabled: true }],
  ],
  [
    'regions with a label',
    { ...region, 'ui:options': [{ value: 'fra1', label: 'Frankfurt' }] },
    [{ label: 'Frankfurt', value: 'fra1' }],
  ],
  [
    'the regions that are allowed',
    { ...region, enum: ['iad1'] },
    [{ label: 'iad1', value: 'iad1' }],
  ],
  ['no list where any region will do', region, []],
  [
    'several regions alike',
    { ...regions, items: { type: 'string', enum: ['iad1'] } },
    [{ label: 'iad1', value: 'iad1' }],
  ],
] as [string, MetadataControl, unknown][])('clients are offered %s', (_title, control, options) => {
  expect(served(control)?.['ui:options']).toEqual(options);
});

test('a slider without steps gets the ones that its form names', () => {
  const items = { type: 'number', minimum: 1, maximum: 8 } as const;

  const steps = served({ type: 'array', items, default: [4, 1], 'ui:control': 'slider' });

  expect(steps?.['ui:steps']).toEqual([1, 4, 8]);
});

test('what only the provider’s own tools read is left out, and the rest stays as it is', () => {
  const schema = metadataSchema.parse({
    $schema: 'https://host.test/schema',
    type: 'object',
    properties: { size: { type: 'number', 'ui:control': 'input', minimum: 1 } },
    required: ['size'],
    'ui:order': ['size'],
    additionalProperties: false,
  });

  const { $schema: _schema, additionalProperties: _closed, ...rest } = schema;
  expect(servedMetadataSchema(schema)).toEqual(rest);
});
