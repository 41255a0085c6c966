import { PATIENCE_MS } from '@kontor/testing';
import { expect, test, vi } from 'vitest';
import { mintId } from '../../src/ids.ts';
import { accessTokenStoreOn, type NewAccessToken } from '../../src/people/access-token-store.ts';
import { createCallers } from '../../src/people/callers.ts';
import { createInstallationTokens } from '../../src/people/installation-tokens.ts';
import { hashToken, hintOf, mintToken } from '../../src/people/token-text.ts';
import { useDatabase } from '../vault/test-database.ts';
import { addPerson, addTeam } from './people.ts';

const held = useDatabase();
const START = new Date('2026-03-01T00:00:00Z');

function worldAt(start = START) {
  const clock = { now: start };
  const callers = createCallers({
    database: held.database,
    sessions: { cookieOf: () => undefined, personOf: async () => undefined },
    origins: [],
    now: () => clock.now,
    onError: (error) => {
      throw error;
    },
  });
  const later = (ms: number) => {
    clock.now = new Date(clock.now.getTime() + ms);
  };
  return { callers, clock, later };
}

const bearer = (text: string) => ({ authorization: `Bearer ${text}` });

async function addToken(of: { userId: string; expiresAt?: Date }) {
  const text = mintToken('personal');
  const token: NewAccessToken = {
    kind: 'personal',
    id: mintId('token'),
    name: 'laptop',
    hint: hintOf(text),
    hash: hashToken(text),
    createdAt: START,
    expiresAt: of.expiresAt ?? null,
    userId: of.userId,
  };
  await accessTokenStoreOn(held.database.read).insert(token);
  return { text, id: token.id };
}

async function lastUse(tokenId: string): Promise<Date | null> {
  const [row] = await held.database.read<{ last_used_at: Date | null }>(
    'select last_used_at from access_token where token_id = $1',
    [tokenId],
  );
  return row?.last_used_at ?? null;
}

test('a personal token speaks for its person', async () => {
  const person = await addPerson(held.database, 'Grace');
  const { text, id } = await addToken({ userId: person.id });

  const { callers } = worldAt();

  expect(await callers.authenticate(bearer(text), 'POST')).toEqual({
    ok: true,
    value: {
      kind: 'person',
      person: {
        userId: person.id,
        email: person.email,
        name: 'Grace',
        isOperator: false,
        tokenId: id,
      },
    },
  });
});

test('whoever was recognised a moment ago is recognised without waiting', async () => {
  const { team, people } = await addTeam(held.database, ['developer']);
  const userId = people[0]?.id ?? '';
  const { text } = await addToken({ userId });
  const { callers } = worldAt();
  const recognised = await callers.authenticate(bearer(text), 'GET');
  const membership = await callers.membership(userId, team.slug);

  expect(recognised.ok && membership?.role).toBe('developer');
  expect(callers.authenticate(bearer(text), 'GET')).toEqual(recognised);
  expect(callers.membership(userId, team.slug)).toBe(membership);
});

test('a token is the same one however its header is written, and no other text is one', async () => {
  const person = await addPerson(held.database);
  const { text } = await addToken({ userId: person.id });
  const { callers } = worldAt();
  const recognised = await callers.authenticate(bearer(text), 'GET');

  const written = (authorization: string) => callers.authenticate({ authorization }, 'GET');

  expect(await written(`bearer   ${text} `)).toEqual(recognised);
  expect(await written(`bearer   ${text} `)).toEqual(recognised);
  expect(await written(text)).toMatchObject({ error: { code: 'unauthenticated' } });
  expect(await written(`Bearer ${text}x`)).toMatchObject({ error: { code: 'unauthenticated' } });
});

test('for whom a token speaks is made out once, and judged each time whether it does', async () => {
  const person = await addPerson(held.database);
  const { text } = await addToken({
    userId: person.id,
    expiresAt: new Date(START.getTime() + 1_000),
  });
  const { callers, later } = worldAt();

  const first = await callers.authenticate(bearer(text), 'GET');
  const second = await callers.authenticate(bearer(text), 'GET');
  later(1_000);
  const third = await callers.authenticate(bearer(text), 'GET');

  expect(first).toMatchObject({ ok: true, value: { person: { userId: person.id } } });
  expect(second.ok && second.value).toBe(first.ok && first.value);
  expect(third.ok).toBe(false);
});

test('the token of an operator says so', async () => {
  const person = await addPerson(held.database);
  await held.database.read('insert into people.operator (user_id) values ($1)', [person.id]);
  const { text } = await addToken({ userId: person.id });

  const recognised = await worldAt().callers.authenticate(bearer(text), 'GET');

  expect(recognised).toMatchObject({ value: { person: { isOperator: true } } });
});

test('a machine token speaks for its team with its grant and expiry', async () => {
  const { team } = await addTeam(held.database, []);
  const text = mintToken('machine');
  const expiresAt = new Date('2026-03-02T00:00:00Z');
  const id = mintId('token');
  await accessTokenStoreOn(held.database.read).insert({
    kind: 'machine',
    id,
    name: 'deploys',
    hint: hintOf(text),
    hash: hashToken(text),
    createdAt: START,
    expiresAt,
    teamId: team.id,
    grant: { role: 'developer', actions: ['project:read'] },
  });

  expect(await worldAt().callers.authenticate(bearer(text), 'GET')).toEqual({
    ok: true,
    value: {
      kind: 'machine',
      tokenId: id,
      teamId: team.id,
      grant: { role: 'developer', actions: ['project:read'], expiresAt },
    },
  });
});

test('a token ends at its expiry, also when it was recognised a moment before', async () => {
  const person = await addPerson(held.database);
  const { text } = await addToken({
    userId: person.id,
    expiresAt: new Date(START.getTime() + 1000),
  });
  const { callers, later } = worldAt();
  expect(await callers.authenticate(bearer(text), 'GET')).toMatchObject({ ok: true });

  later(1000);

  expect(await callers.authenticate(bearer(text), 'GET')).toMatchObject({
    ok: false,
    error: { code: 'unauthenticated', message: expect.stringContaining('expired at 2026-03-01') },
  });
});

test('a revoked token is refused at once here, and within two seconds where nobody is told', async () => {
  const person = await addPerson(held.database);
  const { text, id } = await addToken({ userId: person.id });
  const [here, elsewhere] = [worldAt(), worldAt()];
  await here.callers.authenticate(bearer(text), 'GET');
  await elsewhere.callers.authenticate(bearer(text), 'GET');

  await accessTokenStoreOn(held.database.read).revokePersonal(person.id, id, START);
  here.callers.forget();

  expect(await here.callers.authenticate(bearer(text), 'GET')).toMatchObject({
    ok: false,
    error: { code: 'unauthenticated', message: expect.stringContaining('revoked at') },
  });
  elsewhere.later(2000);
  expect(await elsewhere.callers.authenticate(bearer(text), 'GET')).toMatchObject({ ok: false });
});

test.each([
  ['nothing', {}, 'No credential'],
  ['a token of another host', bearer(`kpt_${'a'.repeat(43)}`), 'not known here'],
  ['a text of another form', bearer('eyJhbGciOiJIUzI1NiJ9.e30.x'), 'not known here'],
  ['another scheme', { authorization: 'Basic dXNlcjpwYXNz' }, 'not understood'],
])('%s is refused with what to do', async (_name, headers, words) => {
  expect(await worldAt().callers.authenticate(headers, 'GET')).toMatchObject({
    ok: false,
    error: { code: 'unauthenticated', message: expect.stringContaining(words) },
  });
});

test('the use of a token is noted, at most once a minute', async () => {
  const person = await addPerson(held.database);
  const { text, id } = await addToken({ userId: person.id });
  const { callers, later } = worldAt();
  await callers.authenticate(bearer(text), 'GET');
  await vi.waitFor(async () => expect(await lastUse(id)).toEqual(START), PATIENCE_MS);

  later(59_999);
  await callers.authenticate(bearer(text), 'GET');
  later(1);
  await callers.authenticate(bearer(text), 'GET');

  const noted = new Date(START.getTime() + 60_000);
  await vi.waitFor(async () => expect(await lastUse(id)).toEqual(noted), PATIENCE_MS);
});

test('an uninstalled installation keeps its token until it is finalized, and never after', async () => {
  const { installation, finalize } = await addInstallation();
  const { issueInstallationToken } = installationTokens();
  const text = await held.database.transact((sql) => issueInstallationToken(sql, installation));
  const { callers } = worldAt();
  expect(await callers.authenticate(bearer(text), 'GET')).toEqual({
    ok: true,
    value: {
      kind: 'installation',
      tokenId: expect.stringMatching(/^tok_/),
      testClock: null,
      ...installation,
    },
  });

  await finalize();
  callers.forget();

  expect(await callers.authenticate(bearer(text), 'GET')).toMatchObject({
    ok: false,
    error: { code: 'unauthenticated', message: expect.stringContaining('finalized') },
  });
});

test('an installation has a token after another, and the newest can be told again', async () => {
  const { installation } = await addInstallation();
  const tokens = installationTokens();
  const { installationId } = installation;

  const first = await held.database.transact((sql) =>
    tokens.issueInstallationToken(sql, installation),
  );
  const second = await held.database.transact((sql) =>
    tokens.issueInstallationToken(sql, installation),
  );

  expect(first).toBe(tokens.installationToken(installationId, 0));
  expect(second).toBe(tokens.installationToken(installationId, 1));
  expect(await tokens.currentInstallationToken(held.database.read, installationId)).toBe(second);
  const { callers } = worldAt();
  expect(await callers.authenticate(bearer(first), 'GET')).toMatchObject({ ok: true });
  expect(await callers.authenticate(bearer(second), 'GET')).toMatchObject({ ok: true });
});

test('a token issued in a transaction that rolls back is not known', async () => {
  const { installation } = await addInstallation();
  const tokens = installationTokens();

  await held.database
    .transact(async (sql) => {
      await tokens.issueInstallationToken(sql, installation);
      throw new Error('no');
    })
    .catch(() => {});

  const text = tokens.installationToken(installation.installationId, 0);
  expect(await worldAt().callers.authenticate(bearer(text), 'GET')).toMatchObject({ ok: false });
});

test('a team is found by id and by slug by its members, and by nobody else', async () => {
  const { team, people } = await addTeam(held.database, ['developer']);
  const stranger = await addPerson(held.database);
  const { callers } = worldAt();
  const [developer] = people;

  for (const named of [team.id, team.slug]) {
    expect(await callers.membership(developer?.id ?? '', named)).toEqual({
      team: { ...team, testClock: null },
      role: 'developer',
    });
    expect(await callers.membership(stranger.id, named)).toBeUndefined();
    expect(await callers.team(named)).toEqual({ ...team, testClock: null });
  }
  expect(await callers.team('no-such-team')).toBeUndefined();
});

function installationTokens() {
  return createInstallationTokens({ secret: Buffer.alloc(32, 1), now: () => START });
}

async function addInstallation() {
  const { team } = await addTeam(held.database, []);
  const installation = {
    teamId: team.id,
    installationId: mintId('installation'),
    integrationId: mintId('integration'),
  };
  await held.database.read(
    `insert into installation (team_id, installation_id, integration_id, kind, lifecycle, status,
       status_at, accepted_policies, scopes, created_at, updated_at, uninstalled_at)
     values ($1, $2, $3, 'native', 'uninstalled', 'uninstalled', $4, '{}', '{}', $4, $4, $4)`,
    [installation.teamId, installation.installationId, installation.integrationId, START],
  );
  const finalize = () =>
    held.database.read('update installation set finalized_at = $1 where installation_id = $2', [
      START,
      installation.installationId,
    ]);
  return { installation, finalize };
}
