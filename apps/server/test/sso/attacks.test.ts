import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser } from '../pages/browser.ts';
import { install } from '../world/story.ts';
import { anotherTeam } from '../world/two-teams.ts';
import { startWorld, type World } from '../world/world.ts';
import { claimsIn, exchange, loginUrl, openConsole, signOn } from './signing-on.ts';

/**
 * What is tried on single sign-on, by kind of attack. Beside these stand in exchange.test.ts: a code
 * used twice and at once, one that is old, one of another client, the state of another sign-on, and a
 * refresh token that comes twice; and for OpenID in openid-browser.test.ts and openid-token.test.ts.
 */
let world: World;
let installation: string;
beforeAll(async () => {
  world = await startWorld({ rateLimits: null });
  await openConsole(world);
  installation = await install(world);
});
afterAll(() => world.close());

describe('a code is good for where it was sent, to the letter', () => {
  test.each([
    'https://console.scripted.test/sso',
    'https://console.scripted.test/sso?from=kontor&more=1',
    'https://console.scripted.test/sso?from=kontor#',
    'https://console.scripted.test/sso/?from=kontor',
    'https://console.scripted.test:443/sso?from=kontor',
    'https://console.scripted.test./sso?from=kontor',
    'https://CONSOLE.scripted.test/sso?from=kontor',
    'https://console.scripted.test/x/../sso?from=kontor',
    'https://console.scripted.test@evil.example/sso?from=kontor',
    'https://console.scripted.test.evil.example/sso?from=kontor',
    'https://evil.example/?https://console.scripted.test/sso?from=kontor',
    'http://console.scripted.test/sso?from=kontor',
    'javascript:alert(1)',
    '//evil.example',
    'sso:evil',
  ])('not %s', async (redirect_uri) => {
    const { code } = await signOn(world, installation);

    const stolen = await exchange(world, { code, redirect_uri });
    const own = await exchange(world, { code, redirect_uri: loginUrl });

    expect([stolen.status, own.status]).toEqual([400, 200]);
  });
});

describe('a state is the one that came with the code', () => {
  test.each([
    ['made up', () => 'x'.repeat(43)],
    ['empty', () => ''],
    ['cut', (state: string) => state.slice(0, -1)],
    ['longer', (state: string) => `${state}x`],
    ['in other letters', (state: string) => state.toUpperCase() + state.toLowerCase()],
    ['the code itself', (_: string, code: string) => code],
  ] as const)('not one that is %s', async (_, wrong) => {
    const { code = '', state = '' } = await signOn(world, installation);

    const { status, body } = await exchange(world, { code, state: wrong(state, code) });

    expect([status, body.error.code]).toEqual([400, 'bad_request']);
  });
});

describe('a code speaks for one installation and one person', () => {
  test('whatever else the exchange names', async () => {
    const there = await anotherTeam(world);
    const elsewhere = await install(there);
    const { code } = await signOn(there, elsewhere);

    const { status, body } = await exchange(world, {
      code,
      installation_id: installation,
      configuration_id: installation,
      team_id: world.team,
      user_id: world.owner.userId,
    });

    expect(status).toBe(200);
    const claims = await claimsIn(world, body.id_token);
    expect(claims).toMatchObject({ installation_id: elsewhere });
    expect(claims).not.toMatchObject({ installation_id: installation });
  });

  test('and two of one person at two installations cannot be crossed', async () => {
    const there = await anotherTeam(world);
    const [mine, theirs] = [
      await signOn(world, installation),
      await signOn(there, await install(there)),
    ];

    const crossed = await exchange(world, { code: mine.code, state: theirs.state });
    const back = await exchange(world, { code: theirs.code, state: mine.state });

    expect([crossed.status, back.status]).toEqual([400, 400]);
  });

  test('of another team nobody gets one', async () => {
    const there = await anotherTeam(world);

    const { status, error } = await there.owner.api(k.createSsoLink, {
      params: { team: there.team, installation },
      body: {},
    });

    expect([status, error.code]).toEqual([404, 'installation_not_found']);
  });

  test('who has left gets nothing with the one they had', async () => {
    const sam = await world.signUp('Sam');
    const member = { team: world.team, user: sam.userId };
    const body = { email: sam.email, role: 'developer' };
    await world.owner.api(k.addMember, { params: { team: world.team }, body });
    const { code } = await signOn(world, installation, { as: sam });
    await world.owner.api(k.removeMember, { params: member });

    expect((await exchange(world, { code })).status).toBe(400);
  });
});

describe('a console is at an address that a browser can be sent to, when it is registered', () => {
  test.each([
    'javascript:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    'ftp://console.scripted.test/',
    '//console.scripted.test/',
    'console.scripted.test',
    'https://',
    'https://user:word@console.scripted.test/',
    'https://console.scripted.test/#fragment',
  ])('not %s', async (redirectLoginUrl) => {
    const { status } = await world.owner.api(k.updateIntegration, {
      params: { team: world.team, integration: world.integration.id },
      body: { redirectLoginUrl },
    });

    expect(status).toBe(400);
  });
});

describe('who signs in is taken nowhere but to this host', () => {
  let browser: ReturnType<typeof openBrowser>;
  beforeAll(async () => {
    browser = openBrowser(world.url);
    await browser.signIn(await browser.go('/sign-in'), { email: world.owner.email, name: 'Ada' });
    const there = await browser.go('/sign-in?next=%2Fopenapi.json');
    expect(there.url.pathname).toBe('/openapi.json');
  });

  test.each([
    'https:evil.example',
    'https:/evil.example',
    'HTTPS://EVIL.EXAMPLE',
    '///evil.example',
    '////evil.example',
    '/\\/evil.example',
    '\\\\evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    '\t//evil.example',
    '/..//evil.example',
    '/./\\evil.example',
    '/%09/evil.example',
    '@evil.example',
    '.evil.example',
    'data:text/html,x',
    'vbscript:x',
    'sso:evil',
  ])('not to %j', async (next) => {
    const there = await browser.go(`/sign-in?next=${encodeURIComponent(next)}`);

    expect(there.url.origin).toBe(world.url);
  });
});
