import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { eventually, install, project, wanted } from '../world/story.ts';
import { anotherTeam } from '../world/two-teams.ts';
import { startWorld, type World } from '../world/world.ts';

/** What one team does, or one provider leaves undone, and what others have to wait for it: nothing. */
let world: World;
beforeAll(async () => {
  world = await startWorld({
    rateLimits: null,
    metrics: true,
    entrance: { places: 8, perKey: 4, waiting: 6 },
    limits: { running: 2, queued: 2 },
    answerWithinMs: 60_000,
  });
});
afterAll(() => world.close());

const told = async (series: string) => (await world.metrics()).includes(series);

test('a team whose own changes stand still waits for itself, is told when it asks too much, and stops nobody', async () => {
  const other = await anotherTeam(world);
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const locked = Promise.withResolvers<void>();
  const holding = world.database.transact(async (sql) => {
    await sql(
      `select from event_head where team_id = (select id from people.organization where slug = $1)
       for update`,
      [world.team],
    );
    locked.resolve();
    await released;
  });
  await locked.promise;

  const stuck = Array.from({ length: 10 }, (_, index) => project(world, `stuck-${index}`));
  await eventually(() => told('kontor_shares{of="requests",state="waiting"} 6'));
  const params = { team: world.team };
  const tooMany = await world.owner.api(k.createProject, { params, body: { name: 'one-more' } });
  const besides = await project(other, 'besides');

  expect(tooMany).toMatchObject({ status: 503, error: { code: 'unavailable' } });
  expect(tooMany.headers.get('retry-after')).toBe('1');
  expect(besides).toMatch(/^prj_/);
  release();
  await holding;
  expect(new Set(await Promise.all(stuck)).size).toBe(10);
});

test('a provider that hangs takes nobody’s turn, not even that of the team that waits for it', async () => {
  const installation = await install(world);
  const params = { team: world.team, installation };
  // what is provisioned has this plan: to read plans first would wait behind those that hang already
  await world.owner.api(k.updateTeamInstallation, { params, body: { billingPlanId: 'free' } });
  const { promise: until, resolve: release } = Promise.withResolvers<void>();
  onTestFinished(() => release());
  const isProvision = ({ method, path }: { method: string; path: string }) =>
    method === 'POST' && path.endsWith('/resources');
  world.provider.misbehave(
    isProvision,
    ...Array.from({ length: 4 }, () => ({ kind: 'hold' as const, until })),
  );
  const provision = (more = {}) =>
    world.owner.api(k.createResource, { params, body: wanted(more) });
  const seen = () => world.provider.seen.filter(isProvision).length;

  const hanging = Array.from({ length: 4 }, () => provision());
  await eventually(async () => seen() === 2);
  // the other two are in line before one more comes
  await eventually(() => told('kontor_waiting{work="operations"} 4'));
  await eventually(() => told('kontor_shares{of="requests",state="running"} 0'));
  const turnedAway = await eventually(async () => {
    const answer = await provision({ billingPlanId: 'pro' });
    return answer.status === 502 && answer;
  });
  const { status } = await world.owner.api(k.listTeamResources, { params });

  expect(turnedAway.error.code).toBe('provider_unreachable');
  expect(turnedAway.headers.get('retry-after')).toBe('5');
  expect(status).toBe(200);
  expect(await told('kontor_shares{of="requests",state="running"} 0')).toBe(true);
  release();
  expect((await Promise.all(hanging)).map((answer) => answer.status)).toEqual([201, 201, 201, 201]);
});
