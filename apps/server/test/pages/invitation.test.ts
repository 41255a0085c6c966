import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startWorld, type World } from '../world/world.ts';
import { expectSafe, openBrowser } from './browser.ts';

let now = new Date('2026-02-01T10:00:00.000Z');
let world: World;
beforeAll(async () => {
  world = await startWorld({ now: () => now, rateLimits: null });
});
afterAll(() => world.close());

let count = 0;
let email: string;
beforeEach(() => {
  count += 1;
  email = `guest-${count}@mail.example`;
});

async function invited(to = email) {
  const { body } = await world.owner.api(k.createInvitation, {
    params: { team: world.team },
    body: { email: to, role: 'developer' },
  });
  const { id, url } = body.invitation;
  return { id, path: new URL(url).pathname };
}
const membersNamed = async (name: string) => {
  const { body } = await world.owner.api(k.listMembers, { params: { team: world.team } });
  return body.members.filter((member) => member.name === name).map(({ role }) => role);
};

test('whoever has no account makes one on the page of the invitation, and is in', async () => {
  const { path } = await invited();
  const browser = openBrowser(world.url);
  const page = await browser.go(path);

  const short = await browser.submit(page, { name: 'Nia', password: 'short' });
  const joined = await browser.submit(page, { name: 'Nia', password: 'correct horse Nia' });
  const again = await openBrowser(world.url).go(path);

  expectSafe(page);
  expect(page.text).toContain('Ada invites you to the team <b>Acme</b>, with the role developer.');
  expect(page.text).toContain(`value="${email}"`);
  expect([short.status, short.text.includes('role="alert"')]).toEqual([400, true]);
  expect(short.text).toContain('value="Nia"');
  expect(joined.url.pathname).toBe(`/t/${world.team}`);
  expect(await membersNamed('Nia')).toEqual(['developer']);
  expect([again.status, again.text.includes('was followed already')]).toEqual([404, true]);
});

test('whoever has an account signs in first, and comes back to join', async () => {
  const sam = await world.signUp('Sam');
  const { path } = await invited(sam.email);
  const browser = openBrowser(world.url);

  const page = await browser.go(path);
  const signInPath = /href="(\/sign-in[^"]+)"/.exec(page.text)?.[1] ?? '';
  const back = await browser.signIn(await browser.go(signInPath), { ...sam, name: 'Sam' });
  const joined = await browser.submit(back);

  expect(back.text).toContain(`You are signed in as ${sam.email}`);
  expect(joined.url.pathname).toBe(`/t/${world.team}`);
  expect(await membersNamed('Sam')).toEqual(['developer']);
});

test('whoever is signed in as somebody else is told for whom it is, and cannot take it', async () => {
  const eve = await world.signUp('Eve');
  const { path } = await invited();
  const browser = openBrowser(world.url);
  await browser.signIn(await browser.go('/sign-in'), { ...eve, name: 'Eve' });

  const page = await browser.go(path);
  const forced = await browser.submit({
    ...page,
    text: `<form method="post" action="${path}"></form>`,
  });
  const out = await browser.submit(page);

  expect(page.text).toContain(`is for ${email}, and you are signed in as ${eve.email}`);
  expect(forced.status).toBe(404);
  expect(await membersNamed('Eve')).toEqual([]);
  expect(out.url.pathname).toBe('/sign-in');
});

test.each([
  ['was taken back', 'taken back', (id: string) => withdraw(id)],
  ['is older than a week', 'until 8 February 2026', async () => later()],
  ['was replaced', 'newer', async () => void (await invited())],
])('an invitation that %s says so, and makes no account', async (_, words, end) => {
  const { id, path } = await invited();
  const browser = openBrowser(world.url);
  const page = await browser.go(path);

  await end(id);
  const ended = await browser.go(path);
  const late = await browser.submit(page, { name: 'Late', password: 'correct horse Late' });

  expect([ended.status, late.status]).toEqual([404, 404]);
  expect(ended.text).toContain(words);
  expect(browser.cookies.size).toBe(0);
});

async function withdraw(invitation: string) {
  await world.owner.api(k.deleteInvitation, { params: { team: world.team, invitation } });
}

function later() {
  now = new Date(now.getTime() + 7 * 24 * 60 * 60 * 1000);
}

test.each(['nothing', '%00', '%E0%A4%A', "'--"])('there is no invitation %s', async (code) => {
  const page = await openBrowser(world.url).go(`/invitations/${code}`);

  expect(page.status).toBeGreaterThanOrEqual(400);
  expect(page.status).toBeLessThan(500);
});

test('a form of another site makes no account', async () => {
  const { path } = await invited();
  const browser = openBrowser(world.url);
  const page = await browser.go(path);
  const filled = { name: 'Mal', password: 'correct horse Mal' };

  const answer = await browser.submit(page, filled, {
    'sec-fetch-site': 'cross-site',
    origin: 'https://evil.example',
  });

  expect([answer.status, browser.cookies.size]).toEqual([403, 0]);
});

test('where only the first person may sign up, whoever is invited may as well, and runs no host', async () => {
  const closed = await startWorld({ signUp: 'first-person' });
  const { body } = await closed.owner.api(k.createInvitation, {
    params: { team: closed.team },
    body: { email, role: 'viewer' },
  });
  const browser = openBrowser(closed.url);
  const page = await browser.go(new URL(body.invitation.url).pathname);

  await browser.submit(page, { name: 'Nia', password: 'correct horse Nia' });
  const me = await browser.go('/kontor/v1/me');
  const stranger = closed.signUp('Stranger');

  expect(JSON.parse(me.text)).toMatchObject({
    person: { email, isOperator: false },
    teams: [{ slug: closed.team, role: 'viewer' }],
  });
  await expect(stranger).rejects.toThrow('nobody else may sign up');
  await closed.close();
});
