import type { PlanSource } from '@kontor/core';
import { beforeEach, expect, test } from 'vitest';
import { type Catalog, createCatalogReader } from '../../src/catalog/catalog-reader.ts';
import { catalogRoutes } from '../../src/catalog/catalog-routes.ts';
import { addInstallation, addIntegration, addProduct, setIntegration } from './catalog-data.ts';
import { addTeamWithTokens, useHost } from './host.ts';

type Question = Parameters<PlanSource['forProduct']>[0];
type Plans = Awaited<ReturnType<PlanSource['forProduct']>>;

/** The one double: a provider that says what it is told to say, and remembers what it was asked. */
const provider: { asked: Question[]; says: Plans } = {
  asked: [],
  says: { kind: 'answered', answer: [] },
};
const held: { catalog?: Catalog } = {};

const host = useHost(({ database, clock }) => {
  const catalog = createCatalogReader({ read: database.read, now: () => clock.now });
  held.catalog = catalog;
  const forProduct = async (question: Question) => {
    provider.asked.push(question);
    return provider.says;
  };
  return catalogRoutes({ read: database.read, catalog, plans: { forProduct } });
});

beforeEach(() => {
  provider.asked = [];
  held.catalog?.forget();
});

const names = (body: { integrations: { name: string }[] }) =>
  body.integrations.map(({ name }) => name);

test('anyone sees what is published, by name, and nothing else', async () => {
  await addIntegration(host.database, { name: 'zeta', isPublished: true });
  await addIntegration(host.database, { name: 'Alpha', isPublished: true });
  const hidden = await addIntegration(host.database, { name: 'Hidden' });

  const listed = await host.send('GET', '/kontor/v1/catalog');
  const alone = await host.send('GET', `/kontor/v1/catalog/${hidden.slug}`);

  expect(names(listed.body)).toEqual(['Alpha', 'zeta']);
  expect([alone.status, alone.body.error.code]).toEqual([404, 'integration_not_found']);
});

test('a listing is found by id and by slug, with products and the policies to accept', async () => {
  const eulaUrl = 'https://acme.example/eula';
  const integration = await addIntegration(host.database, { isPublished: true, eulaUrl });
  const product = await addProduct(host.database, integration.id, 'postgres');

  const bySlug = await host.send('GET', `/kontor/v1/catalog/${integration.slug}`);
  const byId = await host.send('GET', `/kontor/v1/catalog/${integration.id}`);

  expect(bySlug.body).toEqual({
    integration: {
      id: integration.id,
      slug: integration.slug,
      name: integration.name,
      developer: integration.developer,
      shortDescription: integration.shortDescription,
      category: integration.category,
      overview: '',
      websiteUrl: null,
      eulaUrl,
      privacyUrl: null,
      policies: ['toc', 'eula'],
      billsPerInstallation: false,
      capabilities: {},
      details: {},
      products: [
        {
          id: product.id,
          slug: 'postgres',
          name: product.name,
          shortDescription: '',
          tags: [],
          details: {},
          metadataSchema: product.metadataSchema,
          capabilities: {},
          repl: null,
        },
      ],
    },
  });
  expect(byId.body).toEqual(bySlug.body);
});

test('the catalogue is narrowed by words and by category', async () => {
  await addIntegration(host.database, { name: 'Cache', category: 'Caching', isPublished: true });
  await addIntegration(host.database, { name: 'Queue', category: 'Messaging', isPublished: true });

  const searched = await host.send('GET', '/kontor/v1/catalog?search=cach');
  const filtered = await host.send('GET', '/kontor/v1/catalog?category=messaging');

  expect(names(searched.body)).toEqual(['Cache']);
  expect(names(filtered.body)).toEqual(['Queue']);
});

test('what was asked lately is answered from memory, two seconds at most', async () => {
  const { id, slug } = await addIntegration(host.database, { name: 'Old', isPublished: true });
  const shown = async () => (await host.send('GET', `/kontor/v1/catalog/${slug}`)).body;

  expect(await shown()).toMatchObject({ integration: { name: 'Old' } });
  await setIntegration(host.database, id, { name: 'New' });
  expect(await shown()).toMatchObject({ integration: { name: 'Old' } });
  host.clock.now = new Date(host.clock.now.getTime() + 2000);
  expect(await shown()).toMatchObject({ integration: { name: 'New' } });
});

test('a change counts at once where it is told', async () => {
  const { id, slug } = await addIntegration(host.database, { isPublished: true });
  await host.send('GET', `/kontor/v1/catalog/${slug}`);
  await setIntegration(host.database, id, { is_published: false });

  held.catalog?.forget();

  expect((await host.send('GET', `/kontor/v1/catalog/${slug}`)).status).toBe(404);
});

const plan = {
  id: 'free',
  type: 'subscription',
  name: 'Free',
  description: '',
  scope: 'resource',
  paymentMethodRequired: false,
} as const;

async function worldWithProduct(options: { isPublished: boolean }) {
  const owner = await addTeamWithTokens(host.database, ['owner']);
  const visitor = await addTeamWithTokens(host.database, ['viewer']);
  const integration = await addIntegration(host.database, {
    ...options,
    ownerTeamId: owner.team.id,
  });
  await addProduct(host.database, integration.id, 'postgres');
  const ask = (team: typeof owner | typeof visitor, query = '', product = 'postgres') =>
    host.send(
      'GET',
      `${team.at}/catalog/${integration.slug}/products/${product}/plans${query}`,
      team.tokens[0] === undefined ? {} : { token: team.tokens[0] },
    );
  return { owner, visitor, integration, ask };
}

test('plans are asked of the provider, before anything is installed for nobody', async () => {
  const { visitor, integration, ask } = await worldWithProduct({ isPublished: true });
  provider.says = { kind: 'answered', answer: [plan] };

  const query = `?metadata=${encodeURIComponent('{"region":"fra1"}')}`;
  const answered = await ask(visitor, query);

  expect(answered.body).toEqual({ plans: [plan] });
  expect(provider.asked).toEqual([
    {
      teamId: visitor.team.id,
      integrationId: integration.id,
      installationId: null,
      product: 'postgres',
      metadata: { region: 'fra1' },
    },
  ]);
});

test.each([
  ['installed', true],
  ['installing', false],
  ['uninstalled', false],
] as const)('an %s installation is named to the provider: %s', async (lifecycle, isNamed) => {
  const { visitor, integration, ask } = await worldWithProduct({ isPublished: true });
  const installation = await addInstallation(host.database, {
    teamId: visitor.team.id,
    integrationId: integration.id,
    lifecycle,
  });

  await ask(visitor);

  expect(provider.asked.map(({ installationId }) => installationId)).toEqual([
    isNamed ? installation.id : null,
  ]);
});

test('plans of what is not published are for its own team alone', async () => {
  const { owner, visitor, ask } = await worldWithProduct({ isPublished: false });

  const statuses = [await ask(owner), await ask(visitor)].map(({ status }) => status);

  expect(statuses).toEqual([200, 404]);
});

test('a product that is not offered is refused with those that are', async () => {
  const { visitor, ask } = await worldWithProduct({ isPublished: true });

  const refused = await ask(visitor, '', 'redis');

  expect(refused.body.error).toMatchObject({ code: 'product_not_found', offered: ['postgres'] });
});

test.each(['{', '[]', '"x"', '{"a":{}}'])(
  'metadata that is no form is refused: %s',
  async (text) => {
    const { visitor, ask } = await worldWithProduct({ isPublished: true });

    const refused = await ask(visitor, `?metadata=${encodeURIComponent(text)}`);

    expect(refused.status).toBe(400);
    expect(refused.body.error).toMatchObject({
      code: 'invalid_request',
      fields: [{ key: 'metadata' }],
    });
    expect(provider.asked).toEqual([]);
  },
);

test.each([
  [
    { kind: 'refused', refusal: { status: 400, code: 'x', message: 'no' }, isRetryable: false },
    422,
    'provider_refused',
  ],
  [{ kind: 'not-sent', reason: 'no such host' }, 502, 'provider_unreachable'],
  [{ kind: 'unknown', reason: 'unreadable' }, 502, 'provider_answer_unreadable'],
] as const)('a provider that does not answer is told apart: %j', async (says, status, code) => {
  const { visitor, ask } = await worldWithProduct({ isPublished: true });
  provider.says = says;

  const refused = await ask(visitor);

  expect([refused.status, refused.body.error.code]).toEqual([status, code]);
});
