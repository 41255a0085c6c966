import { environmentId } from '@kontor/protocol/vocabulary';
import { expect, test } from 'vitest';
import { resolveEnvironments } from './target.ts';

const staging = { id: environmentId.parse(`env_${'s'.repeat(24)}`), slug: 'staging' };
const qa = { id: environmentId.parse(`env_${'q'.repeat(24)}`), slug: 'qa' };

test.for([
  ['nothing', undefined, ['production', 'preview', 'development']],
  ['an empty list', [], []],
  ['a built-in name', ['preview'], ['preview']],
  ['a slug', ['staging'], ['staging']],
  ['an id', [qa.id], ['qa']],
  [
    'a mixture',
    [qa.id, 'development', 'staging', 'production'],
    ['production', 'development', 'staging', 'qa'],
  ],
  ['one environment twice', ['qa', qa.id, 'qa'], ['qa']],
] as const)('saying %s means', ([, targets, names]) => {
  expect(resolveEnvironments(targets, [staging, qa])).toEqual({ ok: true, value: names });
});

test('an environment of another project is refused, with the names that exist', () => {
  const elsewhere = `env_${'x'.repeat(24)}`;
  expect(resolveEnvironments(['production', elsewhere, 'prod'], [staging])).toEqual({
    ok: false,
    error: {
      code: 'environment_not_found',
      unknown: [elsewhere, 'prod'],
      known: ['production', 'preview', 'development', 'staging'],
    },
  });
});
