import { describe, expect, test } from 'vitest';
import { metadataSchema } from './metadata-schema.ts';

const options = [{ value: 'a', label: 'A' }];

function formOf(properties: Record<string, unknown>, required: string[] = []) {
  return { type: 'object', properties, required };
}

function pathsRefusedIn(form: unknown): string[] {
  return (metadataSchema.safeParse(form).error?.issues ?? []).map(({ path }) => path.join('.'));
}

test.each([
  { type: 'string', 'ui:control': 'input', minLength: 1, maxLength: 9, pattern: '^a', enum: ['a'] },
  { type: 'number', 'ui:control': 'input', minimum: 1, exclusiveMaximum: 9.5, default: 2 },
  { type: 'boolean', 'ui:control': 'toggle', default: true },
  {
    type: 'array',
    'ui:control': 'slider',
    items: { type: 'number', minimum: 1 },
    'ui:steps': [1, 2],
  },
  { type: 'array', 'ui:control': 'slider', items: { type: 'number' }, default: [1] },
  { type: 'string', 'ui:control': 'select', 'ui:options': options, 'ui:placeholder': 'Choose' },
  { type: 'string', 'ui:control': 'radio-button', 'ui:options': options },
  {
    type: 'array',
    'ui:control': 'multi-select',
    items: { type: 'string' },
    'ui:options': options,
    example: ['a'],
  },
  { type: 'string', 'ui:control': 'vercel-region', enum: ['iad1'], default: 'iad1' },
  {
    type: 'string',
    'ui:control': 'vercel-region',
    'ui:options': ['iad1', { value: 'fra1' }, ...options],
  },
  { type: 'string', 'ui:control': 'vercel-country' },
  { type: 'array', 'ui:control': 'multi-vercel-region', items: { type: 'string' }, maxItems: 2 },
  { type: 'string', 'ui:control': 'domain' },
  { type: 'string', 'ui:control': 'git-namespace', 'git:providers': ['github'] },
  {
    type: 'string',
    description: 'd',
    'ui:control': 'input',
    'ui:label': 'l',
    'ui:description': { expr: 'x' },
    'ui:hidden': 'create',
    'ui:disabled': { expr: 'x' },
    'ui:read-only': true,
    'ui:formatted-value': { expr: 'x' },
    'ui:paid-only': true,
  },
])('the property %j is accepted', (property) => {
  expect(pathsRefusedIn(formOf({ p: property }))).toEqual([]);
});

test('a form without properties is accepted', () => {
  expect(
    pathsRefusedIn({ type: 'object', properties: {}, additionalProperties: false, required: [] }),
  ).toEqual([]);
});

describe('what is wrong is located', () => {
  test.each([
    [{ type: 'string' }, 'properties.p.ui:control'],
    [{ type: 'string', 'ui:control': 'select' }, 'properties.p.ui:options'],
    [{ type: 'string', 'ui:control': 'select', 'ui:options': [] }, 'properties.p.ui:options'],
    [
      { type: 'string', 'ui:control': 'select', 'ui:options': [{ value: 'a' }] },
      'properties.p.ui:options.0.label',
    ],
    [{ type: 'integer', 'ui:control': 'input' }, 'properties.p.type'],
    [{ type: 'string', 'ui:control': 'toggle' }, 'properties.p.type'],
    [{ type: 'array', 'ui:control': 'slider' }, 'properties.p.items'],
    [{ type: 'boolean', 'ui:control': 'toggle', 'ui:placeholder': 'x' }, 'properties.p'],
    [{ type: 'string', 'ui:control': 'input', 'ui:lable': 'x' }, 'properties.p'],
    [{ type: 'string', 'ui:control': 'input', 'ui:hidden': 'never' }, 'properties.p.ui:hidden'],
    [{ type: 'string', 'ui:control': 'colour' }, 'properties.p.ui:control'],
    [
      { type: 'string', 'ui:control': 'git-namespace', 'git:providers': ['svn'] },
      'properties.p.git:providers.0',
    ],
  ])('in %j', (property, path) => {
    expect(pathsRefusedIn(formOf({ p: property }))).toEqual([path]);
  });

  test('when a property is required that no control can fill in', () => {
    const form = formOf({ p: { type: 'string', 'ui:control': 'input' } }, ['p', 'q']);

    expect(pathsRefusedIn(form)).toEqual(['required.1']);
  });
});
