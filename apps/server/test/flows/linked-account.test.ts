import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { platformEndpoints as p } from '@kontor/protocol/platform';
import { restEndpoints as r } from '@kontor/protocol/rest';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createApi } from '../world/api-client.ts';
import { project, variablesOf } from '../world/story.ts';
import { startWorld, type World } from '../world/world.ts';

const redirectUrl = 'https://console.scripted.test/link';
let world: World;
beforeAll(async () => {
  world = await startWorld();
  const { status } = await world.owner.api(k.updateIntegration, {
    params: { team: world.team, integration: world.integration.id },
    body: { kinds: ['native', 'connectable'], redirectUrl, apiScopes: { project: 'read' } },
  });
  expect(status).toBe(200);
  account = await link();
});
afterAll(() => world.close());

/** The linked account that the team has, and what its provider has brought into it. */
let account: Awaited<ReturnType<typeof link>>;
let resource: string;
let externalId: string;
let count = 0;
beforeEach(async () => {
  count += 1;
  externalId = `old-${count}`;
  const brought = await account.api(p.importResource, {
    params: { installationId: account.id, resourceId: externalId },
    body: {
      productId: 'db',
      name: externalId,
      status: 'ready',
      secrets: [{ name: 'URL', value: 'db://old' }],
    },
  });
  expect(brought.status).toBe(200);
  const { body } = await world.owner.api(k.listTeamResources, { params: { team: world.team } });
  resource = body.resources.find(({ name }) => name === externalId)?.id ?? '';
});

async function link() {
  const { body } = await world.owner.api(k.linkAccount, {
    params: { team: world.team },
    body: { integration: 'scripted', scopes: ['read:project'] },
  });
  const answer = await fetch(`${world.url}/v2/oauth/access_token`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      client_id: world.integration.id,
      client_secret: world.integration.clientSecret,
      redirect_uri: redirectUrl,
      code: new URL(body.url).searchParams.get('code') ?? '',
    }).toString(),
  });
  const { access_token: token } = (await answer.json()) as { access_token: string };
  return { id: body.installation.id, api: createApi(world.url, token) };
}

const named = () => ({ params: { team: world.team, resource } });
const held = () => ({ params: { team: world.team, installation: account.id } });
type Answered = Promise<{ readonly status: number; readonly error: { readonly code: string } }>;

const refused: readonly (readonly [string, () => Answered])[] = [
  [
    'a resource is made',
    () =>
      world.owner.api(k.createResource, {
        ...held(),
        body: { product: 'db', name: 'new', metadata: { region: 'fra1' } },
      }),
  ],
  [
    'one is renamed',
    () => world.owner.api(k.updateTeamResource, { ...named(), body: { name: 'other' } }),
  ],
  [
    'its metadata changes',
    () =>
      world.owner.api(k.updateTeamResource, { ...named(), body: { metadata: { region: 'fra1' } } }),
  ],
  [
    'its plan changes',
    () => world.owner.api(k.updateTeamResource, { ...named(), body: { billingPlanId: 'pro' } }),
  ],
  [
    'its secrets are rotated',
    () => world.owner.api(k.rotateTeamResourceSecrets, { ...named(), body: {} }),
  ],
  [
    'a command is run',
    () => world.owner.api(k.runResourceCommand, { ...named(), body: { input: 'select 1' } }),
  ],
  ['its plans are asked for', () => world.owner.api(k.listTeamResourcePlans, named())],
  [
    'the plans of the account are asked for',
    () => world.owner.api(k.listTeamInstallationPlans, held()),
  ],
  [
    'the plan of the account changes',
    () => world.owner.api(k.updateTeamInstallation, { ...held(), body: { billingPlanId: 'pro' } }),
  ],
  ['the account is renewed', () => world.owner.api(k.renewInstallation, { ...held(), body: {} })],
];

test.each(refused)('where %s, the host refuses and calls nobody', async (_, attempt) => {
  const calls = world.provider.seen.length;

  const { status, error } = await attempt();

  expect([status, error.code]).toEqual([409, 'kind_not_offered']);
  expect(world.provider.seen.length).toBe(calls);
});

test('the plans of a product are not asked for there either, in the words of the protocol', async () => {
  const calls = world.provider.seen.length;

  const { status, error } = await world.owner.api(r.listIntegrationPlans, {
    params: { integration: 'scripted', product: 'db' },
    query: { slug: world.team, integrationConfigurationId: account.id },
  });

  expect([status, error.code]).toEqual([409, 'conflict']);
  expect(world.provider.seen.length).toBe(calls);
});

test('a resource of it is connected, and removed here alone', async () => {
  const calls = world.provider.seen.length;
  await project(world, 'web');
  const connected = await world.owner.api(k.connectResource, {
    ...named(),
    body: { project: 'web', environments: ['production'] },
  });
  const before = await variablesOf(world, 'web', 'production');

  const removed = await world.owner.api(k.deleteTeamResource, named());

  expect([connected.status, removed.status]).toEqual([201, 200]);
  expect(removed.body.resource.lifecycle).toBe('deleted');
  expect(before).not.toEqual({});
  expect(await variablesOf(world, 'web', 'production')).toEqual({});
  expect(world.provider.seen.length).toBe(calls);
});

test('it is shown as its provider last told of it, which is not asked', async () => {
  const calls = world.provider.seen.length;

  const shown = await world.owner.api(k.getTeamResource, {
    ...named(),
    query: { refresh: 'true' },
  });

  expect([shown.status, shown.body.resource.name]).toEqual([200, externalId]);
  expect(world.provider.seen.length).toBe(calls);
});

test('one that its provider calls owned is removed here alone as well', async () => {
  const calls = world.provider.seen.length;
  const owned = await account.api(p.importResource, {
    params: { installationId: account.id, resourceId: externalId },
    body: { productId: 'db', name: externalId, status: 'ready', ownership: 'owned' },
  });

  const removed = await world.owner.api(k.deleteTeamResource, named());

  expect([owned.status, removed.status]).toEqual([200, 200]);
  expect(world.provider.seen.length).toBe(calls);
});
