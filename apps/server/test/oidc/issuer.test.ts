import { createTokenVerifier, generateSigningKey } from '@kontor/signatures';
import { PATIENCE_MS } from '@kontor/testing';
import Fastify from 'fastify';
import { afterEach, expect, test, vi } from 'vitest';
import { createIssuer } from '../../src/oidc/issuer.ts';
import { mountOidc } from '../../src/oidc/mount-oidc.ts';
import { signingKeyStoreOn } from '../../src/oidc/signing-key-store.ts';
import { createPairwiseIds } from '../../src/people/pairwise.ts';
import { teamStoreOn } from '../../src/people/team-store.ts';
import { createVault } from '../../src/vault/vault.ts';
import { useDatabase } from '../vault/test-database.ts';

const held = useDatabase();
afterEach(() => held.database.read('delete from signing_key'));

const ISSUER = 'https://market.example.com';
const START = new Date('2026-03-01T00:00:00Z');
const SECOND = 1000;
const MINUTE = 60 * SECOND;

const subject = {
  integrationId: 'oac_1',
  installationId: 'icfg_1',
  teamId: 'team_1',
  userId: 'usr_1',
  role: 'ADMIN',
  email: 'ada@test.example',
  name: 'Ada',
} as const;
const system = { integrationId: 'oac_1', installationId: 'icfg_1', teamId: 'team_1' };

/** One process of the host, whose clock stands where the test puts it. */
function startProcess(clock = { now: START }) {
  const { database } = held;
  const now = () => clock.now;
  const keyWrapper = {
    wrap: async (dataKey: Uint8Array) => ({ keyId: 'k', wrapped: Buffer.from(dataKey) }),
    unwrap: async (_id: string, wrapped: Uint8Array) => Buffer.from(wrapped),
  };
  const vault = createVault({ database, keyWrapper, now });
  const teams = teamStoreOn(database.read);
  const pairwise = createPairwiseIds({ secret: Buffer.alloc(32, 5), teams });
  const issuer = createIssuer({ database, vault, issuer: ISSUER, pairwise, now });
  return { issuer, pairwise, vault };
}

function clockAt(start: Date) {
  const clock = { now: start };
  return { clock, pass: (ms: number) => (clock.now = new Date(clock.now.getTime() + ms)) };
}

/** A provider that reads the key set from one process, and keeps it as long as providers do. */
function verifierOf(issuer: ReturnType<typeof startProcess>['issuer'], clock = { now: START }) {
  return createTokenVerifier({
    issuer: ISSUER,
    audience: 'oac_1',
    jwks: issuer.jwks,
    clock: () => clock.now,
    clockToleranceSeconds: 0,
  });
}

function decoded(token: string) {
  const [header = '', claims = ''] = token.split('.');
  const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  return { header: read(header), claims: read(claims) };
}

test('a user token has exactly the claims of the protocol', async () => {
  const { issuer, pairwise } = startProcess();

  const { header, claims } = decoded(await issuer.userToken(subject));

  const account = pairwise.accountIdFor('team_1', 'oac_1');
  const user = pairwise.userIdFor('usr_1', 'oac_1');
  expect(header).toEqual({ alg: 'RS256', typ: 'JWT', kid: expect.any(String) });
  expect(claims).toEqual({
    iss: ISSUER,
    aud: 'oac_1',
    sub: `account:${account}:user:${user}`,
    account_id: account,
    user_id: user,
    installation_id: 'icfg_1',
    user_role: 'ADMIN',
    type: 'access_token',
    user_email: 'ada@test.example',
    user_name: 'Ada',
    iat: START.getTime() / 1000,
    exp: START.getTime() / 1000 + 3600,
  });
});

test('a person without e-mail or name is told without them', async () => {
  const token = await startProcess().issuer.userToken({ ...subject, email: '', name: '' });

  const { claims } = decoded(token);

  expect(claims).not.toHaveProperty('user_email');
  expect(claims).not.toHaveProperty('user_name');
});

test('a system token names account and installation', async () => {
  const { issuer, pairwise } = startProcess();

  const { claims } = decoded(await issuer.systemToken(system));

  const account = pairwise.accountIdFor('team_1', 'oac_1');
  expect(claims).toEqual({
    iss: ISSUER,
    aud: 'oac_1',
    sub: `account:${account}`,
    account_id: account,
    installation_id: 'icfg_1',
    type: 'access_token',
    iat: START.getTime() / 1000,
    exp: START.getTime() / 1000 + 3600,
  });
});

test('before anything is installed, a system token names neither', async () => {
  const before = { integrationId: 'oac_1', installationId: null, teamId: null };

  const { claims } = decoded(await startProcess().issuer.systemToken(before));

  expect(claims).toEqual({
    iss: ISSUER,
    aud: 'oac_1',
    installation_id: null,
    type: 'access_token',
    iat: START.getTime() / 1000,
    exp: START.getTime() / 1000 + 3600,
  });
});

test('a token is used again until five minutes before it ends', async () => {
  const { clock, pass } = clockAt(START);
  const { issuer } = startProcess(clock);
  const first = await issuer.userToken(subject);

  pass(55 * MINUTE - 1);
  expect(await issuer.userToken(subject)).toBe(first);
  expect(await issuer.userToken({ ...subject, installationId: 'icfg_2' })).not.toBe(first);

  pass(1);
  expect(await issuer.userToken(subject)).not.toBe(first);
});

test('processes that sign for the first time at once share one key', async () => {
  const processes = Array.from({ length: 4 }, () => startProcess());

  const tokens = await Promise.all(processes.map(({ issuer }) => issuer.systemToken(system)));

  const kids = new Set(tokens.map((token) => decoded(token).header.kid));
  expect(kids.size).toBe(1);
  expect(await held.database.read('select 1 from signing_key')).toHaveLength(1);
});

test('a process that comes while another makes the first key waits for that one', async () => {
  const { issuer, vault } = startProcess();
  const first = await generateSigningKey(START);

  const token = await held.database.transact(async (sql) => {
    const store = signingKeyStoreOn(sql, vault);
    await store.lock();
    await store.replace([first]);
    const minted = issuer.systemToken(system);
    await vi.waitFor(async () => {
      const waiting = await held.database.read(
        `select 1 from pg_locks join pg_database on oid = database
         where datname = current_database() and locktype = 'advisory' and not granted`,
      );
      expect(waiting).toHaveLength(1);
    }, PATIENCE_MS);
    return { minted };
  });

  expect(decoded(await token.minted).header.kid).toBe(first.kid);
});

test('the private half of a key cannot be read in the database', async () => {
  const { issuer } = startProcess();
  await issuer.systemToken(system);

  const [row] = await held.database.read<{ private_jwk: Buffer; public_jwk: object }>(
    'select private_jwk, public_jwk from signing_key',
  );

  expect(row?.private_jwk.includes('"kty"')).toBe(false);
  expect(row?.public_jwk).not.toHaveProperty('d');
  expect(JSON.stringify(await issuer.jwks())).not.toContain('"d"');
});

test('through a rotation no token is refused, whichever process signed and whenever keys were read', async () => {
  const { clock, pass } = clockAt(START);
  const [one, two] = [startProcess(clock), startProcess(clock)];
  const verifier = verifierOf(two.issuer, clock);
  const verify = async () => {
    for (const { issuer } of [one, two]) await verifier.verify(await issuer.userToken(subject));
  };
  await verify();

  const { keyId, signsFrom } = await one.issuer.rotate();

  expect(signsFrom.getTime()).toBe(START.getTime() + 660 * SECOND);
  for (let minute = 0; minute < 150; minute++) {
    await verify();
    pass(MINUTE);
  }
  expect(decoded(await two.issuer.userToken(subject)).header.kid).toBe(keyId);
  expect((await two.issuer.jwks()).keys.map(({ kid }) => kid)).toEqual([keyId]);
});

test('a new key is published at once where it was made, and within a minute elsewhere', async () => {
  const { clock, pass } = clockAt(START);
  const [one, two] = [startProcess(clock), startProcess(clock)];
  const kidsOf = async ({ issuer }: typeof one) => (await issuer.jwks()).keys.map(({ kid }) => kid);
  await kidsOf(two);

  const { keyId } = await one.issuer.rotate();

  expect(await kidsOf(one)).toContain(keyId);
  pass(MINUTE);
  expect(await kidsOf(two)).toContain(keyId);
});

test('a key that nobody verifies with any more is deleted at the next rotation', async () => {
  const { clock, pass } = clockAt(START);
  const { issuer } = startProcess(clock);
  await issuer.jwks();
  await issuer.rotate();
  pass(24 * 60 * MINUTE);

  await issuer.rotate();

  expect(await held.database.read('select 1 from signing_key')).toHaveLength(2);
});

test('the key set and the discovery document are public and may be kept for ten minutes', async () => {
  const { issuer } = startProcess();
  const app = Fastify();
  mountOidc(app, { tokens: issuer, issuer: ISSUER, url: 'http://localhost:4680' });

  const answers = await Promise.all(
    ['jwks', 'jwks.json', 'openid-configuration'].map((name) => app.inject(`/.well-known/${name}`)),
  );

  for (const { statusCode, headers } of answers) {
    expect(statusCode).toBe(200);
    expect(headers).toMatchObject({
      'cache-control': 'public, max-age=600',
      'content-type': expect.stringContaining('application/json'),
    });
  }
  const [keys, sameKeys, discovery] = answers.map((answer) => answer.json());
  expect(keys).toEqual({
    keys: [
      {
        kty: 'RSA',
        alg: 'RS256',
        use: 'sig',
        kid: expect.any(String),
        n: expect.any(String),
        e: 'AQAB',
      },
    ],
  });
  expect(sameKeys).toEqual(keys);
  expect(discovery).toMatchObject({
    issuer: ISSUER,
    jwks_uri: 'http://localhost:4680/.well-known/jwks',
    id_token_signing_alg_values_supported: ['RS256'],
  });
});
