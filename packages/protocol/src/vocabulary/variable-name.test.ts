import { expect, test } from 'vitest';
import { isPublicVariableName } from './public-variable-name.ts';
import { variableName } from './variable-name.ts';

test.each(['A', '_', 'PG_HOST', 'pg1', 'A'.repeat(256)])('%s is a variable name', (name) => {
  expect(variableName.safeParse(name).success).toBe(true);
});

test.each(['', '1A', 'A-B', 'A B', 'A=B', 'A\n', 'Ä', 'A'.repeat(257)])(
  '"%s" is no variable name',
  (name) => {
    expect(variableName.safeParse(name).success).toBe(false);
  },
);

test.each([
  ['NEXT_PUBLIC_URL', true],
  ['VITE_URL', true],
  ['PUBLIC_URL', true],
  ['REACT_APP_URL', true],
  ['NUXT_PUBLIC_URL', true],
  ['EXPO_PUBLIC_URL', true],
  ['GATSBY_URL', true],
  ['DATABASE_URL', false],
  ['MY_PUBLIC_URL', false],
  ['next_public_url', false],
  ['INVITE_URL', false],
])('whether browsers would see %s: %s', (name, isPublic) => {
  expect(isPublicVariableName(name)).toBe(isPublic);
});
