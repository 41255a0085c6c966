import { describe, expect, test } from 'vitest';
import type * as z from 'zod';
import type { PartnerEndpoint } from '../../endpoint.ts';
import { partnerEndpoints } from './index.ts';
import {
  deleteInstallation,
  getInstallation,
  installationDeletion,
  installationState,
  upsertInstallation,
} from './installation.ts';
import { listProductPlans } from './plans.ts';
import { provisionPurchase } from './purchase.ts';
import { replInput } from './repl.ts';
import { provisionedResource, provisionResource, resource, updateResource } from './resource.ts';
import { createTransferRequest, transferVerification } from './resource-transfer.ts';
import { rotateSecrets } from './secrets-rotation.ts';

const endpoints: [string, PartnerEndpoint][] = Object.entries(partnerEndpoints);

/** spec/partner-api.md §4, the catalogue. */
const catalogue = [
  'getInstallation: GET /v1/installations/{installationId} by system',
  'upsertInstallation: PUT /v1/installations/{installationId} by user, with a key',
  'updateInstallation: PATCH /v1/installations/{installationId} by user, with a key',
  'deleteInstallation: DELETE /v1/installations/{installationId} by user or system, with a key',
  'provisionResource: POST /v1/installations/{installationId}/resources by user, with a key',
  'getResource: GET /v1/installations/{installationId}/resources/{resourceId} by system',
  'updateResource: PATCH /v1/installations/{installationId}/resources/{resourceId} by user, with a key',
  'deleteResource: DELETE /v1/installations/{installationId}/resources/{resourceId} by user or system, with a key',
  'listResources: GET /v1/installations/{installationId}/resources by system',
  'rotateSecrets: POST /v1/installations/{installationId}/resources/{resourceId}/secrets/rotate by user or system, with a key',
  'replInput: POST /v1/installations/{installationId}/resources/{resourceId}/repl by user, with a key',
  'listProductPlans: GET /v1/products/{productSlug}/plans by system',
  'listResourcePlans: GET /v1/installations/{installationId}/resources/{resourceId}/plans by system',
  'listInstallationPlans: GET /v1/installations/{installationId}/plans by system',
  'provisionPurchase: POST /v1/installations/{installationId}/billing/provision by user or system, with a key',
  'createTransferRequest: POST /v1/installations/{installationId}/resource-transfer-requests by system, with a key',
  'verifyTransferRequest: GET /v1/installations/{installationId}/resource-transfer-requests/{providerClaimId}/verify by system',
  'acceptTransferRequest: POST /v1/installations/{installationId}/resource-transfer-requests/{providerClaimId}/accept by system, with a key',
];

test('every operation of the catalogue is stated, with its path, callers and idempotency', () => {
  const stated = endpoints.map(
    ([, { id, method, path, callers, idempotencyKey }]) =>
      `${id}: ${method} ${path} by ${callers.join(' or ')}${idempotencyKey ? ', with a key' : ''}`,
  );

  expect(stated).toEqual(catalogue);
});

test.each(endpoints)('%s is filed under its id', (name, { id }) => {
  expect(id).toBe(name);
});

function isAccepted(schema: z.ZodType, value: unknown): boolean {
  return schema.safeParse(value).success;
}

/** spec/partner-api.md §4.2, the example. */
const installing = {
  scopes: ['read-write:integration-resource', 'read-write:marketplace'],
  acceptedPolicies: { eula: '2026-01-05T10:00:00.000Z', privacy: '2026-01-05T10:00:00.000Z' },
  credentials: { access_token: 'token', token_type: 'Bearer' },
  account: {
    name: 'Acme',
    url: 'https://kontor.test/installations/icfg_1',
    contact: { email: 'a@acme.test', name: 'Ann' },
  },
};

describe('what the host sends', () => {
  test('an installation carries scopes, policies, credential and a contact', () => {
    expect(upsertInstallation.request.parse(installing)).toEqual(installing);
  });

  test.each([
    { ...installing, scopes: [] },
    { ...installing, acceptedPolicies: { eula: 'yesterday' } },
    { ...installing, account: { ...installing.account, contact: null } },
    { ...installing, account: { ...installing.account, url: '/installations' } },
    { ...installing, credentials: { access_token: '', token_type: 'Bearer' } },
  ])('an installation that real providers would refuse is not sent: %j', (wrong) => {
    expect(isAccepted(upsertInstallation.request, wrong)).toBe(false);
  });

  test('an uninstall names nothing but the cascade, or has no body', () => {
    expect(
      deleteInstallation.request.parse({ cascadeResourceDeletion: true, reason: 'user' }),
    ).toEqual({ cascadeResourceDeletion: true });
    expect(deleteInstallation.request.parse(undefined)).toBeUndefined();
  });

  test('a provision request carries only what the protocol names', () => {
    const request = {
      productId: 'db',
      name: 'prod',
      metadata: { region: 'iad1' },
      billingPlanId: 'pro',
    };

    expect(provisionResource.request.parse({ ...request, teamId: 'team_1' })).toEqual(request);
    expect(isAccepted(provisionResource.request, { ...request, metadata: { region: null } })).toBe(
      false,
    );
    expect(isAccepted(provisionResource.request, { ...request, billingPlanId: undefined })).toBe(
      false,
    );
  });

  test.each([
    [{}, true],
    [{ delayOldSecretsExpirationHours: 2.5 }, true],
    [{ delayOldSecretsExpirationHours: 720 }, true],
    [{ delayOldSecretsExpirationHours: 720.1 }, false],
    [{ delayOldSecretsExpirationHours: -1 }, false],
  ])('a rotation with %j is sent: %s', (request, isSent) => {
    expect(isAccepted(rotateSecrets.request, request)).toBe(isSent);
  });

  test('a transfer ends at a whole number of milliseconds', () => {
    expect(isAccepted(createTransferRequest.request, { resourceIds: ['a'], expiresAt: 1.5 })).toBe(
      false,
    );
    expect(
      isAccepted(createTransferRequest.request, { resourceIds: ['a'], expiresAt: 1767607200000 }),
    ).toBe(true);
  });
});

/** spec/partner-api.md §4.5, the example. */
const provisioned = {
  id: 'db_81f',
  productId: 'acme-db',
  name: 'prod-db',
  status: 'pending',
  metadata: { region: 'iad1' },
  billingPlan: {
    id: 'pro',
    type: 'subscription',
    name: 'Pro',
    description: '…',
    scope: 'resource',
  },
  secrets: [
    {
      name: 'DATABASE_URL',
      value: 'postgres://…',
      environmentOverrides: { development: 'postgres://dev…' },
    },
  ],
};

describe('what the host accepts', () => {
  test('a provisioned resource with its secrets', () => {
    expect(provisionedResource.parse(provisioned)).toEqual(provisioned);
  });

  test('a resource with nulls, unknown keys and a notification it cannot read', () => {
    const answer = {
      id: 'r/1',
      name: '',
      status: 'ready',
      productId: null,
      metadata: { region: 'iad1', owner: null },
      billingPlan: null,
      notification: { level: 'fatal', title: 'x' },
      protocolSettings: { experimentation: 'none' },
      createdAt: 1,
      secrets: [],
    };

    expect(provisionedResource.parse(answer)).toEqual({
      id: 'r/1',
      name: '',
      status: 'ready',
      metadata: { region: 'iad1' },
      secrets: [],
    });
  });

  test('secrets where none belong are dropped', () => {
    expect(resource.parse(provisioned)).not.toHaveProperty('secrets');
    expect(updateResource.responses[200].parse(provisioned)).not.toHaveProperty('secrets');
  });

  test.each([
    { ...provisioned, id: '' },
    { ...provisioned, id: 'a'.repeat(1025) },
    { ...provisioned, status: 'available' },
    { ...provisioned, secrets: undefined },
    { ...provisioned, secrets: [{ name: '', value: 'x' }] },
    null,
    'created',
  ])('a provisioned resource that cannot be relied on is refused: %j', (wrong) => {
    expect(isAccepted(provisionedResource, wrong)).toBe(false);
  });

  test.each([undefined, null, {}, { billingPlan: null, extra: 1 }])(
    'an installation of which %j says nothing',
    (body) => {
      expect(installationState.parse(body)).toEqual({});
    },
  );

  test('a cleared notification, apart from one that is not spoken of', () => {
    expect(getInstallation.responses[200].parse({ notification: null }).notification).toBeNull();
    expect(getInstallation.responses[200].parse({}).notification).toBeUndefined();
  });

  test.each([
    [undefined, undefined],
    [{}, undefined],
    [{ finalized: null }, undefined],
    [{ finalized: true }, true],
  ])('an uninstall answered with %j is finalized: %s', (body, finalized) => {
    expect(installationDeletion.parse(body).finalized).toBe(finalized);
  });

  test('a rotation done now, now in part, or later with an empty body', () => {
    const secrets = [{ name: 'A', value: 'b' }];

    expect(rotateSecrets.responses[200].parse({ sync: true, secrets })).toEqual({
      sync: true,
      secrets,
    });
    expect(rotateSecrets.responses[200].parse({ sync: true, secrets, partial: true })).toEqual({
      sync: true,
      secrets,
      partial: true,
    });
    expect(rotateSecrets.responses[200].parse({ sync: false })).toEqual({ sync: false });
    expect(rotateSecrets.responses[202].parse(undefined)).toEqual({ sync: false });
    expect(isAccepted(rotateSecrets.responses[200], { sync: true })).toBe(false);
  });

  test('plans with empty texts', () => {
    const plans = [{ id: 'org', type: 'subscription', name: 'Add', description: '', cost: '' }];

    expect(listProductPlans.responses[200].parse({ plans })).toEqual({ plans });
  });

  test('balances with the time they were taken', () => {
    const answer = {
      timestamp: '2026-01-05T10:00:00.000Z',
      balances: [{ currencyValueInCents: 1050, resourceId: null, credit: '2,000 Tokens' }],
    };

    expect(provisionPurchase.responses[200].parse(answer).balances).toEqual([
      { currencyValueInCents: 1050, credit: '2,000 Tokens' },
    ]);
  });

  test('what a command printed, and what it printed when it failed', () => {
    const blocks = [
      {
        type: 'paragraph',
        children: [{ type: 'text', text: 'OK', color: '#00ff00', href: 'javascript:1' }],
      },
      { type: 'table', rows: [[{ type: 'text', text: '1' }]] },
    ];

    expect(replInput.responses[200].parse(blocks)).toEqual([
      { type: 'paragraph', children: [{ type: 'text', text: 'OK', color: '#00ff00' }] },
      blocks[1],
    ]);
    expect(isAccepted(replInput.responses[400], blocks)).toBe(true);
    expect(isAccepted(replInput.responses[400], { error: { code: 'x', message: 'm' } })).toBe(true);
  });

  const plan = { id: 'pro', type: 'subscription', name: 'Pro' };
  test.each([
    [{}, {}],
    [null, {}],
    [{ newBillingPlan: plan }, { newBillingPlan: plan }],
    [{ valid: true, billingPlan: plan }, { newBillingPlan: plan }],
    [{ newBillingPlan: null }, {}],
  ])('a transfer verified with %j', (body, verification) => {
    expect(transferVerification.parse(body)).toEqual(verification);
  });
});
