import {
  createProvider,
  type DeploymentActionHandler,
  type DeploymentActionResult,
  onDeploymentAction,
  type WebhookEvent,
} from '@kontor/provider';
import { signWebhook } from '@kontor/signatures';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { leastHandlers } from './provider-under-test.ts';
import {
  accessToken,
  clientId,
  clientSecret,
  installationId,
  startTestHost,
  type TestHost,
} from './test-host.ts';

let host: TestHost;
let done: string[] = [];
let result: DeploymentActionResult = { status: 'succeeded' };
beforeAll(async () => {
  host = await startTestHost();
});
afterAll(() => host.stop());
beforeEach(() => {
  done = [];
  result = { status: 'succeeded' };
  host.received.length = 0;
  host.answerWith({ status: 202 });
});

const branch: DeploymentActionHandler = {
  start: ({ deploymentId, resourceId }) => {
    done.push(`start ${resourceId} for ${deploymentId}`);
    return result;
  },
  undo: ({ deploymentId }) => void done.push(`undo for ${deploymentId}`),
};

function take(event: WebhookEvent) {
  const { apiUrl } = host;
  const tokenOf = (id: string) => (id === installationId ? accessToken : undefined);
  return onDeploymentAction({ host: { apiUrl }, accessToken: tokenOf, actions: { branch } })(event);
}

function asked(word: string, more: Record<string, unknown> = {}): WebhookEvent {
  return {
    id: `delivery_${word}`,
    type: `deployment.integration.action.${word}`,
    createdAt: 0,
    payload: {
      configuration: { id: installationId },
      installationId,
      resourceId: 'db_1',
      action: 'branch',
      deployment: { id: 'dpl_1' },
      ...more,
    },
  };
}

test('a start is done, and reported with the secrets of that deployment', async () => {
  const secrets = [{ name: 'DATABASE_URL', value: 'postgres://branch' }];
  result = { status: 'succeeded', secrets, statusText: 'Copied.' };

  expect(await take(asked('start'))).toBe(true);
  expect(done).toEqual(['start db_1 for dpl_1']);
  expect(host.received).toEqual([
    {
      method: 'PATCH',
      path: `/api/v1/deployments/dpl_1/integrations/${installationId}/resources/db_1/actions/branch`,
      authorization: `Bearer ${accessToken}`,
      body: {
        status: 'succeeded',
        statusText: 'Copied.',
        outcomes: [{ kind: 'resource-secrets', secrets }],
      },
    },
  ]);
});

test.each([
  { status: 'failed', statusText: 'There is no database.' },
  { status: 'running', statusUrl: 'https://console.test/branches' },
] as const)('how it goes is reported: $status', async (said) => {
  result = said;
  await take(asked('start'));

  expect(host.received.map(({ body }) => body)).toEqual([said]);
});

test.each(['cancel', 'cleanup'])('on %s it is undone, and nothing is reported', async (word) => {
  expect(await take(asked(word))).toBe(true);
  expect(done).toEqual(['undo for dpl_1']);
  expect(host.received).toEqual([]);
});

test.each([404, 410])('what nobody waits for any more (%i) is undone', async (status) => {
  host.answerWith({ status, body: { error: { code: 'gone', message: 'over' } } });

  expect(await take(asked('start'))).toBe(true);
  expect(done).toEqual(['start db_1 for dpl_1', 'undo for dpl_1']);
});

test('a host that cannot be told is an error, so that the event comes again', async () => {
  host.answerWith({ status: 503, body: {} });

  await expect(take(asked('start'))).rejects.toMatchObject({ status: 503 });
  expect(done).toEqual(['start db_1 for dpl_1']);
});

test.each([
  ['another action', asked('start', { action: 'seed' })],
  ['an action that is called like a part of every object', asked('start', { action: 'toString' })],
  ['no deployment', asked('start', { deployment: undefined })],
  ['something else', { ...asked('start'), type: 'integration-configuration.removed' }],
])('an event about %s is left to others', async (_title, event) => {
  expect(await take(event)).toBe(false);
  expect([done, host.received]).toEqual([[], []]);
});

test('through the webhook handler only what is signed is done', async () => {
  const provider = createProvider({
    integration: { clientId, clientSecret },
    host: { issuer: host.issuer, apiUrl: host.apiUrl },
    handlers: { ...leastHandlers, webhook: async (event) => void (await take(event)) },
    onError: () => {},
  });
  const body = JSON.stringify(asked('start'));
  const deliver = async (signature: string) => {
    const headers = { 'x-vercel-signature': signature };
    const request = new Request('http://provider.test/webhooks', { method: 'POST', headers, body });
    return (await provider(request)).status;
  };

  expect(await deliver(await signWebhook(body, 'guessed'))).toBe(403);
  expect(done).toEqual([]);
  expect(await deliver(await signWebhook(body, clientSecret))).toBe(204);
  expect(done).toEqual(['start db_1 for dpl_1']);
});
