import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { restEndpoints as r } from '@kontor/protocol/rest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApi } from '../world/api-client.ts';
import { install, project, provision } from '../world/story.ts';
import { startWorld, type World } from '../world/world.ts';

let world: World;
let installation: string;
beforeAll(async () => {
  world = await startWorld();
  installation = await install(world);
});
afterAll(() => world.close());

let count = 0;
const wanted = (more: object = {}) => {
  count += 1;
  return {
    name: `orders-${count}`,
    integrationConfigurationId: installation,
    integrationProductIdOrSlug: 'db',
    metadata: { region: 'fra1' },
    ...more,
  };
};
const create = (body: object, api = world.owner.api) => api(r.createStore, { body });
const show = (store: string, query = {}) =>
  world.owner.api(r.getStore, { params: { store }, query });

describe('a store that is created', () => {
  test('is the same at both of its addresses, and in the list', async () => {
    const { body } = await create(wanted({ externalId: 'ref-1', source: 'cli', unheardOf: 1 }));
    const at = async (path: string) => {
      const headers = { authorization: `Bearer ${world.owner.token}` };
      const answer = await fetch(`${world.url}${path}`, { headers });
      return (await answer.json()) as { readonly stores?: unknown };
    };

    const { id } = body.store;
    const listed = await at(`/v1/storage/stores?integrationConfigurationId=${installation}`);

    expect(body.store).toMatchObject({
      id: expect.stringMatching(/^store_/),
      name: `orders-${count}`,
      type: 'integration',
      createdAt: expect.any(Number),
      product: { slug: 'scripted', productSlug: 'db', integrationConfigurationId: installation },
    });
    expect(await at(`/storage/stores/${id}`)).toEqual(await at(`/v1/storage/stores/${id}`));
    expect(listed.stores).toContainEqual((await show(id)).body.store);
    expect(world.provider.seen.at(-1)?.body).toContain('"externalId":"ref-1"');
  });

  test('tells names and lengths of its secrets, and nothing of their values', async () => {
    const { body } = await create(wanted());

    expect(body.store.secrets).toEqual([
      { name: 'DATABASE_URL', length: expect.any(Number), frameworkPublishable: false },
    ]);
    expect(JSON.stringify(body)).not.toContain('postgres://');
  });

  test.each([
    ['name', { name: '' }],
    ['name', { name: 'x'.repeat(129) }],
    ['integrationConfigurationId', { integrationConfigurationId: 'icfg-1' }],
    ['integrationProductIdOrSlug', { integrationProductIdOrSlug: 'DB' }],
    ['integrationProductIdOrSlug', { integrationProductIdOrSlug: undefined }],
    ['prepaymentAmountCents', { prepaymentAmountCents: 49 }],
    ['source', { source: 'elsewhere' }],
    ['region', { metadata: { region: 'mars' } }],
    ['region', { metadata: {} }],
  ])('is refused with 400 when its %s is wrong: %j', async (key, wrong) => {
    const { status, error } = await create(wanted(wrong));

    expect([status, error.code]).toEqual([400, 'bad_request']);
    expect(error.fields).toMatchObject([{ key }]);
  });

  test('takes a name with spaces, as people write one', async () => {
    const { status, body } = await create(wanted({ name: 'My orders' }));

    expect([status, body.store.name]).toEqual([200, 'My orders']);
  });

  test('is refused with 400 where there is no free plan and none was named', async () => {
    world.provider.misbehave(({ path }) => path.startsWith('/v1/products/'), {
      kind: 'answer',
      status: 200,
      body: '{"plans":[{"id":"pro","type":"subscription","name":"Pro","description":""}]}',
    });

    const { status, error } = await create(wanted());

    expect([status, error.reason]).toEqual([400, 'billing_plan_unavailable']);
    expect(error.offered).toEqual(['pro']);
  });

  test('is not found in an installation or of a product that is not there', async () => {
    const answers = [
      await create(wanted({ integrationConfigurationId: 'icfg_none' })),
      await create(wanted({ integrationProductIdOrSlug: 'cache' })),
    ];

    expect(answers.map(({ status, error }) => [status, error.reason])).toEqual([
      [404, 'installation_not_found'],
      [404, 'product_not_found'],
    ]);
  });

  test('clashes with one of the same name', async () => {
    const body = wanted();
    await create(body);

    const { status, error } = await create(body);

    expect([status, error.code, error.reason]).toEqual([409, 'conflict', 'name_taken']);
  });
});

describe('who may', () => {
  test('not change resources is refused with 403, and reads all the same', async () => {
    const viewer = await world.signUp('Vera');
    await world.owner.api(k.addMember, {
      params: { team: world.team },
      body: { email: viewer.email, role: 'viewer' },
    });
    const { id } = await provision(world, installation);
    const query = { slug: world.team };

    const created = await viewer.api(r.createStore, { query, body: wanted() });
    const deleted = await viewer.api(r.deleteStore, { query, params: { store: id } });
    const connected = await viewer.api(r.connectStore, {
      query,
      params: { store: id },
      body: { projectId: 'x' },
    });
    const shown = await viewer.api(r.getStore, { query, params: { store: id } });

    expect([created, deleted, connected, shown].map(({ status }) => status)).toEqual([
      403, 403, 403, 200,
    ]);
  });

  test('call without a credential, with the wrong one or limited to a project is refused', async () => {
    const { id: store } = await provision(world, installation);
    const projectId = await project(world, 'limited');
    const made = await world.owner.api(k.createTeamToken, {
      params: { team: world.team },
      body: { name: 'ci', role: 'developer', projects: [projectId] },
    });
    const limited = createApi(world.url, made.body.secret);
    const { accessToken } = world.provider.installations.get(installation) ?? { accessToken: '' };
    const provider = createApi(world.url, accessToken);

    const answers = [
      await world.anonymous(r.getStore, { params: { store } }),
      await createApi(world.url, 'kpt_nonsense')(r.listStores),
      await provider(r.listStores),
      await limited(r.listStores),
      await limited(r.getStore, { params: { store } }),
      await limited(r.connectStore, { params: { store }, body: { projectId } }),
    ];

    expect(answers.map(({ status, error }) => [status, error.code])).toEqual([
      [401, 'forbidden'],
      [401, 'forbidden'],
      ...Array(4).fill([403, 'forbidden']),
    ]);
  });

  test('be of another team finds nothing, in every call', async () => {
    const stranger = await world.signUp('Eve');
    await stranger.api(k.createTeam, { body: { name: 'Other', slug: 'other-stores' } });
    const resource = await provision(world, installation);
    const at = { params: { store: resource.id } };
    const connection = { ...at.params, connection: 'con_000000000000000000000000' };
    const body = { projectId: 'web' };

    const answers = [
      await stranger.api(r.getStore, at),
      await stranger.api(r.deleteStore, at),
      await stranger.api(r.listStoreConnections, at),
      await stranger.api(r.connectStore, { ...at, body }),
      await stranger.api(r.changeStoreConnection, { params: connection, body: {} }),
      await stranger.api(r.disconnectStore, { params: connection }),
      await stranger.api(r.disconnectStoreEverywhere, at),
      await stranger.api(r.connectInstalledResource, {
        params: { installation, store: resource.externalId ?? '' },
        body,
      }),
      await create(wanted(), stranger.api),
    ];

    expect(answers.map(({ status, error }) => [status, error.code])).toEqual(
      Array(9).fill([404, 'not_found']),
    );
    expect((await stranger.api(r.listStores)).body).toEqual({ stores: [] });
  });
});

describe('a list of stores', () => {
  test('leaves out how they are connected when asked to, and still counts', async () => {
    const resource = await provision(world, installation);
    const projectId = await project(world, 'counted');
    await world.owner.api(r.connectStore, {
      params: { store: resource.id },
      body: { projectId, envVarEnvironments: ['production'], type: 'integration' },
    });
    const list = async (query: Record<string, string>) => {
      const { body } = await world.owner.api(r.listStores, { query });
      return body.stores.find(({ id }) => id === resource.id);
    };

    const short = await list({ 'skip-metadata': 'true' });
    const long = await list({ integrationConfigurationId: installation });
    const other = await list({ integrationConfigurationId: 'icfg_other' });

    expect([short?.projectsMetadata, short?.totalConnectedProjects]).toEqual([[], 1]);
    expect(long?.projectsMetadata).toMatchObject([{ projectId, name: 'counted' }]);
    expect(other).toBeUndefined();
  });
});

test('a store says where its console is, where its provider has one', async () => {
  const change = (redirectLoginUrl: string | null) =>
    world.owner.api(k.updateIntegration, {
      params: { team: world.team, integration: world.integration.id },
      body: { redirectLoginUrl },
    });
  const resource = await provision(world, installation);

  const before = await show(resource.id);
  await change(`${world.provider.baseUrl}/sso`);
  const { store } = (await show(resource.id)).body;
  await change(null);

  expect(before.body.store.directPartnerConsoleUrl).toBeUndefined();
  const { pathname, searchParams } = new URL(store.directPartnerConsoleUrl ?? '');
  expect([pathname, searchParams.get('resource_id')]).toEqual([
    '/api/marketplace/sso',
    resource.externalId,
  ]);
  // a browser that is not signed in is asked to sign in there
  const answer = await fetch(store.directPartnerConsoleUrl ?? '', { redirect: 'manual' });
  expect(answer.status).toBeLessThan(400);
});

test('a store that is deleted is gone, at its provider too', async () => {
  const resource = await provision(world, installation);
  const at = { params: { store: resource.id } };

  const deleted = await world.owner.api(r.deleteStore, at);
  const again = await world.owner.api(r.deleteStore, at);

  expect([deleted.status, again.status]).toEqual([204, 404]);
  expect((await show(resource.id)).status).toBe(404);
  expect(world.provider.resources.has(resource.externalId ?? '')).toBe(false);
});
