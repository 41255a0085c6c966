import { expect, test } from 'vitest';
import { createCatalogReader } from '../../src/catalog/catalog-reader.ts';
import { createClientSecrets } from '../../src/catalog/client-secret.ts';
import { integrationRoutes } from '../../src/catalog/integration-routes.ts';
import { randomText } from '../../src/ids.ts';
import { addTeamWithTokens, eventsOf, useHost } from './host.ts';

const host = useHost(({ database, vault, recordEvent, clock }) =>
  integrationRoutes({
    database,
    vault,
    recordEvent,
    catalog: createCatalogReader({ read: database.read, now: () => clock.now }),
    allowPrivateAddresses: false,
    listings: 'open',
    forget: () => {},
    now: () => clock.now,
  }),
);

const settings = (slug = `acme-${randomText(8).toLowerCase()}`) => ({
  slug,
  name: `The ${slug}`,
  developer: 'Acme Ltd',
  shortDescription: 'Databases that sleep',
  category: 'Databases',
  contactEmail: 'dev@acme.example',
  baseUrl: 'https://acme.example/kontor',
});

const form = {
  type: 'object',
  properties: {
    zone: {
      type: 'string',
      'ui:control': 'select',
      'ui:options': [{ value: 'a', label: 'A' }],
    },
    size: { type: 'number', 'ui:control': 'input', minimum: 1 },
  },
  required: ['zone'],
};
const product = {
  name: 'Acme Postgres',
  shortDescription: 'One',
  tags: ['sql'],
  metadataSchema: form,
};

async function publisher() {
  const team = await addTeamWithTokens(host.database, ['member', 'developer']);
  const [token = '', developer = ''] = team.tokens;
  const send = (method: string, path: string, body?: unknown) =>
    host.send(method, `${team.at}/integrations${path}`, { token, body });
  const created = await send('POST', '', settings());
  return { ...team, token, developer, send, created, ...created.body };
}

test('an integration is answered with a secret that is shown this once', async () => {
  const { created, integration, clientSecret, send } = await publisher();

  expect(created.status).toBe(201);
  expect(integration).toEqual({
    ...settings(integration.slug),
    id: expect.stringMatching(/^oac_[0-9A-Za-z]{24}$/),
    overview: '',
    redirectLoginUrl: null,
    webhookUrl: null,
    websiteUrl: null,
    eulaUrl: null,
    privacyUrl: null,
    billsPerInstallation: false,
    redirectUrl: null,
    configurationUrl: null,
    importResourceUrl: null,
    openidRedirectUrls: [],
    apiScopes: {},
    kinds: ['native'],
    capabilities: {},
    details: {},
    isPublished: false,
    listing: {
      state: 'draft',
      reason: null,
      note: null,
      since: host.clock.now.toISOString(),
      needsApproval: false,
    },
    products: [],
    createdAt: host.clock.now.toISOString(),
  });
  expect(clientSecret).toMatch(/^[0-9A-Za-z]{43}$/);
  const read = await send('GET', `/${integration.slug}`);
  expect(read.body).toEqual({ integration });
  const listed = await send('GET', '');
  expect(listed.body).toEqual({ integrations: [integration] });
});

test('the secret is right for its integration only, and rests sealed', async () => {
  const { integration, clientSecret } = await publisher();
  const other = await publisher();
  const { database, vault } = host;
  const secrets = createClientSecrets({ read: database.read, vault });

  expect(await secrets.of(integration.id)).toBe(clientSecret);
  expect(await secrets.isRight(integration.id, clientSecret)).toBe(true);
  expect(await secrets.isRight(integration.id, other.clientSecret)).toBe(false);
  expect(await secrets.isRight(integration.id, clientSecret.slice(1))).toBe(false);
  expect(await secrets.isRight('oac_none', clientSecret)).toBe(false);
  const [row] = await database.read<{ client_secret: Buffer }>(
    'select client_secret from integration where integration_id = $1',
    [integration.id],
  );
  expect(row?.client_secret.includes(Buffer.from(clientSecret))).toBe(false);
});

test('a rotated secret replaces the former one at once', async () => {
  const { integration, clientSecret, send } = await publisher();

  const rotated = await send('POST', `/${integration.id}/client-secret`);

  expect(rotated.status).toBe(201);
  expect(rotated.body.integration).toEqual(integration);
  const secrets = createClientSecrets({ read: host.database.read, vault: host.vault });
  expect(await secrets.isRight(integration.id, clientSecret)).toBe(false);
  expect(await secrets.isRight(integration.id, rotated.body.clientSecret)).toBe(true);
});

test('a slug is one integration', async () => {
  const { integration } = await publisher();
  const other = await publisher();

  const refused = await other.send('POST', '', settings(integration.slug));

  expect(refused.status).toBe(409);
  expect(refused.body.error).toMatchObject({ code: 'slug_taken', slug: integration.slug });
});

test('a name is one integration, however it is spelled, and the own one is kept', async () => {
  const { integration } = await publisher();
  const other = await publisher();
  const respelled = `  ${integration.name.toUpperCase().replace(' ', '  ')} `;

  const created = await other.send('POST', '', { ...settings(), name: respelled });
  const renamed = await other.send('PATCH', `/${other.integration.id}`, { name: respelled });
  const own = await other.send('PATCH', `/${other.integration.id}`, {
    name: other.integration.name.toUpperCase(),
  });

  const name = respelled.trim();
  for (const refused of [created, renamed]) {
    expect(refused.status).toBe(409);
    expect(refused.body.error).toMatchObject({ code: 'name_taken', name });
  }
  expect(own.body.integration).toEqual({
    ...other.integration,
    name: other.integration.name.toUpperCase(),
  });
});

test('of two that take one name at once, one gets it', async () => {
  const [one, two] = await Promise.all([publisher(), publisher()]);
  const name = `Sought ${one.integration.slug}`;

  const answers = await Promise.all([
    one.send('PATCH', `/${one.integration.id}`, { name }),
    two.send('PATCH', `/${two.integration.id}`, { name }),
    one.send('POST', '', { ...settings(), name }),
  ]);

  expect(answers.map(({ status }) => status).filter((status) => status < 300)).toHaveLength(1);
  expect(answers.filter(({ status }) => status === 409)).toHaveLength(2);
});

test("another team's integration is not there, whatever is asked of it", async () => {
  const { integration } = await publisher();
  const { send } = await publisher();

  const answers = await Promise.all([
    send('GET', `/${integration.id}`),
    send('PATCH', `/${integration.slug}`, { name: 'Mine' }),
    send('POST', `/${integration.id}/client-secret`),
    send('PUT', `/${integration.id}/products/db`, product),
  ]);

  expect(answers.map(({ status, body }) => [status, body.error.code])).toEqual(
    answers.map(() => [404, 'integration_not_found']),
  );
});

test('who may only read cannot publish', async () => {
  const { at, developer, integration } = await publisher();

  const reading = await host.send('GET', `${at}/integrations/${integration.id}`, {
    token: developer,
  });
  const writing = await host.send('POST', `${at}/integrations`, {
    token: developer,
    body: settings(),
  });

  expect([reading.status, writing.status]).toEqual([200, 403]);
});

test.each([
  ['baseUrl', 'http://acme.example'],
  ['baseUrl', 'https://127.0.0.1/x'],
  ['baseUrl', 'https://acme.example/?tenant=1'],
  ['redirectLoginUrl', 'https://user:pass@acme.example'],
  ['webhookUrl', 'https://10.0.0.8/hooks'],
  ['redirectUrl', 'https://10.0.0.8/link'],
  ['configurationUrl', 'https://user:pass@acme.example'],
  ['importResourceUrl', 'http://acme.example/import'],
])('an address that would never be called is refused: %s %s', async (key, url) => {
  const { send, integration } = await publisher();

  const created = await send('POST', '', { ...settings(), [key]: url });
  const changed = await send('PATCH', `/${integration.id}`, { [key]: url });

  for (const { status, body } of [created, changed]) {
    expect([status, body.error.code]).toEqual([400, 'address_not_allowed']);
    expect(body.error.fields).toEqual([{ key, message: expect.any(String) }]);
  }
});

test('a webhook address may have a query of its own', async () => {
  const { send } = await publisher();
  const webhookUrl = 'https://acme.example/hooks?tenant=1';

  const created = await send('POST', '', { ...settings(), webhookUrl });

  expect(created.body.integration).toMatchObject({ webhookUrl });
});

test('what is left out of a change stays, and the event tells what differs', async () => {
  const { team, people, send, integration } = await publisher();

  const changed = await send('PATCH', `/${integration.id}`, {
    name: 'Acme 2',
    category: 'Databases',
  });
  await send('PATCH', `/${integration.id}`, { name: 'Acme 2' });

  expect(changed.body).toEqual({ integration: { ...integration, name: 'Acme 2' } });
  const actor = { kind: 'person', userId: people[0]?.id, tokenId: expect.any(String) };
  const subject = { integration: integration.id };
  expect(await eventsOf(host.database, team.id)).toEqual([
    {
      type: 'integration.created',
      actor,
      subject,
      data: { slug: integration.slug, name: integration.name },
    },
    {
      type: 'integration.updated',
      actor,
      subject,
      data: { before: { name: integration.name }, after: { name: 'Acme 2' } },
    },
  ]);
});

test('a setting that is not known is refused by name', async () => {
  const { send, integration } = await publisher();

  const refused = await send('PATCH', `/${integration.id}`, { slug: 'other' });

  expect(refused.status).toBe(400);
  expect(refused.body.error.message).toContain('slug');
});

test('publishing needs a product', async () => {
  const { send, integration } = await publisher();
  const publish = () => send('PATCH', `/${integration.id}`, { isPublished: true });

  const early = await publish();
  await send('PUT', `/${integration.id}/products/db`, product);
  const published = await publish();

  expect([early.status, early.body.error.fields]).toEqual([
    400,
    [{ key: 'isPublished', message: expect.any(String) }],
  ]);
  expect(published.body.integration).toMatchObject({ isPublished: true });
});

test('a product is replaced under its slug, keeps its id and the order of its fields', async () => {
  const { send, integration } = await publisher();
  const path = `/${integration.id}/products/db`;

  const first = await send('PUT', path, product);
  const second = await send('PUT', path, { name: 'Two', metadataSchema: form });

  expect(first.body.product).toEqual({
    ...product,
    capabilities: {},
    repl: null,
    details: {},
    slug: 'db',
    id: expect.stringMatching(/^iap_/),
  });
  expect(second.body.product).toEqual({
    details: {},
    id: first.body.product.id,
    slug: 'db',
    name: 'Two',
    shortDescription: '',
    tags: [],
    metadataSchema: form,
    capabilities: {},
    repl: null,
  });
  const read = await send('GET', `/${integration.id}`);
  expect(read.body.integration.products).toEqual([second.body.product]);
  const { properties } = read.body.integration.products[0].metadataSchema;
  expect(Object.keys(properties)).toEqual(['zone', 'size']);
});

test('a form with a mistake is refused where the mistake is', async () => {
  const { send, integration } = await publisher();
  const properties = { zone: { type: 'string', 'ui:control': 'input', minLenght: 3 } };

  const refused = await send('PUT', `/${integration.id}/products/db`, {
    name: 'Two',
    metadataSchema: { ...form, properties },
  });

  expect(refused.status).toBe(400);
  expect(refused.body.error.fields[0]).toEqual({
    key: 'metadataSchema.properties.zone',
    message: expect.stringContaining('minLenght'),
  });
});

test.each(['Postgres', 'a_b', '-a', 'a'.repeat(65)])(
  'a product cannot be called %s',
  async (slug) => {
    const { send, integration } = await publisher();

    const refused = await send('PUT', `/${integration.id}/products/${slug}`, product);

    expect([refused.status, refused.body.error.fields]).toEqual([
      400,
      [{ key: 'product', message: expect.any(String) }],
    ]);
  },
);

test('what an integration and a product can do is registered, shown and told in an event once', async () => {
  const { send, team, integration } = await publisher();
  const capabilities = {
    transferable: true,
    secretRotation: { maxDelayHours: 2.5, customRotationWarning: 'Mind the replicas' },
  };
  const repl = { enabled: true, supportsReadOnlyMode: true, welcomeMessage: 'Hello' };

  const changed = await send('PATCH', `/${integration.id}`, { capabilities });
  await send('PATCH', `/${integration.id}`, { capabilities });
  const put = await send('PUT', `/${integration.id}/products/db`, {
    ...product,
    capabilities: { secretRotation: false, transferable: true },
    repl,
  });

  expect(changed.body.integration.capabilities).toEqual(capabilities);
  expect(put.body.product).toMatchObject({
    capabilities: { secretRotation: false, transferable: true },
    repl,
  });
  const read = await send('GET', `/${integration.id}`);
  expect(read.body.integration).toMatchObject({ capabilities, products: [put.body.product] });
  const told = await eventsOf(host.database, team.id);
  expect(told.filter(({ type }) => type === 'integration.updated')).toMatchObject([
    { data: { before: { capabilities: {} }, after: { capabilities } } },
  ]);
});

test.each([
  [{ teleport: true }, 'capabilities'],
  [{ transferable: 'yes' }, 'capabilities.transferable'],
  [{ maxAllowedTeams: 0 }, 'capabilities.maxAllowedTeams'],
  [{ secretRotation: { maxDelayHours: 721 } }, 'capabilities.secretRotation'],
  [{ secretRotation: { maxDelayHours: -1 } }, 'capabilities.secretRotation'],
  [{ secretRotation: {} }, 'capabilities.secretRotation'],
])('the capabilities %j are refused', async (capabilities, key) => {
  const { send, integration } = await publisher();

  const refused = await send('PATCH', `/${integration.id}`, { capabilities });

  expect(refused.status).toBe(400);
  expect(refused.body.error.fields[0].key).toMatch(new RegExp(`^${key}`));
});

test('the settings of a line for commands are whole, or refused', async () => {
  const { send, integration } = await publisher();

  const refused = await send('PUT', `/${integration.id}/products/db`, {
    ...product,
    repl: { enabled: true },
  });

  expect([refused.status, refused.body.error.fields]).toEqual([
    400,
    [{ key: 'repl.supportsReadOnlyMode', message: expect.any(String) }],
  ]);
});
