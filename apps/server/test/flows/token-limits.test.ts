import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { restEndpoints as r } from '@kontor/protocol/rest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWorld, type World } from '../world/world.ts';

/** Three exchanges a minute from one address. */
const FACTOR = 0.01;

let world: World;
beforeAll(async () => {
  world = await startWorld({ rateLimits: FACTOR, trustedProxies: ['127.0.0.1'] });
});
afterAll(() => world.close());

/** Asks as a proxy passes it on, of somebody at an address. */
async function ask(path: string, from: string, init: RequestInit = {}) {
  const answer = await fetch(`${world.url}${path}`, {
    redirect: 'manual',
    ...init,
    headers: { ...init.headers, 'x-forwarded-for': from },
  });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, text };
}

const form = (fields: Record<string, string>) => ({
  method: 'POST',
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: new URLSearchParams(fields),
});
const wrong = { client_id: 'oac_none', client_secret: 'wrong', code: 'none' };

test.each([
  ['/v2/oauth/access_token', form({ ...wrong, redirect_uri: 'https://a.test' }), 403],
  ['/v1/integrations/sso/token', form(wrong), 403],
  ['/oauth2/token', form({ ...wrong, grant_type: 'authorization_code' }), 401],
  ['/oauth2/userinfo', { headers: { authorization: 'Bearer none' } }, 401],
  ['/oauth2/authorize', {}, 400],
])(
  '%s is limited for each network address, before anything is looked up',
  async (path, init, status) => {
    const asked = [];
    for (let count = 0; count < 4; count++) asked.push(await ask(path, '203.0.113.7', init));
    const other = await ask(path, '203.0.113.8', init);

    expect(asked.map((answer) => answer.status)).toEqual([status, status, status, 429]);
    expect(other.status).toBe(status);
    const refused = asked[3]?.headers;
    expect(refused?.get('x-ratelimit-limit')).toBe('3');
    expect(refused?.get('x-ratelimit-remaining')).toBe('0');
    expect(Number(refused?.get('retry-after'))).toBeGreaterThan(0);
    expect(Number(refused?.get('retry-after'))).toBeLessThanOrEqual(60);
  },
);

test('clients of OpenID Connect are told in the words of OAuth, and people on a page', async () => {
  const from = '203.0.113.9';
  for (let count = 0; count < 3; count++) {
    await ask('/oauth2/token', from, form(wrong));
    await ask('/oauth2/authorize', from);
  }

  const token = await ask('/oauth2/token', from, form(wrong));
  const page = await ask('/oauth2/authorize', from);

  expect(JSON.parse(token.text)).toEqual({
    error: 'temporarily_unavailable',
    error_description: expect.stringContaining('Call again in'),
  });
  expect(page.headers.get('content-type')).toContain('text/html');
  expect(page.text).toContain('Call again in');
});

test('all addresses of one network of version 6 are counted together, and written either way', async () => {
  const statuses = [];
  for (const from of ['2001:db8:0:7::1', '2001:db8::7:0:0:0:2', '2001:0db8:0000:0007:a:b:c:d']) {
    statuses.push((await ask('/oauth2/userinfo', from)).status);
  }
  const fourth = await ask('/oauth2/userinfo', '2001:db8:0:7:ffff::');
  const other = await ask('/oauth2/userinfo', '2001:db8:0:8::1');

  expect([...statuses, fourth.status, other.status]).toEqual([401, 401, 401, 429, 401]);
});

test('whoever is no proxy that the host knows cannot say where it is', async () => {
  const stranger = await startWorld({ rateLimits: FACTOR });
  const statuses = [];
  for (const from of ['203.0.113.1', '203.0.113.2', '203.0.113.3', '203.0.113.4']) {
    const headers = { 'x-forwarded-for': from };
    statuses.push((await fetch(`${stranger.url}/oauth2/userinfo`, { headers })).status);
  }
  await stranger.close();

  expect(statuses).toEqual([401, 401, 401, 429]);
});

test('tokens that a person makes are counted for that person', async () => {
  const person = await world.signUp('Tess');
  await person.api(k.createTeam, { body: { name: 'Tess', slug: 'tess' } });

  const first = await person.api(k.createToken, { body: { name: 'one' } });
  const other = await person.api(r.createAuthToken, { query: {}, body: { name: 'two' } });

  expect([first.status, first.headers.get('x-ratelimit-limit')]).toEqual([429, '1']);
  expect([other.status, other.headers.get('x-ratelimit-remaining')]).toEqual([200, '0']);
});
