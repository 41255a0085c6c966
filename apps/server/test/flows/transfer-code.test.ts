import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { beforeEach, expect, test } from 'vitest';
import { eventually } from '../world/story.ts';
import { isAccept, isTransfer } from '../world/transfer-calls.ts';
import { openTransfers } from '../world/transfer-world.ts';
import { accept, codeFor, request, targetOf } from '../world/two-teams.ts';

let aheadMs = 0;
const given = openTransfers({ now: () => new Date(Date.now() + aheadMs) });
const { world, furnish } = given;
beforeEach(() => {
  aheadMs = 0;
});

test('of two teams that accept at once one gets everything, and the other is told so', async () => {
  const { id, name } = await furnish();
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
  const { name, resource } = await furnish();
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
    params: { team: world.team, installation: given.installation },
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
  const { name } = await furnish();
  const target = await targetOf(world);
  const code = await codeFor(world, name);
  const first = await accept(target, code);
  world.provider.seen.length = 0;
  const again = await accept(target, code);

  expect([again.status, again.body]).toEqual([202, first.body]);
  expect(world.provider.seen.filter(isTransfer)).toEqual([]);
});

test('a code is good for 24 hours', async () => {
  const { name } = await furnish();
  const target = await targetOf(world);
  const code = await codeFor(world, name);
  world.provider.seen.length = 0;
  aheadMs = 24 * 3_600_000 + 1000;
  const late = await accept(target, code);

  expect([late.status, late.error.code, late.error.reason]).toEqual([410, 'gone', 'transfer_over']);
  expect(world.provider.seen.filter(isTransfer)).toEqual([]);
});

test('a code that nobody made is not found', async () => {
  const target = await targetOf(world);
  const { status, error } = await accept(target, crypto.randomUUID());

  expect([status, error.code, error.reason]).toEqual([404, 'not_found', 'transfer_not_found']);
});

test('the code and the secret of the callback are kept so that nobody can read them', async () => {
  const { name } = await furnish();
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
