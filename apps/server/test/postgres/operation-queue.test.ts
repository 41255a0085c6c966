import type { OperationId } from '@kontor/protocol/vocabulary';
import { buildTeam, type TeamBuilder } from '@kontor/testing/team-world';
import { beforeEach, expect, test } from 'vitest';
import { createOperationQueue, type Room } from '../../src/operations/operation-queue.ts';
import { sqlOn } from '../../src/postgres/sql.ts';
import { beginner, useTeamStorage } from './team-storage.ts';

const held = useTeamStorage();
const leaseMs = 60_000;

/** Room for so many, whosever they are. */
const roomFor = (total: number, more: Partial<Room> = {}): Room => ({
  total,
  ...{ perTeam: 100, perIntegration: 100, active: new Map() },
  ...more,
});

/** The queue as one process of the host uses it. */
function queueOf(holder: string) {
  return createOperationQueue(sqlOn(held.database.pool), { holder, leaseMs });
}

/** Operations that are due and that nobody works on, oldest first. */
async function dueOperations(count: number) {
  const team = buildTeam(held.storage);
  const ids: OperationId[] = [];
  for (let made = 0; made < count; made++) {
    const { id } = await waiting(team, count - made);
    ids.push(id);
  }
  return { team, ids };
}

async function waiting(team: TeamBuilder, overdueBySeconds: number) {
  const operation = await team.operation();
  await team.transact((tx) => tx.operations.save(operation, -1000 * overdueBySeconds));
  return operation;
}

/** As much time as an interval passes for the queue. */
const timePasses = (interval: string) =>
  held.database.read(
    `update operation_queue set due_at = due_at - $1::interval,
       leased_until = leased_until - $1::interval`,
    [interval],
  );

const claimedBy = async (holder: string, limit = 100) =>
  (await queueOf(holder).claim(roomFor(limit))).map(({ operationId }) => operationId);

beforeEach(() => held.database.read('delete from operation_queue'));

test('an operation that was just begun is its own process to work on', async () => {
  const team = buildTeam(held.storage);
  await team.operation();

  expect(await claimedBy('another')).toEqual([]);
});

test('what is due is claimed with its team, the longest overdue first, up to the limit', async () => {
  const { team, ids } = await dueOperations(3);

  const claimed = await queueOf('a').claim(roomFor(2));

  expect(claimed).toHaveLength(2);
  expect(claimed).toEqual(
    expect.arrayContaining(
      ids
        .slice(0, 2)
        .map((operationId) => expect.objectContaining({ operationId, teamId: team.teamId })),
    ),
  );
});

test('workers that claim at once never get the same operation, and together get all', async () => {
  const { ids } = await dueOperations(30);

  const claims = await Promise.all(
    Array.from({ length: 12 }, (_, worker) => claimedBy(`worker ${worker}`, 5)),
  );
  const rest = await claimedBy('one that comes later');

  const claimed = [...claims.flat(), ...rest];
  expect(claimed.toSorted()).toEqual(ids.toSorted());
});

test('a worker does not wait for what another is claiming, and gets the rest', async () => {
  const { ids } = await dueOperations(4);
  const lease = { holder: 'first', leaseMs };

  const claims = await held.database.transact(async (sql) => {
    const first = await createOperationQueue(sql, lease).claim(roomFor(2));
    // the first claim is not committed yet
    return [first.map(({ operationId }) => operationId), await claimedBy('second')];
  });

  expect(claims.map((each) => each.length)).toEqual([2, 2]);
  expect(claims.flat().toSorted()).toEqual(ids.toSorted());
}, 5_000);

test('a lease that ran out is claimed again, by anyone, and one that did not is not', async () => {
  const { ids } = await dueOperations(1);
  await claimedBy('dead');

  const tooEarly = await claimedBy('alive');
  await timePasses('59 seconds');
  const almost = await claimedBy('alive');
  await timePasses('2 seconds');

  expect([tooEarly, almost]).toEqual([[], []]);
  expect(await claimedBy('alive')).toEqual(ids);
});

test('a lease that is renewed lasts as long again', async () => {
  const { ids } = await dueOperations(1);
  const owner = queueOf('owner');
  await owner.claim(roomFor(1));
  await timePasses('50 seconds');

  await owner.renew(ids);
  await timePasses('50 seconds');

  expect(await claimedBy('another')).toEqual([]);
});

test('renewing is for the one who holds it: whoever lost a lease does not take it back', async () => {
  const { ids } = await dueOperations(1);
  const slow = queueOf('slow');
  await slow.claim(roomFor(1));
  await timePasses('61 seconds');
  await claimedBy('quick');
  await timePasses('59 seconds');

  await slow.renew(ids);
  await timePasses('2 seconds');

  expect(await claimedBy('third')).toEqual(ids);
});

test('what is released is due after a while, and no sooner', async () => {
  const { ids } = await dueOperations(1);
  const [id] = ids;
  const owner = queueOf('owner');
  await owner.claim(roomFor(1));

  if (id) await owner.release(id, 30_000);

  expect(await claimedBy('another')).toEqual([]);
  await timePasses('31 seconds');
  expect(await claimedBy('another')).toEqual(ids);
});

test('releasing is for the one who holds it', async () => {
  const { ids } = await dueOperations(1);
  const [id] = ids;
  await claimedBy('owner');

  if (id) await queueOf('another').release(id, 0);

  expect(await claimedBy('another')).toEqual([]);
});

test('one whose process died at its first attempt is claimed when its lease ran out', async () => {
  const team = buildTeam(held.storage);
  const { id } = await team.operation();

  await timePasses(`${beginner.leaseMs + 1000} milliseconds`);

  expect(await claimedBy('another')).toEqual([id]);
});

test('one that has ended is claimed by nobody', async () => {
  const team = buildTeam(held.storage);
  const operation = await waiting(team, 1);
  await team.transact((tx) =>
    tx.operations.save({ ...operation, status: 'succeeded', finishedAt: new Date() }),
  );

  expect(await claimedBy('anyone')).toEqual([]);
});

/** So many operations that are due, of teams and integrations that are told by letters, oldest first. */
async function lines(...named: readonly (readonly [team: string, integration: string])[]) {
  await held.database.read(
    `insert into operation_queue (operation_id, team_id, integration_id, due_at)
     select 'op_' || n, team, integration, now() - interval '1 hour' + n * interval '1 second'
     from unnest($1::text[], $2::text[]) with ordinality as l (team, integration, n)`,
    [named.map(([team]) => team), named.map(([, integration]) => integration)],
  );
}

const claimedOf = async (room: Room) =>
  (await queueOf('a').claim(room)).map(({ operationId }) => operationId).toSorted();

test.each<{ rule: string; room: Room; claimed: readonly string[] }>([
  {
    rule: 'of every team the first comes before the second of any',
    room: roomFor(3),
    claimed: ['op_1', 'op_5', 'op_6'],
  },
  {
    rule: 'no team has more than its part, and others have what is left',
    room: roomFor(100, { perTeam: 2 }),
    claimed: ['op_1', 'op_2', 'op_5', 'op_6'],
  },
  {
    rule: 'what a team has under way counts',
    room: roomFor(100, { perTeam: 2, active: new Map([['team_a', 1]]) }),
    claimed: ['op_1', 'op_5', 'op_6'],
  },
  {
    rule: 'no provider is waited for more often than its part, whosever operations they are',
    room: roomFor(100, { perIntegration: 2 }),
    claimed: ['op_1', 'op_4', 'op_5'],
  },
  {
    rule: 'what waits for a provider already counts',
    room: roomFor(100, { perIntegration: 1, active: new Map([['oac_slow', 1]]) }),
    claimed: ['op_4'],
  },
])('$rule', async ({ room, claimed }) => {
  await lines(
    ['team_a', 'oac_slow'],
    ['team_a', 'oac_slow'],
    ['team_a', 'oac_slow'],
    ['team_a', 'oac_quick'],
    ['team_b', 'oac_slow'],
    ['team_c', 'oac_slow'],
  );

  expect(await claimedOf(room)).toEqual(claimed);
});

test('a team whose transactions stand still leaves connections to others, and leases are renewed in any case', async () => {
  const [stuck, other] = [buildTeam(held.storage), buildTeam(held.storage)];
  const { promise: until, resolve: goOn } = Promise.withResolvers<void>();
  const stand = () => until;
  const standing = Array.from({ length: 12 }, () => stuck.transact(stand));

  const { id } = await waiting(other, 1);
  const taken = Array.from({ length: 8 }, () => held.database.transact(stand));
  const queue = createOperationQueue(held.database.upkeep, { holder: 'owner', leaseMs });
  const claimed = await queue.claim(roomFor(100));
  await queue.renew([id]);

  expect(claimed.map(({ operationId }) => operationId)).toEqual([id]);
  goOn();
  await Promise.all([...standing, ...taken]);
});
