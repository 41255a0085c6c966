import { createServer, request as httpRequest } from 'node:http';
import { createProvider, type Provider, toRouteHandlers } from '@kontor/provider';
import { toNodeListener } from '@kontor/provider/node';
import { Hono } from 'hono';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { leastHandlers, provisioning } from './provider-under-test.ts';
import {
  clientId,
  closed,
  installationId,
  listening,
  startTestHost,
  type TestHost,
} from './test-host.ts';

const resources = `/kontor/v1/installations/${installationId}/resources`;

let host: TestHost;
let provider: Provider;
beforeAll(async () => {
  host = await startTestHost();
  provider = createProvider({
    integration: { clientId },
    host: { issuer: host.issuer, apiUrl: host.apiUrl },
    handlers: leastHandlers,
    basePath: '/kontor',
  });
});
afterAll(() => host.stop());

async function provisionRequest(origin: string): Promise<Request> {
  const headers = {
    authorization: `Bearer ${await host.userToken()}`,
    'x-vercel-auth': 'user',
    'content-type': 'application/json',
  };
  const body = JSON.stringify(provisioning);
  return new Request(`${origin}${resources}`, { method: 'POST', headers, body });
}

test('a provider runs behind the server of Node', async () => {
  const server = createServer(toNodeListener(provider));
  const url = await listening(server);

  const response = await fetch(await provisionRequest(url));
  await closed(server);

  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({ id: 'db_1' });
});

test('a provider is a route of Hono', async () => {
  const app = new Hono();
  app.all('/kontor/*', (c) => provider(c.req.raw));
  const server = createServer(toNodeListener(async (request) => app.fetch(request)));
  const url = await listening(server);

  const provisioned = await fetch(await provisionRequest(url));
  const elsewhere = await fetch(`${url}/elsewhere`);
  await closed(server);

  expect([provisioned.status, elsewhere.status]).toEqual([200, 404]);
});

test('a provider is the functions of a route file, which Next calls with a context', async () => {
  const handlers = toRouteHandlers(provider);
  const context = { params: Promise.resolve({ path: ['v1'] }) };
  const post: (request: Request, context: unknown) => Promise<Response> = handlers.POST;

  const response = await post(await provisionRequest('https://acme.test'), context);

  expect(response.status).toBe(200);
  expect(Object.keys(handlers).sort()).toEqual(['DELETE', 'GET', 'PATCH', 'POST', 'PUT']);
});

test('a path that looks like an address stays a path', async () => {
  const seen: string[] = [];
  const listener = toNodeListener(async (request) => {
    seen.push(new URL(request.url).pathname);
    return new Response(null, { status: 204 });
  });
  const server = createServer(listener);
  const { port } = new URL(await listening(server));

  const status = await new Promise((resolve) => {
    const call = httpRequest({ port, host: '127.0.0.1', path: '//evil.test/v1' }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    call.setHeader('host', 'not a host');
    call.end();
  });
  await closed(server);

  expect(status).toBe(204);
  expect(seen).toEqual(['//evil.test/v1']);
});

test('a provider that throws leaves the server running', async () => {
  let calls = 0;
  const server = createServer(
    toNodeListener(async () => {
      calls += 1;
      if (calls === 1) throw new Error('not even an answer');
      return new Response('fine');
    }),
  );
  const url = await listening(server);

  await expect(fetch(url)).rejects.toThrow();
  const second = await fetch(url);
  await closed(server);

  expect(await second.text()).toBe('fine');
});
