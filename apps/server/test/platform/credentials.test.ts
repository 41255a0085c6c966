import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { install } from '../world/story.ts';
import { tokenOf, voiceOf } from '../world/voice.ts';
import { startWorld, type World } from '../world/world.ts';

let world: World;
let installation: string;
beforeAll(async () => {
  world = await startWorld();
  installation = await install(world);
});
afterAll(() => world.close());

const rotate = (token?: string, proof: object = {}) =>
  voiceOf(world, installation, token)('POST', '/credentials/rotate', {
    client_secret: world.integration.clientSecret,
    ...proof,
  });
const revoke = (bearer: string, token: string, proof: object = {}) =>
  voiceOf(world, installation, bearer)('POST', '/credentials/revoke', {
    token,
    client_secret: world.integration.clientSecret,
    ...proof,
  });
const account = async (token: string) =>
  (await voiceOf(world, installation, token)('GET', '/account')).status;

/** What the team sees of them: the last characters, the newest first. */
const hintsShown = async () => {
  const params = { team: world.team, installation };
  const { body } = await world.owner.api(k.getTeamInstallation, { params });
  return body.credentials.map(({ hint }) => hint);
};

test('a rotation issues another token, and the former one stays valid until it is revoked', async () => {
  const former = tokenOf(world, installation);

  const rotated = await rotate();

  expect(rotated).toMatchObject({
    status: 200,
    body: {
      access_token: expect.stringMatching(/^kit_\w{43}$/),
      expires_in: 2_147_483_647,
      scope: expect.stringContaining('read-write:marketplace'),
      token_type: 'oauth2-token',
    },
  });
  const { access_token: next } = rotated.body;
  expect(next).not.toBe(former);
  expect([await account(former), await account(next)]).toEqual([200, 200]);
  expect(await hintsShown()).toEqual([next.slice(-4), former.slice(-4)]);

  expect(await revoke(next, former)).toMatchObject({
    status: 200,
    body: { revoked: true, already_revoked: false },
  });
  expect([await account(former), await account(next)]).toEqual([401, 200]);
  expect(await hintsShown()).toEqual([next.slice(-4)]);

  expect((await revoke(next, former)).body).toEqual({ revoked: true, already_revoked: true });
  const last = await revoke(next, next);
  expect(last).toMatchObject({
    status: 409,
    body: { error: { code: 'conflict', reason: 'last_credential' } },
  });
  expect(await account(next)).toBe(200);
});

test('neither a token alone nor a secret alone changes anything', async () => {
  const other = await install(await second());
  const bearer = voiceOf(world, other);
  const secret = { client_secret: world.integration.clientSecret };
  const at = `/credentials`;

  const answers = [
    await bearer('POST', `${at}/rotate`, { client_secret: 'guessed' }),
    await bearer('POST', `${at}/rotate`, { ...secret, client_id: 'oac_another' }),
    await bearer('POST', `${at}/revoke`, { token: tokenOf(world, other), client_secret: 'x' }),
    await voiceOf(world, other, 'kit_none')('POST', `${at}/rotate`, secret),
    await voiceOf(world, installation, tokenOf(world, other))('POST', `${at}/rotate`, secret),
    await bearer('POST', `${at}/rotate`, {}),
    await bearer('POST', `${at}/rotate`, { ...secret, clientId: 'x' }),
    await bearer('POST', `${at}/rotate`, { client_secret: 'x'.repeat(513) }),
  ];

  expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 401, 403, 400, 400, 400]);
  expect(answers[0]?.body.error).toMatchObject({
    code: 'forbidden',
    reason: 'wrong_client_secret',
  });
  const live = await world.database.read(
    'select 1 from access_token where installation_id = $1 and revoked_at is null',
    [other],
  );
  expect(live).toHaveLength(1);
});

test('the token of another installation is not found, and goes on working', async () => {
  const stage = await second();
  const other = await install(stage);
  const foreign = tokenOf(world, other);
  const { body } = await rotateOf(other);

  const answers = [
    await voiceOf(world, other)('POST', '/credentials/revoke', {
      token: await freshToken(),
      client_secret: world.integration.clientSecret,
    }),
    await voiceOf(world, other)('POST', '/credentials/revoke', {
      token: 'no such token',
      client_secret: world.integration.clientSecret,
    }),
  ];

  expect(answers.map(({ status, body: { error } }) => [status, error.reason])).toEqual([
    [404, 'token_not_found'],
    [404, 'token_not_found'],
  ]);
  expect((await voiceOf(world, other, foreign)('GET', '/account')).status).toBe(200);
  expect((await voiceOf(world, other, body.access_token)('GET', '/account')).status).toBe(200);
});

test('of two that revoke each other at once, one stays', async () => {
  const other = await install(await second());
  const first = tokenOf(world, other);
  const { access_token: next } = (await rotateOf(other)).body;
  const secret = { client_secret: world.integration.clientSecret };

  const answers = await Promise.all([
    voiceOf(world, other, first)('POST', '/credentials/revoke', { token: next, ...secret }),
    voiceOf(world, other, next)('POST', '/credentials/revoke', { token: first, ...secret }),
  ]);

  const live = await world.database.read(
    'select 1 from access_token where installation_id = $1 and revoked_at is null',
    [other],
  );
  expect(live).toHaveLength(1);
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
});

test('an installation has ten live tokens at most', async () => {
  const other = await install(await second());

  const statuses: number[] = [];
  for (let count = 0; count < 10; count++) statuses.push((await rotateOf(other)).status);

  expect(statuses).toEqual([...Array.from({ length: 9 }, () => 200), 409]);
});

test('what was rotated and revoked stands in the log of the team, and no secret does', async () => {
  const { body } = await world.owner.api(k.listEvents, {
    params: { team: world.team },
    query: { limit: 200 },
  });

  const own = body.events.filter(
    ({ type, subject }) => type.includes('credential') && subject.installation === installation,
  );
  expect(own.map(({ type, actor, data }) => ({ type, actor, data })).reverse()).toMatchObject([
    {
      type: 'installation.credential-rotated',
      actor: { kind: 'provider', installationId: installation },
      data: { live: 2 },
    },
    { type: 'installation.credential-revoked', data: { live: 1 } },
  ]);
  const kept = JSON.stringify([
    body.events,
    await world.database.read('select * from provider_call'),
    world.logs,
  ]);
  expect(kept).not.toContain(world.integration.clientSecret);
  expect(kept).not.toMatch(/kit_\w{43}/);
});

/** Another team of the same owner, where the integration is not installed yet. */
async function second() {
  const team = `team-${Math.random().toString(36).slice(2, 10)}`;
  await world.owner.api(k.createTeam, { body: { name: team, slug: team } });
  return { ...world, team };
}

const rotateOf = (id: string) =>
  voiceOf(world, id)('POST', '/credentials/rotate', {
    client_secret: world.integration.clientSecret,
  });

async function freshToken(): Promise<string> {
  const other = await install(await second());
  return tokenOf(world, other);
}
