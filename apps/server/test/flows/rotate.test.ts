import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually, install, project, provision, variablesOf } from '../world/story.ts';
import { startWorld, type World } from '../world/world.ts';

let world: World;
let installation: string;
let aheadMs = 0;
beforeAll(async () => {
  world = await startWorld({ now: () => new Date(Date.now() + aheadMs) });
  installation = await install(world);
});
afterAll(() => world.close());

let count = 0;
/** A resource of its own for a test, connected to a project of its own. */
async function connected() {
  count += 1;
  const name = `rotating-${count}`;
  await project(world, name);
  const resource = await provision(world, installation);
  await world.owner.api(k.connectResource, {
    params: { team: world.team, resource: resource.id },
    body: { project: name, environments: ['production'] },
  });
  const served = () => variablesOf(world, name, 'production');
  return { resource, name, served, former: await served() };
}

const rotate = (resource: string, body?: object, api = world.owner.api, team = world.team) =>
  api(k.rotateTeamResourceSecrets, { params: { team, resource }, body });

const shown = async (resource: string) => {
  const { body } = await world.owner.api(k.getTeamResource, {
    params: { team: world.team, resource },
  });
  return body.resource;
};

const pushSecrets = (externalId: string | null, body: object) =>
  fetch(`${world.url}/v1/installations/${installation}/resources/${externalId}/secrets`, {
    method: 'PUT',
    headers: {
      authorization: `Bearer ${world.provider.installations.get(installation)?.accessToken}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify(body),
  });

const isRotation = ({ path }: { path: string }) => path.endsWith('/secrets/rotate');
const sentFor = (externalId: string | null) =>
  world.provider.seen.filter((call) => isRotation(call) && call.path.includes(`${externalId}`));

test('new secrets that the provider answers reach every connected project at once', async () => {
  const { resource, served, former } = await connected();

  const { status, body } = await rotate(resource.id, {
    reason: 'a laptop was lost',
    delayOldSecretsExpirationHours: 2.5,
  });

  expect(status).toBe(200);
  expect(body.operation).toMatchObject({ kind: 'rotate-secrets', status: 'succeeded' });
  expect(body.resource.rotation).toMatchObject({
    state: 'completed',
    reason: 'a laptop was lost',
    delayHours: 2.5,
    requestedBy: { kind: 'person', userId: world.owner.userId },
    completedAt: expect.any(String),
  });
  const now = await served();
  expect(Object.keys(now)).toEqual(['DATABASE_URL']);
  expect(now).not.toEqual(former);
  const [call, ...more] = sentFor(resource.externalId);
  expect(more).toEqual([]);
  expect(call).toMatchObject({ auth: 'user', idempotencyKey: body.operation.id });
  expect(JSON.parse(call?.body ?? '')).toEqual({
    reason: 'a laptop was lost',
    delayOldSecretsExpirationHours: 2.5,
  });
});

test('a rotation without wishes is asked for with an empty object', async () => {
  const { resource } = await connected();

  const { status } = await rotate(resource.id);

  expect([status, sentFor(resource.externalId)[0]?.body]).toEqual([200, '{}']);
});

test('secrets stand in no event, no operation and no record of calls', async () => {
  const { resource, served } = await connected();
  await rotate(resource.id, { reason: 'quarterly' });
  const { DATABASE_URL: secret = '' } = await served();
  const password = /user:(\w+)@/.exec(secret)?.[1] ?? 'none';
  const { team } = world;

  const [events, operations, calls] = await Promise.all([
    world.owner.api(k.listEvents, { params: { team }, query: { limit: 100 } }),
    world.owner.api(k.listOperations, { params: { team }, query: { limit: 100 } }),
    eventually(async () => {
      const { body } = await world.owner.api(k.listProviderCalls, {
        params: { team, integration: world.integration.id },
        query: { limit: 200 },
      });
      return (
        body.calls.some(
          ({ path }) => isRotation({ path }) && path.includes(`${resource.externalId}`),
        ) && body
      );
    }),
  ]);

  const about = events.body.events.filter(({ subject }) => subject.resource === resource.id);
  expect(about.map(({ type }) => type).reverse()).toEqual([
    'resource.provisioned',
    'connection.created',
    'resource.rotation-requested',
    'resource.secrets-updated',
    'resource.rotation-completed',
  ]);
  expect(about.find(({ type }) => type === 'resource.rotation-requested')).toMatchObject({
    actor: { kind: 'person', userId: world.owner.userId },
    data: { reason: 'quarterly', delayHours: 0 },
  });
  expect(password).toMatch(/^\w{24}$/);
  expect(JSON.stringify([events.body, operations.body, calls, world.logs])).not.toContain(password);
});

const later = { kind: 'answer', status: 200, body: '{"sync":false}' } as const;
test.each([
  ['202 with sync: false', { ...later, status: 202 }],
  ['200 with sync: false', later],
  ['202 with nothing', { ...later, status: 202, body: '' }],
])('after %s the old values are used until the new ones come', async (_title, answer) => {
  const { resource, served, former } = await connected();
  world.provider.misbehave(isRotation, answer);

  const promised = await rotate(resource.id);
  const meanwhile = [await served(), (await shown(resource.id)).rotation?.state];
  const again = await rotate(resource.id);
  const pushed = await pushSecrets(resource.externalId, {
    secrets: [{ name: 'DATABASE_URL', value: 'postgres://later' }],
  });

  expect(promised.status).toBe(202);
  expect(promised.body.operation.status).toBe('succeeded');
  expect(meanwhile).toEqual([former, 'running']);
  expect([again.status, again.error.code]).toEqual([409, 'rotation_running']);
  expect(pushed.status).toBe(201);
  expect(await served()).toEqual({ DATABASE_URL: 'postgres://later' });
  expect((await shown(resource.id)).rotation).toMatchObject({
    state: 'completed',
    completedAt: expect.any(String),
  });
});

test('a partial answer leaves the other secrets alone', async () => {
  const { resource, served, former } = await connected();
  const answer = { sync: true, partial: true, secrets: [{ name: 'EXTRA', value: 'v' }] };
  world.provider.misbehave(isRotation, { ...later, body: JSON.stringify(answer) });

  const { status } = await rotate(resource.id);

  expect([status, await served()]).toEqual([200, { ...former, EXTRA: 'v' }]);
});

test.each([
  [400, '{"error":{"code":"validation_error","message":"Not that long."}}', 'Not that long.'],
  [401, '{"error":"not you"}', 'not you'],
  [403, 'Invalid audience', 'Invalid audience'],
  [404, '{"error":true,"code":"not_found"}', '404'],
  [409, '', '409'],
])('a refusal by %s %s leaves everything as it was, in words', async (status, body, words) => {
  const { resource, served, former } = await connected();
  world.provider.misbehave(isRotation, { kind: 'answer', status, body });

  const refused = await rotate(resource.id);

  expect([refused.status, refused.error.code]).toEqual([422, 'provider_refused']);
  expect(refused.error.message).toContain(words);
  expect(await served()).toEqual(former);
  expect((await shown(resource.id)).rotation).toMatchObject({ state: 'failed' });
  expect((await rotate(resource.id)).status).toBe(200);
});

test('an outcome in doubt is asked for again with the same key, and done once', async () => {
  const { resource, served, former } = await connected();
  world.provider.misbehave(
    isRotation,
    { kind: 'cut-after' },
    { kind: 'answer', status: 503, body: '{"error":"busy"}' },
  );

  const { status } = await rotate(resource.id);

  expect(status).toBe(200);
  const keys = sentFor(resource.externalId).map(({ idempotencyKey }) => idempotencyKey);
  expect([keys.length, new Set(keys).size]).toEqual([3, 1]);
  expect(await served()).not.toEqual(former);
});

test('an outcome that nobody ever tells ends it, with the old values in use', async () => {
  const { resource, served, former } = await connected();
  const cut = { kind: 'cut-before' } as const;
  world.provider.misbehave(isRotation, cut, cut, cut, cut);

  const failed = await rotate(resource.id);

  expect([failed.status, failed.error.code]).toEqual([502, 'provider_outcome_unknown']);
  expect(await served()).toEqual(former);
  expect((await rotate(resource.id)).status).toBe(200);
});

test.each([
  [{ delayOldSecretsExpirationHours: 48.5 }, 'delayOldSecretsExpirationHours'],
  [{ delayOldSecretsExpirationHours: 721 }, 'delayOldSecretsExpirationHours'],
  [{ delayOldSecretsExpirationHours: -1 }, 'delayOldSecretsExpirationHours'],
  [{ delayOldSecretsExpirationHours: '2' }, 'delayOldSecretsExpirationHours'],
  [{ reason: '' }, 'reason'],
  [{ soon: true }, 'body'],
])('%j is refused before the provider hears of it', async (body, key) => {
  const { resource } = await connected();

  const refused = await rotate(resource.id, body);

  expect([refused.status, refused.error.code]).toEqual([400, 'invalid_request']);
  expect(refused.error.fields).toMatchObject([{ key }]);
  expect(sentFor(resource.externalId)).toEqual([]);
});

test('a product that has not registered it is never asked', async () => {
  const { resource } = await connected();
  const offer = async (capabilities: object) => {
    const { body } = await world.owner.api(k.getIntegration, {
      params: { team: world.team, integration: world.integration.id },
    });
    const { name, metadataSchema } = body.integration.products[0] ?? {};
    await world.owner.api(k.putProduct, {
      params: { team: world.team, integration: world.integration.id, product: 'db' },
      body: { name, metadataSchema, capabilities },
    });
  };
  await offer({});

  const refused = await rotate(resource.id);

  await offer({ secretRotation: { maxDelayHours: 48 } });
  expect([refused.status, refused.error.code]).toEqual([400, 'not_offered']);
  expect(sentFor(resource.externalId)).toEqual([]);
});

test("another team's resource is not found, and a viewer may not", async () => {
  const { resource } = await connected();
  const stranger = await world.signUp('Eve');
  await stranger.api(k.createTeam, { body: { name: 'Other', slug: 'other' } });

  const foreign = await rotate(resource.id, {}, stranger.api, 'other');
  const trespass = await rotate(resource.id, {}, stranger.api);

  expect([foreign.status, foreign.error.code]).toEqual([404, 'resource_not_found']);
  expect([trespass.status, trespass.error.code]).toEqual([404, 'team_not_found']);
});

test('of two rotations at once, one is made and the other waits its turn', async () => {
  const { resource } = await connected();
  let release = () => {};
  const until = new Promise<void>((resolve) => {
    release = resolve;
  });
  world.provider.misbehave(isRotation, { kind: 'hold', until });

  const first = rotate(resource.id);
  await eventually(async () => sentFor(resource.externalId).length > 0);
  const second = await rotate(resource.id);
  release();

  expect([second.status, second.error.code]).toEqual([409, 'operation_running']);
  expect((await first).status).toBe(200);
});

test('a provider that does not keep its promise in time is shown as late', async () => {
  const { resource } = await connected();
  world.provider.misbehave(isRotation, { ...later, status: 202 });
  await rotate(resource.id, { reason: 'audit' });

  aheadMs = 61 * 60 * 1000;

  const late = await eventually(async () => {
    const { rotation } = await shown(resource.id);
    return rotation?.state === 'late' && rotation;
  });
  expect(late).toMatchObject({ reason: 'audit', completedAt: null });
  const { body } = await world.owner.api(k.listEvents, { params: { team: world.team } });
  expect(body.events[0]).toMatchObject({
    type: 'resource.rotation-late',
    actor: { kind: 'system' },
    subject: { resource: resource.id, installation },
  });
});
