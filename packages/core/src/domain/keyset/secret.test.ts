import { expect, test } from 'vitest';
import { describeSecret, valueIn } from './secret.ts';

const url = {
  name: 'URL',
  value: 'main',
  environmentOverrides: { preview: 'branch', development: '' },
};

test.for([
  ['production', 'main'],
  ['preview', 'branch'],
  ['development', ''],
  ['staging', 'main'],
  ['constructor', 'main'],
] as const)('in %s the value is %j', ([environment, value]) => {
  expect(valueIn(url, environment)).toBe(value);
});

test('an override under the slug of a custom environment is not looked at', () => {
  const overrides: Record<string, string> = { staging: 'never', preview: 'branch' };
  expect(valueIn({ ...url, environmentOverrides: overrides }, 'staging')).toBe('main');
});

test('a secret without overrides has one value everywhere', () => {
  expect(valueIn({ name: 'URL', value: 'main' }, 'preview')).toBe('main');
});

test('a description holds the name and the length, and not the value', () => {
  expect(describeSecret(url)).toEqual({ name: 'URL', length: 4, frameworkPublishable: false });
});

test.for([
  [{ name: 'NEXT_PUBLIC_KEY' }, true],
  [{ name: 'KEY', prefix: 'NEXT_PUBLIC' }, true],
  [{ name: 'VITE_KEY' }, true],
  [{ name: 'KEY', prefix: 'ACME' }, false],
] as const)('%j says whether browsers would see it: %s', ([named, frameworkPublishable]) => {
  expect(describeSecret({ ...named, value: 'v' })).toMatchObject({ frameworkPublishable });
});
