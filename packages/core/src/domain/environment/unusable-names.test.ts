import { expect, test } from 'vitest';
import { connected, ids } from '../../../test/project-inputs.ts';
import { freePrefix } from './free-prefix.ts';
import { newUnusableNames } from './unusable-names.ts';

const nothing = { variables: [], connections: [] };
const withOnly = (connection: ReturnType<typeof connected>) => ({
  variables: [],
  connections: [connection],
});

test.each([
  ['a hyphen', 'A-B', undefined, 'A-B'],
  ['a dot', 'A.B', undefined, 'A.B'],
  ['a letter that shells do not know', 'Ä', undefined, 'Ä'],
  ['a digit at its beginning', '2FA', undefined, '2FA'],
  ['a hyphen behind a prefix', 'A-B', 'DB1', 'DB1_A-B'],
  ['too many characters with its prefix', 'A'.repeat(254), 'DB', `DB_${'A'.repeat(254)}`],
] as const)('a name with %s is unusable', (_what, secretName, prefix, name) => {
  const connection = connected('db', ['URL', secretName], { prefix });

  expect(newUnusableNames(nothing, withOnly(connection))).toEqual([
    { name, secretName, connectionId: ids.connection('db') },
  ]);
});

test('a prefix mends a digit at the beginning', () => {
  const connection = connected('db', ['2FA', '_A', 'a1'], { prefix: 'DB' });

  expect(newUnusableNames(nothing, withOnly(connection))).toEqual([]);
});

test('what stands under such a name blocks no change that leaves it, only one that makes more', () => {
  const standing = connected('db', ['A-B'], { environments: ['production'] });
  const wider = { ...standing, environments: ['production', 'preview'] };
  const beside = { variables: [], connections: [standing, connected('other', ['URL'])] };

  expect(newUnusableNames(withOnly(standing), beside)).toEqual([]);
  expect(newUnusableNames(withOnly(standing), withOnly(wider))).toMatchObject([{ name: 'A-B' }]);
});

test.each([
  ['2FA', 'MAIN'],
  ['A-B', undefined],
])('the prefix that is proposed for %s is %s', (name, prefix) => {
  expect(freePrefix(nothing, connected('main', [name]))).toBe(prefix);
});
