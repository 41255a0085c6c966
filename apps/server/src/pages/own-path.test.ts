import { expect, test } from 'vitest';
import { ownPath } from './own-path.ts';

test.each([
  '/',
  '/sso/integrations/db/icfg_1?resource_id=a%2Fb&url=https%3A%2F%2Fdb.example',
  '/api/marketplace/sso?teamId=team_1',
])('%s is a path of the host', (path) => {
  expect(ownPath(path)).toBe(path);
});

test.each([
  undefined,
  '',
  'sso',
  'https://evil.example/',
  '//evil.example/',
  '///evil.example/',
  '/\\evil.example/',
  '\\\\evil.example/',
  '/\t/evil.example/',
  '/\n/evil.example',
  '/./\\evil.example',
  '/.//evil.example',
  '/..//evil.example',
  ' //evil.example',
  'javascript:alert(1)',
  'data:text/html,x',
])('%j leads to the start, and not elsewhere', (path) => {
  expect(ownPath(path)).toBe('/');
});

test('what a browser would make of a path is what is kept', () => {
  expect(ownPath('/a/../b\\c?x=1#part')).toBe('/b/c?x=1');
});
