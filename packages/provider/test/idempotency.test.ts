import type { Handlers, ReportedNewResource } from '@kontor/provider';
import { ProviderError } from '@kontor/provider';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  installing,
  leastHandlers,
  newResource,
  provisioning,
  startProvider,
} from './provider-under-test.ts';
import { installationId, startTestHost, type TestHost } from './test-host.ts';

const installation = `/v1/installations/${installationId}`;
const resources = `${installation}/resources`;

let host: TestHost;
beforeAll(async () => {
  host = await startTestHost();
});
afterAll(() => host.stop());

/** A provider whose every provisioning makes another resource, and waits to be let go. */
async function countingProvider(options: { repeatWaitMs?: number } = {}) {
  const made: string[] = [];
  const gate = Promise.withResolvers<void>();
  const provision = async (): Promise<ReportedNewResource> => {
    const id = `db_${made.push('')}`;
    await gate.promise;
    return { ...newResource, id };
  };
  const provider = await startProvider(host, { handlers: providing({ provision }), ...options });
  const post = (key: string, body: object = provisioning) =>
    provider.asUser(resources, { method: 'POST', key, body });
  return { ...provider, made, open: gate.resolve, post };
}

function providing(resource: Partial<Handlers['resource']>): Handlers {
  return { ...leastHandlers, resource: { ...leastHandlers.resource, ...resource } };
}

test('twenty calls at once under one key make one resource, and all have the same answer', async () => {
  const provider = await countingProvider();

  const calls = Array.from({ length: 20 }, () => provider.post('op_1'));
  provider.open();
  const answers = await Promise.all(calls);
  await provider.stop();

  expect(provider.made).toHaveLength(1);
  expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
  expect(answers[0]?.json).toMatchObject({ id: 'db_1', secrets: newResource.secrets });
});

test('a later repeat has the first answer, whatever order its keys stand in', async () => {
  const provider = await countingProvider();
  provider.open();

  const metadata = { region: 'iad1', size: 'small' };
  const first = await provider.post('op_1', { ...provisioning, metadata });
  const reordered = { size: 'small', region: 'iad1' };
  const repeat = await provider.post('op_1', { ...provisioning, metadata: reordered });
  await provider.stop();

  expect(repeat.text).toBe(first.text);
  expect(provider.made).toHaveLength(1);
});

test('different keys, and no key, are different calls', async () => {
  const provider = await countingProvider();
  provider.open();

  await provider.post('op_1');
  await provider.post('op_2');
  await provider.asUser(resources, { method: 'POST', body: provisioning });
  await provider.asUser(resources, { method: 'POST', body: provisioning });
  await provider.stop();

  expect(provider.made).toHaveLength(4);
});

test('a key is told apart by installation and operation', async () => {
  const provider = await countingProvider();
  provider.open();
  const other = 'icfg_anotherInstallation000000';
  const token = await host.userToken({ installation_id: other });

  const first = await provider.post('op_1');
  const elsewhere = await provider.asUser(`/v1/installations/${other}/resources`, {
    method: 'POST',
    key: 'op_1',
    token,
    body: provisioning,
  });
  const deleted = await provider.asUser(`${resources}/db_1`, { method: 'DELETE', key: 'op_1' });
  await provider.stop();

  expect([first.json, elsewhere.json]).toMatchObject([{ id: 'db_1' }, { id: 'db_2' }]);
  expect(deleted.status).toBe(204);
});

test('a key that comes with another body is refused, and nothing is made', async () => {
  const provider = await countingProvider();
  provider.open();

  await provider.post('op_1');
  const other = await provider.post('op_1', { ...provisioning, name: 'staging' });
  await provider.stop();

  expect(other.status).toBe(409);
  expect(other.json).toMatchObject({ error: { code: 'conflict' } });
  expect(provider.made).toHaveLength(1);
});

test('a repeat that waits too long is told to come again', async () => {
  const provider = await countingProvider({ repeatWaitMs: 150 });

  // whichever of the two arrives first is the one that is waited for
  const both = [provider.post('op_1'), provider.post('op_1')];
  const repeat = await Promise.race(both);
  provider.open();
  const answers = await Promise.all(both);
  await provider.stop();

  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  expect(repeat.status).toBe(409);
  expect(repeat.headers.get('retry-after')).toBe('5');
  expect(provider.made).toHaveLength(1);
});

test.each([
  ['refuses', () => new ProviderError('conflict', 'Not now.'), 409],
  ['fails', () => new Error('The disk is full.'), 500],
])('a call that %s is not kept: a repeat tries again', async (_title, error, status) => {
  let tries = 0;
  const provision = () => {
    tries += 1;
    if (tries === 1) throw error();
    return newResource;
  };
  const provider = await startProvider(host, { handlers: providing({ provision }) });
  const call = { method: 'POST', key: 'op_1', body: provisioning };

  const first = await provider.asUser(resources, call);
  const second = await provider.asUser(resources, call);
  await provider.stop();

  expect([first.status, second.status]).toEqual([status, 200]);
});

test('of repeats that wait for a call that fails, one takes its place', async () => {
  let tries = 0;
  const gate = Promise.withResolvers<void>();
  const provision = async () => {
    tries += 1;
    const isFirst = tries === 1;
    await gate.promise;
    if (isFirst) throw new Error('The first one dies.');
    return { ...newResource, id: `db_${tries}` };
  };
  const provider = await startProvider(host, { handlers: providing({ provision }) });
  const call = { method: 'POST', key: 'op_1', body: provisioning };

  const calls = Array.from({ length: 5 }, () => provider.asUser(resources, call));
  gate.resolve();
  const statuses = (await Promise.all(calls)).map(({ status }) => status).sort();
  await provider.stop();

  expect(statuses).toEqual([200, 200, 200, 200, 500]);
  expect(tries).toBe(2);
});

test('an installation told again with a fresh access token is not mistaken for a repeat', async () => {
  const tokens: string[] = [];
  const handlers: Handlers = {
    ...leastHandlers,
    installation: {
      ...leastHandlers.installation,
      upsert: ({ body }) => {
        tokens.push(body.credentials.access_token);
        return undefined;
      },
    },
  };
  const provider = await startProvider(host, { handlers });
  const put = (access_token: string) =>
    provider.asUser(installation, {
      method: 'PUT',
      key: 'op_1',
      body: { ...installing, credentials: { access_token, token_type: 'Bearer' } },
    });

  const answers = [await put('first'), await put('first'), await put('second')];
  await provider.stop();

  expect(answers.map(({ status }) => status)).toEqual([204, 204, 204]);
  expect(tokens).toEqual(['first', 'second']);
});

test('a key that is too long is refused', async () => {
  const provider = await countingProvider();

  const answer = await provider.post('k'.repeat(256));
  await provider.stop();

  expect(answer.status).toBe(400);
});
