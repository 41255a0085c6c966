import { createHmac } from 'node:crypto';
import { generateSigningKey } from '@kontor/signatures';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type CallOptions,
  installing,
  leastHandlers,
  provisioning,
  startProvider,
} from './provider-under-test.ts';
import { claimsOfUser, installationId, signed, startTestHost, type TestHost } from './test-host.ts';

const installation = `/v1/installations/${installationId}`;
const another = 'icfg_anotherInstallation000000';

let host: TestHost;
let provider: Awaited<ReturnType<typeof startProvider>>;
beforeAll(async () => {
  host = await startTestHost();
  provider = await startProvider(host);
});
afterAll(async () => {
  await provider.stop();
  await host.stop();
});

type Attack = {
  readonly kind?: 'user' | 'system';
  readonly path?: string;
  readonly options: () => CallOptions | Promise<CallOptions>;
};

const provision = { method: 'POST', body: provisioning };

/** spec/partner-api.md §3.4: each is refused, and each is in order but for what its title says. */
const attacks: Record<string, Attack> = {
  'no token': { options: () => ({ ...provision, token: null }) },
  'something that is no token': { options: () => ({ ...provision, token: 'a.b.c' }) },
  'an expired token': {
    options: async () => ({
      ...provision,
      token: await host.userToken({}, { now: new Date(Date.now() - 3_600_000) }),
    }),
  },
  'a token of another issuer': {
    options: async () => ({
      ...provision,
      token: await host.userToken({ iss: 'https://marketplace.vercel.com' }),
    }),
  },
  'a token for another integration': {
    options: async () => ({ ...provision, token: await host.userToken({ aud: 'oac_other' }) }),
  },
  'a token that is not signed': {
    options: () => ({ ...provision, token: unsigned({ alg: 'none' }) }),
  },
  'a token signed with HMAC under the published key': {
    options: () => ({ ...provision, token: signedWithPublicKey() }),
  },
  'a token signed with a key of someone else': {
    options: async () => {
      const stolenId = { ...(await generateSigningKey(new Date())), kid: host.key.kid };
      return { ...provision, token: await signed(stolenId, claimsOfUser(host.issuer)) };
    },
  },
  'a token whose key id is not published': {
    options: async () => {
      const key = await generateSigningKey(new Date());
      return { ...provision, token: await signed(key, claimsOfUser(host.issuer)) };
    },
  },
  'a token that was changed after it was signed': {
    options: async () => {
      const [header, , signature] = (await host.userToken({ user_role: 'USER' })).split('.');
      const payload = encoded({ ...claimsOfUser(host.issuer), exp: 9_999_999_999 });
      return { ...provision, token: `${header}.${payload}.${signature}` };
    },
  },
  'a token of another installation': {
    options: async () => ({
      ...provision,
      token: await host.userToken({ installation_id: another }),
    }),
  },
  'a token of an installation on the path of another': {
    path: `/v1/installations/${another}/resources`,
    options: () => provision,
  },
  'a token of the host for no installation, on the path of one': {
    kind: 'system',
    path: `${installation}/resources/db_1`,
    options: async () => ({ token: await host.systemToken({ installation_id: null }) }),
  },
  'a token of the host where a person is needed': { kind: 'system', options: () => provision },
  'a token of a person where the host is needed': {
    path: `${installation}/resources/db_1`,
    options: () => ({}),
  },
  'a token of a person that says it is of the host': {
    options: () => ({ ...provision, auth: 'system' }),
  },
  'a token of the host that says it is of a person': {
    kind: 'system',
    options: () => ({ ...provision, auth: 'user' }),
  },
  'a token without the header that names its kind': {
    options: () => ({ ...provision, auth: null }),
  },
  'a token with an unknown kind': { options: () => ({ ...provision, auth: 'admin' }) },
  'a token of single sign-on': {
    options: async () => ({ ...provision, token: await host.userToken({ type: 'id_token' }) }),
  },
  'a person in the role USER': {
    options: async () => ({ ...provision, token: await host.userToken({ user_role: 'USER' }) }),
  },
};

test.each(Object.entries(attacks))(
  '403 for %s',
  async (_title, { kind = 'user', path, options }) => {
    const call = kind === 'user' ? provider.asUser : provider.asSystem;

    const answer = await call(path ?? `${installation}/resources`, await options());

    expect(answer.status).toBe(403);
    expect(answer.json).toMatchObject({ error: { code: 'forbidden' } });
  },
);

test('the same call passes with a token in order', async () => {
  const answer = await provider.asUser(`${installation}/resources`, provision);

  expect(answer.status).toBe(200);
});

test('a token just within the tolerated difference of clocks passes', async () => {
  const token = await host.userToken({}, { now: new Date(Date.now() - 302_000) });

  const answer = await provider.asUser(`${installation}/resources`, { ...provision, token });

  expect(answer.status).toBe(200);
});

test('plans of a product are answered before anything is installed', async () => {
  const token = await host.systemToken({ installation_id: null });

  const answer = await provider.asSystem('/v1/products/acme-db/plans', { token });

  expect(answer.status).toBe(200);
});

test('a member in the role USER may do what the provider says needs no admin', async () => {
  const handlers = {
    ...leastHandlers,
    resource: { ...leastHandlers.resource, repl: () => [] },
  };
  const open = await startProvider(host, {
    handlers,
    requiresAdmin: (operation) => operation !== 'replInput',
  });
  const token = await host.userToken({ user_role: 'USER' });

  const repl = { method: 'POST', token, body: { input: 'select 1', readOnly: true } };
  const permitted = await open.asUser(`${installation}/resources/db_1/repl`, repl);
  const refused = await open.asUser(`${installation}`, { method: 'PUT', token, body: installing });
  await open.stop();

  expect([permitted.status, refused.status]).toEqual([200, 403]);
});

test('keys that cannot be read refuse nobody: the host is asked to come again', async () => {
  const cut = await startProvider(host, {
    host: { issuer: host.issuer, apiUrl: host.apiUrl, jwksUrl: `${host.issuer}/nothing` },
  });

  const answer = await cut.asUser(`${installation}/resources`, provision);
  await cut.stop();

  expect(answer.status).toBe(503);
  expect(answer.json).toMatchObject({ error: { code: 'unavailable' } });
});

function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function unsigned(header: object): string {
  const claims = { ...claimsOfUser(host.issuer), exp: Math.floor(Date.now() / 1000) + 300 };
  return `${encoded({ kid: host.key.kid, typ: 'JWT', ...header })}.${encoded(claims)}.`;
}

/** The confusion of keys: the public key, which anyone has, taken for a shared secret. */
function signedWithPublicKey(): string {
  const signedPart = unsigned({ alg: 'HS256' }).slice(0, -1);
  const publicKey = JSON.stringify(host.key.publicJwk);
  return `${signedPart}.${createHmac('sha256', publicKey).update(signedPart).digest('base64url')}`;
}
