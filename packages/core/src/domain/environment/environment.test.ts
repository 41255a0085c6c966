import { environmentId } from '@kontor/protocol/vocabulary';
import { expect, test } from 'vitest';
import { isBuiltInEnvironment, parseEnvironmentSlug } from './environment.ts';

const staging = { id: environmentId.parse(`env_${'s'.repeat(24)}`), slug: 'staging' };

test.for(['qa', '0', 'eu-west-1', 'a'.repeat(32)])('%s can name an environment', (slug) => {
  expect(parseEnvironmentSlug(slug, [staging])).toEqual({ ok: true, value: slug });
});

test.for([
  ['', 'environment_slug_malformed'],
  ['-qa', 'environment_slug_malformed'],
  ['QA', 'environment_slug_malformed'],
  ['q_a', 'environment_slug_malformed'],
  ['qa\n', 'environment_slug_malformed'],
  ['a'.repeat(33), 'environment_slug_malformed'],
  ['production', 'environment_slug_reserved'],
  ['preview', 'environment_slug_reserved'],
  ['development', 'environment_slug_reserved'],
  ['all', 'environment_slug_reserved'],
  ['staging', 'environment_slug_taken'],
] as const)('%j is refused with %s', ([slug, code]) => {
  expect(parseEnvironmentSlug(slug, [staging])).toEqual({ ok: false, error: { code, slug } });
});

test.for([
  ['production', true],
  ['preview', true],
  ['development', true],
  ['staging', false],
  ['constructor', false],
] as const)('whether %s is built in: %s', ([name, builtIn]) => {
  expect(isBuiltInEnvironment(name)).toBe(builtIn);
});
