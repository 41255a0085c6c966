import { inspect } from 'node:util';
import { createSingleSignOn, ProviderError } from '@kontor/provider';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  claimsOfUser,
  clientId,
  clientSecret,
  installationId,
  signed,
  startTestHost,
  type TestHost,
} from './test-host.ts';

let host: TestHost;
beforeAll(async () => {
  host = await startTestHost();
});
afterAll(() => host.stop());

const consoleUrl = 'https://console.queues.test/app/';
const singleSignOn = (more: { allowedOrigins?: string[]; apiUrl?: string } = {}) =>
  createSingleSignOn({
    integration: { clientId, clientSecret },
    host: { issuer: host.issuer, apiUrl: more.apiUrl ?? host.apiUrl },
    consoleUrl,
    ...(more.allowedOrigins && { allowedOrigins: more.allowedOrigins }),
  });

/** The host answers the next exchange with the token of a member. */
async function answerMember(claims: object = {}, life = {}) {
  const idToken = await signed(
    host.key,
    { ...claimsOfUser(host.issuer), type: 'id_token', ...claims },
    life,
  );
  const nothing = { access_token: null, token_type: null, expires_in: 300 };
  host.answerWith({ status: 200, body: { id_token: idToken, refresh_token: 'r1', ...nothing } });
}

function arriving(query: Record<string, string> = {}) {
  const all = { mode: 'sso', code: 'c1', state: 's1', ...query };
  return new Request(`https://console.queues.test/login?${new URLSearchParams(all)}`);
}

/** The code of what is thrown. */
async function refusalOf(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => 'nothing was thrown',
    (thrown: unknown) => thrown,
  );
  return error instanceof ProviderError ? error.code : String(error);
}

describe('signing in', () => {
  test('answers who came and what for, and exchanges the code with the secret in the body', async () => {
    await answerMember();

    const signedIn = await singleSignOn().signIn(
      arriving({ resource_id: 'q/1', product_id: 'queue', project_id: 'prj_1', path: 'usage' }),
    );

    expect(signedIn).toMatchObject({
      user: { kind: 'user', userId: 'ab12', role: 'ADMIN', email: 'ann@acme.test' },
      installationId,
      expiresAt: expect.any(Date),
      refreshToken: 'r1',
    });
    expect(signedIn.context).toEqual({
      resourceId: 'q/1',
      productId: 'queue',
      projectId: 'prj_1',
      path: 'usage',
    });
    expect(host.received.at(-1)).toEqual({
      method: 'POST',
      path: '/api/v1/integrations/sso/token',
      authorization: undefined,
      body: {
        grant_type: 'authorization_code',
        code: 'c1',
        state: 's1',
        client_id: clientId,
        client_secret: clientSecret,
      },
    });
  });

  test.each([
    ['support=true', { support: 'true' }, { path: 'support' }],
    [
      'a path that says more than support=true',
      { support: 'true', path: 'billing' },
      { path: 'billing' },
    ],
    ['a path that the protocol has not', { path: 'admin' }, {}],
    [
      'an invoice, a check, an item and a pull request',
      { invoice_id: 'i', check_id: 'c', experimentation_item_id: 'e', pr: 'https://g.test/1' },
      {
        invoiceId: 'i',
        checkId: 'c',
        experimentationItemId: 'e',
        pullRequestUrl: 'https://g.test/1',
      },
    ],
  ])('reads %s', async (_, query: Record<string, string>, context) => {
    await answerMember();
    expect((await singleSignOn().signIn(arriving(query))).context).toEqual(context);
  });

  test.each([
    ['/checks/7', 'https://console.queues.test/checks/7'],
    ['checks/7', 'https://console.queues.test/app/checks/7'],
    ['https://console.queues.test/x?y=1#z', 'https://console.queues.test/x?y=1#z'],
    ['https://docs.queues.test/', 'https://docs.queues.test/'],
  ])('lets url=%s lead to %s', async (url, expected) => {
    await answerMember();
    const { signIn } = singleSignOn({ allowedOrigins: ['https://docs.queues.test'] });
    expect((await signIn(arriving({ url }))).context.url).toBe(expected);
  });

  test.each([
    'https://evil.test/',
    '//evil.test/',
    '/\\evil.test/',
    'https://console.queues.test.evil.test/',
    'https://console.queues.test@evil.test/',
    'https://ann@console.queues.test/',
    'http://console.queues.test/',
    'https://console.queues.test:8443/',
    'https://docs.queues.test/',
    'javascript:alert(1)',
    'data:text/html,x',
    'http://',
  ])('does not let url=%s lead anywhere, and signs in all the same', async (url) => {
    await answerMember();
    expect((await singleSignOn().signIn(arriving({ url }))).context).toEqual({});
  });

  test.each(['mode', 'code', 'state'])(
    'refuses a request without %s, and asks nobody',
    async (name) => {
      const before = host.received.length;
      expect(await refusalOf(singleSignOn().signIn(arriving({ [name]: '' })))).toBe(
        'validation_error',
      );
      expect(host.received.length).toBe(before);
    },
  );

  test.each([
    ['a token for calls', { type: 'access_token' }, {}],
    ['a token of another integration', { aud: 'oac_other' }, {}],
    ['a token of another host', { iss: 'https://other.test' }, {}],
    ['a token of nobody', { sub: 'account:acc0' }, {}],
    ['a token that is over', {}, { now: new Date(Date.now() - 3_600_000) }],
  ])('refuses %s', async (_, claims, life) => {
    await answerMember(claims, life);
    expect(await refusalOf(singleSignOn().signIn(arriving()))).toBe('forbidden');
  });

  test.each([
    [
      'a refusal',
      { status: 400, body: { error: { code: 'bad_request', message: 'used' } } },
      'forbidden',
    ],
    ['too many calls', { status: 429, body: {} }, 'unavailable'],
    ['a failure', { status: 503, body: 'down' }, 'unavailable'],
    [
      'a redirect, which would take the secret along',
      { status: 307, body: '', headers: { location: 'https://evil.test/' } },
      'unavailable',
    ],
    ['something else', { status: 200, body: { token: 1 } }, 'unavailable'],
    ['no JSON', { status: 200, body: '<html>' }, 'unavailable'],
  ])('makes of %s by the host what the person can be told', async (_, answer, code) => {
    host.answerWith(answer);
    expect(await refusalOf(singleSignOn().signIn(arriving()))).toBe(code);
  });

  test('cannot be done while the host is away', async () => {
    const { signIn } = singleSignOn({ apiUrl: 'http://127.0.0.1:9' });
    expect(await refusalOf(signIn(arriving()))).toBe('unavailable');
  });

  test('holds neither secret nor code in what it throws', async () => {
    host.answerWith({ status: 400, body: { error: { code: 'bad_request', message: 'no' } } });
    const error = await singleSignOn()
      .signIn(arriving({ code: 'the-code' }))
      .catch((thrown: Error) => thrown);
    expect(inspect(error, { depth: 9 })).not.toMatch(new RegExp(`the-code|${clientSecret}`));
  });
});

test('refreshing asks with the token, and answers who it is now and the next token', async () => {
  await answerMember({ user_role: 'USER' });

  const again = await singleSignOn().refresh('r0');

  expect([again.user.role, again.refreshToken]).toEqual(['USER', 'r1']);
  expect(host.received.at(-1)?.body).toEqual({
    grant_type: 'refresh_token',
    refresh_token: 'r0',
    client_id: clientId,
    client_secret: clientSecret,
  });
});
