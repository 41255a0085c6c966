import { importJWK, type JWTHeaderParameters, SignJWT } from 'jose';
import { beforeAll, describe, expect, test } from 'vitest';
import { userClaims } from './claims-of.ts';
import { SignatureError } from './errors.ts';
import { publishedJwks } from './key-set.ts';
import { generateSigningKey, type SigningKey } from './signing-key.ts';
import { createTokenVerifier, tokenMaxLength } from './token-verifier.ts';

/**
 * What is tried on tokens, by kind of attack. Beside these stand in token-verifier.test.ts: algorithm
 * none, HMAC with the public key, PS256, an embedded key, keys that nobody publishes, changed claims,
 * other issuers and audiences, and rotation under tokens that are on their way.
 */
const now = new Date('2026-01-05T10:00:00.000Z');
const nowSeconds = now.getTime() / 1000;
const issuer = 'https://kontor.test';
const audience = 'oac_acme';
const claims = userClaims({
  ...{ issuer, integrationId: audience, accountId: 'aa01', userId: 'bb02' },
  ...{ installationId: 'icfg_1', role: 'ADMIN', type: 'access_token' },
});

let key: SigningKey;
let stranger: SigningKey;
/** How often the key set was read, and every address that was asked for. */
const read = { times: 0, addresses: [] as string[] };
beforeAll(async () => {
  [key, stranger] = await Promise.all([generateSigningKey(now), generateSigningKey(now)]);
});

const verifier = () =>
  createTokenVerifier({
    ...{ issuer, audience, jwks: 'https://kontor.test/.well-known/jwks', clock: () => now },
    fetch: async (input) => {
      read.times += 1;
      read.addresses.push(String(input));
      return Response.json(publishedJwks([key], now));
    },
  });

async function outcomeOf(token: string): Promise<string> {
  try {
    const { kind } = await verifier().verify(token);
    return kind;
  } catch (error) {
    if (error instanceof SignatureError) return error.code;
    throw error;
  }
}

type Header = Partial<JWTHeaderParameters> & Record<string, unknown>;
const signed = async (more: Record<string, unknown> = {}, header: Header = {}, by = key) =>
  new SignJWT({ iat: nowSeconds, exp: nowSeconds + 300, ...claims, ...more })
    .setProtectedHeader({ alg: 'RS256', kid: key.kid, ...header })
    .sign(await importJWK(by.privateJwk, 'RS256'));

/** The right token under a header that its signature does not cover. */
async function under(header: unknown): Promise<string> {
  const [, payload, signature] = (await signed()).split('.');
  const text = typeof header === 'string' ? header : JSON.stringify(header);
  return `${Buffer.from(text).toString('base64url')}.${payload}.${signature}`;
}

describe('another algorithm than RS256 is not looked at', () => {
  test.each([
    ...['none', 'None', 'NONE', 'HS256', 'HS512', 'RS384', 'RS512', 'PS256', 'ES256', 'EdDSA'],
    ...['rs256', 'RS256 ', ' RS256', 'RS256\u0000', ''],
  ])('%j', async (alg) => {
    expect(await outcomeOf(await under({ alg, kid: key.kid }))).toBe('token_algorithm');
  });

  test.each([[['RS256']], [{ RS256: true }], [256], [null], [true]])('%j', async (alg) => {
    expect(['token_algorithm', 'token_malformed']).toContain(
      await outcomeOf(await under({ alg, kid: key.kid })),
    );
  });

  test('nor by naming it twice', async () => {
    const twice = `{"alg":"none","kid":"${key.kid}","alg":"RS256"}`;
    expect(await outcomeOf(await under(twice))).toBe('token_signature');
  });
});

describe('a key id is a name among those that are published, and nothing else', () => {
  test.each([
    '../../../../dev/null',
    '/etc/passwd',
    'file:///etc/passwd',
    'https://evil.test/jwks',
    'http://169.254.169.254/latest/meta-data/',
    "x' or '1'='1",
    'x; select pg_sleep(10)',
    '__proto__',
    'toString',
    '',
    '0',
    '*',
    '\u0000',
  ])('%j', async (kid) => {
    expect(await outcomeOf(await signed({}, { kid }, stranger))).toBe('token_key_unknown');
  });

  test('a long one', async () => {
    const kid = 'a'.repeat(4_000);
    expect(await outcomeOf(await signed({}, { kid }, stranger))).toBe('token_key_unknown');
  });

  test.each([[7], [null], [['a']], [{}]])('%j', async (kid) => {
    expect(['token_key_unknown', 'token_malformed']).toContain(
      await outcomeOf(await under({ alg: 'RS256', kid })),
    );
  });
});

describe('a key that a token brings or points at is not used, and nothing is fetched from there', () => {
  test.each([
    ['jwk', () => ({ jwk: stranger.publicJwk })],
    ['jku', () => ({ jku: 'https://evil.test/jwks' })],
    ['x5u', () => ({ x5u: 'https://evil.test/chain.pem' })],
    ['x5c', () => ({ x5c: ['MIIB'] })],
    ['all of them', () => ({ jwk: stranger.publicJwk, jku: 'https://evil.test/a', x5c: ['MIIB'] })],
  ] as const)('%s', async (_, header) => {
    read.addresses.length = 0;

    expect(await outcomeOf(await signed({}, header() as Header, stranger))).toBe('token_signature');
    expect(await outcomeOf(await signed({}, header() as Header))).toBe('user');
    expect(new Set(read.addresses)).toEqual(new Set(['https://kontor.test/.well-known/jwks']));
  });
});

describe('what is no token is refused before any key is read', () => {
  test.each([
    ['a megabyte', () => 'a'.repeat(1_000_000)],
    ['one character too many', async () => `${await signed()}`.padEnd(tokenMaxLength + 1, 'a')],
    ['two points alone', () => '..'],
    ['JSON', () => '{"protected":"","payload":"","signatures":[]}'],
    ['a token behind Bearer', async () => `Bearer ${await signed()}`],
    ['a header that is a list', () => under([])],
    ['a header that is null', () => under('null')],
    ['a header that is no JSON', () => under('{"alg":"RS256"')],
    ['a header that is deeply nested', () => under(`${'['.repeat(5_000)}`)],
  ])('%s', async (_, token) => {
    read.times = 0;

    expect(['token_malformed', 'token_algorithm']).toContain(await outcomeOf(await token()));
    expect(read.times).toBe(0);
  });

  test.each(['\n', ' ', '=', '\u0000', '.'])('a right one with %j behind it', async (more) => {
    expect(['token_malformed', 'token_signature']).toContain(
      await outcomeOf((await signed()) + more),
    );
  });
});

describe('its time is held to the second, with five for clocks that differ', () => {
  test.each([
    [-5, 'token_expired'],
    [-4, 'user'],
    [0, 'user'],
    [1, 'user'],
  ] as const)('one that ends %i s from now', async (seconds, outcome) => {
    expect(await outcomeOf(await signed({ exp: nowSeconds + seconds }))).toBe(outcome);
  });

  test.each([
    ['in text', `${nowSeconds + 300}`],
    ['in milliseconds of text', 'never'],
    ['nowhere', null],
    ['in a list', [nowSeconds + 300]],
    ['before it began', -1],
  ])('one that ends %s', async (_, exp) => {
    const outcome = await outcomeOf(await signed({ exp }).catch(() => 'not.a.token'));
    expect(['token_claims', 'token_expired', 'token_malformed']).toContain(outcome);
  });
});

test('many tokens with ids that are made up have the key set read once', async () => {
  read.times = 0;
  const one = verifier();
  await one.verify(await signed());
  const tokens = await Promise.all(
    Array.from({ length: 50 }, (_, index) => signed({}, { kid: `made-up-${index}` }, stranger)),
  );

  const outcomes = await Promise.allSettled(tokens.map((token) => one.verify(token)));

  expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true);
  expect(read.times).toBeLessThanOrEqual(2);
});
