import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { restEndpoints as r } from '@kontor/protocol/rest';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { install, provision } from '../world/story.ts';
import { type Person, startWorld, type World } from '../world/world.ts';

let world: World;
beforeEach(async () => {
  world ??= await startWorld();
  const { body } = await world.owner.api(r.listConfigurations, { query: { view: 'account' } });
  for (const { id } of body) {
    await world.owner.api(r.deleteConfiguration, { params: { installation: id } });
  }
});
afterAll(() => world.close());

const now = '2026-03-01T10:00:00.000Z';
const accepted = { toc: now, eula: now };

let count = 0;
const autoProvision = (
  body: object = {},
  { api }: Pick<Person, 'api'> = world.owner,
  more = {},
) => {
  count += 1;
  return api(r.autoProvision, {
    params: { integration: 'scripted', product: 'db' },
    body: { name: `auto-${count}`, metadata: { region: 'fra1' }, source: 'cli', ...body },
    ...more,
  });
};
const setIntegration = (body: object) =>
  world.owner.api(k.updateIntegration, {
    params: { team: world.team, integration: world.integration.id },
    body,
  });

describe('installing', () => {
  const wish = (acceptedPolicies: object, integration = world.integration.id) =>
    world.owner.api(r.installIntegration, {
      params: { integration },
      body: { acceptedPolicies, source: 'cli' },
    });

  test('answers the configuration, and a second time names the one that stands', async () => {
    const first = await wish(accepted);
    const second = await wish(accepted, 'scripted');

    expect(first.status).toBe(200);
    expect(first.body).toMatchObject({
      installationType: 'marketplace',
      status: 'ready',
      source: 'cli',
      slug: 'scripted',
    });
    expect([second.status, second.error.code, second.error.installationId]).toEqual([
      409,
      'conflict',
      first.body.id,
    ]);
  });

  test('is refused while a policy is not accepted', async () => {
    const { status, error } = await wish({ toc: now });

    expect([status, error.reason, error.missing]).toEqual([400, 'policies_not_accepted', ['eula']]);
  });
});

describe('provisioning in one request', () => {
  test('installs first where the team has not, and answers what the command line reads', async () => {
    const { status, body } = await autoProvision({ acceptedPolicies: accepted });

    expect(status).toBe(200);
    expect(body).toEqual({
      kind: 'provisioned',
      resource: {
        id: expect.stringMatching(/^store_/),
        name: `auto-${count}`,
        status: 'available',
        externalResourceId: expect.stringMatching(/^db_/),
        ownership: 'owned',
        secretKeys: ['DATABASE_URL'],
      },
      integration: { id: world.integration.id, slug: 'scripted', name: 'Scripted' },
      product: { id: expect.stringMatching(/^iap_/), slug: 'db', name: 'Database' },
      installation: { id: expect.stringMatching(/^icfg_/) },
      billingPlan: expect.objectContaining({ id: 'free', name: 'Free', type: 'subscription' }),
    });
  });

  test('uses the installation that is there, named or not', async () => {
    const installation = await install(world);

    const answers = [
      await autoProvision(),
      await autoProvision({ installationId: installation, billingPlanId: 'pro' }),
    ];

    expect(answers.map(({ body }) => [body.installation.id, body.billingPlan?.id])).toEqual([
      [installation, 'free'],
      [installation, 'pro'],
    ]);
  });

  test('under one key of the caller’s is done once', async () => {
    const body = { acceptedPolicies: accepted, name: 'once' };
    const call = () => autoProvision(body, world.owner, { headers: { 'idempotency-key': 'k1' } });

    const [first, second] = [await call(), await call()];

    expect(first.status).toBe(200);
    expect(second.body).toEqual(first.body);
  });

  test.each([
    ['terms', 'policies_not_accepted', 'unknown', {}],
    ['a form', 'invalid_metadata', 'metadata', { metadata: {}, acceptedPolicies: accepted }],
  ])('sends a person elsewhere for %s', async (_title, reason, kind, body) => {
    const { status, error } = await autoProvision(body);

    expect([status, error.code]).toEqual([422, 'unprocessable_entity']);
    expect(error).toMatchObject({
      kind,
      reason,
      error_message: error.message,
      integration: { id: world.integration.id, slug: 'scripted', name: 'Scripted' },
      product: { slug: 'db', name: 'Database' },
    });
    expect((await fetch(String(error.url))).status).toBe(200);
  });

  test('sends a person elsewhere for a plan where none is free', async () => {
    const installation = await install(world);
    world.provider.misbehave(({ path }) => path.startsWith('/v1/products/'), {
      kind: 'answer',
      status: 200,
      body: '{"plans":[{"id":"pro","type":"subscription","name":"Pro","description":""}]}',
    });

    const { status, error } = await autoProvision();

    expect([status, error.kind, error.reason, error.offered]).toEqual([
      422,
      'unknown',
      'billing_plan_unavailable',
      ['pro'],
    ]);
    expect(error.installation).toEqual({ id: installation });
  });

  test('sends a person elsewhere where an integration is installed in a browser only', async () => {
    await setIntegration({ capabilities: { requiresBrowserInstall: true } });

    const { status, error } = await autoProvision({ acceptedPolicies: accepted });
    await setIntegration({ capabilities: {} });

    expect([status, error.kind]).toEqual([422, 'unknown']);
  });

  test('checks the form of the installation beside that of the product', async () => {
    const zone = { type: 'string', 'ui:control': 'input', minLength: 2 };
    await setIntegration({
      details: { metadataSchema: { type: 'object', properties: { zone } } },
    });
    const body = { acceptedPolicies: accepted };

    const wrong = await autoProvision({ ...body, installationMetadata: { zone: 'a' } });
    const right = await autoProvision({ ...body, installationMetadata: { zone: 'ab' } });
    await setIntegration({ details: {} });

    expect([wrong.status, wrong.error.kind, wrong.error.fields]).toMatchObject([
      422,
      'metadata',
      [{ key: 'zone' }],
    ]);
    expect(right.status).toBe(200);
  });

  test('tells any other refusal as it is', async () => {
    await install(world);
    await autoProvision({ name: 'taken' });
    const call = (params: { integration: string; product: string }, body = {}) =>
      world.owner.api(r.autoProvision, { params, body: { name: 'other', ...body } });
    const db = { integration: 'scripted', product: 'db' };

    const answers = [
      await autoProvision({ name: 'taken' }),
      await call({ ...db, integration: 'none' }),
      await call({ ...db, product: 'none' }),
      await call(db, { installationId: 'icfg_none' }),
      await call(db, { name: '' }),
    ];

    expect(answers.map(({ status, error }) => [status, error.reason])).toEqual([
      [409, 'name_taken'],
      [404, 'integration_not_found'],
      [404, 'product_not_found'],
      [404, 'installation_not_found'],
      [400, 'invalid_request'],
    ]);
  });

  test('is told in the words of a provider that refuses', async () => {
    await install(world);
    world.provider.misbehave(
      ({ method, path }) => method === 'POST' && path.endsWith('/resources'),
      { kind: 'answer', status: 400, body: '{"error":{"code":"full","message":"No room."}}' },
    );

    const { status, error } = await autoProvision();

    expect([status, error.reason, error.kind]).toEqual([422, 'provider_refused', undefined]);
    expect(error.message).toContain('No room.');
  });

  test('does not install for who may only provision', async () => {
    const developer = await world.signUp('Dev');
    await world.owner.api(k.addMember, {
      params: { team: world.team },
      body: { email: developer.email, role: 'developer' },
    });
    const call = () =>
      autoProvision({ acceptedPolicies: accepted }, developer, { query: { slug: world.team } });

    const before = await call();
    await install(world);
    const after = await call();

    expect([before.status, before.error.action, after.status]).toEqual([
      403,
      'installation:manage',
      200,
    ]);
  });
});

describe('uninstalling what is empty', () => {
  const uninstall = (installation: string) =>
    world.owner.api(r.uninstallEmpty, { params: { installation }, body: {} });

  test('is refused in words that name the resources, until they are gone', async () => {
    const installation = await install(world);
    const resource = await provision(world, installation, { name: 'orders' });

    const refused = await uninstall(installation);
    await world.owner.api(r.deleteStore, { params: { store: resource.id } });
    const done = await uninstall(installation);

    expect([refused.status, refused.error.code]).toEqual([403, 'forbidden']);
    expect(refused.error.message).toContain('resources: orders');
    expect(refused.error.resources).toEqual([{ id: resource.id, name: 'orders' }]);
    expect(done.status).toBe(204);
    expect(world.provider.installations.has(installation)).toBe(false);
  });

  test('finds nothing under another id', async () => {
    expect((await uninstall('icfg_none')).status).toBe(404);
  });
});
