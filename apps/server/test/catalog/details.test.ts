import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { install, provision } from '../world/story.ts';
import { scriptedSchema, startWorld, type World } from '../world/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const params = () => ({ team: world.team, integration: world.integration.id });
const put = (details: unknown, product = 'db') =>
  world.owner.api(k.putProduct, {
    params: { ...params(), product },
    body: { name: 'Database', metadataSchema: scriptedSchema, details },
  });

const step = { title: 'Connect', content: 'Run it.', actions: [{ type: 'connect_to_project' }] };
const whole = {
  iconUrl: 'https://scripted.test/icon.png',
  shortPlansDescription: 'Free to start',
  guides: [{ framework: 'nextjs', title: 'Next.js', steps: [step] }],
  resourceLinks: [{ title: 'Console', href: 'sso:/console' }],
  snippets: [{ name: 'psql', language: 'shell', content: 'psql {{DATABASE_URL}}' }],
  agentSkills: ['https://scripted.test/skill.md'],
  resourceTitle: 'Database',
  primaryProtocol: 'storage',
  protocols: {
    storage: { status: 'enabled' },
    logDrain: {
      status: 'disabled',
      endpoint: 'https://logs.scripted.test/{{TOKEN}}',
      headers: { authorization: 'Bearer kept-from-strangers' },
      format: 'ndjson',
    },
  },
  projectConnectionScopes: ['read:project'],
  showSSOLinkOnProjectConnection: true,
};

test('what a provider says of a product is kept, and strangers see it without the headers of its drains', async () => {
  const kept = await put(whole);
  const listed = await world.anonymous(k.getListing, {
    params: { integration: world.integration.slug },
  });

  expect(kept.body.product.details).toEqual(whole);
  const shown = listed.body.integration.products[0]?.details;
  expect(shown?.guides).toEqual(whole.guides);
  expect(shown?.protocols?.logDrain).toMatchObject({ format: 'ndjson', status: 'disabled' });
  expect(JSON.stringify(listed.body)).not.toContain('kept-from-strangers');
});

test('a kind of product is enabled unless it says otherwise', async () => {
  const { body } = await put({ protocols: { video: {} }, primaryProtocol: 'video' });

  expect(body.product.details.protocols).toEqual({ video: { status: 'enabled' } });
});

test.each([
  ['iconUrl', { iconUrl: 'ftp://scripted.test' }],
  ['shortPlansDescription', { shortPlansDescription: 'x'.repeat(30) }],
  ['guides.0.steps', { guides: [{ framework: 'x', title: 'x', steps: [] }] }],
  ['resourceLinks.0.href', { resourceLinks: [{ title: 'x', href: 'javascript:alert(1)' }] }],
  [
    'snippets',
    { snippets: Array.from({ length: 7 }, () => ({ name: 'x', language: 'x', content: 'x' })) },
  ],
  ['primaryProtocol', { primaryProtocol: 'storage', protocols: { video: {} } }],
  ['protocols.logDrain.format', { protocols: { logDrain: { endpoint: 'x', format: 'proto' } } }],
  ['projectConnectionScopes.0', { projectConnectionScopes: ['write:everything'] }],
  ['details', { unheardOf: 1 }],
])('a product whose %s is wrong is refused by that name', async (key, details) => {
  const { status, error } = await put(details);

  expect(status).toBe(400);
  expect(error.fields).toMatchObject([{ key: expect.stringMatching(new RegExp(`${key}$`)) }]);
});

test('what a provider says of an integration is kept as a whole, within its limits', async () => {
  const change = (details: unknown) =>
    world.owner.api(k.updateIntegration, { params: params(), body: { details } });
  const details = {
    logoUrl: 'https://scripted.test/logo.png',
    supportEmail: 'help@scripted.test',
    additionalInformation: 'x'.repeat(1024),
    featureMedia: { images: ['https://scripted.test/1.png'] },
    metadataSchema: { type: 'object', properties: {} },
  };

  const kept = await change(details);
  const tooLong = await change({ additionalInformation: 'x'.repeat(1025) });
  const tooMany = await change({ featureMedia: { images: Array(6).fill('https://a.test/1') } });

  expect(kept.body.integration.details).toEqual(details);
  expect([tooLong.status, tooMany.status]).toEqual([400, 400]);
});

test('a resource of a product that disables renaming keeps its name, whatever else changes', async () => {
  await put({ disableResourceRenaming: true });
  const resource = await provision(world, await install(world));
  const change = (body: object) =>
    world.owner.api(k.updateTeamResource, {
      params: { team: world.team, resource: resource.id },
      body,
    });

  const renamed = await change({ name: 'another' });
  const same = await change({ name: resource.name, metadata: { size: 2 } });

  expect([renamed.status, renamed.error.code]).toEqual([409, 'renaming_disabled']);
  expect([same.status, same.body?.resource.metadata]).toEqual([200, { region: 'fra1', size: 2 }]);
});

test('the form of a product is checked, without anything being kept', async () => {
  const check = (metadataSchema: unknown) =>
    world.owner.api(k.checkMetadataSchema, {
      params: { team: world.team },
      body: { metadataSchema },
    });

  expect(await check(scriptedSchema)).toMatchObject({
    status: 200,
    body: { metadataSchema: scriptedSchema },
  });
  const refused = await check({ ...scriptedSchema, required: ['zone'] });
  expect(refused.status).toBe(400);
  expect(refused.error).toMatchObject({
    code: 'invalid_request',
    fields: [{ key: 'metadataSchema.required.0', message: '"zone" is not one of the properties.' }],
  });
});
