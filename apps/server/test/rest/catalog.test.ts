import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { restEndpoints as r } from '@kontor/protocol/rest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { scriptedSchema, startWorld, type World } from '../world/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const get = async (path: string, token = world.owner.token) => {
  const answer = await fetch(`${world.url}${path}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever the host has answered
  const body: any = await answer.json();
  return { status: answer.status, body };
};

describe('an integration', () => {
  test('is shown with all that the command line looks into', async () => {
    const step = { title: 'Add it', content: 'Run this.' };
    await world.owner.api(k.putProduct, {
      params: { team: world.team, integration: world.integration.id, product: 'db' },
      body: {
        name: 'Database',
        shortDescription: 'Rows',
        tags: ['postgres', 'fast'],
        metadataSchema: scriptedSchema,
        details: {
          guides: [{ framework: 'nextjs', title: 'Next.js', steps: [step] }],
          protocols: {
            logDrain: { endpoint: 'https://l.test', format: 'json', headers: { key: 'hidden' } },
          },
        },
      },
    });
    await world.owner.api(k.updateIntegration, {
      params: { team: world.team, integration: world.integration.id },
      body: { details: { metadataSchema: { type: 'object', properties: {} } } },
    });

    const { body } = await get('/v2/integrations/integration/scripted');

    expect(body).toMatchObject({
      id: world.integration.id,
      slug: 'scripted',
      name: 'Scripted',
      eulaDocUri: 'https://scripted.test/eula',
      capabilities: {},
      metadataSchema: { type: 'object', properties: {} },
      products: [
        {
          slug: 'db',
          name: 'Database',
          shortDescription: 'Rows',
          metadataSchema: { properties: { region: { type: 'string' } }, required: ['region'] },
          guides: [{ framework: 'nextjs', title: 'Next.js', steps: [step] }],
          snippets: [],
          resourceLinks: [],
          tags: ['postgres', 'fast'],
        },
      ],
    });
    expect(body.privacyDocUri).toBeUndefined();
    expect(JSON.stringify(body)).not.toContain('hidden');
  });

  test('that is not published is shown to the team that makes it, and to nobody else', async () => {
    const { body } = await world.owner.api(k.createIntegration, {
      params: { team: world.team },
      body: {
        slug: 'draft',
        name: 'Draft',
        developer: 'Acme',
        shortDescription: 'Not yet',
        category: 'Databases',
        contactEmail: 'dev@draft.test',
        baseUrl: world.provider.baseUrl,
      },
    });
    const stranger = await world.signUp('Eve');
    await stranger.api(k.createTeam, { body: { name: 'Other', slug: 'other-catalog' } });
    const path = `/v2/integrations/integration/${body.integration.id}`;

    const own = await get(path);
    const other = await get(path, stranger.token);

    expect([own.status, other.status]).toEqual([200, 404]);
    expect(other.body.error).toMatchObject({ code: 'not_found', reason: 'integration_not_found' });
  });
});

describe('the catalogue', () => {
  test('is a bare array that the command line shows, with the category of each', async () => {
    const { body } = await get('/v2/integrations/integrations?integrationType=marketplace');

    expect(body).toMatchObject([
      {
        slug: 'scripted',
        name: 'Scripted',
        isMarketplace: true,
        canInstall: true,
        shortDescription: 'Databases that obey',
        tagIds: ['tag_databases'],
        products: [{ slug: 'db', name: 'Database' }],
      },
    ]);
    expect((await get('/v2/integrations/categories')).body).toEqual([
      { id: 'tag_databases', slug: 'databases', title: 'Databases' },
    ]);
  });

  test.each([
    ['category=databases', 1],
    ['category=tag_databases&category=cms', 1],
    ['category=cms', 0],
    ['integrationType=external', 0],
  ])('is narrowed by %s', async (query, length) => {
    expect((await get(`/v2/integrations/integrations?${query}`)).body).toHaveLength(length);
  });

  test('is shown to those who are signed in', async () => {
    const answers = [
      await world.anonymous(r.listOfferedIntegrations),
      await world.anonymous(r.listCategories),
    ];

    expect(answers.map(({ status }) => status)).toEqual([401, 401]);
  });
});

describe('plans', () => {
  const path = '/integrations/integration/scripted/products/db/plans';

  test('are asked for with or without a version, and with the form as text', async () => {
    const first = await get(`/v1${path}?metadata=%7B%7D`);
    const second = await get(path);

    expect(first.body.plans).toMatchObject([{ id: 'free' }, { id: 'pro' }]);
    expect(second.body).toEqual(first.body);
  });

  test('are asked for a limited number of times in an hour', async () => {
    const answer = await fetch(`${world.url}/v1${path}`, {
      headers: { authorization: `Bearer ${world.owner.token}` },
    });

    expect(answer.headers.get('x-ratelimit-limit')).toBe('120');
  });

  test.each([
    [400, 'invalid_request', `${path}?metadata=nonsense`],
    [404, 'installation_not_found', `${path}?integrationConfigurationId=icfg_none`],
    [404, 'product_not_found', '/integrations/integration/scripted/products/none/plans'],
    [404, 'integration_not_found', '/integrations/integration/none/products/db/plans'],
  ])('are refused with %i %s: %s', async (status, reason, at) => {
    const answer = await get(`/v1${at}`);

    expect([answer.status, answer.body.error.reason]).toEqual([status, reason]);
  });
});
