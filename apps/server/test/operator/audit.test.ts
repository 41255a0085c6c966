import { type ChainedEvent, chainEvent, startOfChain } from '@kontor/core';
import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyLogs } from '../../src/operator/verify-logs.ts';
import { type EventRow, linkOf, sha256 } from '../../src/postgres/event-log.ts';
import { install } from '../world/story.ts';
import { startWorld, type World } from '../world/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

let count = 0;
/** A team whose log has four events. */
async function teamWithLog() {
  count += 1;
  const team = `tampered-${count}`;
  const { body } = await world.owner.api(k.createTeam, { body: { name: 'First', slug: team } });
  for (const name of ['Second', 'Third', 'Fourth']) {
    await world.owner.api(k.updateTeam, { params: { team }, body: { name } });
  }
  return body.team.id;
}

async function verify() {
  const { body } = await world.owner.api(k.verifyAuditLog, { body: {} });
  return body;
}
const sql = (text: string, ...values: unknown[]) => world.database.read(text, values);

async function flawOf(teamId: string) {
  const found = (await verify()).broken.find(({ team }) => team?.id === teamId);
  return found && [found.brokenAt, found.reason];
}

test('events of all teams stand in one log, with who did what through what, and can be narrowed', async () => {
  await install(world);
  const list = async (query = {}) =>
    (await world.owner.api(k.listAuditEvents, { query })).body.events;

  const all = await list({ limit: 500 });
  const [newest] = await list({ team: world.team, type: 'installation.*', limit: 1 });

  expect(all.map(({ id }) => id)).toEqual(
    all
      .map(({ id }) => id)
      .toSorted()
      .toReversed(),
  );
  expect(newest).toMatchObject({ team: { slug: world.team } });
  const [created] = await list({ team: newest?.teamId, type: 'team.created' });
  expect(created).toMatchObject({
    by: 'Ada',
    actor: { kind: 'person', userId: world.owner.userId, tokenId: expect.any(String) },
    data: { slug: world.team },
  });
  expect(
    await list({ subject: newest?.subject.installation, type: 'installation.*' }),
  ).toContainEqual(newest);
  expect(await list({ actor: 'machine' })).toEqual([]);
  expect(await list({ team: 'nowhere' })).toEqual([]);
  expect(await list({ until: created?.at, type: 'installation.*' })).toEqual([]);
  const older = await list({ before: all[0]?.id, limit: 1 });
  expect(older).toEqual([all[1]]);
});

test('a verification says up to where everything fits, and what came since', async () => {
  const teamId = await teamWithLog();
  const done = await verify();

  expect(done).toMatchObject({ isIntact: true, teamsLeft: 0, eventsSince: 0, broken: [] });
  expect(done.endedAt).not.toBeNull();
  const [newest] = (await world.owner.api(k.listAuditEvents, { query: { limit: 1 } })).body.events;
  expect(done.verifiedUntil).toBe(newest?.at);
  await world.owner.api(k.updateTeam, { params: { team: teamId }, body: { name: 'Fifth' } });
  await teamWithLog();
  const later = await world.owner.api(k.getAuditVerification);
  expect(later.body).toEqual({ ...done, eventsSince: 5 });
});

test.for([
  ['type', "'forged'"],
  ['at', "at + interval '1 ms'"],
  ['actor', `'{"kind":"system"}'::jsonb`],
  ['subject', `'{}'::jsonb`],
  ['data', `'{"before":{},"after":{}}'::jsonb`],
  ['event_id', "'evt_forged'"],
  ['operation_id', "'op_forged'"],
] as const)('a record whose %s was changed is found', async ([column, value]) => {
  const teamId = await teamWithLog();
  await sql(`update event set ${column} = ${value} where team_id = $1 and sequence = 2`, teamId);

  expect(await flawOf(teamId)).toEqual([2, 'altered']);
  await removeTraces(teamId);
});

test('a record that was dropped, and two that changed places, are found', async () => {
  const [dropped, swapped] = [await teamWithLog(), await teamWithLog()];
  await sql('delete from event where team_id = $1 and sequence = 2', dropped);
  for (const [from, to] of [
    [2, 9],
    [3, 2],
    [9, 3],
  ]) {
    await sql(
      'update event set sequence = $3 where team_id = $1 and sequence = $2',
      swapped,
      from,
      to,
    );
  }

  const { broken, isIntact } = await verify();

  expect(isIntact).toBe(false);
  expect(broken.map(({ team, brokenAt, reason }) => [team?.id, brokenAt, reason])).toEqual([
    [dropped, 2, 'missing_or_reordered'],
    [swapped, 2, 'not_linked'],
  ]);
  await removeTraces(dropped);
  await removeTraces(swapped);
});

test('a log that was cut short is found, with its head or without, and though nobody verified it before', async () => {
  const [last, all] = [await teamWithLog(), await teamWithLog()];
  await sql('delete from event where team_id = $1 and sequence = 4', last);
  await sql('delete from event where team_id = $1', all);
  await sql('delete from event_head where team_id = $1', all);

  const { broken } = await verify();

  expect(broken.map(({ team, brokenAt, reason }) => [team?.id, brokenAt, reason])).toEqual([
    [last, 4, 'truncated'],
    [all, 1, 'truncated'],
  ]);
  await removeTraces(last);
  await removeTraces(all);
});

test('what fits by itself and not to what was verified before is found', async () => {
  const [cut, anew] = [await teamWithLog(), await teamWithLog()];
  expect((await verify()).isIntact).toBe(true);
  await sql('delete from event where team_id = $1 and sequence = 4', cut);
  await writeAnew(cut, 3);
  await sql(`update event set type = 'forged' where team_id = $1 and sequence = 2`, anew);
  await writeAnew(anew, 4);
  expect((await world.owner.api(k.verifyEvents, { params: { team: anew } })).body.intact).toBe(
    true,
  );

  const { broken } = await verify();

  expect(broken.map(({ team, brokenAt, reason }) => [team?.id, brokenAt, reason])).toEqual([
    [cut, 4, 'truncated'],
    [anew, 4, 'altered'],
  ]);
  // it is not forgotten by verifying again
  expect((await verify()).broken).toHaveLength(2);
  await removeTraces(cut);
  await removeTraces(anew);
});

test('a verification goes on where it stopped, also within a log', async () => {
  const startedAt = new Date();
  const run = { startedAt, now: () => new Date(), atMost: 1 };
  await verifyLogs(world.database.read, run);
  const begun = (await world.owner.api(k.getAuditVerification)).body;
  expect(begun).toMatchObject({ startedAt: startedAt.toISOString(), endedAt: null });
  expect(begun).toMatchObject({ teams: 0, events: 1 });

  const { body } = await world.owner.api(k.verifyAuditLog, {
    body: { startedAt: startedAt.toISOString() },
  });

  expect(body).toMatchObject({ startedAt: startedAt.toISOString(), teamsLeft: 0, isIntact: true });
  const stale = await world.owner.api(k.verifyAuditLog, {
    body: { startedAt: '2026-01-01T00:00:00.000Z' },
  });
  expect([stale.status, stale.error?.code]).toEqual([400, 'invalid_request']);
});

test('only an operator reads or verifies the logs of others', async () => {
  const other = await world.signUp('Vera');
  const refused = await Promise.all([
    other.api(k.listAuditEvents, {}),
    other.api(k.getAuditVerification),
    other.api(k.verifyAuditLog, { body: {} }),
    world.anonymous(k.listAuditEvents, {}),
  ]);
  expect(refused.map(({ status }) => status)).toEqual([403, 403, 403, 401]);
});

/** As somebody would who may write to the database: every seal anew, and the head with them. */
async function writeAnew(teamId: string, length: number): Promise<void> {
  let head: { sequence: number; hash: string } = startOfChain(teamId, sha256);
  const rows = (await sql(
    'select * from event where team_id = $1 order by sequence',
    teamId,
  )) as EventRow[];
  for (const row of rows.slice(0, length)) {
    const link: ChainedEvent = chainEvent(head, linkOf(row).event, sha256);
    await sql(
      'update event set previous_hash = $3, hash = $4 where team_id = $1 and sequence = $2',
      teamId,
      link.sequence,
      link.previousHash,
      link.hash,
    );
    head = link;
  }
  await sql(
    'update event_head set sequence = $2, hash = $3 where team_id = $1',
    teamId,
    head.sequence,
    head.hash,
  );
}

/** So that what one test broke is no flaw in the next. */
async function removeTraces(teamId: string): Promise<void> {
  for (const table of ['event', 'event_head', 'event_verification']) {
    await sql(`delete from ${table} where team_id = $1`, teamId);
  }
  await sql('delete from people.organization where "id" = $1', teamId);
}
