import type { Handlers } from '@kontor/provider';
import { ProviderError } from '@kontor/provider';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { installing, leastHandlers, provisioning, startProvider } from './provider-under-test.ts';
import { installationId, startTestHost, type TestHost } from './test-host.ts';

const installation = `/v1/installations/${installationId}`;
const resources = `${installation}/resources`;

let host: TestHost;
beforeAll(async () => {
  host = await startTestHost();
});
afterAll(() => host.stop());

async function answerWhen(provision: Handlers['resource']['provision']) {
  const handlers = { ...leastHandlers, resource: { ...leastHandlers.resource, provision } };
  const provider = await startProvider(host, { handlers });
  const answer = await provider.asUser(resources, { method: 'POST', body: provisioning });
  await provider.stop();
  return { answer, failures: provider.failures };
}

test('what a handler refuses with is answered in the words of the protocol', async () => {
  const { answer, failures } = await answerWhen(() => {
    throw new ProviderError('validation_error', 'No such region.', {
      user: { message: 'Choose another region.', url: 'https://acme.test/regions' },
      fields: [{ key: 'region', message: 'Unknown.' }],
    });
  });

  expect(answer.status).toBe(400);
  expect(answer.headers.get('content-type')).toBe('application/json');
  expect(answer.json).toEqual({
    error: {
      code: 'validation_error',
      message: 'No such region.',
      user: { message: 'Choose another region.', url: 'https://acme.test/regions' },
      fields: [{ key: 'region', message: 'Unknown.' }],
    },
  });
  expect(failures).toEqual([]);
});

test.each([
  ['forbidden', 403],
  ['not_found', 404],
  ['conflict', 409],
  ['unprocessable', 422],
  ['unavailable', 503],
] as const)('%s is answered with %i', async (code, status) => {
  const { answer } = await answerWhen(() => {
    throw new ProviderError(code, 'No.');
  });

  expect(answer.status).toBe(status);
  expect(answer.json).toEqual({ error: { code, message: 'No.' } });
});

test('what is thrown otherwise stays inside, and is reported', async () => {
  const error = new Error('password "hunter2" rejected');

  const { answer, failures } = await answerWhen(() => {
    throw error;
  });

  expect(answer.status).toBe(500);
  expect(answer.text).not.toContain('hunter2');
  expect(answer.json).toMatchObject({ error: { code: 'internal_error' } });
  expect(failures).toEqual([error]);
});

test('an answer that is none of the protocol is never sent, and says where it is wrong', async () => {
  const { answer, failures } = await answerWhen(() => JSON.parse('{"id":"db_1","status":"fine"}'));

  expect(answer.status).toBe(500);
  expect(String(failures[0])).toMatch(/provisionResource.*status/);
});

test('wrong fields of a body are named, those of the form as the form names them', async () => {
  const provider = await startProvider(host);
  const body = { ...provisioning, name: '', metadata: { region: { code: 'iad1' } } };

  const answer = await provider.asUser(resources, { method: 'POST', body });
  await provider.stop();

  expect(answer.status).toBe(400);
  expect(answer.json).toMatchObject({
    error: { code: 'validation_error', fields: [{ key: 'name' }, { key: 'region' }] },
  });
});

test.each([
  ['no JSON', 'POST', '{"name":'],
  ['nothing where something is needed', 'POST', ''],
  ['an array', 'POST', '[]'],
])('400 for a body that is %s', async (_title, method, body) => {
  const provider = await startProvider(host);

  const answer = await provider.asUser(resources, { method, body });
  await provider.stop();

  expect(answer.status).toBe(400);
  expect(answer.json).toMatchObject({ error: { code: 'validation_error' } });
});

test('keys that the protocol does not name are let pass, for the host may be newer', async () => {
  const provider = await startProvider(host);

  const put = await provider.asUser(installation, {
    method: 'PUT',
    body: { ...installing, invented: { next: 'year' } },
  });
  const removed = await provider.asSystem(installation, {
    method: 'DELETE',
    body: { cascadeResourceDeletion: true, reason: 'user' },
  });
  await provider.stop();

  expect([put.status, removed.status]).toEqual([204, 200]);
});

test.each([
  ['announced', (size: number) => 'x'.repeat(size)],
  ['not announced', (size: number) => new Blob(['x'.repeat(size)]).stream()],
])('413 for a body beyond the limit whose length is %s', async (_title, bodyOf) => {
  const provider = await startProvider(host, { maxBodyBytes: 1000 });
  const headers = {
    authorization: `Bearer ${await host.userToken()}`,
    'x-vercel-auth': 'user',
  };

  const answer = await fetch(`${provider.url}${resources}`, {
    method: 'POST',
    headers,
    body: bodyOf(300_000),
    duplex: 'half',
  });
  const again = await provider.asUser(resources, { method: 'POST', body: provisioning });
  await provider.stop();

  expect(answer.status).toBe(413);
  expect(await answer.json()).toMatchObject({ error: { code: 'body_too_large' } });
  expect(again.status).toBe(200);
});

test.each([
  ['GET', '/v1/nothing'],
  ['GET', `${installation}/`],
  ['GET', `${installation}/resources/`],
  ['PUT', resources],
  ['POST', `${installation}/resource-transfer-requests`],
  ['GET', installation],
])('404 for %s %s, which this provider does not answer', async (method, path) => {
  const provider = await startProvider(host);

  const answer = await provider.asSystem(path, { method });
  await provider.stop();

  expect(answer.status).toBe(404);
  expect(answer.json).toMatchObject({ error: { code: 'not_found' } });
});

test('a caller that hangs up in the middle of a body is no failure of the provider', async () => {
  const provider = await startProvider(host);
  const body = new ReadableStream({
    pull: (controller) => controller.error(new Error('aborted')),
  });
  const headers = { authorization: `Bearer ${await host.userToken()}`, 'x-vercel-auth': 'user' };
  const path = `/v1/installations/${installationId}/resources`;
  const request = new Request(`${provider.url}${path}`, {
    ...{ method: 'POST', headers, body },
    ...({ duplex: 'half' } as object),
  });

  const { status } = await provider.provider(request);
  await provider.stop();

  expect(status).toBe(400);
  expect(provider.failures).toEqual([]);
});
