import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { beforeEach, expect, test } from 'vitest';
import { billingOf } from '../world/billing.ts';
import { eventsOf, eventually, project, provision, variablesOf } from '../world/story.ts';
import { isAccept, isTransfer } from '../world/transfer-calls.ts';
import { openTransfers } from '../world/transfer-world.ts';
import { anotherTeam, look, takeOver, targetOf, used } from '../world/two-teams.ts';
import { voiceOf } from '../world/voice.ts';
import type { World } from '../world/world.ts';

let aheadMs = 0;
const given = openTransfers({ now: () => new Date(Date.now() + aheadMs), rateLimits: null });
const { world } = given;
beforeEach(() => {
  aheadMs = 0;
});

type Stage = Pick<World, 'owner' | 'team'>;

const offer = ({ owner, team }: Stage, resource: string, disconnect = false) =>
  owner.api(k.offerResource, { params: { team, resource }, body: { disconnect } });
const codeFor = async (resource: string, disconnect = false) => {
  const { status, body, error } = await offer(world, resource, disconnect);
  if (status !== 201) throw new Error(JSON.stringify(error));
  return body;
};
const decline = ({ owner, team }: Stage, code: string) =>
  owner.api(k.declineTransfer, { params: { team, code } });
const withdraw = ({ owner, team }: Stage, transfer: string) =>
  owner.api(k.withdrawTransfer, { params: { team, transfer } });
const transfersOf = async ({ owner, team }: Stage) =>
  (await owner.api(k.listTransfers, { params: { team } })).body.transfers;
const found = async ({ owner, team }: Stage, resource: string) =>
  (await owner.api(k.getTeamResource, { params: { team, resource } })).status === 200;

test('a resource goes to another team without a project, under the same id and with its secrets', async () => {
  const resource = await provision(world, given.installation);
  const target = await targetOf(world);
  const { code, transfer } = await codeFor(resource.id);
  expect(transfer).toMatchObject({
    kind: 'resource',
    subject: { id: resource.id, name: resource.name },
    status: 'open',
  });

  expect((await look(target, code)).body).toMatchObject({
    kind: 'resource',
    name: resource.name,
    installations: [{ installationId: target.installation, newBillingPlan: null }],
  });
  const { status, body } = await takeOver(target, code);

  expect([status, body]).toMatchObject([
    200,
    { transferredStoreIds: [resource.id], resourceTransferErrors: [] },
  ]);
  expect([await found(world, resource.id), await found(target, resource.id)]).toEqual([
    false,
    true,
  ]);
  const shop = await project(target, 'taken-over');
  await target.owner.api(k.connectResource, {
    params: { team: target.team, resource: resource.id },
    body: { project: shop, environments: ['production'] },
  });
  expect((await variablesOf(target, shop, 'production')).DATABASE_URL).toBeDefined();
  const ways = async (stage: Stage) =>
    (await eventsOf(stage, 'resource.transferred')).map(({ data }) => data.way);
  expect([(await ways(world))[0], await ways(target)]).toEqual(['out', ['in']]);
  expect((await transfersOf(world))[0]).toMatchObject({ id: transfer.id, status: 'done' });
});

test('what was billed of it before is nothing that was billed of the installation it left', async () => {
  const resource = await provision(world, given.installation);
  const say = voiceOf(world, given.installation);
  const { item, invoice } = billingOf(resource.externalId ?? '');
  expect((await say('POST', '/billing/invoices', invoice())).status).toBe(200);
  const target = await targetOf(world);
  await takeOver(target, (await codeFor(resource.id)).code);

  const { resourceId: _left, ...ofAll } = item;
  const billed = await say('POST', '/billing/invoices', invoice({ items: [ofAll] }));
  const again = await say('POST', '/billing/invoices', invoice({ items: [ofAll] }));

  expect([billed.status, again.status]).toEqual([200, 409]);
});

test('one that projects use stays, unless its team agrees that they are disconnected', async () => {
  const resource = await used(world, given.installation, 'reader');
  const target = await targetOf(world);

  const refused = await offer(world, resource.id);
  expect([refused.status, refused.error.code, refused.error.projects]).toEqual([
    409,
    'resource_shared',
    ['reader'],
  ]);
  expect(world.provider.seen.some(isTransfer)).toBe(false);

  const { code } = await codeFor(resource.id, true);
  expect((await variablesOf(world, 'reader', 'production')).DATABASE_URL).toBeDefined();
  expect((await takeOver(target, code)).status).toBe(200);

  await eventually(
    async () => (await variablesOf(world, 'reader', 'production')).DATABASE_URL === undefined,
  );
  const there = { params: { team: target.team, resource: resource.id } };
  expect((await target.owner.api(k.listConnections, there)).body.connections).toEqual([]);
  expect(await eventsOf(world, 'connection.removed')).toMatchObject([
    { subject: { resource: resource.id }, data: { externalId: resource.externalId } },
  ]);
});

test('a project that is connected after the code was made keeps its resource', async () => {
  const resource = await provision(world, given.installation);
  const target = await targetOf(world);
  const { code } = await codeFor(resource.id);
  await project(world, 'latecomer');
  await world.owner.api(k.connectResource, {
    params: { team: world.team, resource: resource.id },
    body: { project: 'latecomer', environments: ['production'] },
  });

  expect((await takeOver(target, code)).error.code).toBe('resource_shared');
  expect(world.provider.seen.some(isAccept)).toBe(false);
  expect(await found(world, resource.id)).toBe(true);
});

test('of two teams that accept at once one gets it, and nobody gets it twice', async () => {
  const resource = await provision(world, given.installation);
  const targets = [await targetOf(world), await targetOf(world)];
  const { code } = await codeFor(resource.id);

  const answers = await Promise.all(targets.map((target) => takeOver(target, code)));

  const won = answers.map(({ status }) => status === 200);
  expect(won.filter(Boolean)).toHaveLength(1);
  expect(await Promise.all(targets.map((target) => found(target, resource.id)))).toEqual(won);
  const loser = targets[won.indexOf(false)];
  expect(loser && (await takeOver(loser, code)).error.code).toBe('transfer_over');
});

test('what breaks off while it is accepted goes on with the same key', async () => {
  const resource = await used(world, given.installation, 'held');
  const target = await targetOf(world);
  const { code, transfer } = await codeFor(resource.id, true);
  world.provider.misbehave(isAccept, { kind: 'cut-after' });

  const broken = await takeOver(target, code);
  expect([broken.status, broken.error.code]).toEqual([502, 'provider_unreachable']);
  expect((await variablesOf(world, 'held', 'production')).DATABASE_URL).toBeDefined();
  expect((await withdraw(world, transfer.id)).error.code).toBe('transfer_taken');
  expect((await look(target, code)).body).toMatchObject({ status: 'accepting' });

  aheadMs = 3 * 60_000;
  await eventually(() => found(target, resource.id));
  const keys = world.provider.seen.filter(isAccept).map(({ idempotencyKey }) => idempotencyKey);
  expect([keys.length, new Set(keys).size]).toEqual([2, 1]);
});

test('a team without the integration sees what comes and what it lacks', async () => {
  const resource = await provision(world, given.installation);
  const bare = await anotherTeam(world);
  const { code } = await codeFor(resource.id);

  expect((await look(bare, code)).body).toMatchObject({
    name: resource.name,
    installations: [{ installationId: null, integration: { slug: 'scripted' } }],
  });
  const refused = await takeOver(bare, code);
  expect([refused.status, refused.error.code]).toEqual([409, 'not_installed']);
});

test('a code that was taken back is good for nobody, and the history says so', async () => {
  const resource = await provision(world, given.installation);
  const target = await targetOf(world);
  const { code, transfer } = await codeFor(resource.id);

  expect((await withdraw(target, transfer.id)).error.code).toBe('transfer_not_found');
  expect((await withdraw(world, transfer.id)).status).toBe(204);
  expect((await withdraw(world, transfer.id)).status).toBe(204);

  const late = await takeOver(target, code);
  expect([late.status, late.error.code]).toEqual([410, 'transfer_over']);
  expect((await look(target, code)).status).toBe(410);
  expect((await transfersOf(world))[0]).toMatchObject({ id: transfer.id, status: 'withdrawn' });
  expect(await transfersOf(target)).toEqual([]);
  expect(await eventsOf(world, 'transfer.withdrawn')).toMatchObject([
    { subject: { resource: resource.id, transfer: transfer.id } },
  ]);
});

test('a code that is declined ends, and who declined it is not told', async () => {
  const resource = await provision(world, given.installation);
  const [unwilling, other] = [await targetOf(world), await targetOf(world)];
  const { code, transfer } = await codeFor(resource.id);

  expect((await decline(unwilling, code)).status).toBe(204);

  expect((await takeOver(other, code)).error.code).toBe('transfer_over');
  expect((await withdraw(world, transfer.id)).error.code).toBe('transfer_over');
  expect((await transfersOf(world))[0]?.status).toBe('declined');
  expect(await eventsOf(world, 'transfer.declined')).toMatchObject([{ actor: { kind: 'system' } }]);
});

test('a code expires, and is listed so', async () => {
  const resource = await provision(world, given.installation);
  const target = await targetOf(world);
  const { code, transfer } = await codeFor(resource.id);
  aheadMs = 24 * 3_600_000 + 1000;

  expect((await takeOver(target, code)).error.code).toBe('transfer_over');
  expect((await transfersOf(world))[0]).toMatchObject({ id: transfer.id, status: 'expired' });
});

test('its own team, another kind of call and a name that is taken are refused before anybody is asked', async () => {
  const resource = await provision(world, given.installation);
  const target = await targetOf(world);
  const { code } = await codeFor(resource.id);
  await provision(target, target.installation, { name: resource.name });

  const own = await takeOver(world, code);
  expect([own.status, own.error.code]).toEqual([400, 'invalid_request']);
  expect((await takeOver(target, code)).error.code).toBe('name_taken');
  expect((await takeOver(target, code, { unknown: 1 })).status).toBe(400);
  expect(world.provider.seen.some(isAccept)).toBe(false);
});

test('what is of another team, or was never there, is not found', async () => {
  const resource = await provision(world, given.installation);
  const stranger = await anotherTeam(world);

  expect((await offer(stranger, resource.id)).error.code).toBe('resource_not_found');
  expect((await offer(world, 'store_0')).error.code).toBe('resource_not_found');
  expect((await withdraw(world, 'xfr_0')).error.code).toBe('transfer_not_found');
  expect((await decline(stranger, crypto.randomUUID())).error.code).toBe('transfer_not_found');
});
