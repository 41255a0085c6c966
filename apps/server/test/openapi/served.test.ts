import { refuse } from '@kontor/core';
import type { HostEndpoint } from '@kontor/protocol';
import { kontorEndpoints } from '@kontor/protocol/kontor';
import { platformEndpoints } from '@kontor/protocol/platform';
import { expect, test } from 'vitest';
import { mountOpenApi } from '../../src/openapi/mount-openapi.ts';
import { useHost } from '../catalog/host.ts';

const endpoints: readonly HostEndpoint[] = [
  ...Object.values(kontorEndpoints),
  ...Object.values(platformEndpoints),
];

/** Where each is answered is under test here, and what it answers is not. */
const handle = async () => refuse('not_installed', 'This is only a place.');
const host = useHost(
  () => endpoints.map((endpoint) => ({ endpoint, handle })),
  (app) => mountOpenApi(app, endpoints),
);

test.each(['/openapi.json', '/openapi/partner.json'])('%s is a document', async (path) => {
  const { status, body, headers } = await host.send('GET', path);

  expect(status).toBe(200);
  expect(body).toMatchObject({ openapi: '3.1.1', info: { version: expect.any(String) } });
  expect(headers.get('access-control-allow-origin')).toBe('*');
});

test('everything in the document is answered at its address, under both servers', async () => {
  const { body: document } = await host.send('GET', '/openapi.json');
  const operations = Object.entries<object>(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => [method.toUpperCase(), path] as const),
  );
  const servers: { url: string }[] = document.servers;

  const missing: string[] = [];
  for (const { url } of servers) {
    for (const [method, path] of operations) {
      const address = (url === '/' ? '' : url) + path.replaceAll(/\{\w+\}/g, 'x');
      const { status, body } = await host.send(method, address);
      const code = body?.error?.reason ?? body?.error?.code;
      if (status === 404 && code === 'route_not_found') missing.push(`${method} ${address}`);
    }
  }

  expect(operations).toHaveLength(endpoints.length);
  expect(missing).toEqual([]);
});

test.each(['/docs/api', '/docs/api/partner'])('%s is a page that loads nothing', async (path) => {
  const { status, body, headers } = await host.send('GET', path);

  expect(status).toBe(200);
  expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(body).not.toMatch(/<script|<link|<img|\bsrc=|url\(|@import|\bon\w+=/i);
  expect(body).toContain('color-scheme: light dark');
});

test('every operation and schema has its place on the page, and every link in it leads to one', async () => {
  const { body: document } = await host.send('GET', '/openapi.json');
  const { body: page } = await host.send('GET', '/docs/api');
  const places = new Set([...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
  const links = [...page.matchAll(/ href="#([^"]+)"/g)].map(([, id]) => id);

  expect(endpoints.filter(({ id }) => !places.has(id))).toEqual([]);
  const schemas = Object.keys(document.components.schemas);
  expect(schemas.filter((name) => !places.has(`schema-${name}`))).toEqual([]);
  expect(links.length).toBeGreaterThan(endpoints.length);
  expect(links.filter((link) => !places.has(link))).toEqual([]);
});

test('the page shows how to call, with a body that fits', async () => {
  const { body: page } = await host.send('GET', '/docs/api');

  expect(page).toContain(
    [
      'curl &quot;$BASE_URL/kontor/v1/teams/$TEAM/projects&quot; \\',
      '  -X POST \\',
      '  -H &quot;Authorization: Bearer $TOKEN&quot; \\',
      '  -H &quot;Content-Type: application/json&quot; \\',
      '  -d &#39;{&quot;name&quot;:&quot;acme&quot;}&#39;',
    ].join('\n'),
  );
});

test('whoever has it already is not sent it again', async () => {
  const first = await host.send('GET', '/openapi.json');
  const etag = first.headers.get('etag') ?? '';

  const again = await host.send('GET', '/openapi.json', { headers: { 'if-none-match': etag } });

  expect([again.status, again.body]).toEqual([304, '']);
});
