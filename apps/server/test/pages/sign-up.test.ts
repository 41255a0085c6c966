import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWorld, type World } from '../world/world.ts';
import { expectSafe, openBrowser } from './browser.ts';

let open: World;
let closed: World;
beforeAll(async () => {
  open = await startWorld({ signUp: 'open' });
  closed = await startWorld({ signUp: 'first-person' });
});
afterAll(async () => {
  await open.close();
  await closed.close();
});

const grace = {
  name: 'Grace',
  email: 'grace@mail.example',
  password: 'a long sentence about horses',
};

test('whoever has no account makes one from where they would sign in, and goes on to where they wanted', async () => {
  const browser = openBrowser(open.url);
  const start = await browser.go('/sign-in?next=%2Fdocs%2Fapi');
  const link = /<a href="(\/sign-up[^"]*)">Make one<\/a>/.exec(start.text)?.[1] ?? '';

  const page = await browser.go(link);
  const there = await browser.submit(page, grace);

  expectSafe(page);
  expect([there.status, there.url.pathname]).toEqual([200, '/docs/api']);
  const me = await browser.go('/kontor/v1/me');
  expect(JSON.parse(me.text)).toMatchObject({ person: { email: grace.email }, teams: [] });
});

test.each([
  ['no name', { name: '' }, 'Say what you are called.'],
  ['a name of spaces', { name: '  ' }, 'Say what you are called.'],
  ['a name without end', { name: 'a'.repeat(101) }, 'at most 100 characters'],
  ['no address', { email: 'ann@here' }, 'Give an e-mail address, such as ada@example.com.'],
  ['a short password', { password: 'short' }, 'Password too short'],
])('with %s nobody has an account, and is told what is missing', async (_, wrong, told) => {
  const browser = openBrowser(open.url);
  const page = await browser.go('/sign-up');

  const refused = await browser.submit(page, { ...grace, email: 'ann@mail.example', ...wrong });

  expect(refused.status).toBe(400);
  expect(refused.text).toMatch(/role="alert"/);
  expect(refused.text).toContain(told);
  expect(refused.text).not.toContain('The body');
  expect(refused.text).not.toContain(`value="${grace.password}"`);
  expect(browser.cookies.size).toBe(0);
});

test('an address that has an account is told so, and the other answers stay', async () => {
  const browser = openBrowser(open.url);
  const page = await browser.go('/sign-up');

  const refused = await browser.submit(page, { ...grace, email: open.owner.email });

  expect(refused.text).toMatch(/role="alert">User already exists/);
  expect(refused.text).toContain('value="Grace"');
  expect(browser.cookies.size).toBe(0);
});

test('a form of another site makes no account', async () => {
  const browser = openBrowser(open.url);
  const page = await browser.go('/sign-up');

  const refused = await browser.submit(
    page,
    { ...grace, email: 'other@mail.example' },
    { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' },
  );

  expect([refused.status, browser.cookies.size]).toEqual([403, 0]);
});

test('where only invited people come in, that is said and nothing is offered, but to the first person', async () => {
  const browser = openBrowser(closed.url);
  const start = await browser.go('/sign-in');
  const page = await browser.go('/sign-up');
  const forced = await browser.submit({ ...page, text: (await form()).text }, grace);
  // as if nobody had been here
  await closed.database.transact((sql) => sql('delete from people.account'));
  const first = await browser.go('/sign-in');

  expectSafe(page);
  expect(start.text).not.toContain('/sign-up');
  expect(start.text).toContain('A member of a team can invite you.');
  expect([page.status, forced.status]).toEqual([403, 403]);
  expect(page.text).toContain('by invitation');
  expect(browser.cookies.size).toBe(0);
  expect(first.text).toContain('/sign-up');
});

const form = () => openBrowser(open.url).go('/sign-up');
