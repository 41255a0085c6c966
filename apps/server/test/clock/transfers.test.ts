import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually, install, project, provision } from '../world/story.ts';
import { anotherTeam, look, offerTransfers, takeOver, targetOf } from '../world/two-teams.ts';
import { startWorld, type World } from '../world/world.ts';

let world: World;
let installation: string;
beforeAll(async () => {
  world = await startWorld({ testClocks: 'owners', rateLimits: null });
  await offerTransfers(world);
  installation = await install(world);
});
afterAll(() => world.close());

type Stage = Pick<World, 'owner' | 'team'>;
const startClock = ({ owner, team }: Stage) =>
  owner.api(k.createTestClock, { params: { team }, body: {} });
const removeClock = ({ owner, team }: Stage) => owner.api(k.removeTestClock, { params: { team } });
const isAccept = ({ path }: { readonly path: string }) => path.endsWith('/accept');
const needsOf = async (stage: Stage, code: string) =>
  (await look(stage, code)).body.needs.map((need) => need.code);

/** Begins to accept, and goes no further than to the provider until it is released. */
async function acceptHeld(target: Stage, code: string) {
  const held = Promise.withResolvers<void>();
  world.provider.seen.length = 0;
  world.provider.misbehave(isAccept, { kind: 'hold', until: held.promise });
  const accepted = takeOver(target, code);
  await eventually(async () => world.provider.seen.some(isAccept));
  return { accepted, release: held.resolve };
}

/** What is handed over: a resource of a team, or a project that is connected to one. */
const offers = {
  resource: async ({ owner, team }: Stage) => {
    const { id: resource } = await provision(world, installation);
    return () => owner.api(k.offerResource, { params: { team, resource }, body: {} });
  },
  project: async ({ owner, team }: Stage) => {
    const { id: resource } = await provision(world, installation);
    const name = `with-${resource.slice(-6).toLowerCase()}`;
    const projectId = await project(world, name);
    await owner.api(k.connectResource, {
      params: { team, resource },
      body: { project: projectId, environments: ['production'] },
    });
    return () => owner.api(k.offerProject, { params: { team, project: projectId }, body: {} });
  },
} as const;

test.each(['resource', 'project'] as const)(
  'a team on a test clock hands over no %s, also not one that it has offered before',
  async (kind) => {
    const offer = await offers[kind](world);
    const target = await targetOf(world);
    const before = await offer();
    await startClock(world);

    const after = await offer();
    const accepted = await takeOver(target, before.body.code);
    await removeClock(world);

    expect([before.status, after.status, after.error?.code]).toEqual([
      201,
      409,
      'test_clock_exists',
    ]);
    expect(accepted.error?.code).toBe('test_clock_exists');
    expect((await takeOver(target, before.body.code)).status).toBe(200);
  },
);

test.each(['resource', 'project'] as const)(
  'a team on a test clock gets no %s, and is told before it accepts',
  async (kind) => {
    const target = await targetOf(world);
    await startClock(target);
    const { code } = (await (await offers[kind](world))()).body;

    expect(await needsOf(target, code)).toEqual(['test_clock_exists']);
    expect((await takeOver(target, code)).error?.code).toBe('test_clock_exists');
  },
);

test('while a provider accepts, neither team comes onto a test clock', async () => {
  const target = await targetOf(world);
  const { code } = (await (await offers.resource(world))()).body;
  const { accepted, release } = await acceptHeld(target, code);

  const during = [await startClock(world), await startClock(target)];
  release();
  const { status } = await accepted;
  const after = await startClock(target);

  expect(during.map(({ error }) => error?.code)).toEqual([
    'operation_running',
    'operation_running',
  ]);
  expect([status, after.status]).toEqual([200, 201]);
});

test.each([
  ['hands over', 'resource'],
  ['hands over', 'project'],
  ['gets', 'resource'],
  ['gets', 'project'],
] as const)(
  'a team that comes onto a test clock while the provider accepts %s no %s until it is off it',
  async (way, kind) => {
    const target = await targetOf(world);
    const { code } = (await (await offers[kind](world))()).body;
    const stage = way === 'gets' ? target : world;
    const { accepted, release } = await acceptHeld(target, code);

    // what was asked before the acceptance began may be written after it
    await world.database.read(
      `insert into test_clock (team_id, now, created_at)
       select "id", now(), now() from people."organization" where "slug" = $1`,
      [stage.team],
    );
    release();

    expect((await accepted).error?.code).toBe('test_clock_exists');
    const { status, obstacle } = (await look(target, code)).body;
    expect([status, obstacle?.code]).toEqual(['accepting', 'test_clock_exists']);
    await removeClock(stage);
    expect((await takeOver(target, code)).status).toBe(200);
    expect(world.provider.seen.filter(isAccept)).toHaveLength(1);
  },
);

test('a project without resources goes: nothing of it is billed', async () => {
  const target = await anotherTeam(world);
  const empty = await project(world, 'empty');
  await startClock(world);

  const { code } = (
    await world.owner.api(k.offerProject, {
      params: { team: world.team, project: empty },
      body: {},
    })
  ).body;
  await startClock(target);
  const [needs, accepted] = [await needsOf(target, code), await takeOver(target, code)];
  await removeClock(world);

  expect([needs, accepted.status]).toEqual([[], 200]);
});
