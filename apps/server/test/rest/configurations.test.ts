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

const list = (query: Record<string, string>) => world.owner.api(r.listConfigurations, { query });
const patch = (body: object, id = installation) =>
  world.owner.api(r.updateConfiguration, { params: { installation: id }, body });

describe('configurations', () => {
  test('are listed under both versions as a bare array, with the integration of each', async () => {
    const first = await list({ view: 'account' });
    const second = await fetch(
      `${world.url}/v2/integrations/configurations?view=account&installationType=marketplace&integrationIdOrSlug=${world.integration.id}`,
      { headers: { authorization: `Bearer ${world.owner.token}` } },
    );

    expect(first.body).toMatchObject([
      {
        id: installation,
        installationType: 'marketplace',
        integrationId: world.integration.id,
        slug: 'scripted',
        customerDeleteRequestedAt: null,
        integration: { name: 'Scripted', slug: 'scripted', tagIds: ['tag_databases'] },
      },
    ]);
    expect(first.body[0]?.ownerId).toMatch(/^team_/);
    expect(await second.json()).toEqual(first.body);
  });

  test.each([
    [{ view: 'account', integrationIdOrSlug: 'another' }],
    [{ view: 'account', installationType: 'external' }],
    [{ view: 'account', installationType: 'provisioning' }],
  ])('are left out by the filter %j', async (query) => {
    expect((await list(query)).body).toEqual([]);
  });

  test('are asked for with a view', async () => {
    const { status, error } = await list({});

    expect([status, error.code]).toEqual([400, 'bad_request']);
    expect(error.fields).toMatchObject([{ key: 'view' }]);
  });

  test('of another team are not found, in every call', async () => {
    const stranger = await world.signUp('Eve');
    await stranger.api(k.createTeam, { body: { name: 'Other', slug: 'other' } });
    const params = { installation };

    const answers = [
      await stranger.api(r.getConfiguration, { params }),
      await stranger.api(r.deleteConfiguration, { params }),
      await stranger.api(r.updateConfiguration, { params, body: { projects: 'all' } }),
      await stranger.api(r.listConfigurationProducts, { params }),
      await world.owner.api(r.getConfiguration, { params: { installation: 'icfg_none' } }),
    ];

    expect(answers.map(({ status, error }) => [status, error.code])).toEqual(
      Array(5).fill([404, 'not_found']),
    );
  });

  test('are read by their provider, each by its own alone', async () => {
    const { accessToken } = world.provider.installations.get(installation) ?? { accessToken: '' };
    const provider = createApi(world.url, accessToken);

    const own = await provider(r.getConfiguration, { params: { installation } });
    const other = await provider(r.getConfiguration, { params: { installation: 'icfg_another' } });
    const listed = await provider(r.listConfigurations, { query: { view: 'account' } });

    expect([own.status, other.status, listed.status]).toEqual([200, 404, 403]);
  });
});

test('one that waits for last invoices is deleted only when they are settled', async () => {
  const other = await startWorld();
  const waiting = await install(other);
  const at = { params: { installation: waiting } };
  other.provider.misbehave(({ method }) => method === 'DELETE', { kind: 'answer', status: 204 });

  const { status } = await other.owner.api(r.deleteConfiguration, at);
  const { body } = await other.owner.api(r.getConfiguration, at);
  const listed = await other.owner.api(r.listConfigurations, { query: { view: 'account' } });
  await other.close();

  expect(status).toBe(204);
  expect(body).toMatchObject({
    status: 'uninstalled',
    customerDeleteRequestedAt: expect.any(Number),
    deleteRequestedAt: body.customerDeleteRequestedAt,
    deletedAt: null,
  });
  expect(listed.body).toEqual([]);
});

test('who may not manage installations may not change or remove one', async () => {
  const developer = await world.signUp('Dev');
  await world.owner.api(k.addMember, {
    params: { team: world.team },
    body: { email: developer.email, role: 'developer' },
  });
  const call = { params: { installation }, query: { slug: world.team } };

  const answers = [
    await developer.api(r.getConfiguration, call),
    await developer.api(r.deleteConfiguration, call),
    await developer.api(r.updateConfiguration, { ...call, body: { projects: 'all' } }),
  ];

  expect(answers.map(({ status }) => status)).toEqual([200, 403, 403]);
});

describe('the projects of an installation', () => {
  test('are kept to those that are named, and the others are refused a connection', async () => {
    const [one, two] = [await project(world, 'one'), await project(world, 'two')];
    const { id: resource } = await provision(world, installation);
    const connect = (to: string) =>
      world.owner.api(k.connectResource, {
        params: { team: world.team, resource },
        body: { project: to, environments: ['production'] },
      });

    const kept = await patch({ projects: [one, one] });
    const refused = await connect(two);
    const connected = await connect(one);
    const narrowed = await patch({ projects: [two] });
    const opened = await patch({ projects: 'all' });

    expect(kept.body).toMatchObject({ projects: [one], projectSelection: 'selected' });
    expect([refused.status, refused.error.code]).toEqual([403, 'project_not_selected']);
    expect(connected.status).toBe(201);
    expect([narrowed.status, narrowed.error.reason]).toEqual([409, 'project_connected']);
    expect(narrowed.error.projectIds).toEqual([one]);
    expect(opened.body.projects).toBeUndefined();
  });

  test.each([['prj_000000000000000000000000'], ['nonsense']])('must be there: %s', async (id) => {
    const { status, error } = await patch({ projects: [id] });

    expect([status, error.reason]).toEqual([404, 'project_not_found']);
  });

  test('are changed apart from the plan', async () => {
    const nothing = await patch({});
    const both = await patch({ projects: 'all', billingPlanId: 'team' });

    expect([nothing.status, both.status]).toEqual([400, 400]);
  });
});

test('the plan of an installation is changed at its provider', async () => {
  const { status } = await patch({ billingPlanId: 'team', authorizationId: 'auth_1' });

  expect(status).toBe(200);
  expect(world.provider.installations.get(installation)?.planId).toBe('team');
});

test('a plan that the provider does not list is refused before it is asked', async () => {
  const { status, error } = await patch({ billingPlanId: 'gold' });

  expect([status, error.reason]).toEqual([400, 'billing_plan_unavailable']);
});

test('a plan that the provider refuses is told with its words', async () => {
  world.provider.misbehave(({ method }) => method === 'PATCH', {
    kind: 'answer',
    status: 422,
    body: '{"error":{"code":"bad_plan","message":"No such plan."}}',
  });

  const { status, error } = await patch({ billingPlanId: 'free' });

  expect([status, error.reason]).toEqual([422, 'provider_refused']);
  expect(error.message).toContain('No such plan.');
});
