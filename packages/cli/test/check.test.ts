import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createProvider, ProviderError, type ReportedResource } from '@kontor/provider';
import { toNodeListener } from '@kontor/provider/node';
import { expect, onTestFinished, test } from 'vitest';
import { inProcess } from './stand-in/in-process.ts';

const { kontor, folder } = inProcess();
const clientId = 'oac_0123456789abcdefghijklmn';
const free = { id: 'free', type: 'subscription', name: 'Free', description: '' } as const;

test('a provider that does what is wanted is passed, and what was made there is gone', async () => {
  const listen = await freePlace();
  const { baseUrl, installations } = await queues(listen);
  const file = await registered({ updates: false });

  const { code, stdout } = await kontor([
    ...['check', baseUrl, '--file', file, '--listen', listen],
    ...['--only', 'several-resources,expiry-verified,every-operation-verifies'],
    ...['--junit', 'check.xml', '--html', 'check.html', '--badge', 'check.svg'],
  ]);

  expect(stdout).toContain('3 passed, 0 failed');
  expect(stdout).toContain('and all were ended again');
  expect(code).toBe(0);
  expect(installations.size).toBe(0);
  expect(await readFile(join(folder, 'check.xml'), 'utf8')).toContain('tests="3" failures="0"');
  expect(await readFile(join(folder, 'check.html'), 'utf8')).toContain('<h2>Requirements</h2>');
  expect(await readFile(join(folder, 'check.svg'), 'utf8')).toContain('robust: passed');
});

test('what is wrong is told with the requirement, what was sent, and what to do, and no secret', async () => {
  const listen = await freePlace();
  const { baseUrl } = await queues(listen, { forgets: true });
  const wanted = ['check', baseUrl, '--client-id', clientId, '--product', 'queues'];

  const { code, stdout } = await kontor([
    ...[...wanted, '--listen', listen, '--only', 'several-resources', '--json'],
  ]);

  const report = JSON.parse(stdout);
  expect(code).toBe(6);
  expect(report).toMatchObject({ verdict: 'failed', counts: { failed: 1 } });
  expect(report.trials).toMatchObject([
    { name: 'several-resources', verdict: 'failed', requirements: ['RES-33', 'RES-25'] },
  ]);
  expect(report.trials[0].exchanges.at(-1).answer).toBe('404');
  expect(stdout).not.toMatch(/eyJ[\w-]+\.[\w-]+\.[\w-]+/);
  expect(stdout).not.toContain('a-secret-of-a-queue');
});

test('a trial or requirement that is misspelt is refused, not left unjudged', async () => {
  const only = async (...args: string[]) => {
    const { code, stdout } = await kontor(['check', ...args, '--json']);
    return { code, message: JSON.parse(stdout).error?.message };
  };
  const provider = ['http://127.0.0.1:9', '--client-id', clientId, '--product', 'queues'];

  expect(await only(...provider, '--only', 'several-resources,tok-15,several-resorces')).toEqual({
    code: 4,
    message:
      "There is no trial and no requirement 'several-resorces'. Did you mean 'several-resources'?",
  });
  expect(await only('--host', 'http://127.0.0.1:9', '--only', 'nothing-like-it')).toMatchObject({
    code: 4,
    message: expect.stringContaining("no requirement 'nothing-like-it'. There are:"),
  });
});

test('trials can be listed without a provider', async () => {
  const { code, stdout } = await kontor(['check', '--list', '--level', 'basic', '--json']);

  expect(code).toBe(0);
  expect(JSON.parse(stdout).trials).toContainEqual(
    expect.objectContaining({ name: 'expiry-verified', requirements: ['TOK-15'], level: 'basic' }),
  );
});

test('trials of hosts can be listed too, and a host that is not there is told', async () => {
  const host = `http://${await freePlace()}`;
  const listed = await kontor(['check', '--host', host, '--list', '--level', 'basic', '--json']);
  const { code, stderr } = await kontor([
    ...['check', '--host', host, '--team', 'acme', '--token', 'any'],
    ...['--listen', await freePlace()],
  ]);

  expect(JSON.parse(listed.stdout).trials).toContainEqual(
    expect.objectContaining({ name: 'code-good-once', requirements: ['SSO-3'] }),
  );
  expect(code).toBe(8);
  expect(stderr).toContain('Nothing can be judged');
});

test.each([
  { said: ['check'], names: 'by its base URL' },
  { said: ['check', 'queues'], names: 'no address' },
  { said: ['check', 'http://127.0.0.1:1'], names: '--client-id and --product' },
  {
    said: ['check', 'http://127.0.0.1:1', '--file', 'none.json'],
    names: 'none.json cannot be read',
  },
  { said: ['check', 'http://127.0.0.1:1', '--level', 'perfect'], names: '--level' },
])('$said is refused as wrong usage', async ({ said, names }) => {
  const { code, stderr } = await kontor(said);

  expect(code).toBe(2);
  expect(stderr).toContain(names);
});

test('a provider that is not started is to be started first', async () => {
  const address = `http://${await freePlace()}`;

  const { code, stderr } = await kontor([
    ...['check', address, '--client-id', clientId, '--product', 'queues'],
    ...['--listen', await freePlace()],
  ]);

  expect(code).toBe(6);
  expect(stderr.split('Nothing answers')).toHaveLength(2);
  expect(stderr).toContain(
    `Nothing answers at ${address}. Start the provider first, in another terminal: npm start,`,
  );
  expect(stderr).not.toContain('ECONNREFUSED');
});

test('a provider that hangs up is told once, and how that was seen', async () => {
  const { port } = await listening(({ socket }) => socket.destroy());

  const { code, stderr } = await kontor([
    ...['check', `http://127.0.0.1:${port}`, '--client-id', clientId, '--product', 'queues'],
    ...['--listen', await freePlace()],
  ]);

  expect(code).toBe(6);
  expect(stderr.split('No provider answers at')).toHaveLength(2);
  expect(stderr).toMatch(/No provider answers at \S+\. GET \S+plans: \S+\./);
});

async function registered(more: object): Promise<string> {
  const registration = { clientId, products: [{ slug: 'queues' }], ...more };
  await writeFile(join(folder, 'provider.json'), JSON.stringify(registration));
  return 'provider.json';
}

/** A place that nobody listened at a moment ago. */
async function freePlace(): Promise<string> {
  const { port, close } = await listening(() => {});
  await close();
  return `127.0.0.1:${port}`;
}

/** A small provider; one that forgets loses a team's queues whenever one is deleted. */
async function queues(host: string, { forgets = false } = {}) {
  const installations = new Map<string, Map<string, ReportedResource>>();
  const inside = (id: string) => {
    const found = installations.get(id);
    if (found !== undefined) return found;
    throw new ProviderError('not_found', 'It is not installed.');
  };
  const provider = createProvider({
    integration: { clientId },
    host: { issuer: `http://${host}`, apiUrl: `http://${host}` },
    onError: () => {},
    handlers: {
      installation: {
        upsert: ({ installationId }) => void installations.set(installationId, new Map()),
        delete: ({ installationId }) => void installations.delete(installationId),
      },
      resource: {
        provision: ({ installationId, body }) => {
          const queue = { ...body, id: randomUUID(), status: 'ready', billingPlan: free } as const;
          inside(installationId).set(queue.id, queue);
          return { ...queue, secrets: [{ name: 'TOKEN', value: 'a-secret-of-a-queue' }] };
        },
        get: ({ installationId, resourceId }) => {
          const queue = inside(installationId).get(resourceId);
          if (queue !== undefined) return queue;
          throw new ProviderError('not_found', 'There is no such queue.');
        },
        delete: ({ installationId, resourceId }) => {
          if (forgets) inside(installationId).clear();
          inside(installationId).delete(resourceId);
        },
      },
      plans: { forProduct: () => [free] },
    },
  });
  const { port } = await listening(toNodeListener(provider));
  return { baseUrl: `http://127.0.0.1:${port}`, installations };
}

async function listening(listener: RequestListener) {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    if (!server.listening) return;
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  };
  onTestFinished(close);
  return { port, close };
}
