import { describe, expect, test } from 'vitest';
import type { HostEndpoint } from '../../endpoint.ts';
import { createEvent } from './event.ts';
import { platformEndpoints } from './index.ts';
import { updateInstallation } from './installation.ts';
import { importResource, installationResource, listedResource, patchResource } from './resource.ts';
import { updateResourceSecrets } from './secrets.ts';

const endpoints: [string, HostEndpoint][] = Object.entries(platformEndpoints);

/** spec/platform-api.md §2: clients accept exactly one success status. */
const catalogue = [
  'updateInstallation: PATCH /v1/installations/{installationId} 204',
  'getAccount: GET /v1/installations/{installationId}/account 200',
  'getMember: GET /v1/installations/{installationId}/member/{memberId} 200',
  'rotateCredentials: POST /v1/installations/{installationId}/credentials/rotate 200',
  'revokeCredentials: POST /v1/installations/{installationId}/credentials/revoke 200',
  'createEvent: POST /v1/installations/{installationId}/events 201',
  'listInstallationResources: GET /v1/installations/{installationId}/resources 200',
  'getInstallationResource: GET /v1/installations/{installationId}/resources/{resourceId} 200',
  'deleteInstallationResource: DELETE /v1/installations/{installationId}/resources/{resourceId} 204',
  'importResource: PUT /v1/installations/{installationId}/resources/{resourceId} 200',
  'patchResource: PATCH /v1/installations/{installationId}/resources/{resourceId} 200',
  'updateResourceSecrets: PUT /v1/installations/{installationId}/resources/{resourceId}/secrets 201',
  'updateDeploymentAction: PATCH /v1/deployments/{deploymentId}/integrations/{installationId}/resources/{resourceId}/actions/{action} 202',
  'updateProductResourceSecrets: PUT /v1/installations/{installationId}/products/{productIdOrSlug}/resources/{resourceId}/secrets 201',
  'submitBillingData: POST /v1/installations/{installationId}/billing 201',
  'submitBalances: POST /v1/installations/{installationId}/billing/balance 201',
  'exchangeSsoToken: POST /v1/integrations/sso/token 200',
  'submitInvoice: POST /v1/installations/{installationId}/billing/invoices 200',
  'getInvoice: GET /v1/installations/{installationId}/billing/invoices/{invoiceId} 200',
  'actOnInvoice: POST /v1/installations/{installationId}/billing/invoices/{invoiceId}/actions 204',
  'finalizeBilling: POST /v1/installations/{installationId}/billing/finalize 204',
  'putExperimentationItems: POST /v1/installations/{installationId}/resources/{resourceId}/experimentation/items 204',
  'patchExperimentationItem: PATCH /v1/installations/{installationId}/resources/{resourceId}/experimentation/items/{itemId} 204',
  'deleteExperimentationItem: DELETE /v1/installations/{installationId}/resources/{resourceId}/experimentation/items/{itemId} 204',
  'getExperimentationConfig: GET /v1/installations/{installationId}/resources/{resourceId}/experimentation/edge-config 200',
  'putExperimentationConfig: PUT /v1/installations/{installationId}/resources/{resourceId}/experimentation/edge-config 200',
  'exchangeAccountCode: POST /v2/oauth/access_token 200',
];

test('every call of a provider is stated, with its path and its one success status', () => {
  const stated = endpoints.map(([, { id, method, path, responses }]) => {
    const successes = Object.keys(responses).filter((status) => status.startsWith('2'));
    return `${id}: ${method} ${path} ${successes.join(' ')}`;
  });

  expect(stated).toEqual(catalogue);
});

test.each(endpoints)(
  '%s is filed under its id and needs the token of the installation',
  (name, { id, access }) => {
    expect(id).toBe(name);
    // the calls whose credential stands in their body
    const isPublic = ['exchangeSsoToken', 'exchangeAccountCode'].includes(id);
    const kind = isPublic ? 'public' : 'installation';
    expect(access).toEqual({ kind });
  },
);

const billingPlan = { id: 'pro', type: 'subscription', name: 'Pro' };
const notification = { level: 'warn', title: 'Soon full', href: 'sso:https://acme.test/size' };
const secrets = [
  { name: 'URL', value: 'x', prefix: 'ACME', environmentOverrides: { preview: 'y' } },
];
const imported = {
  productId: 'db',
  name: 'prod',
  status: 'ready',
  ownership: 'linked',
  metadata: { region: 'iad1' },
  billingPlan: { ...billingPlan, requiredPolicies: [], scope: 'resource' },
  notification,
  extras: { anything: { goes: true } },
  secrets,
  customClaims: {
    roles: ['reader'],
    defaultRole: 'reader',
    claimRules: [{ claims: { aud: 'db', admin: null }, when: { environment: ['preview'] } }],
  },
};

describe('a body as the protocol describes it is accepted whole', () => {
  test.each([
    [updateInstallation, undefined],
    [updateInstallation, {}],
    [updateInstallation, { status: 'suspended', externalId: 'x', billingPlan, notification }],
    [updateInstallation, { notification: null }],
    [updateInstallation, { notification: '' }],
    [createEvent, { event: { type: 'installation.updated' } }],
    [createEvent, { event: { type: 'installation.updated', billingPlanId: 'pro' } }],
    [createEvent, { event: { type: 'resource.updated', resourceId: 'r', productId: 'db' } }],
    [importResource, { productId: 'db', name: 'prod', status: 'pending' }],
    [importResource, imported],
    [patchResource, {}],
    [patchResource, { name: 'prod', notification: 'Soon full' }],
    [patchResource, { secrets }],
    [patchResource, { secrets: { secrets, partial: true } }],
    [updateResourceSecrets, { secrets: [] }],
    [updateResourceSecrets, { secrets, partial: true }],
  ])('$id: %j', ({ request }, body) => {
    expect(request.parse(body)).toEqual(body);
  });
});

describe('a body that the protocol closes is refused', () => {
  test.each([
    [updateInstallation, { notifications: null }],
    [updateInstallation, { status: 'available' }],
    [updateInstallation, { notification: { ...notification, href: 'javascript:alert(1)' } }],
    [
      updateInstallation,
      { billingPlan: { ...billingPlan, details: [{ label: 'a', values: 'b' }] } },
    ],
    [updateInstallation, { billingPlan: { id: 'pro', type: 'subscription' } }],
    [createEvent, { event: { type: 'resource.updated' } }],
    [createEvent, { event: { type: 'installation.updated', resourceId: 'r' } }],
    [createEvent, { event: { type: 'resource.deleted', resourceId: 'r' } }],
    [createEvent, { event: { type: 'installation.updated' }, at: 1 }],
    [importResource, { ...imported, productId: undefined }],
    [importResource, { ...imported, status: undefined }],
    [importResource, { ...imported, externalId: 'x' }],
    [importResource, { ...imported, ownership: 'borrowed' }],
    [importResource, { ...imported, notification: null }],
    [importResource, { ...imported, secrets: { secrets } }],
    [importResource, { ...imported, customClaims: { roles: ['reader'] } }],
    [importResource, { ...imported, customClaims: { roles: [], defaultRole: 'a'.repeat(33) } }],
    [patchResource, { productId: 'db' }],
    [patchResource, { secrets: { secrets, partial: true, merge: true } }],
    [patchResource, { secrets: [{ name: 'A', value: 'b', target: 'preview' }] }],
    [updateResourceSecrets, {}],
    [updateResourceSecrets, { secrets: [{ name: 'A' }] }],
    [updateResourceSecrets, { secrets, delay: 1 }],
  ])('$id: %j', ({ request }, body) => {
    expect(request.safeParse(body).success).toBe(false);
  });
});

test('the overrides of a secret are open, as the only part of it', () => {
  const body = { secrets: [{ name: 'A', value: 'b', environmentOverrides: { staging: 'c' } }] };

  expect(updateResourceSecrets.request.safeParse(body).success).toBe(true);
});

test("the provider's id is partnerId in a list and id alone", () => {
  const known = { internalId: 'store_1', name: 'prod', productId: 'db' };

  expect(listedResource.safeParse({ ...known, partnerId: 'r' }).success).toBe(true);
  expect(listedResource.safeParse({ ...known, id: 'r' }).success).toBe(false);
  expect(installationResource.safeParse({ ...known, id: 'r' }).success).toBe(true);
  expect(installationResource.safeParse({ ...known, partnerId: 'r' }).success).toBe(false);
});
