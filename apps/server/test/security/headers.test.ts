import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { securityHeaders } from '../../src/http/security-headers.ts';
import { startWorld, type World } from '../world/world.ts';

let world: World;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kontor-pages-'));
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>Kontor</title>');
  world = await startWorld({ dashboardFolder: folder });
});
afterAll(async () => {
  await world.close();
  await rm(folder, { recursive: true });
});

/** One of each kind of answer that a browser may be shown. */
const kinds: readonly (readonly [string, string, RequestInit?])[] = [
  ['a page of the host', '/sign-in'],
  ['the dashboard', '/'],
  ['an answer of the API', '/kontor/v1/host'],
  ['an answer of the protocol', '/v10/projects'],
  ['what is not there', '/nothing'],
  ['an address that cannot be read', '/%E0%A4%A'],
  ['a body that cannot be read', '/kontor/v1/teams', { method: 'POST', body: '{' }],
  ['a redirect', '/api/marketplace/sso?integrationConfigurationId=icfg_x'],
  ['the description of the API', '/openapi.json'],
  ['the page about the API', '/docs/api'],
  ['the keys of tokens', '/.well-known/jwks'],
  ['health', '/healthz'],
  ['an answer to an agent without a token', '/mcp', { method: 'POST', body: '{}' }],
];

test.each(kinds.map(([kind, path, init = {}]) => ({ kind, path, init })))(
  '$kind lets nothing run that is not of this host',
  async ({ path, init }) => {
    const { headers } = await ask(path, init);

    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/^default-src 'none'/);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline|script-src[^;]*https?:/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('referrer-policy')).toMatch(/^(?:no-referrer|same-origin)$/);
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('server')).toBeNull();
  },
);

test('what an agent is answered says so, too', async () => {
  const { headers } = await ask('/mcp', {
    method: 'POST',
    headers: {
      authorization: `Bearer ${world.owner.token}`,
      accept: 'application/json, text/event-stream',
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' }),
  });

  expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'/);
  expect(headers.get('x-content-type-options')).toBe('nosniff');
});

test('a host under https is asked for over nothing else', () => {
  expect(securityHeaders({ isSecure: true })['strict-transport-security']).toMatch(
    /^max-age=\d{8}$/,
  );
  expect(securityHeaders({ isSecure: false })).not.toHaveProperty('strict-transport-security');
});

function ask(path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(world.url + path, {
    redirect: 'manual',
    ...init,
    headers: { 'content-type': 'application/json', ...init.headers },
  });
}
