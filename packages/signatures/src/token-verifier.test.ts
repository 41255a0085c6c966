import { exportSPKI, importJWK, type JWTHeaderParameters, SignJWT } from 'jose';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { systemClaims, userClaims } from './claims-of.ts';
import { SignatureError } from './errors.ts';
import { publishedJwks, rotate, signingKey } from './key-set.ts';
import { generateSigningKey, type SigningKey } from './signing-key.ts';
import { signToken } from './token-signer.ts';
import { createTokenVerifier, type TokenVerifierOptions } from './token-verifier.ts';

const now = new Date('2026-01-05T10:00:00.000Z');
const nowSeconds = now.getTime() / 1000;
const issuer = 'https://kontor.test';
const audience = 'oac_acme';
const life = { now, lifetimeSeconds: 300 };

const person = userClaims({
  issuer,
  integrationId: audience,
  accountId: 'aa01',
  userId: 'bb02',
  installationId: 'icfg_1',
  role: 'ADMIN',
  email: 'a@acme.test',
  type: 'access_token',
});
const host = systemClaims({
  issuer,
  integrationId: audience,
  accountId: 'aa01',
  installationId: 'icfg_1',
  type: 'access_token',
});

let key: SigningKey;
let stranger: SigningKey;
beforeAll(async () => {
  key = await generateSigningKey(now);
  stranger = await generateSigningKey(now);
});

function verifierWith(options: Partial<TokenVerifierOptions> = {}) {
  const jwks = async () => publishedJwks([key], now);
  return createTokenVerifier({ issuer, audience, jwks, clock: () => now, ...options });
}

async function refusalOf(
  token: string,
  options: Partial<TokenVerifierOptions> = {},
): Promise<string> {
  try {
    await verifierWith(options).verify(token);
  } catch (error) {
    if (error instanceof SignatureError) return error.code;
    throw error;
  }
  return 'accepted';
}

function base64url(value: string): string {
  return Buffer.from(value).toString('base64url');
}

/** Signs whatever is asked for, as an attacker who holds a key would. */
async function forged(
  claims: Record<string, unknown>,
  header: Partial<JWTHeaderParameters> = {},
  signer: SigningKey = key,
): Promise<string> {
  return new SignJWT({ exp: nowSeconds + 300, ...claims })
    .setProtectedHeader({ alg: 'RS256', kid: key.kid, ...header })
    .sign(await importJWK(signer.privateJwk, header.alg ?? 'RS256'));
}

describe('a token of the host passes', () => {
  test('and speaks for the person it names', async () => {
    const token = await signToken(key, person, life);

    expect(await verifierWith().verify(token)).toEqual({
      kind: 'user',
      claims: { ...person, iat: nowSeconds, exp: nowSeconds + 300 },
    });
  });

  test('and speaks for the host where it names no person', async () => {
    const token = await signToken(key, host, life);

    expect(await verifierWith().verify(token)).toEqual({
      kind: 'system',
      claims: { ...host, iat: nowSeconds, exp: nowSeconds + 300 },
    });
  });

  test('before anything is installed', async () => {
    const claims = systemClaims({
      issuer,
      integrationId: audience,
      installationId: null,
      type: 'access_token',
    });

    const verified = await verifierWith().verify(await signToken(key, claims, life));

    expect(verified.kind).toBe('system');
    expect(verified.claims.installation_id).toBeNull();
  });

  test('with claims of a newer host, which are dropped', async () => {
    const verified = await verifierWith().verify(await forged({ ...person, scope: 'all' }));

    expect(verified.claims).toEqual({ ...person, exp: nowSeconds + 300 });
  });

  test.each([
    [304, 'accepted'],
    [305, 'token_expired'],
  ])('%d seconds after it was minted for 300: %s', async (seconds, outcome) => {
    const token = await signToken(key, person, life);
    const clock = () => new Date(now.getTime() + seconds * 1000);

    expect(await refusalOf(token, { clock })).toBe(outcome);
  });
});

describe('a token is refused', () => {
  const attacks: [string, string, () => Promise<string>][] = [
    ['token_malformed', 'that is empty', async () => ''],
    ['token_malformed', 'that is no JWT', async () => 'not.a.token'],
    [
      'token_malformed',
      'longer than 8 KB',
      () => forged({ ...person, user_name: 'a'.repeat(8192) }),
    ],
    ['token_malformed', 'with a fourth part', async () => `${await forged(person)}.x`],
    [
      'token_malformed',
      'without its signature part',
      async () => (await forged(person)).split('.').slice(0, 2).join('.'),
    ],
    [
      'token_malformed',
      'with critical extensions',
      async () => {
        const [, payload, signature] = (await forged(person)).split('.');
        const header = { alg: 'RS256', kid: key.kid, crit: ['b64'], b64: false };
        return `${base64url(JSON.stringify(header))}.${payload}.${signature}`;
      },
    ],
    [
      'token_algorithm',
      'of algorithm none',
      async () => {
        const claims = { ...person, exp: nowSeconds + 300 };
        return `${base64url(JSON.stringify({ alg: 'none', kid: key.kid }))}.${base64url(JSON.stringify(claims))}.`;
      },
    ],
    [
      'token_algorithm',
      'signed by HMAC with the public key as its secret',
      async () => {
        const publicKey = await importJWK(key.publicJwk, 'RS256', { extractable: true });
        if (publicKey instanceof Uint8Array)
          throw new TypeError('An RSA key is no sequence of bytes.');
        return new SignJWT({ ...person, exp: nowSeconds + 300 })
          .setProtectedHeader({ alg: 'HS256', kid: key.kid })
          .sign(new TextEncoder().encode(await exportSPKI(publicKey)));
      },
    ],
    [
      'token_algorithm',
      'signed with another algorithm of the same key',
      () => forged(person, { alg: 'PS256' }),
    ],
    [
      'token_key_unknown',
      'with a key the issuer does not publish',
      () => forged(person, { kid: stranger.kid }, stranger),
    ],
    [
      'token_key_unknown',
      'that brings its own key',
      () => forged(person, { kid: 'mine', jwk: stranger.publicJwk }, stranger),
    ],
    [
      'token_key_unknown',
      'that names a member every object has',
      () => forged(person, { kid: 'constructor' }),
    ],
    [
      'token_key_unknown',
      'that names no key',
      async () => {
        const [, payload, signature] = (await forged(person)).split('.');
        return `${base64url(JSON.stringify({ alg: 'RS256' }))}.${payload}.${signature}`;
      },
    ],
    [
      'token_signature',
      'signed with another key under a known id',
      () => forged(person, {}, stranger),
    ],
    [
      'token_signature',
      'whose claims were changed after signing',
      async () => {
        const [header, , signature] = (await forged({ ...person, user_role: 'USER' })).split('.');
        const claims = { ...person, exp: nowSeconds + 300 };
        return `${header}.${base64url(JSON.stringify(claims))}.${signature}`;
      },
    ],
    [
      'token_signature',
      'whose signature is empty',
      async () => `${(await forged(person)).split('.').slice(0, 2).join('.')}.`,
    ],
    ['token_issuer', 'of another issuer', () => forged({ ...person, iss: 'https://evil.test' })],
    [
      'token_issuer',
      'of an issuer that only looks alike',
      () => forged({ ...person, iss: `${issuer}/` }),
    ],
    ['token_issuer', 'without an issuer', () => forged({ ...person, iss: undefined })],
    ['token_audience', 'for another integration', () => forged({ ...person, aud: 'oac_other' })],
    ['token_audience', 'for several integrations', () => forged({ ...person, aud: [audience] })],
    ['token_expired', 'past its time', () => forged({ ...person, exp: nowSeconds - 5 })],
    ['token_claims', 'that never expires', () => forged({ ...person, exp: undefined })],
    ['token_claims', 'with an odd role', () => forged({ ...person, user_role: 'admin' })],
    [
      'token_claims',
      'of a person without a role',
      () => forged({ ...person, user_role: undefined }),
    ],
    [
      'token_claims',
      'of a subject that is not hexadecimal',
      () => forged({ ...person, sub: 'account:x:user:y' }),
    ],
  ];

  test.each(attacks)('as %s: one %s', async (code, _, attack) => {
    expect(await refusalOf(await attack())).toBe(code);
  });

  test('without telling any part of it', async () => {
    const token = await forged({ ...person, user_role: 'ruler', user_email: 'secret@acme.test' });

    const refused = await verifierWith().verify(token).catch(String);

    expect(refused).toBe("SignatureError: The claims are not the protocol's: user_role.");
  });
});

describe("the issuer's keys", () => {
  test('are read once by callers that meet, and kept', async () => {
    let time = now;
    const jwks = vi.fn(async () => publishedJwks([key], now));
    const verifier = verifierWith({ jwks, clock: () => time });
    const token = await signToken(key, person, { now, lifetimeSeconds: 3600 });

    await Promise.all([verifier.verify(token), verifier.verify(token)]);
    time = new Date(now.getTime() + 599_000);
    await verifier.verify(token);

    expect(jwks).toHaveBeenCalledTimes(1);
  });

  test('are read again when they are old', async () => {
    let time = now;
    const jwks = vi.fn(async () => publishedJwks([key], now));
    const verifier = verifierWith({ jwks, clock: () => time });
    const token = await signToken(key, person, { now, lifetimeSeconds: 3600 });

    await verifier.verify(token);
    time = new Date(now.getTime() + 600_000);
    await verifier.verify(token);

    expect(jwks).toHaveBeenCalledTimes(2);
  });

  test('are read again for an unknown key id, but not for every one that is made up', async () => {
    let time = now;
    const jwks = vi.fn(async () => publishedJwks([key], now));
    const verifier = verifierWith({ jwks, clock: () => time });
    const invented = () => forged(person, { kid: crypto.randomUUID() }).then(verifier.verify);

    await verifier.verify(await signToken(key, person, life));
    await expect(invented()).rejects.toMatchObject({ code: 'token_key_unknown' });
    expect(jwks).toHaveBeenCalledTimes(1);

    time = new Date(now.getTime() + 30_000);
    await expect(invented()).rejects.toMatchObject({ code: 'token_key_unknown' });
    await expect(invented()).rejects.toMatchObject({ code: 'token_key_unknown' });
    expect(jwks).toHaveBeenCalledTimes(2);
  });

  test('may hold others that are no use here', async () => {
    const others = [
      { kty: 'EC', kid: 'ec' },
      { kty: 'RSA', kid: 'enc', use: 'enc', n: 'x', e: 'y' },
      7,
    ];
    const jwks = async () => ({ keys: [...others, ...publishedJwks([key], now).keys] });

    expect(await refusalOf(await signToken(key, person, life), { jwks })).toBe('accepted');
  });

  test.each([
    ['cannot be reached', () => Promise.reject(new Error('refused'))],
    ['are no key set', async () => ({ error: 'not found' })],
  ])(
    'that %s say nothing of the token, and are tried again with the next one',
    async (_, failing) => {
      const jwks = vi.fn<() => Promise<unknown>>(async () => publishedJwks([key], now));
      jwks.mockImplementationOnce(failing);
      const verifier = verifierWith({ jwks });
      const token = await signToken(key, person, life);

      await expect(verifier.verify(token)).rejects.toMatchObject({ code: 'keys_unavailable' });
      await expect(verifier.verify(token)).resolves.toMatchObject({ kind: 'user' });
    },
  );

  test('are fetched from an address, and from nowhere it redirects to', async () => {
    const token = await signToken(key, person, life);
    const fetched = (response: Response): Partial<TokenVerifierOptions> => ({
      jwks: `${issuer}/.well-known/jwks`,
      fetch: async (url) => (url === `${issuer}/.well-known/jwks` ? response : Response.error()),
    });
    const elsewhere = new Response(null, {
      status: 302,
      headers: { location: 'https://evil.test' },
    });

    expect(await refusalOf(token, fetched(Response.json(publishedJwks([key], now))))).toBe(
      'accepted',
    );
    expect(await refusalOf(token, fetched(elsewhere))).toBe('keys_unavailable');
    expect(await refusalOf(token, fetched(new Response('<html>')))).toBe('keys_unavailable');
  });

  test('may rotate under tokens that are on their way', async () => {
    const overlap = { tokenLifetimeSeconds: 300 };
    const first = rotate([], key, now, overlap);
    const both = rotate(first, stranger, now, overlap);
    const signsNext = new Date(now.getTime() + 3_600_000);
    const before = signingKey(both, now);
    const after = signingKey(both, signsNext);
    const jwks = async () => publishedJwks(both, now);

    expect([before?.kid, after?.kid]).toEqual([key.kid, stranger.kid]);
    for (const signer of [before, after]) {
      const token = await signToken(signer ?? key, person, life);
      expect(await refusalOf(token, { jwks })).toBe('accepted');
    }
  });
});
