import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWorld, type World } from './start-world.ts';
import type { Team } from './team.ts';

let world: World;
let acme: Team;
let globex: Team;
const clock = { ms: 0 };
beforeAll(async () => {
  world = await startWorld({ clock: () => new Date(Date.now() + clock.ms) });
  [acme, globex] = [await world.team(), await world.team()];
});
afterAll(() => world.stop());

/** Arrives as a browser that the host has sent. */
async function arrive(team: Team, query: Record<string, string> = {}, who = 'Ada') {
  const all = { mode: 'sso', code: `${who}:${team.installationId}`, state: 's', ...query };
  const answer = await fetch(`${world.baseUrl()}/console/sign-in?${new URLSearchParams(all)}`, {
    redirect: 'manual',
  });
  const cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  return { status: answer.status, location: answer.headers.get('location') ?? '', cookie, answer };
}

async function look(path: string, cookie: string) {
  const answer = await fetch(`${world.baseUrl()}${path}`, { headers: { cookie } });
  return { status: answer.status, text: await answer.text(), headers: answer.headers };
}

test('a member who was sent to a resource sees it, and who they are, and no password', async () => {
  const made = await acme.provision({ name: 'orders' });

  const { status, location, cookie } = await arrive(acme, { resource_id: made.id });
  const page = await look(location, cookie);

  expect([status, location, page.status]).toEqual([303, `/console/resources/${made.id}`, 200]);
  expect(page.text).toContain('<h1>orders</h1>');
  expect(page.text).toContain('Ada is signed in (USER)');
  expect(page.text).toContain(acme.installationId);
  expect(page.text).not.toContain(made.secrets.PGPASSWORD);
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
});

test('without a resource, all of the installation are listed, and none of another one', async () => {
  const theirs = await globex.provision({ name: 'secret-plans' });
  const { location, cookie } = await arrive(acme);

  const list = await look(location, cookie);
  const foreign = await look(`/console/resources/${theirs.id}`, cookie);

  expect(location).toBe('/console');
  expect(list.text).toContain('orders');
  expect(list.text).not.toContain('secret-plans');
  expect(foreign.status).toBe(404);
});

test('a link of its own is followed, and none that leads elsewhere', async () => {
  const own = await arrive(acme, { url: `${world.baseUrl()}/console/resources/x?tab=1` });
  const evil = await arrive(acme, { url: 'https://evil.example/' });

  expect([own.location, evil.location]).toEqual(['/console/resources/x?tab=1', '/console']);
});

test('nobody gets in without the host, with a cookie of their own, or after their time', async () => {
  const refused = await fetch(`${world.baseUrl()}/console/sign-in?code=x`, { redirect: 'manual' });
  const { cookie } = await arrive(acme);
  const made = await look('/console', 'kontor_postgres_console=made-up');
  clock.ms += 6 * 60_000;
  const late = await look('/console', cookie);
  clock.ms = 0;

  expect([refused.status, made.status, late.status]).toEqual([400, 401, 401]);
});

test('what a person is called stands there as text, and the cookie is for this browser alone', async () => {
  const { cookie, answer } = await arrive(acme, {}, '<img src=x>');

  const { text } = await look('/console', cookie);

  expect(text).not.toContain('<img');
  expect(answer.headers.getSetCookie()[0]).toMatch(/; Path=\/console; HttpOnly; SameSite=Lax$/);
});
