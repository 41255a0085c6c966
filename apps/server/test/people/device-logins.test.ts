import { deviceCodeGrant, kontorEndpoints as k } from '@kontor/protocol/kontor';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { forgetDeviceLogins } from '../../src/people/device-login-store.ts';
import { HOST_LOG } from '../../src/people/record-event.ts';
import { createApi } from '../world/api-client.ts';
import { type Person, startWorld, type World } from '../world/world.ts';

const MINUTE_MS = 60_000;

let now = new Date();
let world: World;
let grace: Person;
beforeAll(async () => {
  world = await startWorld({ now: () => now, rateLimits: null });
  grace = await world.signUp('Grace');
});
afterAll(() => world.close());

const later = (ms: number) => {
  now = new Date(now.getTime() + ms);
};

async function begin(machine: string | undefined = 'laptop', client = 'kontor') {
  const { status, body } = await world.anonymous(k.beginDeviceLogin, {
    body: { client_id: client, ...(machine !== undefined && { machine }) },
  });
  expect(status).toBe(200);
  return body;
}
type Begun = Awaited<ReturnType<typeof begin>>;

/** What the machine asks with. */
const question = ({ device_code }: Pick<Begun, 'device_code'>) => ({
  ...{ grant_type: deviceCodeGrant, device_code, client_id: 'kontor' },
});
const ask = (begun: Begun, other: object = {}) =>
  world.anonymous(k.finishDeviceLogin, { body: { ...question(begun), ...other } });
const decide = (person: Person, { user_code: code }: Begun, decision: 'allow' | 'refuse') =>
  person.api(k.decideDeviceLogin, { body: { code, decision } });

test('a machine is given a token of whoever allows its code, and of nobody else', async () => {
  const begun = await begin();

  expect(begun).toMatchObject({
    verification_uri: `${world.url}/device`,
    verification_uri_complete: `${world.url}/device?code=${begun.user_code}`,
    expires_in: 600,
    interval: 5,
  });
  const typed = begun.user_code.toLowerCase().replace('-', ' ');
  const seen = await grace.api(k.getDeviceLogin, { query: { code: typed } });
  expect(seen.body.deviceLogin).toEqual({
    code: begun.user_code,
    client: 'kontor',
    machine: 'laptop',
    ipAddress: '127.0.0.1',
    createdAt: now.toISOString(),
    expiresAt: new Date(now.getTime() + 10 * MINUTE_MS).toISOString(),
  });
  expect((await ask(begun)).body).toMatchObject({ error: 'authorization_pending' });

  expect((await decide(grace, begun, 'allow')).status).toBe(200);
  const given = await ask(begun);

  expect(given).toMatchObject({ status: 200, body: { token_type: 'Bearer' } });
  expect(given.body).not.toHaveProperty('expires_in');
  expect(given.headers.get('cache-control')).toBe('no-store');
  const api = createApi(world.url, given.body.access_token);
  expect((await api(k.getMe)).body.person.email).toBe(grace.email);
  const { body } = await api(k.listTokens);
  expect(body.tokens).toContainEqual(
    expect.objectContaining({ kind: 'personal', name: 'kontor on laptop', expiresAt: null }),
  );
});

test('the log of the host has who allowed and refused what, and no code or token', async () => {
  const [allowed, refused] = [await begin('build-7'), await begin('unknown')];
  await decide(grace, allowed, 'allow');
  await decide(grace, refused, 'refuse');
  const { access_token: secret } = (await ask(allowed)).body;

  const events = await world.database.read<{ subject: { token?: string }; data: object }>(
    `select subject, data, actor from event where team_id = $1 and type = 'device-login.decided'
     order by sequence desc limit 2`,
    [HOST_LOG],
  );

  const [last, first] = events;
  expect(last).toMatchObject({
    actor: { kind: 'person', userId: grace.userId },
    data: { decision: 'refuse', client: 'kontor', machine: 'unknown', address: '127.0.0.1' },
  });
  const { tokens } = (await grace.api(k.listTokens)).body;
  const { id } = tokens.find(({ name }) => name === 'kontor on build-7') ?? {};
  expect(first?.subject).toEqual({ user: grace.userId, token: id });
  const written = JSON.stringify(events) + world.logs.join('');
  for (const code of [allowed.device_code, allowed.user_code, secret]) {
    expect(written).not.toContain(code);
  }
});

test('of the codes nothing is kept that could be used', async () => {
  const { device_code, user_code } = await begin();

  const rows = await world.database.read<object>('select * from device_login');

  const kept = JSON.stringify(rows.map((row) => Object.values(row).map(String)));
  expect(rows.length).toBeGreaterThan(0);
  for (const code of [device_code, user_code, user_code.replace('-', '')]) {
    expect(kept).not.toContain(code);
  }
});

test('a code is decided once, by the first who does, and gives one token', async () => {
  const begun = await begin();
  const decided = await Promise.all([
    decide(grace, begun, 'allow'),
    decide(world.owner, begun, 'allow'),
    decide(world.owner, begun, 'refuse'),
  ]);
  const asked = await Promise.all([ask(begun), ask(begun), ask(begun)]);

  expect(decided.map(({ status }) => status).sort()).toEqual([200, 404, 404]);
  const given = asked.filter(({ status }) => status === 200);
  const isRefused = decided[2]?.status === 200;
  expect(given).toHaveLength(isRefused ? 0 : 1);
  const first = decided[0]?.status === 200 ? grace : world.owner;
  for (const { body } of given) {
    const me = await createApi(world.url, body.access_token)(k.getMe);
    expect(me.body.person.email).toBe(first.email);
  }
  expect((await ask(begun)).body.error).toBe(isRefused ? 'access_denied' : 'invalid_grant');
  expect(await decide(grace, begun, 'allow')).toMatchObject({
    status: 404,
    error: { code: 'device_login_not_found' },
  });
});

test('a code that was refused gives nothing, however often is asked', async () => {
  const begun = await begin();
  await decide(grace, begun, 'refuse');

  for (const _ of [1, 2]) {
    expect(await ask(begun)).toMatchObject({ status: 400, body: { error: 'access_denied' } });
  }
});

test('whoever asks too soon is told to be slower, and has to be', async () => {
  const begun = await begin();
  const answers: string[] = [];
  for (const seconds of [0, 5, 4, 9, 14, 15]) {
    later(seconds * 1000);
    answers.push((await ask(begun)).body.error);
  }

  expect(answers).toEqual([
    'authorization_pending',
    'authorization_pending',
    'slow_down', // 10 seconds from now on
    'slow_down', // 15
    'slow_down', // 20
    'slow_down',
  ]);
  later(30_000);
  expect((await ask(begun)).body.error).toBe('authorization_pending');
});

test('after ten minutes a code is over, allowed or not, and after a day it is forgotten', async () => {
  const [waiting, allowed] = [await begin(), await begin()];
  later(9 * MINUTE_MS);
  expect((await decide(grace, allowed, 'allow')).status).toBe(200);
  later(MINUTE_MS);

  expect((await ask(waiting)).body.error).toBe('expired_token');
  expect((await ask(allowed)).body.error).toBe('expired_token');
  expect((await decide(grace, waiting, 'allow')).status).toBe(404);
  const query = { code: waiting.user_code };
  expect((await grace.api(k.getDeviceLogin, { query })).status).toBe(404);

  later(24 * 60 * MINUTE_MS + 1);
  await forgetDeviceLogins(world.database.read, now);
  expect((await ask(waiting)).body.error).toBe('invalid_grant');
});

test('a code of another program, a made-up one and another grant give nothing', async () => {
  const begun = await begin();
  await decide(grace, begun, 'allow');

  const errors = [
    await ask(begun, { client_id: 'another' }),
    await ask(begun, { device_code: begun.user_code }),
    await ask(begun, { grant_type: 'authorization_code' }),
  ];

  expect(errors.map(({ status, body }) => [status, body.error])).toEqual([
    [400, 'invalid_grant'],
    [400, 'invalid_grant'],
    [400, 'unsupported_grant_type'],
  ]);
  expect((await ask(begun)).status).toBe(200);
});

test('programs may send forms, and what they leave empty counts as left out', async () => {
  const post = async (path: string, fields: Record<string, string>) => {
    const answer = await fetch(world.url + path, {
      method: 'POST',
      body: new URLSearchParams(fields),
    });
    const body = (await answer.json()) as Begun;
    return { status: answer.status, body };
  };

  const begun = await post(k.beginDeviceLogin.path, {
    client_id: 'tool',
    machine: '',
    scope: 'all',
  });
  await decide(grace, begun.body, 'allow');
  const given = await post(`/api${k.finishDeviceLogin.path}`, {
    ...question(begun.body),
    client_id: 'tool',
  });

  expect(given).toMatchObject({ status: 200, body: { token_type: 'Bearer' } });
  const { tokens } = (await grace.api(k.listTokens)).body;
  expect(tokens.map(({ name }) => name)).toContain('tool');
});

test.each([
  [{}],
  [{ client_id: '' }],
  [{ client_id: 'Kontor' }],
  [{ client_id: 'kontor', machine: 'x'.repeat(101) }],
  [{ client_id: 'kontor', machine: 'lap\u202etop' }],
  [{ client_id: 'kontor', machine: 'lap\ntop' }],
])('what asks as %j is refused', async (body) => {
  expect(await world.anonymous(k.beginDeviceLogin, { body })).toMatchObject({
    status: 400,
    error: { code: 'invalid_request' },
  });
});

test('only people look at codes and decide: no stranger, no machine of a team, no agent', async () => {
  const begun = await begin();
  const params = { team: world.team };
  const machine = await world.owner.api(k.createTeamToken, {
    params,
    body: { name: 'ci', role: 'owner' },
  });
  const agent = await world.owner.api(k.createAgentToken, { params, body: { agent: 'bot' } });
  const limited = await world.owner.api(k.createToken, { body: { name: 'one', team: world.team } });

  for (const [token, status] of [
    [undefined, 401],
    [machine.body.secret, 403],
    [agent.body.secret, 403],
    [limited.body.secret, 403],
  ] as const) {
    const api = createApi(world.url, token);
    const tried = await api(k.decideDeviceLogin, {
      body: { code: begun.user_code, decision: 'allow' },
    });
    expect(tried.status).toBe(status);
  }
  expect((await ask(begun)).body.error).toBe('authorization_pending');
});

test('what is allowed with a token that ends ends with it', async () => {
  const expiresAt = new Date(now.getTime() + 60 * MINUTE_MS).toISOString();
  const made = await grace.api(k.createToken, { body: { name: 'an hour', expiresAt } });
  const begun = await begin('short');
  await createApi(world.url, made.body.secret)(k.decideDeviceLogin, {
    body: { code: begun.user_code, decision: 'allow' },
  });

  expect((await ask(begun)).body.expires_in).toBe(3600);
  const { tokens } = (await grace.api(k.listTokens)).body;
  expect(tokens.find(({ name }) => name === 'kontor on short')?.expiresAt).toBe(expiresAt);
});

test('other pages cannot have a session allow a code', async () => {
  const begun = await begin();
  const signedIn = await fetch(`${world.url}/kontor/v1/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: world.url },
    body: JSON.stringify({ email: grace.email, password: grace.password }),
  });
  const cookie = signedIn.headers
    .getSetCookie()
    .map((each) => each.split(';')[0])
    .join('; ');
  const allowFrom = (origin: string) =>
    world.anonymous(k.decideDeviceLogin, {
      body: { code: begun.user_code, decision: 'allow' },
      headers: { cookie, origin },
    });

  expect((await allowFrom('https://elsewhere.example')).status).toBeGreaterThanOrEqual(401);
  expect((await ask(begun)).body.error).toBe('authorization_pending');
  expect((await allowFrom(world.url)).status).toBe(200);
  expect((await ask(begun)).status).toBe(200);
});

test('a person who is gone leaves no token to be had', async () => {
  const gone = await world.signUp('Gone');
  const begun = await begin();
  await decide(gone, begun, 'allow');
  await world.database.read('delete from people."user" where "id" = $1', [gone.userId]);

  expect((await ask(begun)).body.error).toBe('invalid_grant');
});

test('nobody finds a code by trying: a person has twenty tries a minute', async () => {
  const limited = await startWorld();
  try {
    const guess = () =>
      limited.owner.api(k.decideDeviceLogin, { body: { code: 'BCDF-GHJK', decision: 'allow' } });
    const found = [];
    for (let tries = 0; tries < 21; tries++) found.push((await guess()).status);

    expect(found).toEqual([...Array(20).fill(404), 429]);
  } finally {
    await limited.close();
  }
});
