import * as openid from 'openid-client';
import { describe, expect, test } from 'vitest';
import { openBrowser } from '../pages/browser.ts';
import {
  adasBrowser,
  addressOf,
  discover,
  installation,
  redirectUri,
  useOpenid,
  world,
} from './openid-stage.ts';
import { claimsIn } from './signing-on.ts';

useOpenid();

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
