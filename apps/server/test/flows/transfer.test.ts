import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { restEndpoints as r } from '@kontor/protocol/rest';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { eventually, install, project, provision, variablesOf } from '../world/story.ts';
import {
  accept,
  anotherTeam,
  codeFor,
  furnished,
  offerTransfers,
  request,
  targetOf,
} from '../world/two-teams.ts';
import { startWorld, type World } from '../world/world.ts';

let world: World;
let installation: string;
let aheadMs = 0;
beforeAll(async () => {
  world = await startWorld({ now: () => new Date(Date.now() + aheadMs) });
  await offerTransfers(world);
  installation = await install(world);
});
afterAll(() => world.close());
beforeEach(() => {
  aheadMs = 0;
  world.provider.seen.length = 0;
  world.provider.planOfMove = undefined;
});

type Call = { readonly method: string; readonly path: string };
const isCreate = ({ method, path }: Call) =>
  method === 'POST' && path.endsWith('/resource-transfer-requests');
const isVerify = ({ path }: Call) => path.endsWith('/verify');
const isAccept = ({ path }: Call) => path.endsWith('/accept');
const isTransfer = (call: Call) => isCreate(call) || isVerify(call) || isAccept(call);
const transferCalls = () => world.provider.seen.filter(isTransfer);

const readAs = (installationId: string, externalId: string | null) =>
  fetch(
    `${world.url}/v1/installations/${installationId}/resources/${encodeURIComponent(externalId ?? '')}`,
    {
      headers: {
        authorization: `Bearer ${world.provider.installations.get(installationId)?.accessToken}`,
      },
    },
  );

const eventsOf = async ({ owner, team }: Pick<World, 'owner' | 'team'>, type: string) => {
  const { body } = await owner.api(k.listEvents, { params: { team }, query: { type } });
  return body.events;
};

test('a project goes to another team with its values, connections and resources, under the same ids', async () => {
  const { id, name, resource, byHand } = await furnished(world, installation);
  const before = await variablesOf(world, name, 'production');
  const target = await targetOf(world);

  const code = await codeFor(world, name);
  const { status, body } = await accept(target, code);

  expect([status, body]).toEqual([
    202,
    {
      partnerCalls: [
        {
          installationId: target.installation,
          resourceIds: [resource.id],
          result: { status: 'fulfilled' },
        },
      ],
      resourceTransferErrors: [],
      transferredStoreIds: [resource.id],
    },
  ]);
  expect(await variablesOf(target, id, 'production')).toEqual(before);
  expect(await variablesOf(target, id, 'staging')).toEqual({ BY_HAND: byHand });
  const there = await target.owner.api(k.listConnections, {
    params: { team: target.team, resource: resource.id },
  });
  expect(there.body.connections).toMatchObject([{ projectId: id, environments: ['production'] }]);
  const params = { team: world.team, project: id, environment: 'production' };
  expect((await world.owner.api(k.readEnvironment, { params })).status).toBe(404);
  const left = { team: world.team, resource: resource.id };
  expect((await world.owner.api(k.getTeamResource, { params: left })).status).toBe(404);
});

test('what a project shared with others of its team stays as it was, and is its own from then on', async () => {
  const { id, name, byHand } = await furnished(world, installation);
  const shared = await world.owner.api(r.createSharedEnvVariable, {
    query: {},
    body: {
      evs: [
        { key: 'SHARED', value: 'for all' },
        { key: 'BY_HAND', value: 'covered' },
      ],
      target: ['production'],
      projectId: [id],
    },
  });
  const before = await variablesOf(world, name, 'production');
  const target = await targetOf(world);
  await accept(target, await codeFor(world, name));

  const later = { name: 'LATER', value: 'new', environments: ['production'] };
  await target.owner.api(k.createVariable, {
    params: { team: target.team, project: id },
    body: later,
  });
  const left = await world.owner.api(r.getSharedEnvVar, {
    params: { variable: shared.body.created[0]?.id ?? '' },
    query: {},
  });

  expect(before).toMatchObject({ SHARED: 'for all', BY_HAND: byHand });
  expect(await variablesOf(target, id, 'production')).toEqual({ ...before, LATER: 'new' });
  expect(left.body).toMatchObject({ value: 'for all', projectId: [] });
});

test('the token of the former installation reaches the resource no more, that of the new one does', async () => {
  const { name, resource } = await furnished(world, installation);
  const target = await targetOf(world);
  expect((await readAs(installation, resource.externalId)).status).toBe(200);

  await accept(target, await codeFor(world, name));

  expect((await readAs(installation, resource.externalId)).status).toBe(404);
  expect((await readAs(target.installation, resource.externalId)).status).toBe(200);
});

test('what goes on in the new team works: a variable is written, and the resource is deleted', async () => {
  const { id, name, resource } = await furnished(world, installation);
  const target = await targetOf(world);
  await accept(target, await codeFor(world, name));

  const written = await target.owner.api(k.createVariable, {
    params: { team: target.team, project: id },
    body: { name: 'LATER', value: 'new', environments: ['production'] },
  });
  const versions = await target.owner.api(k.listEnvironmentVersions, {
    params: { team: target.team, project: id, environment: 'production' },
  });
  const deleted = await target.owner.api(k.deleteTeamResource, {
    params: { team: target.team, resource: resource.id },
  });

  expect([written.status, versions.status, deleted.status]).toEqual([201, 200, 200]);
  expect(await variablesOf(target, id, 'production')).toMatchObject({ LATER: 'new' });
  expect(world.provider.resources.has(resource.externalId ?? '')).toBe(false);
});

test('providers are called for nobody in particular, with one key for each change', async () => {
  const { name, resource } = await furnished(world, installation);
  const target = await targetOf(world);
  world.provider.seen.length = 0;

  await accept(target, await codeFor(world, name));

  const [create, verify, accepted] = transferCalls();
  expect(transferCalls()).toHaveLength(3);
  expect(create).toMatchObject({ auth: 'system', idempotencyKey: expect.any(String) });
  expect(create?.path).toContain(installation);
  expect(JSON.parse(create?.body ?? '')).toEqual({
    resourceIds: [resource.externalId],
    expiresAt: expect.any(Number),
  });
  expect(verify).toMatchObject({ auth: 'system', method: 'GET', idempotencyKey: undefined });
  expect(verify?.path).toContain(target.installation);
  expect(accepted).toMatchObject({ auth: 'system', body: '', idempotencyKey: expect.any(String) });
});

test('everything that was sealed is sealed anew, for the new team alone', async () => {
  const { id, name, resource } = await furnished(world, installation);
  const target = await targetOf(world);
  const sealed = () =>
    world.database.read<{ team_id: string; sealed: Buffer; digest: string | null }>(
      `select team_id, sealed, null as digest from keyset where resource_id = $2
       union all select team_id, sealed, null from variable where project_id = $1
       union all select team_id, sealed, digest from environment where project_id = $1
       union all select team_id, sealed, digest from environment_version where project_id = $1`,
      [id, resource.id],
    );
  const before = await sealed();

  await accept(target, await codeFor(world, name));

  const after = await sealed();
  const kept = new Set(before.flatMap((row) => [row.sealed.toString('hex'), row.digest]));
  kept.delete(null);
  expect(after).toHaveLength(before.length);
  expect(new Set(after.map((row) => row.team_id)).size).toBe(1);
  expect(after[0]?.team_id).not.toBe(before[0]?.team_id);
  for (const row of after) {
    expect(kept.has(row.sealed.toString('hex'))).toBe(false);
    expect(row.digest !== null && kept.has(row.digest)).toBe(false);
  }
});

test('both teams find it in their logs', async () => {
  const { id, name, resource } = await furnished(world, installation);
  const target = await targetOf(world);
  await accept(target, await codeFor(world, name), { newProjectName: 'taken-over' });

  const [out] = await eventsOf(world, 'project.transferred-out');
  const [arrived] = await eventsOf(target, 'project.transferred-in');
  expect(out).toMatchObject({ subject: { project: id }, data: { name, resources: [resource.id] } });
  expect(arrived).toMatchObject({ subject: { project: id }, data: { name: 'taken-over' } });
  expect((await eventsOf(world, 'resource.transferred'))[0]?.subject).toMatchObject({
    resource: resource.id,
    installation,
  });
  expect((await eventsOf(target, 'resource.transferred'))[0]?.subject).toMatchObject({
    installation: target.installation,
  });
});

test('a team looks first, at what comes and under which plan, and nothing changes by it', async () => {
  const { name, resource } = await furnished(world, installation);
  const target = await targetOf(world);
  const code = await codeFor(world, name);
  world.provider.planOfMove = 'pro';
  const { status, body } = await target.owner.api(k.getTransfer, {
    params: { team: target.team, code },
  });

  expect(status).toBe(200);
  expect(body).toMatchObject({
    ...{ kind: 'project', name },
    installations: [
      {
        installationId: target.installation,
        resources: [{ id: resource.id, name: resource.name }],
        newBillingPlan: { id: 'pro', paymentMethodRequired: true },
      },
    ],
  });
  expect(world.provider.seen.some(isAccept)).toBe(false);
  expect((await variablesOf(world, name, 'production')).DATABASE_URL).toBeDefined();
});

test.each([
  ['{"valid":true,"billingPlan":{"id":"pro","cost":10}}', 200, 'pro'],
  ['{"newBillingPlan":null}', 200, undefined],
  ['{}', 200, undefined],
  ['', 204, undefined],
])('a verification of %j with %i is understood', async (answer, status, plan) => {
  const { name } = await furnished(world, installation);
  const target = await targetOf(world);
  const code = await codeFor(world, name);
  const headers = { 'content-type': 'application/json' };
  world.provider.misbehave(isVerify, { kind: 'answer', status, body: answer, headers });
  const looked = await target.owner.api(k.getTransfer, { params: { team: target.team, code } });

  expect(looked.status).toBe(200);
  expect(looked.body.installations[0]?.newBillingPlan?.id).toBe(plan);
});

test('of two teams that accept at once one gets everything, and the other is told so', async () => {
  const { id, name } = await furnished(world, installation);
  const targets = [await targetOf(world), await targetOf(world)];
  const code = await codeFor(world, name);

  const answers = await Promise.all(targets.map((target) => accept(target, code)));

  const statuses = answers.map(({ status }) => status);
  expect(statuses.filter((status) => status === 202)).toHaveLength(1);
  expect(statuses.every((status) => [202, 409, 410, 422].includes(status))).toBe(true);
  const reached = await Promise.all(
    targets.map(({ owner, team }) => owner.api(k.getProject, { params: { team, project: id } })),
  );
  expect(reached.map(({ status }) => (status === 200 ? 202 : 'none'))).toEqual(
    statuses.map((status) => (status === 202 ? 202 : 'none')),
  );
});

test('while one team accepts, another is refused, and nothing begins on what is moved', async () => {
  const { name, resource } = await furnished(world, installation);
  const [winner, other] = [await targetOf(world), await targetOf(world)];
  const code = await codeFor(world, name);
  let release = () => {};
  const until = new Promise<void>((resolve) => {
    release = resolve;
  });
  world.provider.misbehave(isAccept, { kind: 'hold', until });
  const first = accept(winner, code);
  await eventually(async () => world.provider.seen.some(isAccept));

  const second = await accept(other, code);
  const repeated = await accept(winner, code);
  const params = { team: world.team, resource: resource.id };
  const deleted = await world.owner.api(k.deleteTeamResource, { params });
  const uninstalled = await world.owner.api(k.uninstall, {
    params: { team: world.team, installation },
  });
  release();

  expect([second.status, second.error.reason]).toEqual([409, 'transfer_taken']);
  expect([repeated.status, repeated.error.reason]).toEqual([409, 'transfer_taken']);
  expect([deleted.status, deleted.error.code]).toEqual([409, 'operation_running']);
  expect([uninstalled.status, uninstalled.error.code]).toEqual([409, 'operation_running']);
  expect((await first).status).toBe(202);
  expect((await accept(other, code)).error.reason).toBe('transfer_over');
});

test('the same team that asks again after success gets the same answer, and nobody is called', async () => {
  const { name } = await furnished(world, installation);
  const target = await targetOf(world);
  const code = await codeFor(world, name);
  const first = await accept(target, code);
  world.provider.seen.length = 0;
  const again = await accept(target, code);

  expect([again.status, again.body]).toEqual([202, first.body]);
  expect(transferCalls()).toEqual([]);
});

test('a code is good for 24 hours', async () => {
  const { name } = await furnished(world, installation);
  const target = await targetOf(world);
  const code = await codeFor(world, name);
  world.provider.seen.length = 0;
  aheadMs = 24 * 3_600_000 + 1000;
  const late = await accept(target, code);

  expect([late.status, late.error.code, late.error.reason]).toEqual([410, 'gone', 'transfer_over']);
  expect(transferCalls()).toEqual([]);
});

test('a code that nobody made is not found', async () => {
  const target = await targetOf(world);
  const { status, error } = await accept(target, crypto.randomUUID());

  expect([status, error.code, error.reason]).toEqual([404, 'not_found', 'transfer_not_found']);
});

test('a team that has not installed the integration is told what it lacks', async () => {
  const { name } = await furnished(world, installation);
  const target = await anotherTeam(world);
  const code = await codeFor(world, name);
  world.provider.seen.length = 0;
  const { status, error } = await accept(target, code);

  expect([status, error.reason, error.integrations]).toEqual([409, 'not_installed', ['scripted']]);
  expect(transferCalls()).toEqual([]);
  await install(target);
  expect((await accept(target, code)).status).toBe(202);
});

test.each([403, 404, 409, 422])(
  'a target that the provider refuses with %i gets nothing, and another still may',
  async (refusal) => {
    const { name } = await furnished(world, installation);
    const [refused, other] = [await targetOf(world), await targetOf(world)];
    const code = await codeFor(world, name);
    world.provider.misbehave(isVerify, { kind: 'answer', status: refusal, body: '{}' });
    const { status, error } = await accept(refused, code);

    expect([status, error.reason, error.provider]).toMatchObject([
      422,
      'provider_refused',
      { status: refusal },
    ]);
    expect(world.provider.seen.some(isAccept)).toBe(false);
    expect((await accept(other, code)).status).toBe(202);
  },
);

test('an acceptance that is refused leaves everything where it was, and open to others', async () => {
  const { name } = await furnished(world, installation);
  const [refused, other] = [await targetOf(world), await targetOf(world)];
  const code = await codeFor(world, name);
  world.provider.misbehave(isAccept, { kind: 'answer', status: 409, body: '{}' });
  const { status, error } = await accept(refused, code);

  expect([status, error.reason]).toEqual([422, 'provider_refused']);
  expect(error.partnerCalls).toMatchObject([{ result: { status: 'errored' } }]);
  expect((await variablesOf(world, name, 'production')).DATABASE_URL).toBeDefined();
  expect((await accept(other, code)).status).toBe(202);
});

test('an acceptance whose answer is lost stays with its team, and its repeat ends it once', async () => {
  const { id, name } = await furnished(world, installation);
  const [target, other] = [await targetOf(world), await targetOf(world)];
  const code = await codeFor(world, name);
  world.provider.misbehave(isAccept, { kind: 'cut-after' });
  const broken = await accept(target, code);

  expect([broken.status, broken.error.reason]).toEqual([502, 'provider_unreachable']);
  expect(broken.error.partnerCalls).toMatchObject([{ result: { status: 'errored' } }]);
  expect((await variablesOf(world, name, 'production')).DATABASE_URL).toBeDefined();
  expect((await accept(other, code)).error.reason).toBe('transfer_taken');

  const repeated = await accept(target, code);
  expect(repeated.status).toBe(202);
  const accepts = world.provider.seen.filter(isAccept);
  expect(accepts).toHaveLength(2);
  expect(new Set(accepts.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
  expect((await variablesOf(target, id, 'production')).DATABASE_URL).toBeDefined();
});

test('a name that the new team has already is refused, and another one taken', async () => {
  const { id, name } = await furnished(world, installation);
  const target = await targetOf(world);
  await project(target, name);
  const code = await codeFor(world, name);

  expect((await accept(target, code)).error.reason).toBe('name_taken');
  expect((await accept(target, code, { newProjectName: 'NOT a name' })).status).toBe(400);
  expect((await accept(target, code, { newProjectName: 'other-name' })).status).toBe(202);
  const { body } = await target.owner.api(k.getProject, {
    params: { team: target.team, project: id },
  });
  expect(body.project.name).toBe('other-name');
});

test('a project whose resource another one uses is not handed over, and no provider is called', async () => {
  const { name, resource } = await furnished(world, installation);
  const second = await project(world, `${name}-second`);
  const connected = await world.owner.api(k.connectResource, {
    params: { team: world.team, resource: resource.id },
    body: { project: second, environments: ['production'] },
  });
  expect(connected.status).toBe(201);
  const { status, error } = await request(world, name);

  expect([status, error.reason, error.resourceId]).toEqual([409, 'resource_shared', resource.id]);
  expect(transferCalls()).toEqual([]);
});

test('what has changed since the code was made is not guessed about', async () => {
  const { name } = await furnished(world, installation);
  const target = await targetOf(world);
  const code = await codeFor(world, name);
  const more = await provision(world, installation);
  await world.owner.api(k.connectResource, {
    params: { team: world.team, resource: more.id },
    body: { project: name, environments: ['production'], prefix: 'MORE' },
  });

  expect((await accept(target, code)).error.reason).toBe('transfer_changed');
});

test('an integration that has not registered transfers is not called', async () => {
  const { name } = await furnished(world, installation);
  await offerTransfers(world, false);
  const { status, error } = await request(world, name);
  await offerTransfers(world);

  expect([status, error.reason]).toEqual([422, 'transfer_not_offered']);
  expect(transferCalls()).toEqual([]);
});

test('nothing stays of a request that a provider refuses or does not answer', async () => {
  const { name } = await furnished(world, installation);
  const count = async () => (await world.database.read('select from transfer_request')).length;
  const before = await count();
  world.provider.misbehave(
    isCreate,
    { kind: 'answer', status: 403, body: '{}' },
    { kind: 'cut-before' },
  );
  const refused = await request(world, name);
  const silent = await request(world, name);

  expect([refused.status, refused.error.reason]).toEqual([422, 'provider_refused']);
  expect([silent.status, silent.error.reason]).toEqual([502, 'provider_unreachable']);
  expect(await count()).toBe(before);
});

test('the project of another team is not found', async () => {
  const { id } = await furnished(world, installation);
  const stranger = await anotherTeam(world);
  const { status, error } = await request(stranger, id);

  expect([status, error.reason]).toEqual([404, 'project_not_found']);
});

test('the code and the secret of the callback are kept so that nobody can read them', async () => {
  const { name } = await furnished(world, installation);
  const callbackSecret = 'canary-of-a-callback';
  const { body } = await request(world, name, {
    callbackUrl: `${world.provider.baseUrl}/called-back`,
    callbackSecret,
  });
  const rows = await world.database.read<{ row: string }>(
    'select t::text as row from transfer_request t',
  );

  const dump = rows.map(({ row }) => row).join();
  expect(dump).toContain('/called-back');
  expect(dump).not.toContain(body.code);
  expect(dump).not.toContain(Buffer.from(callbackSecret).toString('hex'));
});
