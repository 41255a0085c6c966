import type { Handlers, ReplBlock } from '@kontor/provider';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type CallOptions,
  freePlan,
  leastHandlers,
  newResource,
  provisioning,
  startProvider,
} from './provider-under-test.ts';
import { accessToken, installationId, startTestHost, type TestHost } from './test-host.ts';

const installation = `/v1/installations/${installationId}`;
const { secrets, ...resource } = newResource;
const balances = [{ currencyValueInCents: 1000, credit: '10 Tokens' }];
const timestamp = new Date('2026-01-05T10:00:00.000Z');
const printed: ReplBlock[] = [{ type: 'paragraph', children: [{ type: 'text', text: 'ok' }] }];

/** A provider that offers everything. */
const handlers: Handlers = {
  installation: {
    ...leastHandlers.installation,
    get: () => ({ billingPlan: freePlan, notification: null }),
    update: ({ body }) => ({ billingPlan: { ...freePlan, id: body.billingPlanId ?? '' } }),
  },
  resource: {
    ...leastHandlers.resource,
    get: ({ resourceId }) => ({ ...newResource, id: resourceId }),
    update: ({ body }) => ({ ...resource, name: body.name ?? resource.name }),
    list: ({ ids = ['db_1'] }) => ids.map((id) => ({ ...resource, id })),
    rotateSecrets: ({ body }) =>
      body.delayOldSecretsExpirationHours ? { sync: false } : { sync: true, secrets },
    repl: ({ body }) => (body.input === 'fail' ? { failed: printed } : printed),
  },
  plans: {
    forProduct: ({ productSlug, metadata }) => [
      { ...freePlan, name: `${productSlug} in ${metadata?.region}` },
    ],
    forResource: ({ resourceId }) => [{ ...freePlan, name: resourceId }],
    forInstallation: () => [{ ...freePlan, scope: 'installation' }],
  },
  billing: { provisionPurchase: () => ({ timestamp, balances }) },
  transfer: {
    create: ({ body }) => ({ providerClaimId: `claim of ${body.resourceIds.join()}` }),
    verify: ({ providerClaimId }) =>
      providerClaimId === 'costly' ? { newBillingPlan: freePlan } : undefined,
    accept: () => {},
  },
};

let host: TestHost;
let provider: Awaited<ReturnType<typeof startProvider>>;
beforeAll(async () => {
  host = await startTestHost();
  provider = await startProvider(host, { handlers });
});
afterAll(async () => {
  await provider.stop();
  await host.stop();
});

type Example = CallOptions & {
  readonly by: 'user' | 'system';
  readonly path: string;
  readonly answers: readonly [status: number, body?: unknown];
};

const rid = encodeURIComponent('eu/db 1?#%');
const requests = `${installation}/resource-transfer-requests`;

/** spec/partner-api.md §4: one call of each operation at least, and what comes back. */
const examples: Record<string, Example> = {
  getInstallation: {
    by: 'system',
    path: installation,
    answers: [200, { billingPlan: freePlan, notification: null }],
  },
  updateInstallation: {
    by: 'user',
    method: 'PATCH',
    path: installation,
    body: { billingPlanId: 'pro' },
    answers: [200, { billingPlan: { ...freePlan, id: 'pro' } }],
  },
  'deleteInstallation by a person': {
    by: 'user',
    method: 'DELETE',
    path: installation,
    answers: [200, { finalized: true }],
  },
  'deleteInstallation by the host': {
    by: 'system',
    method: 'DELETE',
    path: installation,
    body: { cascadeResourceDeletion: true },
    answers: [200, { finalized: true }],
  },
  provisionResource: {
    by: 'user',
    method: 'POST',
    path: `${installation}/resources`,
    body: provisioning,
    answers: [200, newResource],
  },
  'getResource, without the secrets that its handler happens to return': {
    by: 'system',
    path: `${installation}/resources/${rid}`,
    answers: [200, { ...resource, id: 'eu/db 1?#%' }],
  },
  updateResource: {
    by: 'user',
    method: 'PATCH',
    path: `${installation}/resources/db_1`,
    body: { name: 'renamed' },
    answers: [200, { ...resource, name: 'renamed' }],
  },
  deleteResource: {
    by: 'user',
    method: 'DELETE',
    path: `${installation}/resources/db_1`,
    answers: [204],
  },
  listResources: {
    by: 'system',
    path: `${installation}/resources?ids=a&ids=b`,
    answers: [
      200,
      {
        resources: [
          { ...resource, id: 'a' },
          { ...resource, id: 'b' },
        ],
      },
    ],
  },
  'rotateSecrets at once, when nothing is said': {
    by: 'system',
    method: 'POST',
    path: `${installation}/resources/db_1/secrets/rotate`,
    answers: [200, { sync: true, secrets }],
  },
  'rotateSecrets later': {
    by: 'user',
    method: 'POST',
    path: `${installation}/resources/db_1/secrets/rotate`,
    body: { delayOldSecretsExpirationHours: 2.5 },
    answers: [202, { sync: false }],
  },
  replInput: {
    by: 'user',
    method: 'POST',
    path: `${installation}/resources/db_1/repl`,
    body: { input: 'select 1' },
    answers: [200, printed],
  },
  'replInput that fails': {
    by: 'user',
    method: 'POST',
    path: `${installation}/resources/db_1/repl`,
    body: { input: 'fail' },
    answers: [400, printed],
  },
  listProductPlans: {
    by: 'system',
    path: `/v1/products/acme-db/plans?metadata=${encodeURIComponent('{"region":"iad1"}')}`,
    answers: [200, { plans: [{ ...freePlan, name: 'acme-db in iad1' }] }],
  },
  'listProductPlans for a form that is no JSON': {
    by: 'system',
    path: '/v1/products/acme-db/plans?metadata=%7B',
    answers: [400],
  },
  listResourcePlans: {
    by: 'system',
    path: `${installation}/resources/db_1/plans`,
    answers: [200, { plans: [{ ...freePlan, name: 'db_1' }] }],
  },
  listInstallationPlans: {
    by: 'system',
    path: `${installation}/plans`,
    answers: [200, { plans: [{ ...freePlan, scope: 'installation' }] }],
  },
  provisionPurchase: {
    by: 'system',
    method: 'POST',
    path: `${installation}/billing/provision`,
    body: { invoiceId: 'inv_1' },
    answers: [200, { timestamp: '2026-01-05T10:00:00.000Z', balances }],
  },
  createTransferRequest: {
    by: 'system',
    method: 'POST',
    path: requests,
    body: { resourceIds: ['a', 'b'], expiresAt: 1_800_000_000_000 },
    answers: [200, { providerClaimId: 'claim of a,b' }],
  },
  verifyTransferRequest: {
    by: 'system',
    path: `${requests}/free/verify`,
    answers: [200, {}],
  },
  'verifyTransferRequest under a new plan': {
    by: 'system',
    path: `${requests}/costly/verify`,
    answers: [200, { newBillingPlan: freePlan }],
  },
  acceptTransferRequest: {
    by: 'system',
    method: 'POST',
    path: `${requests}/free/accept`,
    body: { targetInstallationId: installationId },
    answers: [204],
  },
};

test.each(Object.entries(examples))('%s', async (_title, { by, path, answers, ...options }) => {
  const call = by === 'user' ? provider.asUser : provider.asSystem;

  const answer = await call(path, options);

  const [status, body] = answers;
  expect(answer.status).toBe(status);
  if (body !== undefined) expect(answer.json).toEqual(body);
  expect(answer.headers.get('cache-control')).toBe('no-store');
});

test('every answer is below the base path, and nothing above it', async () => {
  const prefixed = await startProvider(host, { handlers, basePath: '/webhook/acme/' });

  const below = await prefixed.asSystem(`/webhook/acme${installation}`);
  const above = await prefixed.asSystem(installation);
  const beside = await prefixed.asSystem(`/webhook/acmes${installation}`);
  await prefixed.stop();

  expect([below.status, above.status, beside.status]).toEqual([200, 404, 404]);
});

test('a handler knows who is calling, and what the key of the call is', async () => {
  const seen = Promise.withResolvers<unknown>();
  const asking: Handlers = {
    ...leastHandlers,
    resource: {
      ...leastHandlers.resource,
      provision: ({ installationId: id, caller, idempotencyKey, body }) => {
        const { accountId, userId, role, email } = caller;
        seen.resolve({ id, accountId, userId, role, email, idempotencyKey, body });
        return newResource;
      },
    },
  };
  const curious = await startProvider(host, { handlers: asking });

  await curious.asUser(`${installation}/resources`, {
    method: 'POST',
    key: 'op_1',
    body: provisioning,
  });
  await curious.stop();

  expect(await seen.promise).toEqual({
    id: installationId,
    accountId: 'acc0',
    userId: 'ab12',
    role: 'ADMIN',
    email: 'ann@acme.test',
    idempotencyKey: 'op_1',
    body: provisioning,
  });
});

describe('a handler calls the host on behalf of its installation', () => {
  const nudging: Handlers = {
    ...leastHandlers,
    installation: {
      ...leastHandlers.installation,
      upsert: async ({ host: client }) => {
        await client.updateInstallation({ externalId: 'acct_1' });
        return undefined;
      },
    },
    resource: {
      ...leastHandlers.resource,
      delete: ({ host: client, resourceId }) =>
        client.sendEvent({ type: 'resource.updated', resourceId }),
    },
  };

  test('with the token that the installation brings along', async () => {
    const calling = await startProvider(host, { handlers: nudging });
    host.answerWith({ status: 204 });

    const { status } = await calling.asUser(installation, {
      method: 'PUT',
      body: {
        scopes: ['read-write:marketplace'],
        acceptedPolicies: {},
        credentials: { access_token: 'fresh', token_type: 'Bearer' },
        account: { url: 'https://kontor.test/i', contact: { email: 'ann@acme.test' } },
      },
    });
    await calling.stop();

    expect(status).toBe(204);
    expect(host.received.at(-1)).toEqual({
      method: 'PATCH',
      path: `/api${installation}`,
      authorization: 'Bearer fresh',
      body: { externalId: 'acct_1' },
    });
  });

  test('with the token that the provider kept', async () => {
    const calling = await startProvider(host, {
      handlers: nudging,
      host: { issuer: host.issuer, apiUrl: host.apiUrl, accessToken: async () => accessToken },
    });
    host.answerWith({ status: 201 });

    await calling.asSystem(`${installation}/resources/db_1`, { method: 'DELETE' });
    await calling.stop();

    expect(host.received.at(-1)).toMatchObject({
      path: `/api${installation}/events`,
      authorization: `Bearer ${accessToken}`,
      body: { event: { type: 'resource.updated', resourceId: 'db_1' } },
    });
  });

  test('without a token nothing is sent', async () => {
    const calling = await startProvider(host, { handlers: nudging });
    const sentBefore = host.received.length;

    const answer = await calling.asSystem(`${installation}/resources/db_1`, { method: 'DELETE' });
    await calling.stop();

    expect(answer.status).toBe(500);
    expect(calling.failures).toMatchObject([{ name: 'HostError', code: 'no_access_token' }]);
    expect(host.received).toHaveLength(sentBefore);
  });
});
