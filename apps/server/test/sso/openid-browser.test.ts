import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { describe, expect, test } from 'vitest';
import { expectSafe, openBrowser } from '../pages/browser.ts';
import { install } from '../world/story.ts';
import {
  adasBrowser,
  addressOf,
  askToken,
  authorise,
  clock,
  installation,
  loginUrl,
  redirectUri,
  signedIn,
  useOpenid,
  world,
} from './openid-stage.ts';
import { claimsIn } from './signing-on.ts';

useOpenid();

describe('the way of the browser', () => {
  test('leads back with code, state and issuer', async () => {
    expect(await authorise()).toEqual({
      code: expect.stringMatching(/^\w{43}$/),
      state: 'their state',
      iss: world.url,
    });
  });

  test('leads to the Redirect Login URL too, whose own query stays', async () => {
    const answer = await authorise({ redirect_uri: loginUrl });
    expect(answer).toMatchObject({ from: 'kontor', code: expect.any(String) });
  });

  test('may begin with a form', async () => {
    const browser = await adasBrowser();
    const answer = await fetch(`${world.url}/oauth2/authorize`, {
      method: 'POST',
      body: new URLSearchParams(addressOf().split('?')[1]),
      redirect: 'manual',
    });
    const { url } = await browser.go(answer.headers.get('location') ?? '');

    expect([answer.status, url.searchParams.has('code')]).toEqual([303, true]);
  });

  test('is in the log of events', async () => {
    await authorise();
    const { body } = await world.owner.api(k.listEvents, {
      params: { team: world.team },
      query: { type: 'sso.begun' },
    });
    expect(body.events[0]).toMatchObject({
      actor: { kind: 'person', userId: world.owner.userId },
      subject: { installation },
    });
  });

  test.each([
    ['a client that is not there', { client_id: `oac_${'0'.repeat(24)}` }],
    ['a slug for a client', { client_id: 'scripted' }],
    ['no client', { client_id: undefined }],
    ['an address that is not registered', { redirect_uri: 'https://evil.test/callback' }],
    ['an address that is nearly registered', { redirect_uri: `${redirectUri}/` }],
    ['no address', { redirect_uri: undefined }],
    ['a character that no database takes', { client_id: 'a\0b' }],
  ])('ends on a page of the host with %s, and leads nowhere', async (_, more) => {
    const page = await (await adasBrowser()).go(addressOf(more));
    expectSafe(page);
    expect([page.status, page.url.origin]).toEqual([400, world.url]);
  });

  test('ends there too when two addresses are named', async () => {
    const twice = `${addressOf()}&redirect_uri=${encodeURIComponent('https://evil.test')}`;
    const page = await (await adasBrowser()).go(twice);
    expect([page.status, page.url.origin]).toEqual([400, world.url]);
  });

  test.each([
    ['no openid in the scope', { scope: 'profile' }, 'invalid_scope'],
    ['another flow', { response_type: 'token' }, 'unsupported_response_type'],
    ['a challenge in the open', { code_challenge: 'a'.repeat(43) }, 'invalid_request'],
    ['an installation of nobody', { installation_id: `icfg_${'0'.repeat(24)}` }, 'access_denied'],
  ])('tells the client of %s', async (_, more, error) => {
    expect(await authorise(more)).toEqual({
      error,
      error_description: expect.any(String),
      state: 'their state',
      iss: world.url,
    });
  });

  test('is closed to whoever is in no team that has it installed', async () => {
    const eve = await world.signUp('Eve');
    const browser = await signedIn({ email: eve.email, name: 'Eve' });

    const plain = await browser.go(addressOf());
    const named = await browser.go(addressOf({ installation_id: installation }));

    for (const { url } of [plain, named]) {
      expect(url.origin).toBe('https://console.scripted.test');
      expect(url.searchParams.get('error')).toBe('access_denied');
      expect(url.searchParams.has('code')).toBe(false);
    }
  });

  test('shows nothing where the client wants nothing shown', async () => {
    const stranger = await openBrowser(world.url).go(addressOf({ prompt: 'none' }));
    const known = await authorise({ prompt: 'none' });

    expect(stranger.url.searchParams.get('error')).toBe('login_required');
    expect(known).toHaveProperty('code');
  });

  test('shows who one is and lets one be somebody else where the client wants that', async () => {
    const grace = await world.signUp('Grace');
    const params = { team: world.team };
    await world.owner.api(k.addMember, { params, body: { email: grace.email, role: 'viewer' } });
    const browser = await signedIn({ email: world.owner.email, name: 'Ada' });

    const page = await browser.go(addressOf({ prompt: 'select_account' }));
    const asGrace = await browser.signIn(await browser.submit(page), {
      email: grace.email,
      name: 'Grace',
    });

    expectSafe(page);
    expect(page.text).toContain(world.owner.email);
    expect(asGrace.text).toContain(grace.email);
  });

  test('has a person sign in anew where the client wants that, and tells when it was', async () => {
    const joan = await world.signUp('Joan');
    const params = { team: world.team };
    await world.owner.api(k.addMember, { params, body: { email: joan.email, role: 'viewer' } });
    const browser = await signedIn({ email: joan.email, name: 'Joan' });
    const authTime = async (url: URL) => {
      const { body } = await askToken({ code: url.searchParams.get('code') ?? '' });
      const claims = Buffer.from(body.id_token.split('.')[1] ?? '', 'base64url').toString();
      return (JSON.parse(claims) as { auth_time: number }).auth_time;
    };
    const now = () => Math.floor((Date.now() + clock.ms) / 1000);

    const lately = await browser.go(addressOf({ max_age: '3600' }));
    const silent = await browser.go(addressOf({ max_age: '0', prompt: 'none' }));
    const before = now();
    const page = await browser.go(addressOf({ prompt: 'login', nonce: 'n-2' }));
    const anew = await browser.signIn(page, { email: joan.email, name: 'Joan' });

    expect(now() - (await authTime(lately.url))).toBeLessThan(600);
    expect(silent.url.searchParams.get('error')).toBe('login_required');
    expectSafe(page);
    expect([page.url.pathname, page.text.includes(joan.email)]).toEqual(['/sign-in', true]);
    expect(await authTime(anew.url)).toBeGreaterThanOrEqual(before);
    clock.ms = 3_600_000;
    const old = await browser.go(addressOf({ max_age: '3500' }));
    clock.ms = 0;
    expect(old.url.pathname).toBe('/sign-in');
  });

  test('asks for which team, of somebody who has it in several', async () => {
    const { owner } = world;
    const ivy = await world.signUp('Ivy');
    for (const team of ['ivy-one', 'ivy-two']) {
      await ivy.api(k.createTeam, { body: { name: `<${team}>`, slug: team } });
      await install({ ...world, team, owner: { ...owner, api: ivy.api } });
    }
    const browser = await signedIn({ email: ivy.email, name: 'Ivy' });

    const page = await browser.go(addressOf({ nonce: 'n-1' }));
    const [, second = ''] = [...page.text.matchAll(/href="([^"]*)"/g)].map(([, href]) => href);
    const there = await browser.go(second.replaceAll('&amp;', '&'));
    const silent = await browser.go(addressOf({ prompt: 'none' }));
    const { body } = await askToken({ code: there.url.searchParams.get('code') ?? '' });
    const mine = await ivy.api(k.listInstallations, { params: { team: 'ivy-two' } });

    expectSafe(page);
    expect(page.text).toContain('&lt;ivy-one&gt;');
    expect(silent.url.searchParams.get('error')).toBe('account_selection_required');
    expect(await claimsIn(world, body.id_token)).toMatchObject({
      installation_id: mine.body.installations[0]?.id,
    });
    const said = Buffer.from(body.id_token.split('.')[1] ?? '', 'base64url').toString('utf8');
    expect(JSON.parse(said)).toMatchObject({ nonce: 'n-1' });
  });
});
