import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApi } from '../world/api-client.ts';
import { startWorld, type World } from '../world/world.ts';

let now = new Date();
let world: World;
beforeAll(async () => {
  world = await startWorld({ now: () => now });
});
afterAll(() => world.close());

/** A browser in which somebody has signed in. */
async function signIn({ email, password }: { email: string; password: string }, agent: string) {
  const answer = await fetch(`${world.url}/kontor/v1/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: world.url, 'user-agent': agent },
    body: JSON.stringify({ email, password }),
  });
  expect(answer.status).toBe(200);
  const cookie = answer.headers
    .getSetCookie()
    .map((each) => each.split(';')[0])
    .join('; ');
  const api = createApi(world.url, undefined);
  return {
    api: (endpoint: Parameters<typeof api>[0], call: Parameters<typeof api>[1] = {}) =>
      api(endpoint, { ...call, headers: { cookie, origin: world.url } }),
    list: async () =>
      (await api(k.listSessions, { headers: { cookie, origin: world.url } })).body.sessions,
    isSignedIn: async () => (await api(k.getMe, { headers: { cookie } })).status === 200,
  };
}

test('somebody sees where they are signed in, and when each was last seen, and nobody else does', async () => {
  const vera = await world.signUp('Vera');
  const [laptop, phone] = [await signIn(vera, 'Laptop'), await signIn(vera, 'Phone')];
  const [first] = await phone.list();

  now = new Date(now.getTime() + 10 * 60 * 1000);
  await laptop.isSignedIn();
  const sessions = await laptop.list();
  const byToken = await vera.api(k.listSessions);

  expect(first).toEqual({
    id: expect.any(String),
    isCurrent: true,
    userAgent: 'Phone',
    ipAddress: '127.0.0.1',
    createdAt: expect.any(String),
    lastSeenAt: expect.any(String),
    expiresAt: expect.any(String),
  });
  const seen = sessions.map(({ userAgent, isCurrent }) => [userAgent, isCurrent]);
  expect(seen.slice(0, 2)).toEqual([
    ['Phone', false],
    ['Laptop', true],
  ]);
  await expect
    .poll(async () => (await laptop.list()).find(({ isCurrent }) => isCurrent)?.lastSeenAt)
    .toBe(now.toISOString());
  expect(byToken.body.sessions.map(({ isCurrent }) => isCurrent)).toEqual([false, false, false]);
  const others = (await world.owner.api(k.listSessions)).body.sessions.map(({ id }) => id);
  expect(others).not.toContain(first?.id);
});

test('one session is ended, or all others, and each at once', async () => {
  const sam = await world.signUp('Sam');
  const [here, there, third] = [
    await signIn(sam, 'Here'),
    await signIn(sam, 'There'),
    await signIn(sam, 'Third'),
  ];
  const idOf = async (agent: string) =>
    (await here.list()).find(({ userAgent }) => userAgent === agent)?.id ?? '';
  const session = await idOf('There');

  const foreign = await world.owner.api(k.endSession, { params: { session } });
  const ended = await here.api(k.endSession, { params: { session } });
  const again = await here.api(k.endSession, { params: { session } });
  const isThere = await there.isSignedIn();
  const others = await here.api(k.endOtherSessions);

  expect([foreign.status, foreign.error.code]).toEqual([404, 'session_not_found']);
  expect([ended.status, again.status, isThere]).toEqual([204, 404, false]);
  expect([others.status, others.body]).toEqual([200, { ended: 2 }]);
  expect([await here.isSignedIn(), await third.isSignedIn()]).toEqual([true, false]);
  expect((await sam.api(k.getMe)).status).toBe(200);
});

test('another page ends no session', async () => {
  const { api } = await signIn(world.owner, 'Own');
  const plain = createApi(world.url, undefined);

  const foreign = await plain(k.endOtherSessions, { headers: { origin: 'https://evil.example' } });

  expect(foreign.status).toBe(401);
  expect((await api(k.getMe)).status).toBe(200);
});

test('somebody learns how they can sign in', async () => {
  const { body } = await world.owner.api(k.getSignInWays);

  expect(body).toEqual({ password: true, platform: false });
});
