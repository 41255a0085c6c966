import { type MetadataSchema, metadataSchema } from '@kontor/protocol/vocabulary';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { validateMetadata } from './metadata.ts';

function schemaOf(
  properties: Readonly<Record<string, object>>,
  required: readonly string[] = [],
): MetadataSchema {
  return metadataSchema.parse({ type: 'object', properties, required });
}

function flawsOf(control: object, value: unknown, form: 'create' | 'update' = 'create') {
  const result = validateMetadata(schemaOf({ field: control }), { field: value }, form);
  return result.ok ? [] : result.error.fields.map(({ message }) => message);
}

const text = { type: 'string', 'ui:control': 'input' } as const;
const number = { type: 'number', 'ui:control': 'input' } as const;
const toggle = { type: 'boolean', 'ui:control': 'toggle' } as const;
const slider = {
  type: 'array',
  'ui:control': 'slider',
  items: { type: 'number', minimum: 1, maximum: 8 },
  minItems: 2,
  maxItems: 2,
  'ui:steps': [1, 2, 4, 8],
} as const;
const select = {
  type: 'string',
  'ui:control': 'select',
  'ui:options': [
    { value: 'small', label: 'Small' },
    { value: 'large', label: 'Large' },
    { value: 'legacy', label: 'Legacy', disabled: 'create' },
    { value: 'internal', label: 'Internal', hidden: true },
    { value: 'maybe', label: 'Maybe', disabled: { expr: 'plan.free' } },
  ],
} as const;
const multiSelect = {
  type: 'array',
  'ui:control': 'multi-select',
  items: { type: 'string', enum: ['pgvector', 'postgis', 'hidden'] },
  'ui:options': [
    { value: 'pgvector', label: 'Vectors' },
    { value: 'postgis', label: 'Places' },
    { value: 'unlisted', label: 'Not in the enumeration' },
  ],
} as const;
const region = {
  type: 'string',
  'ui:control': 'vercel-region',
  'ui:options': ['iad1', { value: 'fra1' }, { value: 'sfo1', label: 'San Francisco' }],
} as const;
const regions = {
  type: 'array',
  'ui:control': 'multi-vercel-region',
  items: { type: 'string', enum: ['fra1', 'iad1'] },
} as const;
const domain = { type: 'string', 'ui:control': 'domain' } as const;
const gitNamespace = {
  type: 'string',
  'ui:control': 'git-namespace',
  'git:providers': ['github'],
} as const;

test.for<[string, object, unknown]>([
  ['input', text, 'anything'],
  ['input', number, 1.5],
  ['toggle', toggle, false],
  ['slider', slider, [2, 8]],
  ['select', select, 'small'],
  ['select with an option by expression', select, 'maybe'],
  ['radio-button', { ...select, 'ui:control': 'radio-button' }, 'large'],
  ['multi-select', multiSelect, ['postgis', 'pgvector']],
  ['multi-select', multiSelect, []],
  ['vercel-region', region, 'fra1'],
  ['vercel-region without a list', { type: 'string', 'ui:control': 'vercel-region' }, 'any1'],
  ['vercel-country', { type: 'string', 'ui:control': 'vercel-country', enum: ['DE'] }, 'DE'],
  ['multi-vercel-region', regions, ['fra1']],
  ['domain', domain, 'shop.example.com'],
  ['git-namespace', gitNamespace, 'acme'],
])('a %s takes what its rules allow: %j', ([, control, value]) => {
  expect(flawsOf(control, value)).toEqual([]);
});

test.for<[string, object, unknown, string[]]>([
  ['a text', text, 7, ["'field' should be string, received 7"]],
  ['a text', text, null, ["'field' should be string, received null"]],
  ['a text', text, ['a'], ["'field' should be string, received an array"]],
  ['a text', text, { a: 1 }, ["'field' should be string, received an object"]],
  ['a number', number, '7', ['\'field\' should be number, received "7"']],
  ['a number', number, Number.NaN, ["'field' should be number, received NaN"]],
  ['a toggle', toggle, 'true', ['\'field\' should be boolean, received "true"']],
  ['a list', multiSelect, 'postgis', ['\'field\' should be array, received "postgis"']],
  [
    'an enumeration',
    { ...text, enum: ['a', 'b'] },
    'c',
    ['\'field\' should be equal to one of the allowed values (a, b), received "c"'],
  ],
  [
    'a long enumeration',
    { ...text, enum: Array.from({ length: 12 }, (_, index) => `v${index}`) },
    'c',
    [
      '\'field\' should be equal to one of the allowed values (v0, v1, v2, v3, v4, v5, v6, v7, v8, v9 and 2 more), received "c"',
    ],
  ],
  ['a minimum', { ...number, minimum: 1 }, 0, ["'field' should be >= 1, received 0"]],
  ['a maximum', { ...number, maximum: 9 }, 9.5, ["'field' should be <= 9, received 9.5"]],
  [
    'an exclusive minimum',
    { ...number, exclusiveMinimum: 1 },
    1,
    ["'field' should be > 1, received 1"],
  ],
  [
    'an exclusive maximum',
    { ...number, exclusiveMaximum: 9 },
    9,
    ["'field' should be < 9, received 9"],
  ],
  [
    'a shortest length',
    { ...text, minLength: 3 },
    '🙂🙂',
    ["'field' should not be shorter than 3 characters, received 2"],
  ],
  [
    'a longest length',
    { ...text, maxLength: 2 },
    'abc',
    ["'field' should not be longer than 2 characters, received 3"],
  ],
  [
    'a pattern',
    { ...text, pattern: '^[a-z]+$' },
    'A'.repeat(60),
    [`'field' should match pattern "^[a-z]+$", received "${'A'.repeat(39)}…`],
  ],
  [
    'a domain',
    domain,
    'https://shop.example.com',
    [
      '\'field\' should be a domain name such as "example.com", received "https://shop.example.com"',
    ],
  ],
  [
    'a select with options that are disabled or hidden',
    select,
    'legacy',
    [
      '\'field\' should be equal to one of the allowed values (small, large, maybe), received "legacy"',
    ],
  ],
  [
    'options and an enumeration that must both allow it',
    multiSelect,
    ['pgvector', 'unlisted', 'hidden'],
    [
      '\'field\'[1] should be equal to one of the allowed values (pgvector, postgis), received "unlisted"',
      '\'field\'[2] should be equal to one of the allowed values (pgvector, postgis), received "hidden"',
    ],
  ],
  [
    'regions, each of which counts',
    regions,
    ['fra1', 3],
    ["'field'[1] should be string, received 3"],
  ],
  [
    'items of a slider',
    slider,
    [0, 3, '4'],
    [
      "'field' should not have more than 2 items, received 3",
      "'field'[0] should be >= 1, received 0",
      "'field'[0] should be one of the steps 1, 2, 4, 8, received 0",
      "'field'[1] should be one of the steps 1, 2, 4, 8, received 3",
      '\'field\'[2] should be number, received "4"',
    ],
  ],
  ['fewest items', slider, [1], ["'field' should not have fewer than 2 items, received 1"]],
  [
    'several rules at once',
    { ...text, minLength: 3, pattern: '^[a-z]+$', enum: ['abc'] },
    'A',
    [
      "'field' should not be shorter than 3 characters, received 1",
      '\'field\' should be equal to one of the allowed values (abc), received "A"',
      '\'field\' should match pattern "^[a-z]+$", received "A"',
    ],
  ],
])('%s: %s refuses %j', ([, control, value, messages]) => {
  expect(flawsOf(control, value)).toEqual(messages);
});

test('a pattern that is none refuses nothing', () => {
  expect(flawsOf({ ...text, pattern: '([' }, 'anything')).toEqual([]);
});

test('an option that is disabled on one form can be chosen on the other', () => {
  expect(flawsOf(select, 'legacy', 'create')).toHaveLength(1);
  expect(flawsOf(select, 'legacy', 'update')).toEqual([]);
});

test('a required property that is left out is refused, an optional one is left out', () => {
  const schema = schemaOf({ name: text, note: text }, ['name']);
  expect(validateMetadata(schema, {}, 'create')).toEqual({
    ok: false,
    error: {
      code: 'metadata_invalid',
      fields: [{ key: 'name', message: "should have required property 'name'" }],
    },
  });
  expect(validateMetadata(schema, { name: 'x' }, 'create')).toEqual({
    ok: true,
    value: { name: 'x' },
  });
});

test('defaults are filled in, and count as given', () => {
  const schema = schemaOf(
    { size: { ...select, default: 'small' }, replicas: { ...slider, default: [1, 2] }, on: toggle },
    ['size'],
  );
  expect(validateMetadata(schema, {}, 'create')).toEqual({
    ok: true,
    value: { size: 'small', replicas: [1, 2] },
  });
  expect(validateMetadata(schema, { size: 'large', on: true }, 'create')).toEqual({
    ok: true,
    value: { size: 'large', replicas: [1, 2], on: true },
  });
});

test('a default that breaks its own rules is refused like a value', () => {
  const schema = schemaOf({ size: { ...number, default: 0, minimum: 1 } });
  expect(validateMetadata(schema, {}, 'create')).toMatchObject({
    error: { fields: [{ key: 'size', message: "'size' should be >= 1, received 0" }] },
  });
});

test.for<[string, object, unknown]>([
  ['the first option', region, 'iad1'],
  ['the default before the first option', { ...region, default: 'sfo1' }, 'sfo1'],
  ['the first that the enumeration allows too', { ...region, enum: ['sfo1', 'fra1'] }, 'fra1'],
  ['the first of the enumeration, as a list', regions, ['fra1']],
])('a required region that is left out is picked: %s', ([, control, picked]) => {
  expect(validateMetadata(schemaOf({ region: control }, ['region']), {}, 'create')).toEqual({
    ok: true,
    value: { region: picked },
  });
});

test('a region is not picked where it is optional, nor where no list says which', () => {
  const anywhere = { type: 'string', 'ui:control': 'vercel-region' } as const;
  expect(validateMetadata(schemaOf({ region }), {}, 'create')).toEqual({ ok: true, value: {} });
  expect(validateMetadata(schemaOf({ region: anywhere }, ['region']), {}, 'create')).toMatchObject({
    error: { fields: [{ message: "should have required property 'region'" }] },
  });
});

test('a required country is not picked', () => {
  const country = { type: 'string', 'ui:control': 'vercel-country', enum: ['DE'] } as const;
  expect(validateMetadata(schemaOf({ country }, ['country']), {}, 'create').ok).toBe(false);
});

test('keys that the schema does not know are refused, each by name', () => {
  const stray = JSON.parse('{"__proto__": "a", "constructor": "b", "stray": "c"}');
  expect(validateMetadata(schemaOf({ name: text }), stray, 'create')).toEqual({
    ok: false,
    error: {
      code: 'metadata_invalid',
      fields: ['__proto__', 'constructor', 'stray'].map((key) => ({
        key,
        message: `should not have the additional property '${key}'`,
      })),
    },
  });
});

test('what every object inherits is neither a value nor a property', () => {
  const schema = schemaOf({ constructor: text, toString: text }, ['constructor']);
  expect(validateMetadata(schema, {}, 'create')).toMatchObject({
    error: { fields: [{ message: "should have required property 'constructor'" }] },
  });
  expect(validateMetadata(schema, { constructor: 'x' }, 'create')).toEqual({
    ok: true,
    value: { constructor: 'x' },
  });
});

test('all flaws of a form are reported together', () => {
  const schema = schemaOf({ name: text, size: { ...number, minimum: 1 } }, ['name']);
  const result = validateMetadata(schema, { size: 0, stray: true }, 'create');
  expect(result).toMatchObject({
    error: { fields: [{ key: 'stray' }, { key: 'name' }, { key: 'size' }] },
  });
});

test('no more than a hundred flaws are reported', () => {
  const stray = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`k${index}`, 1]));
  const result = validateMetadata(schemaOf({}), stray, 'create');
  expect(result.ok ? [] : result.error.fields).toHaveLength(100);
});

const hints = [
  ['ui:read-only', 'is read-only'],
  ['ui:disabled', 'is disabled'],
  ['ui:hidden', 'cannot be set'],
] as const;

test.for(
  hints.flatMap(([hint, says]) =>
    (['create', 'update'] as const).map((form) => [hint, says, form] as const),
  ),
)(
  'with %s (which says it %s) on the %s form, a field keeps what stands or its default',
  ([hint, says, form]) => {
    const schema = schemaOf({ tier: { ...text, default: 'basic', [hint]: form } }, ['tier']);
    const other = form === 'create' ? 'update' : 'create';
    const refused = {
      ok: false,
      error: {
        code: 'metadata_invalid',
        fields: [{ key: 'tier', message: `'tier' ${says} on the ${form} form, received "pro"` }],
      },
    };

    expect(validateMetadata(schema, { tier: 'pro' }, form)).toEqual(refused);
    expect(validateMetadata(schema, {}, form)).toEqual({ ok: true, value: { tier: 'basic' } });
    expect(validateMetadata(schema, { tier: 'basic' }, form).ok).toBe(true);
    expect(validateMetadata(schema, { tier: 'pro' }, form, { tier: 'pro' }).ok).toBe(true);
    expect(validateMetadata(schema, { tier: 'basic' }, form, { tier: 'pro' }).ok).toBe(false);
    expect(validateMetadata(schema, { tier: 'pro' }, other).ok).toBe(true);
  },
);

test('a hint that is always on holds on both forms; one by expression on none', () => {
  const always = schemaOf({ tier: { ...text, 'ui:read-only': true } });
  const sometimes = schemaOf({ tier: { ...text, 'ui:read-only': { expr: 'x' } } });
  const never = schemaOf({ tier: { ...text, 'ui:read-only': false } });
  for (const form of ['create', 'update'] as const) {
    expect(validateMetadata(always, { tier: 'pro' }, form).ok).toBe(false);
    expect(validateMetadata(sometimes, { tier: 'pro' }, form).ok).toBe(true);
    expect(validateMetadata(never, { tier: 'pro' }, form).ok).toBe(true);
  }
});

test('a required field that cannot be set on a form cannot be missing there', () => {
  const schema = schemaOf({ plan: { ...text, 'ui:hidden': 'create' } }, ['plan']);
  expect(validateMetadata(schema, {}, 'create')).toEqual({ ok: true, value: {} });
  expect(validateMetadata(schema, {}, 'update').ok).toBe(false);
});

test('on update, what is left out keeps its value, and what is given replaces it', () => {
  const schema = schemaOf({ size: number, zones: regions, note: text }, ['size']);
  const current = { size: 2, zones: ['fra1'] };
  expect(validateMetadata(schema, { zones: ['iad1'], note: 'x' }, 'update', current)).toEqual({
    ok: true,
    value: { size: 2, zones: ['iad1'], note: 'x' },
  });
});

test('on update, a list can become shorter or longer', () => {
  const schema = schemaOf({ zones: regions });
  const one = { zones: ['fra1'] };
  const two = { zones: ['fra1', 'iad1'] };
  expect(validateMetadata(schema, one, 'update', two)).toEqual({ ok: true, value: one });
  expect(validateMetadata(schema, two, 'update', one)).toEqual({ ok: true, value: two });
});

test('on update, a value that stands is taken though the schema became stricter', () => {
  const schema = schemaOf({ size: { ...number, maximum: 4 }, zones: regions });
  const current = { size: 8, zones: ['sfo1'], dropped: true };
  expect(validateMetadata(schema, { ...current }, 'update', current)).toEqual({
    ok: true,
    value: { size: 8, zones: ['sfo1'] },
  });
  expect(validateMetadata(schema, { size: 9 }, 'update', current).ok).toBe(false);
  expect(validateMetadata(schema, { zones: ['sfo1', 'fra1'] }, 'update', current).ok).toBe(false);
  expect(validateMetadata(schema, { dropped: false }, 'update', current).ok).toBe(false);
});

const fullSchema = schemaOf(
  { text, number, toggle, slider, select, multiSelect, region, regions, domain, gitNamespace },
  ['region', 'text'],
);
const anyForm = fc.dictionary(
  fc.constantFrom(...Object.keys(fullSchema.properties), '__proto__', 'stray'),
  fc.oneof(
    fc.jsonValue(),
    fc.constantFrom('small', 'fra1', 'example.com', ['fra1'], ['postgis'], [1, 2], true, 3),
  ),
);

test('any JSON is judged without a throw, and what is accepted is accepted again as it came out', () => {
  fc.assert(
    fc.property(anyForm, fc.constantFrom('create', 'update'), (form, kind) => {
      const first = validateMetadata(fullSchema, form, kind);
      if (!first.ok) {
        expect(first.error.fields).not.toEqual([]);
        return;
      }
      expect(validateMetadata(fullSchema, first.value, kind)).toEqual(first);
      expect(validateMetadata(fullSchema, {}, 'update', first.value)).toEqual(first);
    }),
  );
});
