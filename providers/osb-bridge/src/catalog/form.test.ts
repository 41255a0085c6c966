import { metadataSchema as protocolSchema } from '@kontor/protocol';
import { expect, test } from 'vitest';
import { fieldsOf } from './form.ts';

const made = (properties: object, more: object = {}) =>
  fieldsOf({ type: 'object', properties, ...more }, 'db.small');

test('every kind of parameter that a form can show becomes a control of the protocol', () => {
  const { fields, isUsable } = made(
    {
      name: {
        type: 'string',
        title: 'Name',
        description: 'Of it.',
        maxLength: 20,
        pattern: '^[a-z]+$',
      },
      size: { type: 'integer', minimum: 1, maximum: 9, default: 2 },
      ratio: { type: ['number', 'null'] },
      backups: { type: 'boolean', default: true },
      region: { type: 'string', enum: ['fra', 'iad'], default: 'fra' },
      replicas: { enum: [1, 3, 5], default: 3 },
      zones: { type: 'array', items: { type: 'string', enum: ['a', 'b'] }, minItems: 1 },
    },
    { required: ['region'] },
  );

  const properties = Object.fromEntries(fields.map(({ name, control }) => [name, control]));
  expect(protocolSchema.parse({ type: 'object', properties, required: ['region'] })).toBeTruthy();
  expect(isUsable).toBe(true);
  expect(properties).toMatchObject({
    name: { type: 'string', 'ui:control': 'input', 'ui:label': 'Name', maxLength: 20 },
    size: { type: 'number', 'ui:control': 'input', minimum: 1, maximum: 9, default: 2 },
    ratio: { type: 'number' },
    backups: { 'ui:control': 'toggle', default: true },
    region: { 'ui:control': 'select', default: 'fra' },
    replicas: { 'ui:control': 'select', enum: ['1', '3', '5'], default: '3' },
    zones: { 'ui:control': 'multi-select', minItems: 1 },
  });
});

test('a choice among numbers is shown as texts and sent as numbers', () => {
  const [field] = made({ replicas: { enum: [1, 3, true] } }).fields;

  expect([field?.typed('3'), field?.typed('true')]).toEqual([3, true]);
});

test.each([
  ['an object', { type: 'object' }, 'object'],
  ['what is either of two', { oneOf: [] }, 'oneOf'],
  ['a reference', { $ref: '#/x' }, '$ref'],
  ['a list of numbers', { type: 'array', items: { type: 'number' } }, 'list'],
  ['a choice of objects', { enum: [{}] }, 'plain'],
  ['anything', {}, 'not told'],
])('%s cannot be shown, which is said, and sold only where nobody needs it', (_, schema, word) => {
  const free = made({ odd: schema });
  const needed = made({ odd: schema }, { required: ['odd'] });

  expect(free).toMatchObject({ fields: [], isUsable: true });
  expect(free.unmapped).toEqual([{ at: 'db.small.odd', why: expect.stringContaining(word) }]);
  expect(needed.isUsable).toBe(false);
});

test('what is required and not described cannot be filled in', () => {
  expect(made({}, { required: ['odd'] })).toMatchObject({
    isUsable: false,
    unmapped: [{ at: 'db.small.odd' }],
  });
});

test('rules that only the broker can hold to are named', () => {
  const { fields, unmapped } = made({ at: { type: 'string', format: 'date-time' } });

  expect(fields).toHaveLength(1);
  expect(unmapped).toEqual([{ at: 'db.small.at', why: expect.stringContaining('format') }]);
});
