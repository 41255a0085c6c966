import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { restEndpoints as r } from '@kontor/protocol/rest';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { pruneTransfers } from '../../src/jobs/finish-transfers.ts';
import { hashToken } from '../../src/people/token-text.ts';
import { eventually, install, project, provision, variablesOf } from '../world/story.ts';
import { isAccept } from '../world/transfer-calls.ts';
import {
  accept,
  anotherProvider,
  codeFor,
  furnished,
  offerTransfers,
  targetOf,
} from '../world/two-teams.ts';
import { startWorld, type World } from '../world/world.ts';

const MINUTE_MS = 60_000;

let world: World;
let installation: string;
let second: Awaited<ReturnType<typeof anotherProvider>>;
let secondInstallation: string;
let aheadMs = 0;
beforeAll(async () => {
  world = await startWorld({ now: () => new Date(Date.now() + aheadMs), rateLimits: null });
  await offerTransfers(world);
  installation = await install(world);
  second = await anotherProvider(world);
  secondInstallation = await install({ ...world, integration: second.integration });
});
afterAll(async () => {
  await world.close();
  await second.provider.down();
});
beforeEach(() => {
  aheadMs = 0;
  world.provider.seen.length = 0;
  second.provider.seen.length = 0;
});

const refusal = { kind: 'answer', status: 422, body: '{}' } as const;

const statusOf = async (code: string) => {
  const [row] = await world.database.read<{ status: string }>(
    'select status from transfer_request where code_hash = $1',
    [hashToken(code)],
  );
  return row?.status;
};
const isDone = (code: string) => eventually(async () => (await statusOf(code)) === 'done');

/** A project with resources of both providers, and a team that has both. The first provider asked is `world`’s. */
async function ofBoth() {
  const base = await furnished(world, installation);
  const other = await provision(world, secondInstallation);
  const connected = await world.owner.api(k.connectResource, {
    params: { team: world.team, resource: other.id },
    body: { project: base.name, environments: ['production'], prefix: 'OTHER' },
  });
  expect(connected.status).toBe(201);
  const target = await targetOf(world);
  const targetSecond = await install({ ...target, integration: second.integration });
  // providers are asked in the order of their installations
  const isFirst = installation < secondInstallation;
  const [early, late] = isFirst
    ? [
        { at: world.provider, resource: base.resource },
        { at: second.provider, resource: other },
      ]
    : [
        { at: second.provider, resource: other },
        { at: world.provider, resource: base.resource },
      ];
  return { ...base, target: { ...target, second: targetSecond }, early, late };
}

// docs/outcomes.md — ACCEPT-1, ACCEPT-6
test('what breaks off is gone on with by the host, with the same key', async () => {
  const { id, name } = await furnished(world, installation);
  const target = await targetOf(world);
  const code = await codeFor(world, name);
  world.provider.misbehave(isAccept, { kind: 'cut-after' });
  const broken = await accept(target, code);
  const params = { team: target.team, code };
  const looked = await target.owner.api(k.getTransfer, { params });

  aheadMs = MINUTE_MS;
  await isDone(code);

  expect(broken.status).toBe(502);
  expect(looked.body).toMatchObject({
    status: 'accepting',
    obstacle: { code: 'provider_unreachable' },
  });
  expect((await variablesOf(target, id, 'production')).DATABASE_URL).toBeDefined();
  const keys = world.provider.seen.filter(isAccept).map(({ idempotencyKey }) => idempotencyKey);
  expect([keys.length, new Set(keys).size]).toEqual([2, 1]);
  const arrived = await target.owner.api(k.listEvents, {
    params: { team: target.team },
    query: { type: 'project.transferred-in' },
  });
  expect(arrived.body.events).toMatchObject([{ actor: { userId: target.owner.userId } }]);
  expect((await accept(target, code)).status).toBe(202);
});

// docs/outcomes.md — ACCEPT-9
test('a process that dies before it has asked anybody loses nothing either', async () => {
  const { id, name } = await furnished(world, installation);
  const target = await targetOf(world);
  const code = await codeFor(world, name);
  let release = () => {};
  const until = new Promise<void>((resolve) => {
    release = resolve;
  });
  world.provider.misbehave(isAccept, { kind: 'hold', until });
  const first = accept(target, code);
  await eventually(async () => world.provider.seen.some(isAccept));

  // to everybody else the one that holds it shows no sign of life
  aheadMs = 3 * MINUTE_MS;
  await isDone(code);
  release();

  expect((await first).status).toBe(202);
  expect((await variablesOf(target, id, 'production')).DATABASE_URL).toBeDefined();
});

// docs/outcomes.md — ACCEPT-7
test('a refusal of a repeat is not believed: the provider is asked what the target has', async () => {
  const { name } = await furnished(world, installation);
  const target = await targetOf(world);
  const code = await codeFor(world, name);
  world.provider.misbehave(isAccept, { kind: 'cut-after' }, { ...refusal, status: 409 });
  await accept(target, code);

  expect((await accept(target, code)).status).toBe(202);
});

// docs/outcomes.md — ACCEPT-8
test('what was never moved is undone after such a refusal, and good for others', async () => {
  const { name } = await furnished(world, installation);
  const [target, other] = [await targetOf(world), await targetOf(world)];
  const code = await codeFor(world, name);
  world.provider.misbehave(isAccept, { kind: 'cut-before' }, refusal);
  await accept(target, code);

  aheadMs = MINUTE_MS;
  await eventually(async () => (await statusOf(code)) === 'open');

  expect((await variablesOf(world, name, 'production')).DATABASE_URL).toBeDefined();
  expect((await accept(other, code)).status).toBe(202);
});

// docs/outcomes.md — ACCEPT-2
test('where the first provider refuses, nothing moves and the other is not asked', async () => {
  const { name, target, early, late } = await ofBoth();
  const code = await codeFor(world, name);
  early.at.misbehave(isAccept, refusal);
  const { status, error } = await accept(target, code);

  expect([status, error.reason]).toEqual([422, 'provider_refused']);
  expect(error.partnerCalls).toMatchObject([{ result: { status: 'errored' } }]);
  expect(late.at.seen.some(isAccept)).toBe(false);
  expect(await statusOf(code)).toBe('open');
});

// docs/outcomes.md — ACCEPT-4
test('while the first provider has no time, nothing begins', async () => {
  const { name } = await furnished(world, installation);
  const target = await targetOf(world);
  const code = await codeFor(world, name);
  world.provider.misbehave(isAccept, { kind: 'answer', status: 429, body: '' });
  const { status, error } = await accept(target, code);

  expect([status, error.reason, await statusOf(code)]).toEqual([422, 'provider_refused', 'open']);
});

// docs/outcomes.md — ACCEPT-3
test('where one has accepted and another refuses, what was accepted moves and the rest is left behind', async () => {
  const { id, name, byHand, target, early, late } = await ofBoth();
  const before = await variablesOf(world, name, 'production');
  const code = await codeFor(world, name);
  late.at.misbehave(isAccept, refusal);
  const { status, body } = await accept(target, code);

  expect(status).toBe(202);
  expect(body.partnerCalls).toMatchObject([
    { resourceIds: [early.resource.id], result: { status: 'fulfilled' } },
    {
      resourceIds: [late.resource.id],
      result: { status: 'errored', code: 'provider_refused' },
    },
  ]);
  expect(body.resourceTransferErrors).toMatchObject([
    { resourceId: late.resource.id, code: 'provider_refused' },
  ]);
  expect(body.transferredStoreIds).toEqual([early.resource.id]);
  const isMain = early.at === world.provider;
  const gone = isMain ? 'OTHER_DATABASE_URL' : 'DATABASE_URL';
  const kept = isMain ? 'DATABASE_URL' : 'OTHER_DATABASE_URL';
  const after = await variablesOf(target, id, 'production');
  expect(after).toEqual({ BY_HAND: byHand, [kept]: before[kept] });
  expect(JSON.stringify(after)).not.toContain(before[gone]);
  const stayed = await world.owner.api(k.listConnections, {
    params: { team: world.team, resource: late.resource.id },
  });
  expect([stayed.status, stayed.body.connections]).toEqual([200, []]);
});

test('no version of an environment takes a value of what is left behind along', async () => {
  const { id, name, target, early, late } = await ofBoth();
  const before = await variablesOf(world, name, 'production');
  late.at.misbehave(isAccept, refusal);
  await accept(target, await codeFor(world, name));

  const params = { team: target.team, project: id, environment: 'production' };
  const { body } = await target.owner.api(k.listEnvironmentVersions, { params });
  const gone = before[early.at === world.provider ? 'OTHER_DATABASE_URL' : 'DATABASE_URL'] ?? '';
  expect(body.versions.length).toBeGreaterThan(1);
  for (const { version } of body.versions) {
    const served = await target.owner.api(k.rollBackEnvironment, { params, body: { version } });
    expect(served.status).toBe(200);
    expect(Object.values(await variablesOf(target, id, 'production'))).not.toContain(gone);
  }
});

// docs/outcomes.md — ACCEPT-5
test('a provider that cannot be reached once another has accepted is asked again later', async () => {
  const { id, name, target, early, late } = await ofBoth();
  const code = await codeFor(world, name);
  late.at.misbehave(isAccept, { kind: 'answer', status: 429, body: '' }, { kind: 'cut-before' });
  const { status, error } = await accept(target, code);

  expect([status, await statusOf(code)]).toEqual([422, 'accepting']);
  expect(error.partnerCalls).toMatchObject([
    { result: { status: 'fulfilled' } },
    { result: { status: 'errored' } },
  ]);
  await eventually(async () => {
    aheadMs += MINUTE_MS;
    return (await statusOf(code)) === 'done';
  });
  expect(Object.keys(await variablesOf(target, id, 'production')).sort()).toEqual([
    'BY_HAND',
    'DATABASE_URL',
    'OTHER_DATABASE_URL',
  ]);
  expect(early.at.seen.filter(isAccept)).toHaveLength(1);
});

// docs/outcomes.md — ACCEPT-10
test('a name that is taken meanwhile holds it up, until it is free', async () => {
  const { name } = await furnished(world, installation);
  const target = await targetOf(world);
  const code = await codeFor(world, name);
  world.provider.misbehave(isAccept, { kind: 'cut-after' });
  await accept(target, code);
  const inTheWay = await project(target, name);

  const heldUp = await accept(target, code);
  const params = { team: target.team, code };
  const looked = await target.owner.api(k.getTransfer, { params });
  await target.owner.api(r.updateRestProject, {
    params: { project: inTheWay },
    query: { slug: target.team },
    body: { name: `${name}-former` },
  });
  aheadMs = 10 * MINUTE_MS;
  await isDone(code);

  expect([heldUp.status, heldUp.error.reason]).toEqual([409, 'name_taken']);
  expect(looked.body.obstacle).toMatchObject({ code: 'name_taken' });
});

test('a request is forgotten a month after it ended or expired, and none that is being accepted', async () => {
  const target = await targetOf(world);
  const codes: string[] = [];
  for (const _each of [1, 2, 3]) {
    const { name } = await furnished(world, installation);
    codes.push(await codeFor(world, name));
  }
  const [done = '', , begun = ''] = codes;
  await accept(target, done);
  world.provider.misbehave(isAccept, { kind: 'cut-after' });
  await accept(target, begun);
  const at = (days: number) => new Date(Date.now() + days * 24 * 60 * MINUTE_MS);
  const known = () => Promise.all(codes.map(statusOf));

  await pruneTransfers(world.database.read, at(29));
  const earlier = await known();
  await pruneTransfers(world.database.read, at(32));

  expect(earlier).toEqual(['done', 'open', 'accepting']);
  expect(await known()).toEqual([undefined, undefined, 'accepting']);
});
