import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import * as openid from 'openid-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectSafe, openBrowser } from '../pages/browser.ts';
import { install } from '../world/story.ts';
import { startWorld, type World } from '../world/world.ts';
import { claimsIn, exchange } from './signing-on.ts';

const redirectUri = 'https://console.scripted.test/callback';
const loginUrl = 'https://console.scripted.test/sso?from=kontor';

let world: World;
let installation: string;
const clock = { ms: 0 };
beforeAll(async () => {
  world = await startWorld({ now: () => new Date(Date.now() + clock.ms) });
  installation = await install(world);
  const { status, error } = await world.owner.api(k.updateIntegration, {
    params: { team: world.team, integration: world.integration.id },
    body: { openidRedirectUrls: [redirectUri], redirectLoginUrl: loginUrl },
  });
  if (status !== 200) throw new Error(JSON.stringify(error));
});
afterAll(() => world.close());

/** The provider's own client, of a library that knows nothing of this host but its address. */
function discover(authentication?: openid.ClientAuth) {
  const { id, clientSecret } = world.integration;
  return openid.discovery(
    new URL(world.url),
    id,
    clientSecret,
    authentication ?? openid.ClientSecretPost(clientSecret),
    // the host of the test listens without TLS
    { execute: [openid.allowInsecureRequests] },
  );
}

async function signedIn({ email, name }: { email: string; name: string }) {
  const browser = openBrowser(world.url);
  await browser.signIn(await browser.go('/sign-in'), { email, name });
  return browser;
}

/** Ada's browser, in which she is signed in: hosts let nobody sign in without end. */
let adas: ReturnType<typeof signedIn> | undefined;
function adasBrowser() {
  adas ??= signedIn({ email: world.owner.email, name: 'Ada' });
  return adas;
}

function addressOf(more: Record<string, string | undefined> = {}): string {
  const asked = {
    response_type: 'code',
    client_id: world.integration.id,
    redirect_uri: redirectUri,
    scope: 'openid profile email',
    state: 'their state',
    ...more,
  };
  const given = Object.entries(asked).filter((entry): entry is [string, string] => !!entry[1]);
  return `/oauth2/authorize?${new URLSearchParams(given)}`;
}

/** Goes the way of a browser, and answers what the client is told. */
async function authorise(more: Record<string, string | undefined> = {}) {
  const { url } = await (await adasBrowser()).go(addressOf(more));
  return Object.fromEntries(url.searchParams);
}

/** Whatever came: a test asks for the status before it looks. */
type Answer = Record<
  'access_token' | 'refresh_token' | 'id_token' | 'error' | 'error_description',
  string
>;

async function askToken(form: Record<string, string | undefined>, headers = {}) {
  const client = { client_id: world.integration.id, client_secret: world.integration.clientSecret };
  const whole = { grant_type: 'authorization_code', redirect_uri: redirectUri, ...client, ...form };
  const given = Object.entries(whole).filter((entry): entry is [string, string] => !!entry[1]);
  const answer = await fetch(`${world.url}/oauth2/token`, {
    method: 'POST',
    headers,
    body: new URLSearchParams(given),
  });
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Answer };
}

async function userinfo(token: string | undefined) {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return fetch(`${world.url}/oauth2/userinfo`, { headers });
}

describe('a library of OpenID Connect', () => {
  test.each([
    ['in the form', openid.ClientSecretPost],
    ['in the header', openid.ClientSecretBasic],
  ])('signs somebody in, with its secret %s', async (_, authenticationWith) => {
    const config = await discover(authenticationWith(world.integration.clientSecret));
    const verifier = openid.randomPKCECodeVerifier();
    const [state, nonce] = [openid.randomState(), openid.randomNonce()];
    const address = openid.buildAuthorizationUrl(config, {
      redirect_uri: redirectUri,
      scope: 'openid profile email',
      state,
      nonce,
      code_challenge: await openid.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    });
    const browser = openBrowser(world.url);

    const signIn = await browser.go(address.href);
    const there = await browser.signIn(signIn, { email: world.owner.email, name: 'Ada' });
    const tokens = await openid.authorizationCodeGrant(config, there.url, {
      pkceCodeVerifier: verifier,
      expectedState: state,
      expectedNonce: nonce,
      idTokenExpected: true,
    });
    const claims = tokens.claims();
    const told = await openid.fetchUserInfo(config, tokens.access_token, claims?.sub ?? '');
    const refreshed = await openid.refreshTokenGrant(config, tokens.refresh_token ?? '');

    expect(signIn.url.pathname).toBe('/sign-in');
    expect(claims).toEqual({
      ...(await claimsIn(world, tokens.id_token ?? '')),
      aud: world.integration.id,
      installation_id: installation,
      user_role: 'ADMIN',
      user_email: world.owner.email,
      type: 'id_token',
      auth_time: expect.any(Number),
      nonce,
    });
    expect(tokens).toMatchObject({ expires_in: 3600, scope: 'openid profile email' });
    expect(told).toEqual({ sub: claims?.sub, email: world.owner.email, name: 'Ada' });
    expect(refreshed.claims()).toMatchObject({ sub: claims?.sub, nonce });
    expect(refreshed.scope).toBe('openid profile email');
    expect(refreshed.refresh_token).not.toBe(tokens.refresh_token);
  });

  test('finds everything in the discovery document, and all of it is true', async () => {
    const config = await discover();

    expect(config.serverMetadata()).toMatchObject({
      issuer: world.url,
      authorization_endpoint: `${world.url}/oauth2/authorize`,
      token_endpoint: `${world.url}/oauth2/token`,
      userinfo_endpoint: `${world.url}/oauth2/userinfo`,
      jwks_uri: `${world.url}/.well-known/jwks`,
      scopes_supported: ['openid', 'profile', 'email'],
      response_types_supported: ['code'],
      grant_types_supported: ['authorization_code', 'refresh_token'],
      subject_types_supported: ['pairwise'],
      id_token_signing_alg_values_supported: ['RS256'],
      code_challenge_methods_supported: ['S256'],
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
      request_uri_parameter_supported: false,
    });
  });

  test('refuses an answer that another host would have given', async () => {
    const config = await discover();
    const url = new URL((await (await adasBrowser()).go(addressOf())).url);
    url.searchParams.set('iss', 'https://evil.test');

    await expect(
      openid.authorizationCodeGrant(config, url, { expectedState: 'their state' }),
    ).rejects.toMatchObject({ cause: { message: expect.stringContaining('"iss"') } });
  });
});

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

describe('the token endpoint', () => {
  test('answers exactly what the protocol of OAuth has, and no cache keeps it', async () => {
    const { code } = await authorise({ scope: 'openid unknown' });

    const { status, headers, body } = await askToken({ code });

    expect([status, headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(body).toEqual({
      access_token: expect.stringMatching(/^kat_/),
      token_type: 'Bearer',
      expires_in: 3600,
      id_token: expect.any(String),
      refresh_token: expect.stringMatching(/^krt_/),
      scope: 'openid',
    });
  });

  test('ends everything when a code comes twice', async () => {
    const { code } = await authorise();
    const first = await askToken({ code });
    const second = await askToken({ code });
    const grant = { grant_type: 'refresh_token', refresh_token: first.body.refresh_token };
    const refreshed = await askToken(grant);

    expect([second.status, second.body.error]).toEqual([400, 'invalid_grant']);
    expect([refreshed.status, refreshed.body.error]).toEqual([400, 'invalid_grant']);
    expect((await userinfo(first.body.access_token)).status).toBe(401);
  });

  test('gives something to one of two who bring a code at once', async () => {
    const { code } = await authorise();
    const answers = await Promise.all([askToken({ code }), askToken({ code })]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400]);
  });

  test('ends everything when a refresh token comes twice', async () => {
    const { code } = await authorise();
    const { body } = await askToken({ code });
    const grant = { grant_type: 'refresh_token', refresh_token: body.refresh_token };
    const refreshed = await askToken(grant);
    const repeated = await askToken(grant);
    expect([refreshed.status, repeated.status]).toEqual([200, 400]);
    expect((await userinfo(refreshed.body.access_token)).status).toBe(401);
  });

  test.each([
    ['another redirect_uri', { redirect_uri: loginUrl }, 'invalid_grant'],
    ['no redirect_uri', { redirect_uri: undefined }, 'invalid_grant'],
    ['a verifier that nobody announced', { code_verifier: 'v'.repeat(43) }, 'invalid_grant'],
    ['a code that is not there', { code: 'a'.repeat(43) }, 'invalid_grant'],
    ['no code', { code: undefined }, 'invalid_request'],
    ['a NUL', { code: 'a\0' }, 'invalid_request'],
    ['no grant_type', { grant_type: undefined }, 'invalid_request'],
    ['a grant that the host has not', { grant_type: 'password' }, 'unsupported_grant_type'],
  ])('refuses %s, and the code stays good', async (_, form, error) => {
    const { code } = await authorise();

    const refused = await askToken({ code, ...form });

    expect(refused.status).toBe(400);
    expect(refused.body).toEqual({ error, error_description: expect.any(String) });
    expect((await askToken({ code })).status).toBe(200);
  });

  test('refuses a wrong verifier, and none', async () => {
    const verifier = openid.randomPKCECodeVerifier();
    const { code } = await authorise({
      code_challenge: await openid.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    });

    const wrong = await askToken({ code, code_verifier: openid.randomPKCECodeVerifier() });
    const none = await askToken({ code });
    const right = await askToken({ code, code_verifier: verifier });

    expect([wrong.body.error, none.body.error]).toEqual(['invalid_grant', 'invalid_grant']);
    expect(right.status).toBe(200);
  });

  test('refuses a code after five minutes', async () => {
    const { code } = await authorise();
    clock.ms += 5 * 60_000;
    expect((await askToken({ code })).body.error).toBe('invalid_grant');
  });

  test('refuses the code and refresh token of another client', async () => {
    const { body } = await world.owner.api(k.createIntegration, {
      params: { team: world.team },
      body: {
        slug: 'other',
        name: 'Other',
        developer: 'Other Ltd',
        shortDescription: 'Another one',
        category: 'Databases',
        contactEmail: 'dev@other.test',
        baseUrl: world.provider.baseUrl,
        eulaUrl: 'https://other.test/eula',
      },
    });
    const other = { client_id: body.integration.id, client_secret: body.clientSecret };
    const { code } = await authorise();

    const foreignCode = await askToken({ code, ...other });
    const own = await askToken({ code });
    const grant = { grant_type: 'refresh_token', refresh_token: own.body.refresh_token };
    const foreignRefresh = await askToken({ ...grant, ...other });

    expect([foreignCode.body.error, own.status]).toEqual(['invalid_grant', 200]);
    expect(foreignRefresh.body.error).toBe('invalid_grant');
  });

  test('keeps its codes and those of single sign-on apart', async () => {
    const { code } = await authorise();
    const { status } = await exchange(world, { code, redirect_uri: redirectUri });
    expect(status).toBe(400);
  });

  const basic = (text: string) => ({
    authorization: `Basic ${Buffer.from(text).toString('base64')}`,
  });
  const inHeader = { client_id: undefined, client_secret: undefined };
  test.each([
    ['a wrong secret', { client_secret: 'wrong' }, {}],
    ['no secret', { client_secret: undefined }, {}],
    ['a client that is not there', { client_id: 'oac_0' }, {}],
    ['a wrong secret in the header', inHeader, basic('oac_0:wrong')],
    ['a header that nobody can read', inHeader, basic('%')],
    ['a broken escape in the header', inHeader, basic('%zz:a')],
    ['a token in the header', inHeader, { authorization: 'Bearer kat_1' }],
    ['another client in the form', { client_secret: undefined }, basic('oac_0:wrong')],
  ])('does not know %s', async (_, form, headers) => {
    const { code } = await authorise();
    const refused = await askToken({ code, ...form }, headers);
    expect([refused.status, refused.body.error]).toEqual([401, 'invalid_client']);
    expect(refused.headers.get('www-authenticate')).toMatch(/^Basic /);
  });

  test('refuses a secret that is shown in two ways, and a body that is no form', async () => {
    const twice = await askToken({ code: 'a' }, basic('oac_0:wrong'));
    const bodies = [
      ['application/json', '{}'],
      ['application/json', '{'],
      ['text/csv', 'a'],
    ] as const;
    const answers = bodies.map(([type, body]) =>
      fetch(`${world.url}/oauth2/token`, {
        method: 'POST',
        headers: { 'content-type': type },
        body,
      }),
    );

    expect([twice.status, twice.body.error]).toEqual([400, 'invalid_request']);
    for (const answer of await Promise.all(answers)) {
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({ error: 'invalid_request' });
    }
  });
});

describe('userinfo', () => {
  test('tells what the scope covers, of today', async () => {
    await world.database.read(
      `update people."user" set "image" = 'https://img.test/ada.png' where "id" = $1`,
      [world.owner.userId],
    );
    const told = async (scope: string) => {
      const { body } = await askToken({ code: (await authorise({ scope })).code });
      return (await userinfo(body.access_token)).json();
    };

    const sub = expect.stringMatching(/^account:[0-9a-f]+:user:[0-9a-f]+$/);
    expect(await told('openid')).toEqual({ sub });
    expect(await told('openid email')).toEqual({ sub, email: world.owner.email });
    expect(await told('openid profile')).toEqual({
      sub,
      name: 'Ada',
      picture: 'https://img.test/ada.png',
    });
  });

  test('knows neither other tokens nor one that has ended', async () => {
    const { body } = await askToken({ code: (await authorise()).code });
    const none = await userinfo(undefined);
    const refused = await Promise.all(
      [body.refresh_token, body.id_token, world.owner.token].map(userinfo),
    );
    clock.ms += 3_600_000;
    const late = await userinfo(body.access_token);

    expect([none.status, none.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    for (const answer of [...refused, late]) {
      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toContain('error="invalid_token"');
    }
  });

  test('tells nothing of somebody who has left, and nothing more can be got', async () => {
    const params = { team: world.team };
    const may = await world.signUp('May');
    await world.owner.api(k.addMember, { params, body: { email: may.email, role: 'viewer' } });
    const browser = await signedIn({ email: may.email, name: 'May' });
    const { url } = await browser.go(addressOf());
    const { body } = await askToken({ code: url.searchParams.get('code') ?? '' });
    await world.owner.api(k.removeMember, { params: { ...params, user: may.userId } });

    const told = await userinfo(body.access_token);
    const grant = { grant_type: 'refresh_token', refresh_token: body.refresh_token };
    const refreshed = await askToken(grant);

    expect(told.status).toBe(401);
    expect([refreshed.status, refreshed.body.error]).toEqual([400, 'invalid_grant']);
  });
});
