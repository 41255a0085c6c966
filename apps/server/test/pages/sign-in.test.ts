import { createHash } from 'node:crypto';
import Fastify from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mountSignIn } from '../../src/pages/sign-in-page.ts';
import { startWorld, type World } from '../world/world.ts';
import { expectSafe, openBrowser } from './browser.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());
const ada = () => ({ email: world.owner.email, name: 'Ada' });

test('the page to sign in is safe, says what it needs, and its one style is the one that is allowed', async () => {
  const page = await openBrowser(world.url).go('/sign-in');

  expectSafe(page);
  expect(page.text).toContain('autocomplete="current-password"');
  const style = /<style>([\s\S]*)<\/style>/.exec(page.text)?.[1] ?? '';
  const digest = createHash('sha256').update(style).digest('base64');
  expect(page.headers.get('content-security-policy')).toContain(`style-src 'sha256-${digest}'`);
});

test('whoever signs in is taken on to the path of the host that they came from', async () => {
  const browser = openBrowser(world.url);
  const page = await browser.go('/sign-in?next=%2Fdocs%2Fapi');

  const there = await browser.signIn(page, ada());
  const again = await browser.go('/sign-in?next=%2Fopenapi.json');

  expect([there.status, there.url.pathname, again.url.pathname]).toEqual([
    200,
    '/docs/api',
    '/openapi.json',
  ]);
});

test.each(['https://evil.example/', '//evil.example', '/\\evil.example', 'javascript:alert(1)'])(
  'nobody is taken to %s',
  async (next) => {
    const browser = openBrowser(world.url);
    const page = await browser.go(`/sign-in?next=${encodeURIComponent(next)}`);

    const there = await browser.signIn(page, ada());

    expect(there.url.origin + there.url.pathname).toBe(`${world.url}/`);
  },
);

test('a wrong password is told, keeps the address, and shows what was typed as text', async () => {
  const browser = openBrowser(world.url);
  const page = await browser.go('/sign-in');

  const wrong = await browser.submit(page, { email: world.owner.email, password: 'wrong' });
  const odd = await browser.submit(page, { email: '"><b>x', password: 'wrong' });

  expectSafe(wrong);
  expect([wrong.status, odd.status]).toEqual([401, 400]);
  expect(wrong.text).toMatch(/role="alert"/);
  expect(wrong.text).toContain(`value="${world.owner.email}"`);
  expect(wrong.text).not.toContain('value="wrong"');
  expect(odd.text).not.toContain('<b>x');
  expect(browser.cookies.size).toBe(0);
});

test.each([
  ['another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }],
  ['another site, in an old browser', { 'sec-fetch-site': '', origin: 'https://evil.example' }],
  ['nobody knows where', { 'sec-fetch-site': '', origin: '' }],
])('a form that was sent from %s signs nobody in or out', async (_, headers) => {
  const browser = openBrowser(world.url);
  const page = await browser.go('/sign-in');
  const filled = { email: world.owner.email, password: 'correct horse Ada' };

  const signedIn = await browser.submit(page, filled, headers);
  const nobody = browser.cookies.size;
  await browser.signIn(page, ada());
  const out = { ...page, text: page.text.replace('/sign-in', '/sign-out') };
  const signedOut = await browser.submit(out, {}, headers);
  const still = await browser.go('/sign-in?next=%2Fopenapi.json');

  expect([signedIn.status, nobody, signedOut.status]).toEqual([403, 0, 403]);
  expect(still.url.pathname).toBe('/openapi.json');
});

test('whoever cannot be signed out just now is told so, and can try again from there', async () => {
  const app = Fastify();
  mountSignIn(app, {
    ...{ url: 'http://localhost:4680', passwords: true, arrivePath: undefined },
    callers: { authenticate: () => Promise.reject(new Error('nobody asks')) },
    signIn: () => Promise.reject(new Error('nobody signs in')),
    signOut: async () => ({ kind: 'refused', status: 429, message: 'Too many attempts.' }),
    maySignUp: async () => true,
  });

  const { statusCode, body, headers } = await app.inject({
    ...{ method: 'POST', url: '/sign-out', headers: { 'sec-fetch-site': 'same-origin' } },
    payload: { next: '/docs/api' },
  });

  expect([statusCode, headers['set-cookie']]).toEqual([429, undefined]);
  expect(body).toContain('<h1>You are still signed in</h1>');
  expect(body).toContain('Too many attempts.');
  expect(body).toMatch(
    /action="\/sign-out">\s*<input type="hidden" name="next" value="\/docs\/api">/,
  );
});
