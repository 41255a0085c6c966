import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { restEndpoints as r } from '@kontor/protocol/rest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApi } from '../world/api-client.ts';
import { install, project, provision } from '../world/story.ts';
import { startWorld, type World } from '../world/world.ts';

let now = new Date();
let world: World;
let web: string;
beforeAll(async () => {
  world = await startWorld({
    now: () => {
      now = new Date(now.getTime() + 1);
      return now;
    },
  });
  web = await project(world, 'web');
  await project(world, 'api');
  await provision(world, await install(world));
});
afterAll(() => world.close());

test('what happened is listed newest first, each in the words of the protocol', async () => {
  const { body } = await world.owner.api(r.listUserEvents, { query: { slug: world.team } });

  const created = body.events.filter(({ type }) => type === 'project-created');
  expect(created).toEqual([
    expect.objectContaining({ text: 'A project was created: api' }),
    {
      id: expect.stringMatching(/^evt_/),
      text: 'A project was created: web',
      createdAt: expect.any(Number),
      entities: [],
      principalId: world.owner.userId,
      userId: world.owner.userId,
      tokenId: expect.stringMatching(/^tok_/),
      type: 'project-created',
      categories: ['project'],
    },
  ]);
  const times = body.events.map(({ createdAt }) => createdAt);
  expect(times).toEqual(times.toSorted((one, other) => other - one));
});

test('with payload each tells what it is about, and what the log knows of it', async () => {
  const find = async (types: string, more: Record<string, string> = {}) =>
    (await world.owner.api(r.listUserEvents, { query: { types, ...more } })).body.events[0];

  const created = await find('project-created', { withPayload: 'true' });
  const provisioned = await find('storage-create', { withPayload: 'true' });

  expect((await find('project-created'))?.payload).toBeUndefined();
  expect((await find('project-created', { withPayload: 'false' }))?.payload).toBeUndefined();
  expect(created?.payload).toMatchObject({
    name: 'api',
    projectId: expect.stringMatching(/^prj_/),
  });
  expect(provisioned?.payload).toMatchObject({
    configurationId: expect.stringMatching(/^icfg_/),
    storeId: expect.any(String),
  });
});

test('events page by time, and are found by type, person and project', async () => {
  const find = async (query: Record<string, string | number>) =>
    (await world.owner.api(r.listUserEvents, { query })).body.events;
  const all = await find({ limit: 100 });

  const [first] = await find({ limit: 1 });
  const rest = await find({ limit: 100, until: first?.createdAt ?? 0 });
  const newer = await find({ since: new Date(first?.createdAt ?? 0).toISOString() });

  expect([first, ...rest]).toEqual(all);
  expect(newer).toEqual([]);
  expect((await find({ types: 'storage-create,team' })).map(({ type }) => type)).toEqual([
    'storage-create',
    'team',
  ]);
  expect(await find({ types: 'nothing-of-the-kind' })).toEqual([]);
  expect(await find({ projectIds: web })).toMatchObject([{ text: 'A project was created: web' }]);
  expect(await find({ userId: 'usr_nobody' })).toEqual([]);
  expect((await find({ principalId: world.owner.userId })).length).toBeGreaterThan(2);
});

test('events are of the team alone, and for those who may read them', async () => {
  const sam = await world.signUp('Sam');
  const body = { name: 'm', role: 'developer', actions: ['project:read'] };
  const machine = await world.owner.api(k.createTeamToken, { params: { team: world.team }, body });

  const stranger = await sam.api(r.listUserEvents, { query: { slug: world.team } });
  const narrow = await createApi(world.url, machine.body.secret)(r.listUserEvents);
  const wrong = await world.owner.api(r.listUserEvents, { query: { until: 'soon' } });

  expect([stranger.status, narrow.status, wrong.status]).toEqual([404, 403, 400]);
});
