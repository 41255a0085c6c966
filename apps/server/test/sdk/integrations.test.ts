import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { install, project, provision } from '../world/story.ts';
import { scriptedSchema, startWorld, type World } from '../world/world.ts';
import { sdkFor } from './sdk.ts';

let world: World;
let installation: string;
beforeAll(async () => {
  world = await startWorld();
  await world.owner.api(k.putProduct, {
    params: { team: world.team, integration: world.integration.id, product: 'db' },
    body: {
      name: 'Database',
      metadataSchema: {
        ...scriptedSchema,
        properties: {
          ...scriptedSchema.properties,
          place: { type: 'string', 'ui:control': 'vercel-region', 'ui:options': ['fra1'] },
        },
      },
      tags: ['postgres', 'a tag of its own'],
      capabilities: { autoSensitive: true, secretRotation: { maxDelayHours: 1 } },
      repl: { enabled: true, supportsReadOnlyMode: false },
      details: {
        primaryProtocol: 'storage',
        guides: [
          {
            framework: 'nextjs',
            title: 'Next.js',
            steps: [{ title: 'Add', content: 'x', actions: [{ type: 'add_drain' }] }],
          },
        ],
        resourceLinks: [{ title: 'Console', href: 'sso:/console' }],
        projectConnectionScopes: ['read:project'],
        protocols: {
          storage: {},
          logDrain: { endpoint: 'https://logs.test', format: 'ndjson', headers: { a: 'b' } },
        },
      },
    },
  });
  installation = await install(world);
});
afterAll(() => world.close());

const sdk = () => sdkFor(world.url, world.owner.token);

test('integrations.getConfigurations lists what the team has installed', async () => {
  const listed = await sdk().integrations.getConfigurations({
    view: 'account',
    installationType: 'marketplace',
    integrationIdOrSlug: world.integration.slug,
  });

  expect(listed).toEqual([
    expect.objectContaining({
      id: installation,
      type: 'integration-configuration',
      integrationId: world.integration.id,
      slug: 'scripted',
      userId: world.owner.userId,
      installationType: 'marketplace',
      status: 'ready',
      source: 'marketplace',
      createdAt: expect.any(Number),
    }),
  ]);
});

test('integrations.getConfiguration shows one of them, kept to projects or not', async () => {
  const found = await sdk().integrations.getConfiguration({ id: installation });

  expect(found).toMatchObject({
    id: installation,
    scopes: expect.any(Array),
    teamId: found.ownerId,
  });
  expect(found.projects).toBeUndefined();
});

test('integrations.getConfigurationProducts answers forms that it can parse, and protocols', async () => {
  const { configuration, integration, products } =
    await sdk().integrations.getConfigurationProducts({ id: installation });

  expect(configuration).toEqual({ id: installation });
  expect(integration).toMatchObject({ id: world.integration.id, slug: 'scripted' });
  expect(products).toMatchObject([{ slug: 'db', name: 'Database', primaryProtocol: 'storage' }]);
  expect(products[0]?.metadataSchema.required).toEqual(['region']);
  expect(products[0]?.metadataSchema.properties.place).toMatchObject({
    uiControl: 'vercel-region',
    uiOptions: [{ label: 'fra1', value: 'fra1' }],
  });
  expect(products[0]?.protocols).toMatchObject({
    storage: { status: 'enabled', repl: { enabled: true, supportsReadOnlyMode: false } },
    logDrain: { status: 'enabled', endpoint: 'https://logs.test', format: 'ndjson' },
  });
});

test('integrations.createIntegrationStoreDirect provisions, and answers the whole store', async () => {
  const { store } = await sdk().integrations.createIntegrationStoreDirect({
    requestBody: {
      name: 'orders',
      integrationConfigurationId: installation,
      integrationProductIdOrSlug: 'db',
      metadata: { region: 'fra1' },
    },
  });

  expect(store).toMatchObject({
    status: 'available',
    externalResourceStatus: 'ready',
    externalResourceId: expect.stringMatching(/^db_/),
    usageQuotaExceeded: false,
    ownership: 'owned',
    metadata: { region: 'fra1', size: 1 },
    billingPlan: { id: 'free', scope: 'resource', paymentMethodRequired: false },
    projectsMetadata: [],
    secrets: [{ name: 'DATABASE_URL', length: expect.any(Number), frameworkPublishable: false }],
    product: {
      name: 'Database',
      integrationConfigurationId: installation,
      integration: { id: world.integration.id, slug: 'scripted', name: 'Scripted', icon: '' },
      supportedProtocols: ['logDrain', 'storage'],
      primaryProtocol: 'storage',
      logDrainStatus: 'enabled',
      tags: ['postgres'],
      repl: { enabled: true, supportsReadOnlyMode: false },
      capabilities: { autoSensitive: true },
      guides: [{ framework: 'nextjs', title: 'Next.js' }],
      resourceLinks: [{ title: 'Console', href: 'sso:/console' }],
      projectConnectionScopes: ['read:project'],
      disableResourceRenaming: false,
    },
  });
});

test('integrations.connectIntegrationResourceToProject connects, by either id and in any environment', async () => {
  const [web, shop] = [await project(world, 'web'), await project(world, 'shop')];
  const params = { team: world.team, project: 'web' };
  const made = await world.owner.api(k.createEnvironment, { params, body: { slug: 'staging' } });
  const resource = await provision(world, installation);
  const connect = (resourceId: string, requestBody: object) =>
    sdk().integrations.connectIntegrationResourceToProject({
      integrationConfigurationId: installation,
      resourceId,
      requestBody: requestBody as { projectId: string },
    });

  await connect(resource.id, {
    projectId: web,
    envVarEnvironments: ['production', made.body.environment.id],
    makeEnvVarsSensitive: true,
  });
  await connect(resource.externalId ?? '', { projectId: shop });

  const { store } = await sdk().storage.getStorageStoresById(
    { id: resource.id },
    {
      headers: { authorization: `Bearer ${world.owner.token}` },
    },
  );
  expect(store.totalConnectedProjects).toBe(2);
  expect(store.projectsMetadata).toMatchObject([
    {
      projectId: web,
      name: 'web',
      environments: ['production', 'staging'],
      environmentVariables: ['DATABASE_URL'],
      envVarPrefix: null,
      makeEnvVarsSensitive: true,
    },
    { projectId: shop, environments: ['production', 'preview', 'development'] },
  ]);
});

test.each([[{}], [{ integrationConfigurationId: true, metadata: '{"region":"fra1"}' }]])(
  'integrations.getBillingPlans answers plans with everything that a client needs: %j',
  async ({ integrationConfigurationId, ...query }: Record<string, unknown>) => {
    const { plans } = await sdk().integrations.getBillingPlans({
      integrationIdOrSlug: 'scripted',
      productIdOrSlug: 'db',
      source: 'cli',
      ...(integrationConfigurationId === true && { integrationConfigurationId: installation }),
      ...query,
    });

    expect(plans).toEqual([
      {
        id: 'free',
        type: 'subscription',
        name: 'Free',
        description: '',
        scope: 'resource',
        paymentMethodRequired: false,
      },
      expect.objectContaining({ id: 'pro', scope: 'resource', paymentMethodRequired: true }),
    ]);
  },
);

test('integrations.gitNamespaces and searchRepo answer that no repositories are joined', async () => {
  const namespaces = await sdk().integrations.gitNamespaces({ provider: 'github' });
  const found = await sdk().integrations.searchRepo({ query: 'web', namespaceId: 1 });

  expect(namespaces).toEqual([]);
  expect(found).toMatchObject({ gitAccount: { provider: 'github' }, repos: [] });
});

test('integrations.deleteConfiguration uninstalls', async () => {
  await sdk().integrations.deleteConfiguration({ id: installation });

  expect(await sdk().integrations.getConfigurations({ view: 'account' })).toEqual([]);
  expect(await sdk().integrations.getConfiguration({ id: installation })).toMatchObject({
    status: 'uninstalled',
    deletedAt: expect.any(Number),
  });
  installation = await install(world);
});
