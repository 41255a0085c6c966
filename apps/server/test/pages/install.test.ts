import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { restEndpoints as r } from '@kontor/protocol/rest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Person, startWorld, type World } from '../world/world.ts';
import { expectSafe, openBrowser } from './browser.ts';

let world: World;
let address: string;
beforeAll(async () => {
  world = await startWorld();
  const { error } = await world.owner.api(r.autoProvision, {
    params: { integration: 'scripted', product: 'db' },
    body: { name: 'orders', metadata: { region: 'fra1' } },
  });
  const { pathname, search } = new URL(String(error.url));
  address = `${pathname}${search}`;
});
afterAll(() => world.close());

/** A browser in which somebody is signed in. */
async function browserOf({ email }: Pick<Person, 'email'>, name: string) {
  const browser = openBrowser(world.url);
  await browser.signIn(await browser.go('/sign-in'), { email, name });
  return browser;
}

test('whoever is signed in nowhere signs in first and comes back', async () => {
  const browser = openBrowser(world.url);
  const page = await browser.go(address);

  const there = await browser.signIn(page, { email: world.owner.email, name: 'Ada' });

  expect(page.url.pathname).toBe('/sign-in');
  expect([there.status, there.url.pathname]).toEqual([200, '/install/scripted']);
  expectSafe(there);
});

test('what the command line prints for another address leads here, and nowhere else', async () => {
  const browser = await browserOf(world.owner, 'Ada');
  const locationOf = async (path: string) => {
    const answer = await fetch(`${world.url}${path}`, { redirect: 'manual' });
    return [answer.status, answer.headers.get('location')];
  };

  const terms = await browser.go('/acme/~/integrations/accept-terms/scripted?source=cli');
  const resource = await locationOf('/acme/~/stores/integration/store_1');
  const crafted = await locationOf('/%2F%2Fevil.example/~/stores/integration/..%2F..%2Fx%3Fy');

  expect([terms.status, terms.url.pathname]).toEqual([200, '/install/scripted']);
  expect(terms.text).toContain('Scripted');
  expect(resource).toEqual([302, '/t/acme/resources/store_1']);
  expect(crafted).toEqual([302, '/t/%2F%2Fevil.example/resources/..%2F..%2Fx%3Fy']);
});

test('who may not install is told so, and cannot by sending the form', async () => {
  const developer = await world.signUp('Dev');
  await world.owner.api(k.addMember, {
    params: { team: world.team },
    body: { email: developer.email, role: 'developer' },
  });
  const owners = await browserOf(world.owner, 'Ada');
  const form = await owners.go(address);
  const browser = await browserOf(developer, 'Dev');

  const page = await browser.go(address);
  const sent = await browser.submit(form, { toc: 'on', eula: 'on' });

  expect(page.text).toContain('As developer you cannot install for Acme.');
  expect(page.text).not.toContain('<form');
  expect(sent.status).toBe(403);
});

test.each([
  ['another team', (at: string) => at.replace(/team_\w+/, 'team_000000000000000000000000')],
  ['another integration', (at: string) => at.replace('scripted', 'none')],
])('nothing is shown of %s', async (_title, change) => {
  const browser = await browserOf(world.owner, 'Ada');

  const page = await browser.go(change(address));

  expect([page.status, page.text.includes('Scripted')]).toEqual([404, false]);
});

test('a token, and a form of another page, install nothing', async () => {
  const browser = await browserOf(world.owner, 'Ada');
  const foreign = { origin: 'https://evil.test', 'sec-fetch-site': 'cross-site' };
  const fields = { toc: 'on', eula: 'on' };

  const forged = await browser.submit(await browser.go(address), fields, foreign);
  const byToken = await fetch(`${world.url}${address}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${world.owner.token}` },
    body: new URLSearchParams(fields),
  });

  expect(forged.status).toBeGreaterThanOrEqual(400);
  expect(byToken.status).toBe(403);
  expect(world.provider.installations.size).toBe(0);
});

test('a person accepts what the provider asks for, and the command line goes on', async () => {
  const browser = await browserOf(world.owner, 'Ada');
  const page = await browser.go(address);

  const missing = await browser.submit(page, { toc: 'on' });
  const installed = await browser.submit(page, { toc: 'on', eula: 'on' });
  const again = await browser.go(address);
  const provisioned = await world.owner.api(r.autoProvision, {
    params: { integration: 'scripted', product: 'db' },
    body: { name: 'orders', metadata: { region: 'fra1' } },
  });

  expect(page.text).toContain('https://scripted.test/eula');
  expect(page.text).toContain('which asks for region');
  expect(missing.status).toBe(400);
  expect(installed.text).toContain('Scripted is installed for Acme.');
  expect(again.text).not.toContain('<form');
  expect(provisioned.body.kind).toBe('provisioned');
});
