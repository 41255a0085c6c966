import { expect, test } from 'vitest';
import { hashUserCode, mintUserCode, readUserCode } from './user-code.ts';

test('a code has eight letters that are not mistaken for others, all of them as often', () => {
  const minted = Array.from({ length: 2_000 }, mintUserCode);
  const letters = minted.join('').replaceAll('-', '');

  expect(
    minted.filter((code) => !/^[B-DF-HJ-NP-TV-XZ]{4}-[B-DF-HJ-NP-TV-XZ]{4}$/.test(code)),
  ).toEqual([]);
  expect(new Set(minted).size).toBe(minted.length);
  // 800 of each are expected; a letter that is left out, or comes up twice as often, is far from it
  for (const letter of 'BCDFGHJKLMNPQRSTVWXZ') {
    expect(letters.split(letter).length - 1, letter).toSatisfy((n) => n > 600 && n < 1_000);
  }
});

test.each([
  ['BCDF-GHJK', 'BCDF-GHJK'],
  ['bcdf ghjk', 'BCDF-GHJK'],
  [' b-c-d-f-g-h-j-k\n', 'BCDF-GHJK'],
  ['BCDFGHJ', undefined],
  ['BCDF-GHJKL', undefined],
  ['ABCD-FGHJ', undefined],
  ['BCDF_GHJK', undefined],
  ['', undefined],
])('of what is typed as %j, %s is read', (typed, code) => {
  expect(readUserCode(typed)).toBe(code);
});

test('what a code is found by cannot be made without the secret of the host', () => {
  const [one, other] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];

  expect(hashUserCode(one, 'BCDF-GHJK')).toEqual(hashUserCode(one, 'BCDF-GHJK'));
  expect(hashUserCode(one, 'BCDF-GHJK')).not.toEqual(hashUserCode(other, 'BCDF-GHJK'));
});
