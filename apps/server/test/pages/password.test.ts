import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startMailServer } from '../mail/mail-server.ts';
import { eventually } from '../world/story.ts';
import { startWorld, type World } from '../world/world.ts';
import { expectSafe, openBrowser } from './browser.ts';

let mail: Awaited<ReturnType<typeof startMailServer>>;
let world: World;
beforeAll(async () => {
  mail = await startMailServer();
  world = await startWorld({ mail: mail.settings });
});
afterAll(async () => {
  await world.close();
  await mail.down();
});

const signIn = async (email: string, password: string) => {
  const browser = openBrowser(world.url);
  const page = await browser.go('/sign-in?next=%2Fopenapi.json');
  return { browser, page: await browser.submit(page, { email, password }) };
};
const linkIn = (text = '') => /http\S+\/reset-password\?token=\S+/.exec(text)?.[0] ?? '';

test('whoever has forgotten a password sets another by a link in a mail, once, and is signed out elsewhere', async () => {
  const vera = await world.signUp('Vera');
  const { browser: elsewhere } = await signIn(vera.email, vera.password);
  const browser = openBrowser(world.url);
  const start = await browser.go('/sign-in');
  const forgot = await browser.go(/href="(\/forgot-password)"/.exec(start.text)?.[1] ?? '');
  const asked = await browser.submit(forgot, { email: vera.email.toUpperCase() });
  const arrived = await eventually(async () => mail.to(vera.email));
  const address = new URL(linkIn(arrived?.text));

  const page = await browser.go(address.pathname + address.search);
  const short = await browser.submit(page, { password: 'short' });
  const set = await browser.submit(page, { password: 'another horse entirely' });
  const again = await browser.submit(page, { password: 'a third horse for Vera' });

  for (const each of [forgot, asked, page, set]) expectSafe(each);
  expect([short.status, set.status, again.status]).toEqual([400, 200, 404]);
  expect(again.text).toContain('used already');
  expect((await elsewhere.go('/kontor/v1/me')).status).toBe(401);
  expect((await signIn(vera.email, vera.password)).page.status).toBe(401);
  expect((await signIn(vera.email, 'another horse entirely')).page.status).toBe(200);
  const rows = await world.database.read(
    `select 1 from people.verification where "identifier" like $1`,
    [`%${address.searchParams.get('token')}%`],
  );
  expect(rows).toEqual([]);
  expect(world.logs.join('')).not.toContain(address.searchParams.get('token'));
});

test('nobody is told whether there is an account, and who has none gets no mail', async () => {
  const browser = openBrowser(world.url);
  const page = await browser.go('/forgot-password');

  const unknown = await browser.submit(page, { email: 'nobody@mail.example' });
  const known = await browser.submit(page, { email: world.owner.email });
  await eventually(async () => mail.to(world.owner.email));

  const without = (text: string, email: string) => text.replace(email, '');
  expect([unknown.status, known.status]).toEqual([200, 200]);
  expect(without(unknown.text, 'nobody@mail.example')).toBe(without(known.text, world.owner.email));
  expect(mail.to('nobody@mail.example')).toBeUndefined();
});

test('a form of another site asks for no link and sets no password', async () => {
  const browser = openBrowser(world.url);
  const headers = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' };
  const count = mail.arrived.length;

  const asked = await browser.submit(
    await browser.go('/forgot-password'),
    { email: world.owner.email },
    headers,
  );
  const set = await browser.submit(
    await browser.go('/reset-password?token=x'),
    { password: 'another horse entirely' },
    headers,
  );

  expect([asked.status, set.status, mail.arrived.length]).toEqual([403, 403, count]);
});

test.each(['', '?token=', '?token=wrong', '?token=%3Cb%3E'])(
  'a link that ends in %s sets no password, and shows nothing of it as markup',
  async (query) => {
    const browser = openBrowser(world.url);
    const page = await browser.go(`/reset-password${query}`);
    const set = page.text.includes('<form')
      ? await browser.submit(page, { password: 'another horse entirely' })
      : page;

    expect(set.status).toBe(404);
    expect(page.text).not.toContain('<b>');
  },
);

test('whoever asks too often is told to wait', async () => {
  const browser = openBrowser(world.url);
  const page = await browser.go('/forgot-password');
  const statuses: number[] = [];

  for (let time = 0; time < 12; time++) {
    statuses.push((await browser.submit(page, { email: 'nobody@mail.example' })).status);
  }

  expect(statuses.at(-1)).toBe(429);
});

test('where no mail is sent the page says so, and an operator makes a link that is handed over', async () => {
  const silent = await startWorld();
  const sam = await silent.signUp('Sam');
  const browser = openBrowser(silent.url);

  const page = await browser.go('/forgot-password');
  const made = await silent.owner.api(k.createPasswordReset, { body: { email: sam.email } });
  const unknown = await silent.owner.api(k.createPasswordReset, { body: { email: 'no@one.test' } });
  const member = await sam.api(k.createPasswordReset, { body: { email: silent.owner.email } });
  const { body } = await silent.owner.api(k.listAuditEvents, {
    query: { type: 'password-reset.*' },
  });
  const verified = await silent.owner.api(k.verifyAuditLog, { body: {} });
  const address = new URL(made.body.url);
  const set = await browser.submit(await browser.go(address.pathname + address.search), {
    password: 'another horse entirely',
  });

  expect(page.text).toContain('This host sends no mail.');
  expect([made.status, unknown.status, member.status]).toEqual([201, 404, 403]);
  expect(body.events).toMatchObject([
    {
      type: 'password-reset.created',
      team: null,
      by: 'Ada',
      subject: { user: sam.userId },
      data: { email: sam.email, expiresAt: made.body.expiresAt },
    },
  ]);
  expect(JSON.stringify(body)).not.toContain(address.searchParams.get('token'));
  expect(verified.body).toMatchObject({ isIntact: true, eventsSince: 0 });
  expect([set.status, set.text.includes('Your password is set')]).toEqual([200, true]);
  await silent.close();
});
