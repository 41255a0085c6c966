import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { eventsOf } from '../catalog/host.ts';
import {
  connected,
  imported,
  installed,
  provisioning,
  usePlatform,
  variablesOf,
} from './installed.ts';

const platform = usePlatform();
const { host } = platform;

const plan = { id: 'pro', type: 'subscription', name: 'Pro' };
const notification = { level: 'warn', title: 'Soon full' };
const claims = {
  roles: ['reader'],
  defaultRole: 'reader',
  claimRules: [{ claims: { aud: 'db' } }],
};

test('an imported resource is listed as partnerId, and shown alone as id', async () => {
  const provider = await installed(platform);
  const brought = await provider.say('PUT', '/resources/db_1', {
    productId: 'postgres',
    name: 'prod',
    status: 'ready',
    metadata: { region: 'iad1', sizes: [1, 2], nested: { dropped: true } },
    billingPlan: plan,
    notification,
    extras: { anything: { goes: true } },
    secrets: [{ name: 'URL', value: 'postgres://one' }],
    customClaims: claims,
  });

  const listed = await provider.say('GET', '/resources');
  const alone = await provider.say('GET', '/resources/db_1');

  expect([brought.status, brought.body]).toEqual([200, { name: 'prod' }]);
  const shown = {
    internalId: (await provider.read('db_1')).id,
    name: 'prod',
    productId: 'postgres',
    status: 'ready',
    metadata: { region: 'iad1', sizes: [1, 2] },
    billingPlanId: 'pro',
    notification,
  };
  expect([listed.status, listed.body]).toEqual([
    200,
    { resources: [{ partnerId: 'db_1', ...shown }] },
  ]);
  expect([alone.status, alone.body]).toEqual([200, { id: 'db_1', ...shown, customClaims: claims }]);
});

test('an import is linked unless it says otherwise, and is never the work of an operation', async () => {
  const provider = await installed(platform);

  const linked = await imported(provider, 'db_1');
  const owned = await imported(provider, 'db_2', { ownership: 'owned' });

  expect([linked.ownership, owned.ownership]).toEqual(['linked', 'owned']);
  expect([linked.provisionedBy, owned.provisionedBy]).toEqual([null, null]);
});

test('importing again updates, and a name that is taken gets a number', async () => {
  const { say, ...provider } = await installed(platform);
  const body = { productId: 'postgres', name: 'prod', status: 'ready' };

  const first = await say('PUT', '/resources/db_1', body);
  const other = await say('PUT', '/resources/db_2', body);
  const again = await say('PUT', '/resources/db_1', { ...body, status: 'suspended' });

  expect([first, other, again].map(({ body: answer }) => answer)).toEqual([
    { name: 'prod' },
    { name: 'prod-2' },
    { name: 'prod' },
  ]);
  expect((await provider.read('db_1')).status).toBe('suspended');
  expect((await say('GET', '/resources')).body.resources).toHaveLength(2);
});

test.each([
  ['postgres', 200],
  ['redis', 404],
])('a product is named by its slug: %s', async (productId, status) => {
  const { say } = await installed(platform);

  const answer = await say('PUT', '/resources/r', { productId, name: 'r', status: 'ready' });

  expect(answer.status).toBe(status);
});

test("a product is named by the host's id of it too", async () => {
  const { say, product } = await installed(platform);
  const body = { productId: product.id, name: 'r', status: 'ready' };

  expect((await say('PUT', '/resources/r', body)).status).toBe(200);
});

test('an id may hold any character that can be encoded', async () => {
  const { say } = await installed(platform);
  const id = 'eu/tenant 1?x=%2F#ü';

  const brought = await say('PUT', `/resources/${encodeURIComponent(id)}`, {
    productId: 'postgres',
    name: 'odd',
    status: 'ready',
  });
  const shown = await say('GET', `/resources/${encodeURIComponent(id)}`);

  expect(brought.status).toBe(200);
  expect(shown.body.id).toBe(id);
});

test.each([
  ['the character NUL', '%00', [400, 400, 400, 400]],
  ['more than 1024 characters', 'a'.repeat(1025), [400, 404, 404, 404]],
])('an id that nobody could keep is refused: %s', async (_title, id, expected) => {
  const { say } = await installed(platform);
  const body = { productId: 'postgres', name: 'r', status: 'ready' };

  const statuses = [
    await say('PUT', `/resources/${id}`, body),
    await say('GET', `/resources/${id}`),
    await say('PATCH', `/resources/${id}`, {}),
    await say('POST', '/events', {
      event: { type: 'resource.updated', resourceId: decodeURIComponent(id) },
    }),
  ].map(({ status }) => status);

  expect(statuses).toEqual(expected);
});

test('what is pushed of a resource is kept, and what is not stays', async () => {
  const provider = await installed(platform);
  const before = await imported(provider, 'db_1', {
    metadata: { region: 'iad1' },
    billingPlan: plan,
  });

  const patched = await provider.say('PATCH', '/resources/db_1', {
    name: 'renamed',
    status: 'error',
    ownership: 'owned',
    notification: 'Soon full',
    extras: { tier: 2 },
  });

  expect([patched.status, patched.body]).toEqual([200, { name: 'renamed' }]);
  expect(await provider.read('db_1')).toMatchObject({
    id: before.id,
    name: 'renamed',
    status: 'error',
    ownership: 'owned',
    notification: { level: 'info', title: 'Soon full' },
    extras: { tier: 2 },
    metadata: { region: 'iad1' },
    billingPlan: { id: 'pro', scope: 'resource' },
  });
  const events = await eventsOf(host.database, provider.team.id);
  expect(events.at(-1)).toMatchObject({
    type: 'resource.updated',
    actor: { kind: 'provider', installationId: provider.installation.id },
    data: {
      before: { name: 'db_1', status: 'ready' },
      after: { name: 'renamed', status: 'error' },
    },
  });
});

test.each([[null], ['']])('the notification %j clears that of a resource', async (cleared) => {
  const provider = await installed(platform);
  await imported(provider, 'db_1', { notification });

  await provider.say('PATCH', '/resources/db_1', { notification: cleared });

  const shown = await provider.say('GET', '/resources/db_1');
  expect(shown.body).not.toHaveProperty('notification');
});

test('claims are replaced as a whole', async () => {
  const provider = await installed(platform);
  await imported(provider, 'db_1', { customClaims: claims });

  await provider.say('PATCH', '/resources/db_1', { customClaims: { claimRules: [] } });

  const shown = await provider.say('GET', '/resources/db_1');
  expect(shown.body.customClaims).toEqual({ claimRules: [] });
});

test.each([
  [[{ name: 'KEY', value: 'k' }], { KEY: 'k' }],
  [{ secrets: [{ name: 'KEY', value: 'k' }] }, { KEY: 'k' }],
  [
    { secrets: [{ name: 'KEY', value: 'k' }], partial: true },
    { KEY: 'k', URL: 'postgres://one' },
  ],
])('secrets in a push reach connected projects: %j', async (secrets, expected) => {
  const provider = await installed(platform);
  const connection = await connected(platform, provider, await imported(provider));

  const patched = await provider.say('PATCH', '/resources/db_1', { secrets });

  expect(patched.status).toBe(200);
  expect(await variablesOf(platform, provider, connection)).toEqual(expected);
});

test.each(['', '/products/postgres', '/products/<id>'])(
  'secrets that a provider replaces reach connected projects, below %j',
  async (below) => {
    const provider = await installed(platform);
    const connection = await connected(platform, provider, await imported(provider));
    const path = below.replace('<id>', provider.product.id);
    const put = (body: object) => provider.say('PUT', `${path}/resources/db_1/secrets`, body);
    const URL = { name: 'URL', value: 'postgres://two', prefix: 'PG' };

    const whole = await put({ secrets: [URL] });
    expect([whole.status, whole.body]).toEqual([201, '']);
    expect(await variablesOf(platform, provider, connection)).toEqual({ PG_URL: 'postgres://two' });

    await put({ secrets: [{ name: 'KEY', value: 'k' }], partial: true });
    expect(await variablesOf(platform, provider, connection)).toEqual({
      KEY: 'k',
      PG_URL: 'postgres://two',
    });

    await put({ secrets: [] });
    expect(await variablesOf(platform, provider, connection)).toEqual({});
  },
);

test('the product beside a resource must be its own', async () => {
  const provider = await installed(platform);
  await imported(provider);

  const refused = await provider.say('PUT', '/products/redis/resources/db_1/secrets', {
    secrets: [],
  });

  expect([refused.status, refused.body.error.reason]).toEqual([404, 'product_not_found']);
});

test('secrets that would collide in a project are refused, and nothing changes', async () => {
  const provider = await installed(platform);
  const connection = await connected(platform, provider, await imported(provider));
  await host.database.read(
    `insert into variable (team_id, variable_id, project_id, name, environments, sealed, created_at,
       updated_at) values ($1, 'var_1', $2, 'KEY', '{production}', $3, now(), now())`,
    [
      provider.team.id,
      connection.projectId,
      await host.vault.seal(provider.team.id, 'variable:var_1', Buffer.from('mine')),
    ],
  );

  const refused = await provider.say('PATCH', '/resources/db_1', {
    name: 'renamed',
    secrets: [{ name: 'KEY', value: 'theirs' }],
  });

  expect([refused.status, refused.body.error.reason]).toEqual([409, 'variable_collision']);
  expect((await provider.read('db_1')).name).toBe('db_1');
  expect(await variablesOf(platform, provider, connection)).toEqual({ URL: 'postgres://one' });
});

test('a resource that its provider removed is gone here, with its variables', async () => {
  const provider = await installed(platform);
  const connection = await connected(platform, provider, await imported(provider));

  const removed = await provider.say('DELETE', '/resources/db_1');
  const again = await provider.say('DELETE', '/resources/db_1');

  expect([removed.status, removed.body]).toEqual([204, '']);
  expect([again.status, again.body.error.code, again.body.error.reason]).toEqual([
    404,
    'not_found',
    'resource_not_found',
  ]);
  expect(await variablesOf(platform, provider, connection)).toEqual({});
  expect((await provider.say('GET', '/resources')).body).toEqual({ resources: [] });
  const events = await eventsOf(host.database, provider.team.id);
  expect(events.at(-1)).toMatchObject({
    type: 'resource.removed',
    actor: { kind: 'provider' },
  });
});

test('a provider may say that a resource is gone while the team is deleting it', async () => {
  const provider = await installed(platform);
  const { id } = await imported(provider);
  await host.database.read(`update resource set lifecycle = 'deleting' where resource_id = $1`, [
    id,
  ]);

  expect((await provider.say('DELETE', '/resources/db_1')).status).toBe(204);
});

test("another installation's resource is not there", async () => {
  const provider = await installed(platform);
  await imported(provider);
  const other = await installed(platform);

  const answers = await Promise.all([
    other.say('GET', '/resources/db_1'),
    other.say('PATCH', '/resources/db_1', { name: 'mine' }),
    other.say('DELETE', '/resources/db_1'),
    other.say('PUT', '/resources/db_1/secrets', { secrets: [] }),
    other.say('POST', '/events', { event: { type: 'resource.updated', resourceId: 'db_1' } }),
  ]);

  expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404]);
});

test.each([
  ['PUT', '/resources/r', { productId: 'postgres', name: 'r', status: 'ready', externalId: 'x' }],
  ['PUT', '/resources/r', { productId: 'postgres', name: 'r' }],
  ['PATCH', '/resources/r', { productId: 'postgres' }],
  ['PATCH', '/resources/r', { secrets: [{ name: 'A', value: 'b', target: 'preview' }] }],
  ['PUT', '/resources/r/secrets', { secrets: [], delay: 1 }],
  ['PUT', '/resources/r/secrets', {}],
  ['POST', '/events', { event: { type: 'resource.deleted', resourceId: 'r' } }],
])('a body that the protocol closes is refused: %s %s %j', async (method, path, body) => {
  const { say } = await installed(platform);

  const refused = await say(method, path, body);

  expect([refused.status, refused.body.error.code, refused.body.error.reason]).toEqual([
    400,
    'bad_request',
    'invalid_request',
  ]);
});

test('a push that comes before the answer to provisioning waits for it', async () => {
  const provider = await installed(platform);
  const coming = await provisioning(platform, provider);

  const push = provider.say('PUT', '/resources/db_9/secrets', {
    secrets: [{ name: 'URL', value: 'x' }],
  });
  await delay(50);
  await coming.arrive('db_9');

  expect((await push).status).toBe(201);
});

test('a push of what does not arrive in time is told to come again', async () => {
  const provider = await installed(platform);
  await provisioning(platform, provider);

  const refused = await provider.say('PATCH', '/resources/db_9', { status: 'ready' });

  expect([refused.status, refused.body.error.reason]).toEqual([409, 'operation_running']);
  expect(refused.headers.get('retry-after')).toBe('2');
  expect((await provider.say('GET', '/resources')).body).toEqual({ resources: [] });
});
