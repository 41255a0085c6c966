import { environmentId } from '@kontor/protocol/vocabulary';
import { expect, test } from 'vitest';
import {
  customEnvironmentLimit,
  isBuiltInEnvironment,
  parseEnvironmentSlug,
  parseNewEnvironment,
} from './environment.ts';

const staging = { id: environmentId.parse(`env_${'s'.repeat(24)}`), slug: 'staging' };

test.for(['qa', '0', 'eu-west-1', 'a'.repeat(32)])('%s can name an environment', (slug) => {
  expect(parseEnvironmentSlug(slug, [staging])).toEqual({ ok: true, value: slug });
});

test.for([
  ['', 'invalid_environment'],
  ['-qa', 'invalid_environment'],
  ['QA', 'invalid_environment'],
  ['q_a', 'invalid_environment'],
  ['qa\n', 'invalid_environment'],
  ['a'.repeat(33), 'invalid_environment'],
  ['production', 'environment_reserved'],
  ['preview', 'environment_reserved'],
  ['development', 'environment_reserved'],
  ['all', 'environment_reserved'],
  ['staging', 'slug_taken'],
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

test('a project has room for so many environments, and for no more', () => {
  const existing = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ ...staging, slug: `e${index}` }));

  expect(parseNewEnvironment('qa', existing(customEnvironmentLimit - 1)).ok).toBe(true);
  expect(parseNewEnvironment('qa', existing(customEnvironmentLimit))).toEqual({
    ok: false,
    error: { code: 'environment_limit_reached', slug: 'qa' },
  });
});
