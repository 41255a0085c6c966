import { type ApiScopes, apiAccess, apiScope } from '@kontor/protocol/vocabulary';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { effectiveScopes, grantOfScopes, pendingScopes, scopeTexts } from './linked-account.ts';

const anyScopes = fc
  .dictionary(fc.constantFrom(...apiScope.options), fc.constantFrom(...apiAccess.options))
  .map((scopes) => scopes as ApiScopes);

test.each([
  [
    'what is asked for in addition waits',
    ['read:project'],
    { project: 'read', team: 'read' },
    ['read:project'],
    ['read:team'],
  ],
  [
    'what is to go further waits, and goes as far as it did',
    ['read:project'],
    { project: 'read-write' },
    ['read:project'],
    ['read-write:project'],
  ],
  [
    'what is given up counts at once',
    ['read-write:project', 'read:team'],
    { team: 'read' },
    ['read:team'],
    [],
  ],
  [
    'what is to go less far counts at once',
    ['read-write:project'],
    { project: 'read' },
    ['read:project'],
    [],
  ],
  [
    'a scope that is none gives nothing',
    ['all:everything', 'x'],
    { project: 'read' },
    [],
    ['read:project'],
  ],
] as const)('%s', (_, confirmed, requested: ApiScopes, effective, pending) => {
  expect(scopeTexts(effectiveScopes(confirmed, requested))).toEqual(effective);
  expect(pendingScopes(confirmed, requested)).toEqual(pending);
});

test('a token never goes further than what was confirmed or what is asked for', () => {
  fc.assert(
    fc.property(anyScopes, anyScopes, (confirmed, requested) => {
      const both = grantOfScopes(effectiveScopes(scopeTexts(confirmed), requested), null).actions;
      const [one, other] = [confirmed, requested].map((each) => grantOfScopes(each, null).actions);
      expect(both?.every((action) => one?.includes(action) && other?.includes(action))).toBe(true);
    }),
  );
});

test('no scope reaches the people of a team, its tokens, or what else it has installed', () => {
  const all = Object.fromEntries(
    apiScope.options.map((scope) => [scope, 'read-write']),
  ) as ApiScopes;
  const { actions } = grantOfScopes(all, null);

  expect(actions).not.toContain('member:manage');
  expect(actions).not.toContain('token:manage');
  expect(actions).not.toContain('team:manage');
  expect(actions).not.toContain('installation:manage');
  expect(actions).not.toContain('resource:write');
});

test('a selection of projects limits the token to them', () => {
  const id = `prj_${'a'.repeat(24)}`;
  expect(grantOfScopes({ project: 'read' }, [id])).toEqual({
    role: 'owner',
    actions: ['project:read'],
    projects: [id],
  });
});
