import type { AddressInfo } from 'node:net';
import { getMigrations } from 'better-auth/db/migration';
import Fastify from 'fastify';
import pino from 'pino';
import { afterEach, expect, test, vi } from 'vitest';
import { authConfig, createAuth, peoplePool } from '../../src/people/auth.ts';
import { createCallers } from '../../src/people/callers.ts';
import { mountAuth } from '../../src/people/mount-auth.ts';
import { ownOrigins } from '../../src/people/own-origins.ts';
import { createSessions } from '../../src/people/sessions.ts';
import { appointFirstOperator, type SignUpMode } from '../../src/people/sign-up.ts';
import { useDatabase } from '../vault/test-database.ts';
import { addPerson } from './people.ts';

const held = useDatabase();
const log = pino({ level: 'silent' });
const secret = 'a secret that only these tests use, and long';
const PASSWORD = 'correct horse battery';

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
  await held.database.read('delete from people."user"');
  await held.database.read('delete from people."rateLimit"');
});

/** One process of the host, listening, with nothing but what people sign in with. */
async function start(
  { signUp = 'open', url = 'http://localhost:4680', passwords = true } = {} as {
    signUp?: SignUpMode;
    url?: string;
    passwords?: boolean;
  },
) {
  const { database } = held;
  const auth = createAuth({ databaseUrl: held.url, url, secret, log, attemptsPerMinute: 3 });
  const sessions = await createSessions({ auth, database });
  const now = () => new Date();
  const callers = createCallers({
    database,
    sessions,
    origins: ownOrigins(url),
    now,
    onError: () => {},
  });
  const app = Fastify();
  mountAuth(app, { auth, url, database, signUp, passwords, forget: callers.forget, log });
  await app.listen({ host: '127.0.0.1', port: 0 });
  cleanUps.push(
    () => auth.close(),
    () => app.close(),
  );
  const { port } = app.server.address() as AddressInfo;
  const call = async (path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const response = await fetch(`http://127.0.0.1:${port}/kontor/v1/auth/${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const cookie = response.headers
      .getSetCookie()
      .map((text) => text.split(';')[0])
      .join('; ');
    return {
      status: response.status,
      headers: response.headers,
      cookie,
      body: (await response.json()) as { error?: object } | null,
    };
  };
  const signUpAs = (name: string) =>
    call('sign-up/email', { name, email: `${name}@test.example`, password: PASSWORD });
  const signInAs = (name: string, password = PASSWORD) =>
    call('sign-in/email', { email: `${name}@test.example`, password });
  return { app, call, callers, signUpAs, signInAs };
}

const OWN = 'http://localhost:4680';

test('the tables are all that better-auth needs', async () => {
  const pool = peoplePool({ databaseUrl: held.url, log });
  cleanUps.push(() => pool.end());

  const plan = await getMigrations(
    authConfig({ databaseUrl: held.url, url: OWN, secret, log }, pool),
  );

  expect(plan).toMatchObject({
    toBeCreated: [],
    toBeAdded: [],
    toBeAddedIndexes: [],
    schemaProblems: [],
  });
});

test('a person signs up, is recognised by the session, signs out, and is not any more', async () => {
  const { callers, call, signUpAs } = await start();

  const signedUp = await signUpAs('ada');

  expect(signedUp).toMatchObject({ status: 200, body: { user: { email: 'ada@test.example' } } });
  const { cookie } = signedUp;
  const recognised = await callers.authenticate({ cookie }, 'GET');
  expect(recognised).toEqual({
    ok: true,
    value: {
      kind: 'person',
      person: {
        userId: expect.stringMatching(/^usr_[0-9A-Za-z]{24}$/),
        email: 'ada@test.example',
        name: 'ada',
        isOperator: true,
        sessionId: expect.any(String),
        signedInAt: expect.any(Date),
        tokenId: null,
      },
    },
  });
  expect(await call('get-session', undefined, { cookie })).toMatchObject({
    body: { user: { name: 'ada' } },
  });

  expect(await call('sign-out', {}, { cookie, origin: OWN })).toMatchObject({ status: 200 });

  expect(await callers.authenticate({ cookie }, 'GET')).toMatchObject({
    ok: false,
    error: { code: 'unauthenticated', message: expect.stringContaining('session has ended') },
  });
  expect(await call('get-session', undefined, { cookie })).toMatchObject({ body: null });
});

test('signing out that cannot end the session says so, keeps the browser signed in, and works when tried again', async () => {
  const { call, callers, signUpAs } = await start();
  const { cookie } = await signUpAs('ada');
  const signOut = () => call('sign-out', {}, { cookie, origin: OWN });
  await held.database.read(
    `create function people.refuse() returns trigger language plpgsql
     as $$ begin raise exception 'not now'; end $$`,
  );
  await held.database.read(
    'create trigger refuse before delete on people."session" execute function people.refuse()',
  );

  const failed = await signOut();

  await held.database.read('drop function people.refuse cascade');
  expect(failed).toMatchObject({
    status: 500,
    cookie: '',
    body: { error: { code: 'internal_error', message: expect.stringContaining('went wrong') } },
  });
  expect(await callers.authenticate({ cookie }, 'GET')).toMatchObject({ ok: true });
  expect(await signOut()).toMatchObject({ status: 200 });
  expect(await callers.authenticate({ cookie }, 'GET')).toMatchObject({ ok: false });
});

test('a session changes things only when the request comes from our own pages', async () => {
  const { callers, signUpAs } = await start();
  const { cookie } = await signUpAs('ada');

  const own = await callers.authenticate({ cookie, origin: OWN }, 'POST');
  const foreign = await callers.authenticate({ cookie, origin: 'https://evil.example' }, 'POST');
  const silent = await callers.authenticate({ cookie }, 'DELETE');

  expect(own).toMatchObject({ ok: true });
  expect(foreign).toMatchObject({ ok: false, error: { code: 'unauthenticated' } });
  expect(silent).toMatchObject({ ok: false, error: { code: 'unauthenticated' } });
});

test('a cookie that was not signed here is no session', async () => {
  const { callers, signUpAs } = await start();
  const { cookie } = await signUpAs('ada');
  const [name, value = ''] = cookie.split('=');

  const another = value[10] === 'x' ? 'y' : 'x';
  const forged = `${name}=${value.slice(0, 10)}${another}${value.slice(11)}`;

  expect(await callers.authenticate({ cookie: forged }, 'GET')).toMatchObject({ ok: false });
});

test('another secret ends every session', async () => {
  const { signUpAs } = await start();
  const { cookie } = await signUpAs('ada');
  const { database } = held;
  const auth = createAuth({ databaseUrl: held.url, url: OWN, secret: 'x'.repeat(40), log });
  cleanUps.push(() => auth.close());

  const sessions = await createSessions({ auth, database });

  expect(await sessions.personOf({ cookie })).toBeUndefined();
});

test('a variable that better-auth would read on its own does not replace the secret', async () => {
  const { signUpAs } = await start();
  const { cookie } = await signUpAs('ada');
  vi.stubEnv('BETTER_AUTH_SECRETS', `1:${'y'.repeat(40)}`);
  cleanUps.push(async () => vi.unstubAllEnvs());

  const other = await start();

  expect(await other.callers.authenticate({ cookie }, 'GET')).toMatchObject({ ok: true });
});

test('where only the first person may sign up, they become operator and others are refused', async () => {
  const { signUpAs, callers } = await start({ signUp: 'first-person' });
  const first = await signUpAs('ada');

  const second = await signUpAs('bob');

  const recognised = await callers.authenticate({ cookie: first.cookie }, 'GET');
  expect(recognised).toMatchObject({ value: { person: { isOperator: true } } });
  expect(second).toMatchObject({
    status: 403,
    body: { error: { code: 'forbidden', message: expect.stringContaining('KONTOR_SIGN_UP=open') } },
  });
});

test.each(['first-person', 'open'] as const)(
  'of people who sign up at once with %s, one becomes operator',
  async (signUp) => {
    const processes = await Promise.all([start({ signUp }), start({ signUp }), start({ signUp })]);

    const answers = await Promise.all(
      processes.map(({ signUpAs }, index) => signUpAs(`person${index}`)),
    );

    const admitted = answers.filter(({ status }) => status === 200);
    expect(admitted).toHaveLength(signUp === 'open' ? 3 : 1);
    const operators = await held.database.read('select 1 from people.operator');
    expect(operators).toHaveLength(1);
  },
);

test('people of a platform take nobody the place of the first person, and become no operators', async () => {
  const { database } = held;
  const { signUpAs } = await start({ signUp: 'first-person' });
  await addPerson(database, 'From the platform');
  await appointFirstOperator(database);

  const operators = await database.read('select 1 from people.operator');
  const first = await signUpAs('ada');

  expect([operators, first.status]).toEqual([[], 200]);
});

test('a sign-up that is refused leaves the place of the first person free', async () => {
  const { call, signUpAs } = await start({ signUp: 'first-person' });

  const refused = await call('sign-up/email', {
    name: 'ada',
    email: 'ada@test.example',
    password: 'short',
  });

  expect(refused).toMatchObject({ status: 400, body: { error: { code: 'invalid_request' } } });
  expect(await signUpAs('bob')).toMatchObject({ status: 200 });
});

test('an account whose process died before it became operator is made one at start', async () => {
  const { database } = held;
  const { signUpAs } = await start();
  await signUpAs('ada');
  await database.read('delete from people.operator');

  await appointFirstOperator(database);
  await appointFirstOperator(database);

  expect(await database.read('select 1 from people.operator')).toHaveLength(1);
});

test('a wrong password is refused without saying whether the account exists', async () => {
  const { signUpAs, signInAs } = await start();
  await signUpAs('ada');

  const wrong = await signInAs('ada', 'wrong password');
  const unknown = await signInAs('nobody');

  const message = 'Invalid email or password.';
  expect(wrong).toMatchObject({
    status: 401,
    body: { error: { code: 'unauthenticated', message } },
  });
  const withoutId = { requestId: undefined };
  expect({ ...unknown.body?.error, ...withoutId }).toEqual({ ...wrong.body?.error, ...withoutId });
});

test('attempts to sign in are throttled, over all processes together', async () => {
  const [one, two] = await Promise.all([start(), start()]);
  const statuses: number[] = [];
  for (const { signInAs } of [one, two, one]) statuses.push((await signInAs('ada')).status);

  const throttled = await two.signInAs('ada');

  expect(statuses).toEqual([401, 401, 401]);
  expect(throttled).toMatchObject({ status: 429, body: { error: { code: 'rate_limited' } } });
  const seconds = Number(throttled.headers.get('retry-after'));
  expect(seconds).toBeGreaterThan(0);
  expect(seconds).toBeLessThanOrEqual(60);
});

test('a client cannot choose the address it is throttled by', async () => {
  const { call } = await start();
  const body = { email: 'ada@test.example', password: PASSWORD };

  const statuses: number[] = [];
  for (let attempt = 0; attempt < 4; attempt++) {
    const spoofed = `10.0.0.${attempt}`;
    const headers = { 'x-forwarded-for': spoofed, 'x-kontor-client-address': spoofed };
    statuses.push((await call('sign-in/email', body, headers)).status);
  }

  expect(statuses).toEqual([401, 401, 401, 429]);
});

test('each address is throttled by itself', async () => {
  const { app } = await start();
  const attemptFrom = async (remoteAddress: string) => {
    const payload = { email: 'ada@test.example', password: PASSWORD };
    const url = '/kontor/v1/auth/sign-in/email';
    const { statusCode } = await app.inject({ method: 'POST', url, payload, remoteAddress });
    return statusCode;
  };
  const first = '192.0.2.1';
  for (let attempt = 0; attempt < 3; attempt++) await attemptFrom(first);

  expect(await attemptFrom(first)).toBe(429);
  expect(await attemptFrom('192.0.2.2')).toBe(401);
});

test('changing the password can end every other session', async () => {
  const { call, callers, signUpAs, signInAs } = await start();
  const { cookie } = await signUpAs('ada');
  const other = await signInAs('ada');

  const changed = await call(
    'change-password',
    { currentPassword: PASSWORD, newPassword: 'another horse battery', revokeOtherSessions: true },
    { cookie, origin: OWN },
  );

  expect(changed).toMatchObject({ status: 200 });
  expect(await callers.authenticate({ cookie: other.cookie }, 'GET')).toMatchObject({ ok: false });
  expect(await callers.authenticate({ cookie: changed.cookie }, 'GET')).toMatchObject({ ok: true });
});

test('a page of another site cannot sign anybody out or in', async () => {
  const { call, signUpAs } = await start();
  const { cookie } = await signUpAs('ada');

  const origin = 'https://evil.example';
  const signOut = await call('sign-out', {}, { cookie, origin });
  const signIn = await call(
    'sign-in/email',
    { email: 'ada@test.example', password: PASSWORD },
    { origin },
  );

  expect(signOut).toMatchObject({ status: 403, body: { error: { code: 'forbidden' } } });
  expect(signIn).toMatchObject({ status: 403, body: { error: { code: 'forbidden' } } });
});

test.each(['list-sessions', 'organization/list', 'update-user', 'delete-user', 'ok'])(
  'what is not offered (%s) is not there',
  async (path) => {
    const { call } = await start();

    expect(await call(path, {})).toMatchObject({ status: 404 });
  },
);

test('a body with more than is offered is refused with the field', async () => {
  const { call } = await start();

  const answer = await call('sign-in/email', {
    email: 'ada@test.example',
    password: PASSWORD,
    callbackURL: '/elsewhere',
  });

  expect(answer).toMatchObject({
    status: 400,
    body: { error: { code: 'invalid_request', message: expect.stringContaining('callbackURL') } },
  });
});

test('cookies are secure and out of reach of scripts where the address is https', async () => {
  const { signUpAs } = await start({ url: 'https://market.example.com' });

  const [cookie] = (await signUpAs('ada')).headers.getSetCookie();

  expect(cookie).toMatch(/^__Secure-kontor\.session_token=/);
  expect(cookie).toMatch(/HttpOnly/i);
  expect(cookie).toMatch(/Secure/);
  expect(cookie).toMatch(/SameSite=Lax/i);
});

test('where nobody has a password, none is taken and none is made', async () => {
  const { call } = await start({ passwords: false });
  const body = { email: 'ada@test.example', password: PASSWORD };

  const answers = [
    await call('sign-up/email', { name: 'Ada', ...body }),
    await call('sign-in/email', body),
    await call('change-password', { currentPassword: PASSWORD, newPassword: `${PASSWORD}!` }),
  ];

  for (const answer of answers) {
    expect(answer).toMatchObject({ status: 403, body: { error: { code: 'forbidden' } } });
  }
});
