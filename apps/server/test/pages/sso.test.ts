import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { claimsIn, exchange, openConsole } from '../sso/signing-on.ts';
import { install, provision } from '../world/story.ts';
import { startWorld, type World } from '../world/world.ts';
import { expectSafe, openBrowser } from './browser.ts';

let world: World;
let installation: string;
let byProvider: string;
beforeAll(async () => {
  world = await startWorld();
  await openConsole(world);
  installation = await install(world);
  byProvider = `/sso/integrations/scripted/${installation}`;
});
afterAll(() => world.close());
const ada = () => ({ email: world.owner.email, name: 'Ada' });

test('a provider sends somebody who is signed in nowhere: they sign in and come back, signed on', async () => {
  const browser = openBrowser(world.url);
  const page = await browser.go(`${byProvider}?resource_id=123456&path=usage`);
  expect([page.status, page.url.pathname]).toEqual([200, '/sign-in']);

  const there = await browser.signIn(page, ada());
  const query = Object.fromEntries(there.url.searchParams);
  const { status, body } = await exchange(world, { code: query.code, state: query.state });

  expect(there.url.origin + there.url.pathname).toBe('https://console.scripted.test/sso');
  expect(query).toMatchObject({ mode: 'sso', resource_id: '123456', path: 'usage' });
  expect(status).toBe(200);
  expect(await claimsIn(world, body.id_token)).toMatchObject({ user_email: world.owner.email });
});

test('whoever is signed in goes straight on, with the queries of the protocol and no others', async () => {
  const browser = openBrowser(world.url);
  await browser.signIn(await browser.go('/sign-in'), ada());
  const resource = await provision(world, installation);

  const { url } = await browser.go(
    `${byProvider}?resource_id=${resource.id}&project_id=prj_1&path=admin&support=false&mode=evil&code=mine&state=mine&x=y` +
      `&url=${encodeURIComponent('sso:https://console.scripted.test/db')}`,
  );

  const { code, state, ...rest } = Object.fromEntries(url.searchParams);
  expect(rest).toEqual({
    from: 'kontor',
    mode: 'sso',
    product_id: 'db',
    resource_id: resource.externalId,
    project_id: 'prj_1',
    url: 'https://console.scripted.test/db',
  });
  expect([code, state]).not.toContain('mine');
});

test.each(['/marketplace/sso', '/api/marketplace/sso'])(
  '%s is where the command line sends people',
  async (path) => {
    const browser = openBrowser(world.url);
    const team = await world.owner.api(k.getTeam, { params: { team: world.team } });
    const ask = (teamId: string) =>
      `${path}?teamId=${teamId}&integrationConfigurationId=${installation}&resource_id=ext_1`;
    await browser.signIn(await browser.go('/sign-in'), ada());

    const byId = await browser.go(ask(team.body.team.id));
    const bySlug = await browser.go(ask(world.team));
    const other = await browser.go(ask('globex'));

    expect(byId.url.searchParams.get('resource_id')).toBe('ext_1');
    expect(bySlug.url.origin).toBe('https://console.scripted.test');
    expect(other.status).toBe(404);
  },
);

test('somebody of no part in the team learns nothing, and can sign in as somebody else', async () => {
  const eve = await world.signUp('Eve');
  const browser = openBrowser(world.url);
  await browser.signIn(await browser.go('/sign-in'), { email: eve.email, name: 'Eve' });

  const closed = await browser.go(byProvider);
  const nothing = await browser.go(`/sso/integrations/scripted/icfg_${'0'.repeat(24)}`);
  const wrongSlug = await browser.go(`/sso/integrations/other/${installation}`);
  const asAda = await browser.signIn(await browser.submit(closed), ada());

  expectSafe(closed);
  expect([closed.status, nothing.status, wrongSlug.status]).toEqual([404, 404, 404]);
  expect(closed.text.replaceAll(installation, '')).toBe(
    nothing.text.replaceAll(`icfg_${'0'.repeat(24)}`, ''),
  );
  expect(asAda.url.origin).toBe('https://console.scripted.test');
});

test('every member may go, whoever installed it; who has left may not', async () => {
  const params = { team: world.team };
  const grace = await world.signUp('Grace');
  await world.owner.api(k.addMember, { params, body: { email: grace.email, role: 'viewer' } });
  const browser = openBrowser(world.url);
  const page = await browser.go(byProvider);

  const there = await browser.signIn(page, { email: grace.email, name: 'Grace' });
  await world.owner.api(k.removeMember, { params: { ...params, user: grace.userId } });
  const gone = await browser.go(byProvider);

  const { body } = await exchange(world, { code: there.url.searchParams.get('code') });
  expect([there.url.origin, gone.status]).toEqual(['https://console.scripted.test', 404]);
  expect(body.error.reason).toBe('invalid_grant');
});

test('an address that no database could take is refused, and text of it is shown as text', async () => {
  const browser = openBrowser(world.url);
  await browser.signIn(await browser.go('/sign-in'), ada());

  const nul = await browser.go(`${byProvider}?product_id=a%00b`);
  const markup = await browser.go('/sso/integrations/%3Cb%3E/%22%3E%3Cb%3E');

  expectSafe(nul);
  expectSafe(markup);
  expect([nul.status, markup.status]).toEqual([400, 404]);
  expect(markup.text).not.toContain('<b>');
});

test('an installation that has ended, or whose provider has no console, is told as it is', async () => {
  const browser = openBrowser(world.url);
  await browser.signIn(await browser.go('/sign-in'), ada());
  const params = { team: world.team, integration: world.integration.id };
  await world.owner.api(k.updateIntegration, { params, body: { redirectLoginUrl: null } });
  const closed = await browser.go(byProvider);
  await openConsole(world);
  await world.owner.api(k.uninstall, { params: { team: world.team, installation } });
  const ended = await browser.go(byProvider);

  expect([closed.status, ended.status]).toEqual([409, 409]);
  expect(closed.text).toContain('has no Redirect Login URL');
  expect(ended.text).toContain('is uninstalled');
});
