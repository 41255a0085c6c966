import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../world/story.ts';
import { publish, startWorld, type World } from '../world/world.ts';

let world: World;
/** Answers the same to whoever asks for whatever. */
let credulous: http.Server;
let answer = '{"plans":[]}';
beforeAll(async () => {
  world = await startWorld();
  credulous = http.createServer((_, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(answer);
  });
  await new Promise<void>((resolve) => credulous.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  credulous.close();
  credulous.closeAllConnections();
  await world.close();
});

const addressOf = (server: http.Server) =>
  `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

async function settings(integration: string, body: object) {
  const params = { team: world.team, integration };
  expect((await world.owner.api(k.updateIntegration, { params, body })).status).toBe(200);
}

/** What each check came to, by its id. */
async function check(integration: string) {
  const params = { team: world.team, integration };
  const { status, body } = await world.owner.api(k.checkIntegration, { params });
  expect(status).toBe(200);
  return new Map(body.checks.map((each) => [each.id as string, each]));
}
const results = (checks: Awaited<ReturnType<typeof check>>) =>
  Object.fromEntries([...checks].map(([id, { result }]) => [id, result]));

test('a server that believes the host and nobody else works', async () => {
  const { baseUrl } = world.provider;
  await settings('scripted', {
    webhookUrl: `${baseUrl}/webhooks`,
    redirectLoginUrl: `${baseUrl}/sso`,
  });

  const checks = await check('scripted');

  expect(results(checks)).toEqual({
    reached: 'works',
    // tests are not encrypted
    encrypted: 'unsure',
    'token-accepted': 'works',
    'plans-readable': 'works',
    'forged-token-refused': 'works',
    'webhook-accepted': 'works',
    'forged-webhook-refused': 'works',
    'redirect-reached': 'works',
  });
  expect(checks.get('plans-readable')?.message).toBe('It has 2 plans.');
  expect(world.provider.told.map(({ type }) => type)).toEqual(['test-webhook']);
  const calls = await eventually(async () => {
    const params = { team: world.team, integration: 'scripted' };
    const { body } = await world.owner.api(k.listProviderCalls, { params });
    return body.calls.length === 2 && body.calls;
  });
  expect(calls.map(({ operation, status }) => [operation, status]).sort()).toEqual([
    ['listProductPlans', 200],
    ['listProductPlans', 403],
  ]);
});

test('a server that believes anybody is told so, with what to do', async () => {
  const baseUrl = addressOf(credulous);
  await publish(world.owner.api, world.team, baseUrl, 'credulous');
  await settings('credulous', { webhookUrl: `${baseUrl}/webhooks` });

  const checks = await check('credulous');

  expect(results(checks)).toMatchObject({
    reached: 'works',
    'plans-readable': 'unsure',
    'forged-token-refused': 'fails',
    'webhook-accepted': 'works',
    'forged-webhook-refused': 'fails',
  });
  expect(checks.get('forged-token-refused')?.advice).toContain('answer 401');
  expect(checks.has('redirect-reached')).toBe(false);

  answer = '<html>';
  expect(results(await check('credulous'))).toMatchObject({
    'token-accepted': 'works',
    'plans-readable': 'fails',
  });
});

test('a server that refuses the token of the host is told where the keys are', async () => {
  const refusal = {
    kind: 'answer',
    status: 401,
    body: '{"error":{"code":"unauthorized","message":"who are you?"}}',
  } as const;
  world.provider.misbehave(({ path }) => path.includes('/plans'), refusal, refusal);

  const { result, message, advice } = (await check('scripted')).get('token-accepted') ?? {};

  expect([result, message]).toEqual(['fails', 'It refuses with 401: who are you?']);
  expect(advice).toContain(`${world.url}/.well-known/openid-configuration`);
});

test('a server that is not there fails at the first, and the others are not tried', async () => {
  await publish(world.owner.api, world.team, 'http://127.0.0.1:9', 'absent');
  await settings('absent', { webhookUrl: 'http://127.0.0.1:9/hooks' });

  const checks = await check('absent');

  expect(results(checks)).toMatchObject({
    reached: 'fails',
    'token-accepted': 'not-tried',
    'plans-readable': 'not-tried',
    'forged-token-refused': 'not-tried',
    'webhook-accepted': 'fails',
    'forged-webhook-refused': 'not-tried',
  });
  expect(checks.get('reached')?.advice).toContain('Start your server');
});

test('an integration of another team is not found, and who may not manage one checks none', async () => {
  const other = await world.signUp('Vera');
  await other.api(k.createTeam, { body: { name: 'Other', slug: 'other' } });
  const foreign = await other.api(k.checkIntegration, {
    params: { team: 'other', integration: world.integration.id },
  });
  expect([foreign.status, foreign.error?.code]).toEqual([404, 'integration_not_found']);

  await world.owner.api(k.addMember, {
    params: { team: world.team },
    body: { email: other.email, role: 'viewer' },
  });
  const viewed = await other.api(k.checkIntegration, {
    params: { team: world.team, integration: 'scripted' },
  });
  expect(viewed.status).toBe(403);
});
