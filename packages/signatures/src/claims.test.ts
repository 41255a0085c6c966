import { describe, expect, test } from 'vitest';
import { systemTokenClaims, userTokenClaims } from './claims.ts';
import { projectClaims, systemClaims, userClaims } from './claims-of.ts';

const audience = {
  issuer: 'https://kontor.test',
  integrationId: 'oac_1',
  type: 'access_token',
} as const;
const person = {
  ...audience,
  accountId: 'aa01',
  userId: 'bb02',
  installationId: 'icfg_1',
  role: 'ADMIN',
} as const;

describe('what a token says of a person', () => {
  test('is exactly what the protocol names', () => {
    expect(
      userClaims({
        ...person,
        email: 'a@acme.test',
        name: 'Ann',
        avatarUrl: 'https://kontor.test/ann',
      }),
    ).toEqual({
      iss: 'https://kontor.test',
      aud: 'oac_1',
      sub: 'account:aa01:user:bb02',
      account_id: 'aa01',
      user_id: 'bb02',
      installation_id: 'icfg_1',
      user_role: 'ADMIN',
      type: 'access_token',
      user_email: 'a@acme.test',
      user_name: 'Ann',
      user_avatar_url: 'https://kontor.test/ann',
    });
  });

  test('leaves out what is not known', () => {
    expect(Object.keys(userClaims(person))).not.toContain('user_email');
  });

  test.each([{ accountId: 'team_1' }, { accountId: '' }, { userId: 'usr_1' }])(
    'needs hexadecimal ids, unlike %j',
    (wrong) => {
      expect(() => userClaims({ ...person, ...wrong })).toThrow('hexadecimal');
    },
  );
});

describe('what a token says of the host', () => {
  test('names account and installation', () => {
    expect(systemClaims({ ...audience, accountId: 'aa01', installationId: 'icfg_1' })).toEqual({
      iss: 'https://kontor.test',
      aud: 'oac_1',
      sub: 'account:aa01',
      account_id: 'aa01',
      installation_id: 'icfg_1',
      type: 'access_token',
    });
  });

  test('names neither before there is an installation', () => {
    expect(systemClaims({ ...audience, installationId: null })).toEqual({
      iss: 'https://kontor.test',
      aud: 'oac_1',
      installation_id: null,
      type: 'access_token',
    });
  });
});

const user = { ...userClaims(person), iat: 1, exp: 2 };
const system = {
  ...systemClaims({ ...audience, accountId: 'aa01', installationId: 'icfg_1' }),
  exp: 2,
};

test.each([
  { sub: 'account:aa01' },
  { sub: 'account:xy:user:bb02' },
  { sub: null },
  { account_id: undefined },
  { user_id: undefined },
  { installation_id: null },
  { user_role: 'admin' },
  { user_role: undefined },
  { type: 'refresh_token' },
  { exp: undefined },
  { exp: '2' },
])('claims of a person with %j are refused', (wrong) => {
  expect(userTokenClaims.safeParse(user).success).toBe(true);
  expect(userTokenClaims.safeParse({ ...user, ...wrong }).success).toBe(false);
});

test.each([
  { sub: 'account:aa01:user:bb02' },
  { sub: 'aa01' },
  { exp: undefined },
  { installation_id: 1 },
])('claims of the host with %j are refused', (wrong) => {
  expect(systemTokenClaims.safeParse(system).success).toBe(true);
  expect(systemTokenClaims.safeParse({ ...system, ...wrong }).success).toBe(false);
});

test('a token of a project names team, project and environment, and no provider as its audience', () => {
  const claims = projectClaims({
    issuer: 'https://kontor.test',
    team: { id: 'team_1', slug: 'acme' },
    project: { id: 'prj_1', name: 'web' },
    environment: 'development',
  });

  expect(claims).toEqual({
    iss: 'https://kontor.test',
    aud: 'https://kontor.test/acme',
    sub: 'owner:acme:project:web:environment:development',
    scope: 'owner:acme:project:web:environment:development',
    owner: 'acme',
    owner_id: 'team_1',
    project: 'web',
    project_id: 'prj_1',
    environment: 'development',
  });
});
