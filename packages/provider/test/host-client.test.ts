import { createHostClient, HostError } from '@kontor/provider';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { accessToken, installationId, startTestHost, type TestHost } from './test-host.ts';

const installation = `/api/v1/installations/${installationId}`;
const authorization = `Bearer ${accessToken}`;
const stored = { id: 'db/1', internalId: 'store_1', name: 'prod', productId: 'acme-db' };
const credential = {
  access_token: 'next',
  expires_in: 1,
  scope: 'read',
  token_type: 'oauth2-token',
};
const billed = {
  timestamp: '2026-03-15T12:00:00Z',
  eod: '2026-03-15T23:59:59Z',
  period: { start: '2026-03-01T00:00:00Z', end: '2026-04-01T00:00:00Z' },
};
const invoice = { invoiceDate: billed.timestamp, period: billed.period, items: [] };
const invoiced = {
  ...invoice,
  invoiceId: 'inv_1',
  state: 'invoiced',
  total: '0.00',
  created: billed.timestamp,
  updated: billed.timestamp,
};
const experimentation = `${installation}/resources/db%2F1/experimentation`;
const flag = { slug: 'new-checkout', origin: 'https://flags.test/1' };
const config = { items: { a: null }, digest: 'd1', updatedAt: 1 };

const check = {
  id: 'chk_1',
  name: 'E2E',
  ownerId: 'acc_1',
  projectId: 'prj_1',
  isRerequestable: false,
  requires: 'deployment-url',
  blocks: 'deployment-alias',
  targets: [],
  timeout: 300,
  sourceKind: 'webhook',
  source: { kind: 'webhook' },
  createdAt: 1,
  updatedAt: 1,
};
const checkRun = {
  id: 'ckr_1',
  name: 'E2E',
  checkId: 'chk_1',
  ownerId: 'acc_1',
  deploymentId: 'dpl_1',
  projectId: 'prj_1',
  status: 'completed',
  requires: 'deployment-url',
  blocks: 'deployment-alias',
  targets: [],
  source: { kind: 'webhook' },
  timeout: 300,
  createdAt: 1,
  updatedAt: 1,
};
const deployment = {
  id: 'dpl_1',
  name: 'shop',
  url: 'shop-1.example',
  readyState: 'READY',
  status: 'READY',
  aliasAssigned: true,
  alias: [],
  target: null,
  projectId: 'prj_1',
  meta: {},
  type: 'LAMBDAS',
  version: 2,
  public: false,
  regions: [],
  buildSkipped: false,
  creator: { uid: 'platform' },
  createdAt: 1,
  buildingAt: 1,
  bootedAt: 1,
  errorMessage: null,
};

let host: TestHost;
beforeAll(async () => {
  host = await startTestHost();
});
beforeEach(() => host.received.splice(0));
afterAll(() => host.stop());

function client() {
  return createHostClient({ apiUrl: host.apiUrl, installationId, accessToken });
}
type Client = ReturnType<typeof client>;

type Example = {
  readonly answer: { readonly status: number; readonly body?: unknown };
  readonly call: (host: Client) => Promise<unknown>;
  readonly sends: { readonly method: string; readonly path: string; readonly body?: unknown };
  readonly gives?: unknown;
};

/** spec/platform-api.md §2: what each method sends, and what it makes of the answer. */
const examples: Record<keyof Client, Example> = {
  reportDeploymentAction: {
    answer: { status: 202 },
    call: (api) =>
      api.reportDeploymentAction(
        { deploymentId: 'dpl_1', resourceId: 'db/1', action: 'branch' },
        { status: 'succeeded' },
      ),
    sends: {
      method: 'PATCH',
      path: `/api/v1/deployments/dpl_1/integrations/${installationId}/resources/db%2F1/actions/branch`,
      body: { status: 'succeeded' },
    },
  },
  getDeployment: {
    answer: { status: 200, body: deployment },
    call: (api) => api.getDeployment('shop-1.example'),
    sends: { method: 'GET', path: '/api/v13/deployments/shop-1.example' },
    gives: deployment,
  },
  createCheck: {
    answer: { status: 200, body: check },
    call: (api) => api.createCheck('shop', { name: 'E2E' }),
    sends: { method: 'POST', path: '/api/v2/projects/shop/checks', body: { name: 'E2E' } },
    gives: check,
  },
  listChecks: {
    answer: { status: 200, body: { checks: [check] } },
    call: (api) => api.listChecks('shop'),
    sends: { method: 'GET', path: '/api/v2/projects/shop/checks' },
    gives: [check],
  },
  reportCheckRun: {
    answer: { status: 200, body: checkRun },
    call: (api) =>
      api.reportCheckRun(
        { deploymentId: 'dpl_1', checkRunId: 'ckr_1' },
        { conclusion: 'succeeded' },
      ),
    sends: {
      method: 'PATCH',
      path: '/api/v2/deployments/dpl_1/check-runs/ckr_1',
      body: { conclusion: 'succeeded' },
    },
    gives: checkRun,
  },
  getAccount: {
    answer: { status: 200, body: { url: 'https://k.test', contact: null, more: 1 } },
    call: (api) => api.getAccount(),
    sends: { method: 'GET', path: `${installation}/account` },
    gives: { url: 'https://k.test', contact: null },
  },
  getMember: {
    answer: { status: 200, body: { id: 'ab12', role: 'ADMIN' } },
    call: (api) => api.getMember('ab12'),
    sends: { method: 'GET', path: `${installation}/member/ab12` },
    gives: { id: 'ab12', role: 'ADMIN' },
  },
  sendEvent: {
    answer: { status: 201 },
    call: (api) => api.sendEvent({ type: 'installation.updated' }),
    sends: {
      method: 'POST',
      path: `${installation}/events`,
      body: { event: { type: 'installation.updated' } },
    },
  },
  updateInstallation: {
    answer: { status: 204 },
    call: (api) => api.updateInstallation({ notification: null }),
    sends: { method: 'PATCH', path: installation, body: { notification: null } },
  },
  rotateCredentials: {
    answer: { status: 200, body: { ...credential, more: 1 } },
    call: (api) => api.rotateCredentials({ client_secret: 's3cret' }),
    sends: {
      method: 'POST',
      path: `${installation}/credentials/rotate`,
      body: { client_secret: 's3cret' },
    },
    gives: credential,
  },
  revokeCredentials: {
    answer: { status: 200, body: { revoked: true, already_revoked: false } },
    call: (api) => api.revokeCredentials({ token: 'former', client_secret: 's3cret' }),
    sends: {
      method: 'POST',
      path: `${installation}/credentials/revoke`,
      body: { token: 'former', client_secret: 's3cret' },
    },
    gives: { revoked: true, already_revoked: false },
  },
  listResources: {
    answer: { status: 200, body: { resources: [{ ...stored, partnerId: 'db/1' }] } },
    call: (api) => api.listResources(),
    sends: { method: 'GET', path: `${installation}/resources` },
    gives: [{ partnerId: 'db/1', internalId: 'store_1', name: 'prod', productId: 'acme-db' }],
  },
  getResource: {
    answer: { status: 200, body: stored },
    call: (api) => api.getResource('db/1'),
    sends: { method: 'GET', path: `${installation}/resources/db%2F1` },
    gives: stored,
  },
  importResource: {
    answer: { status: 200, body: { name: 'prod-2' } },
    call: (api) =>
      api.importResource('db/1', { productId: 'acme-db', name: 'prod', status: 'ready' }),
    sends: {
      method: 'PUT',
      path: `${installation}/resources/db%2F1`,
      body: { productId: 'acme-db', name: 'prod', status: 'ready' },
    },
    gives: { name: 'prod-2' },
  },
  updateResource: {
    answer: { status: 200, body: { name: 'prod' } },
    call: (api) => api.updateResource('db/1', { status: 'suspended' }),
    sends: {
      method: 'PATCH',
      path: `${installation}/resources/db%2F1`,
      body: { status: 'suspended' },
    },
    gives: { name: 'prod' },
  },
  deleteResource: {
    answer: { status: 204 },
    call: (api) => api.deleteResource('db/1'),
    sends: { method: 'DELETE', path: `${installation}/resources/db%2F1` },
  },
  updateSecrets: {
    answer: { status: 201 },
    call: (api) =>
      api.updateSecrets('db/1', { secrets: [{ name: 'PGPASSWORD', value: 'new' }], partial: true }),
    sends: {
      method: 'PUT',
      path: `${installation}/resources/db%2F1/secrets`,
      body: { secrets: [{ name: 'PGPASSWORD', value: 'new' }], partial: true },
    },
  },
  submitBillingData: {
    answer: { status: 201 },
    call: (api) => api.submitBillingData({ ...billed, billing: [], usage: [] }),
    sends: {
      method: 'POST',
      path: `${installation}/billing`,
      body: { ...billed, billing: [], usage: [] },
    },
  },
  submitBalances: {
    answer: { status: 201 },
    call: (api) =>
      api.submitBalances({ timestamp: billed.eod, balances: [{ currencyValueInCents: 50 }] }),
    sends: {
      method: 'POST',
      path: `${installation}/billing/balance`,
      body: { timestamp: billed.eod, balances: [{ currencyValueInCents: 50 }] },
    },
  },
  submitInvoice: {
    answer: { status: 200, body: { invoiceId: 'inv_1', test: false, validationErrors: [] } },
    call: (api) => api.submitInvoice(invoice),
    sends: { method: 'POST', path: `${installation}/billing/invoices`, body: invoice },
    gives: { invoiceId: 'inv_1', test: false, validationErrors: [] },
  },
  getInvoice: {
    answer: { status: 200, body: { ...invoiced, more: 1 } },
    call: (api) => api.getInvoice('inv_1'),
    sends: { method: 'GET', path: `${installation}/billing/invoices/inv_1` },
    gives: invoiced,
  },
  refundInvoice: {
    answer: { status: 204 },
    call: (api) => api.refundInvoice('inv_1', { total: '1.00', reason: 'a mistake' }),
    sends: {
      method: 'POST',
      path: `${installation}/billing/invoices/inv_1/actions`,
      body: { action: 'refund', total: '1.00', reason: 'a mistake' },
    },
  },
  finalizeBilling: {
    answer: { status: 204 },
    call: (api) => api.finalizeBilling(),
    sends: { method: 'POST', path: `${installation}/billing/finalize` },
  },
  putExperimentationItems: {
    answer: { status: 204 },
    call: (api) => api.putExperimentationItems('db/1', [{ id: 'f/1', ...flag }]),
    sends: {
      method: 'POST',
      path: `${experimentation}/items`,
      body: { items: [{ id: 'f/1', ...flag }] },
    },
  },
  updateExperimentationItem: {
    answer: { status: 204 },
    call: (api) => api.updateExperimentationItem('db/1', 'f/1', flag),
    sends: { method: 'PATCH', path: `${experimentation}/items/f%2F1`, body: flag },
  },
  deleteExperimentationItem: {
    answer: { status: 204 },
    call: (api) => api.deleteExperimentationItem('db/1', 'f/1'),
    sends: { method: 'DELETE', path: `${experimentation}/items/f%2F1` },
  },
  getExperimentationConfig: {
    answer: { status: 200, body: config },
    call: (api) => api.getExperimentationConfig('db/1'),
    sends: { method: 'GET', path: `${experimentation}/edge-config` },
    gives: config,
  },
  putExperimentationConfig: {
    answer: { status: 200, body: config },
    call: (api) => api.putExperimentationConfig('db/1', { a: null }),
    sends: { method: 'PUT', path: `${experimentation}/edge-config`, body: { data: { a: null } } },
    gives: config,
  },
};

test.each(Object.entries(examples))('%s', async (_name, { answer, call, sends, gives }) => {
  host.answerWith(answer);

  const given = await call(client());

  expect(given).toEqual(gives);
  expect(host.received).toEqual([{ body: undefined, authorization, ...sends }]);
});

test('a token may be looked up when it is needed', async () => {
  host.answerWith({ status: 204 });
  const api = createHostClient({
    apiUrl: `${host.apiUrl}/`,
    installationId,
    accessToken: async () => 'looked-up',
  });

  await api.deleteResource('db_1');

  expect(host.received).toMatchObject([{ authorization: 'Bearer looked-up' }]);
});

describe('a call that comes to nothing', () => {
  async function errorWhen(answer: Parameters<TestHost['answerWith']>[0]) {
    host.answerWith(answer);
    return client()
      .getAccount()
      .then(
        () => undefined,
        (error: unknown) => error,
      );
  }

  test('a refusal tells status, reason and the id of the request', async () => {
    const error = await errorWhen({
      status: 409,
      body: { error: { code: 'conflict', message: 'A rotation is running.' } },
      headers: { 'x-vercel-id': 'req_1' },
    });

    expect(error).toBeInstanceOf(HostError);
    expect(error).toMatchObject({
      code: 'refused',
      message: 'A rotation is running.',
      status: 409,
      reason: 'conflict',
      requestId: 'req_1',
    });
  });

  test('a limit tells how long to wait', async () => {
    const error = await errorWhen({ status: 429, headers: { 'retry-after': '30' } });

    expect(error).toMatchObject({ code: 'rate_limited', retryAfterSeconds: 30 });
  });

  test('a failing host is unavailable, whatever it prints', async () => {
    const error = await errorWhen({ status: 502, body: '<h1>Bad Gateway</h1>' });

    expect(error).toMatchObject({ code: 'unavailable', status: 502, reason: undefined });
  });

  test.each([
    ['a body that is none of the protocol', { status: 200, body: { url: 1 } }],
    [
      'a redirect, which would take the token elsewhere',
      { status: 302, headers: { location: '/' } },
    ],
  ])('%s is unreadable', async (_title, answer) => {
    expect(await errorWhen(answer)).toMatchObject({ code: 'unreadable' });
  });

  test('a host that is not there is unavailable, and the error holds no token', async () => {
    const gone = createHostClient({ apiUrl: 'http://127.0.0.1:1', installationId, accessToken });

    const error = await gone.getAccount().catch((thrown: unknown) => thrown);

    expect(error).toMatchObject({ code: 'unavailable', status: undefined });
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain(accessToken);
  });
});
