import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type EventStream, openEventStream } from '../world/event-stream.ts';
import { eventually, project } from '../world/story.ts';
import { type Person, startWorld, type World } from '../world/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ liveLimits: { lookEveryMs: 3_600_000, heartbeatMs: 100, page: 5 } });
});
afterAll(() => world.close());

const as = ({ token }: { readonly token: string }) => ({ authorization: `Bearer ${token}` });
const follow = (person: Person, more: { headers?: Record<string, string>; query?: string } = {}) =>
  openEventStream(world.url, world.team, { ...more, headers: { ...as(person), ...more.headers } });
const logAfter = async (after: number) => {
  const { body } = await world.owner.api(k.listEvents, {
    params: { team: world.team },
    query: { after, limit: 500 },
  });
  return body.events;
};
const sequences = ({ events }: EventStream) => events.map(({ sequence }) => sequence);
const newest = async () => (await logAfter(0)).at(-1)?.sequence ?? 0;

let count = 0;
async function happen(times = 1) {
  for (let each = 0; each < times; each++) {
    count += 1;
    await project(world, `live-${count}`);
  }
}

test('what happens is told while it happens, as the log has it', async () => {
  const start = await newest();
  const stream = await follow(world.owner);
  expect(stream.status).toBe(200);
  expect(stream.headers['content-type']).toBe('text/event-stream; charset=utf-8');

  await happen(2);

  await eventually(async () => stream.events.length === 2);
  expect(stream.events).toEqual(await logAfter(start));
  stream.close();
});

test('who was away is told what they missed, in order and once, while more happens', async () => {
  const start = await newest();
  await happen(12);
  const wanted = Array.from({ length: 20 }, (_, at) => start + 1 + at);

  const [stream, byQuery] = await Promise.all([
    follow(world.owner, { headers: { 'last-event-id': String(start) }, query: '?after=0' }),
    follow(world.owner, { query: `?after=${start}` }),
    happen(8),
  ]);

  await eventually(async () => stream.events.length >= 20 && byQuery.events.length >= 20);
  expect(sequences(stream)).toEqual(wanted);
  expect(sequences(byQuery)).toEqual(wanted);
  stream.close();
  byQuery.close();
});

test('who claims to have seen more than happened is told what comes', async () => {
  const stream = await follow(world.owner, { headers: { 'last-event-id': '999999' } });
  const start = await newest();

  await happen();

  await eventually(async () => stream.events.length === 1);
  expect(sequences(stream)).toEqual([start + 1]);
  stream.close();
});

test('a hundred who follow are all told, and nobody of another team', async () => {
  const stranger = await world.signUp('stranger');
  await stranger.api(k.createTeam, { body: { name: 'Other', slug: 'other' } });
  const outside = await openEventStream(world.url, 'other', { headers: as(stranger) });
  const streams = await Promise.all(Array.from({ length: 100 }, () => follow(world.owner)));

  await happen();
  await stranger.api(k.createProject, { params: { team: 'other' }, body: { name: 'theirs' } });

  await eventually(async () => streams.every(({ events }) => events.length === 1));
  await eventually(async () => outside.events.length === 1);
  expect(outside.events[0]?.data).toMatchObject({ name: 'theirs' });
  for (const stream of [outside, ...streams]) stream.close();
});

test('a stream with nothing to say shows that it is there', async () => {
  const stream = await follow(world.owner);

  await eventually(async () => stream.beats() >= 2);

  expect(stream.events).toEqual([]);
  stream.close();
});

test('a stream ends when a member leaves, a token is revoked, or a session ends', async () => {
  const params = { team: world.team };
  const member = await world.signUp('member');
  await world.owner.api(k.addMember, { params, body: { email: member.email, role: 'viewer' } });
  const made = await world.owner.api(k.createTeamToken, {
    params,
    body: { name: 'machine', role: 'viewer' },
  });
  const cookie = await sessionOf(world.owner);
  const ofMember = await follow(member);
  const ofMachine = await openEventStream(world.url, world.team, {
    headers: as({ token: made.body.secret }),
  });
  const ofSession = await openEventStream(world.url, world.team, { headers: { cookie } });
  expect([ofMember.status, ofMachine.status, ofSession.status]).toEqual([200, 200, 200]);

  await world.owner.api(k.removeMember, { params: { ...params, user: member.userId } });
  await world.owner.api(k.deleteTeamToken, { params: { ...params, token: made.body.token.id } });
  await fetch(`${world.url}/kontor/v1/auth/sign-out`, {
    method: 'POST',
    headers: { cookie, origin: world.url, 'content-type': 'application/json' },
    body: '{}',
  });

  await eventually(async () => ofMember.isOver() && ofMachine.isOver() && ofSession.isOver());
  expect(ofMember.events.filter(({ type }) => type === 'member.removed')).toEqual([]);
});

test('whoever may not follow, or says where in no number, is refused', async () => {
  const stranger = await world.signUp('stranger');
  const narrow = await world.owner.api(k.createTeamToken, {
    params: { team: world.team },
    body: { name: 'narrow', role: 'viewer', actions: ['project:read'] },
  });
  const streams = [
    await openEventStream(world.url, world.team),
    await follow(stranger),
    await openEventStream(world.url, world.team, { headers: as({ token: narrow.body.secret }) }),
    await follow(world.owner, { headers: { 'last-event-id': 'yesterday' } }),
    await follow(world.owner, { query: '?after=-1' }),
  ];

  expect(streams.map(({ status }) => status)).toEqual([401, 404, 403, 400, 400]);
});

test('a host that stops ends its streams and is not held up by them', async () => {
  const other = await startWorld();
  const stream = await openEventStream(other.url, other.team, { headers: as(other.owner) });

  await other.close();

  await eventually(async () => stream.isOver());
});

/** The cookie of a session of its own. */
async function sessionOf({ email, password }: Person): Promise<string> {
  const answer = await fetch(`${world.url}/kontor/v1/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: world.url },
    body: JSON.stringify({ email, password }),
  });
  return answer.headers
    .getSetCookie()
    .map((each) => each.split(';')[0])
    .join('; ');
}
