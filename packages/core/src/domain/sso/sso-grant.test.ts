import { installationId, integrationId, teamId, userId } from '@kontor/protocol/vocabulary';
import { expect, test } from 'vitest';
import { type BroughtCode, judgeCode, type SsoGrant } from './sso-grant.ts';

const noon = new Date('2026-01-05T12:00:00Z');
const later = (ms: number) => new Date(noon.getTime() + ms);
const text = (length: number) => 'a'.repeat(length);
const redirectUri = 'https://db.example/sso';

const grant: SsoGrant = {
  flow: 'sso',
  integrationId: integrationId.parse('oac_1'),
  installationId: installationId.parse('icfg_1'),
  teamId: teamId.parse(`team_${text(24)}`),
  userId: userId.parse(`usr_${text(24)}`),
  redirectUri,
  stateHash: 'state',
  nonce: null,
  codeChallenge: null,
  signedInAt: null,
  scope: '',
  createdAt: noon,
  codeExpiresAt: later(1000),
  exchangedAt: null,
  endedAt: null,
};
const brought: BroughtCode = { flow: 'sso', clientId: 'oac_1', isAuthenticated: true };
const openid = { flow: 'openid', redirectUri } as const;
const proven = { ...openid, codeChallenge: 'challenge' };

type Case = readonly [string, Partial<SsoGrant>, Partial<BroughtCode>];
const good: readonly Case[] = [
  ['nothing but the code', {}, {}],
  ['its state', {}, { stateHash: 'state' }],
  ['its redirect_uri', {}, { redirectUri }],
  ['a state of its own, which the host never made', { stateHash: null }, { stateHash: 'theirs' }],
  ['its redirect_uri, in an OpenID flow', openid, openid],
  ['the proof that it began, and no secret', proven, { ...proven, isAuthenticated: false }],
];
test.each(good)('a code is good with %s', (_, given, with_) => {
  const of = { ...grant, ...given };
  expect(judgeCode(of, { ...brought, ...with_ }, noon)).toEqual({ ok: true, value: of });
});

const bad: readonly Case[] = [
  ['of another client', {}, { clientId: 'oac_2' }],
  ['of another flow', openid, {}],
  ['that expires this instant', { codeExpiresAt: noon }, {}],
  ['that was exchanged', { exchangedAt: noon }, {}],
  ['that was ended', { endedAt: noon }, {}],
  ['with another state', {}, { stateHash: 'stolen' }],
  ['with another redirect_uri', {}, { redirectUri: `${redirectUri}/` }],
  ['without redirect_uri, in an OpenID flow', openid, { flow: 'openid' }],
  ['without the proof that was announced', proven, openid],
  ['with another proof', proven, { ...proven, codeChallenge: 'other' }],
  ['with a proof that was not announced', openid, proven],
  ['without secret and without proof', openid, { ...openid, isAuthenticated: false }],
];
test.each(bad)('a code is not good %s', (_, given, with_) => {
  const judged = judgeCode({ ...grant, ...given }, { ...brought, ...with_ }, noon);
  expect(judged.ok ? 'good' : judged.error.code).toBe('invalid_grant');
});

test('what is unknown and what is of another client is refused in the same words', () => {
  const foreign = judgeCode(grant, { ...brought, clientId: 'oac_2' }, noon);
  expect(judgeCode(undefined, brought, noon)).toEqual(foreign);
});

test('only a code that comes again is said to be repeated', () => {
  const repeated = judgeCode({ ...grant, exchangedAt: noon }, brought, noon);
  const expired = judgeCode(grant, brought, later(1000));
  expect([repeated.isRepeated, expired.isRepeated]).toEqual([true, undefined]);
});
