import type { MetadataControl } from '@kontor/protocol';
import { expect, test } from 'vitest';
import { hintOf } from './hints.ts';

const text = { type: 'string', 'ui:control': 'input' } as const;
const number = { type: 'number', 'ui:control': 'input' } as const;
const choices: Extract<MetadataControl, { 'ui:control': 'multi-select' }> = {
  type: 'array',
  items: { type: 'string' },
  'ui:control': 'multi-select',
  'ui:options': [{ value: 'a', label: 'A' }],
};
const git = { type: 'string', 'ui:control': 'git-namespace' } as const;
const toggle = { type: 'boolean', 'ui:control': 'toggle' } as const;

test.for<[string, MetadataControl]>([
  ['3 to 63 characters.', { ...text, minLength: 3, maxLength: 63 }],
  ['At least 3 characters.', { ...text, minLength: 3 }],
  ['At least 1 character.', { ...text, minLength: 1 }],
  ['At most 63 characters.', { ...text, minLength: 0, maxLength: 63 }],
  ['Exactly 4 characters.', { ...text, minLength: 4, maxLength: 4 }],
  ['From 1 to 10000.', { ...number, minimum: 1, maximum: 10_000 }],
  ['From 0 to 9, more than 0.', { ...number, minimum: 0, exclusiveMinimum: 0, maximum: 9 }],
  ['At least -5.', { ...number, minimum: -5 }],
  ['At least 0.', { ...number, minimum: 0 }],
  ['At most 0.', { ...number, maximum: 0 }],
  ['More than 0, at most 9.', { ...number, exclusiveMinimum: 0, maximum: 9 }],
  ['Less than 1.5.', { ...number, exclusiveMaximum: 1.5 }],
  ['Choose 1 to 3.', { ...choices, minItems: 1, maxItems: 3 }],
  ['Choose exactly 2.', { ...choices, minItems: 2, maxItems: 2 }],
  ['Choose at most 2.', { ...choices, maxItems: 2 }],
  ['A name at GitHub.', { ...git, 'git:providers': ['github'] }],
  ['A name at GitHub or GitLab.', { ...git, 'git:providers': ['github', 'gitlab'] }],
  [
    'What it is called. At most 9 characters. Needs a paid plan.',
    { ...text, description: 'What it is called.', maxLength: 9, 'ui:paid-only': true },
  ],
  ['On the page.', { ...toggle, description: 'In the schema.', 'ui:description': 'On the page.' }],
])('%s', ([hint, control]) => {
  expect(hintOf(control)).toBe(hint);
});

test.for<MetadataControl>([
  text,
  number,
  choices,
  git,
  { ...text, minLength: 0 },
  { ...choices, minItems: 0 },
  { ...git, 'git:providers': [] },
])('nothing is said where nothing is limited', (control) => {
  expect(hintOf(control)).toBeUndefined();
});
