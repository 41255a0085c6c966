import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import * as openid from 'openid-client';
import { describe, expect, test } from 'vitest';
import {
  addressOf,
  askToken,
  authorise,
  clock,
  loginUrl,
  redirectUri,
  signedIn,
  useOpenid,
  userinfo,
  world,
} from './openid-stage.ts';
import { exchange } from './signing-on.ts';

useOpenid();

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
