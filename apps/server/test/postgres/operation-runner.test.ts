import {
  createRunOperation,
  type Operation,
  type OperationHandler,
  type TeamTx,
} from '@kontor/core';
import { PATIENCE_MS } from '@kontor/testing';
import { buildTeam } from '@kontor/testing/team-world';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createOperationQueue } from '../../src/operations/operation-queue.ts';
import { createOperationRunner } from '../../src/operations/operation-runner.ts';
import { listenTo, OPERATION_MOVED } from '../../src/postgres/listen.ts';
import { sqlOn } from '../../src/postgres/sql.ts';
import { readMoved } from '../../src/postgres/tell-moved.ts';
import { beginner, useTeamStorage } from './team-storage.ts';

const held = useTeamStorage();
const opened = { kind: 'answered', answer: null } as const;

type Send = OperationHandler<TeamTx, null>['send'];

/** One process of the host, whose provider answers as told. */
function startProcess(
  send: Send,
  {
    holder = beginner.holder,
    leaseMs = 60_000,
    whileClaiming = (claim: () => Promise<void>) => claim(),
  } = {},
) {
  const handler: OperationHandler<TeamTx, null> = {
    send,
    settle: async () => ({ kind: 'unknown' }),
    succeed: async () => undefined,
    fail: async () => {},
  };
  const log = { error: vi.fn(), debug: vi.fn() };
  const { transact } = held.storage;
  const queue = createOperationQueue(sqlOn(held.database.pool), { holder, leaseMs });
  const runner = createOperationRunner({
    runOperation: createRunOperation<TeamTx>({
      transact,
      now: () => new Date(),
      handlers: {
        install: handler,
        'update-installation': handler,
        'renew-installation': handler,
        uninstall: handler,
        provision: handler,
        'update-resource': handler,
        'delete-resource': handler,
        'rotate-secrets': handler,
        'provision-purchase': handler,
        'remove-leftover': handler,
      },
      schedule: [10, 10],
      onBreakdown: log.error,
    }),
    queue: {
      ...queue,
      claim: async (room) => {
        let claimed: Awaited<ReturnType<typeof queue.claim>> = [];
        await whileClaiming(async () => {
          claimed = await queue.claim(room);
        });
        return claimed;
      },
    },
    find: (teamId, id) => transact(teamId, (tx) => tx.operations.find(id)),
    log,
    leaseMs,
    pollMs: 20,
    // nobody lives to see it: who waits is told
    lookMs: 600_000,
  });
  onTestFinished(() => runner.stop());
  return { runner, log };
}

/** As much time as an interval passes for the queue. */
const timePasses = (interval: string) =>
  held.database.read(
    `update operation_queue set due_at = due_at - $1::interval,
       leased_until = leased_until - $1::interval`,
    [interval],
  );

/** Answers in turn, the last one for ever. */
function inTurn(...answers: readonly (() => ReturnType<Send>)[]) {
  let call = 0;
  return vi.fn<Send>(() => {
    const answer = answers[Math.min(call, answers.length - 1)];
    call += 1;
    return answer ? answer() : Promise.resolve(opened);
  });
}

const answer = async () => opened;
const breakDown = async () => {
  throw new Error('out of memory');
};
const lose = async () => ({ kind: 'unknown', reason: 'timeout' }) as const;

async function endOf(operation: Operation) {
  return held.storage.transact(operation.teamId, (tx) => tx.operations.find(operation.id));
}

test('a new operation is attempted at once, and its end is the answer', async () => {
  const operation = await buildTeam(held.storage).operation();
  const { runner } = startProcess(answer);

  const ended = await runner.run({ operation, isNew: true }, 10_000);

  expect(ended).toMatchObject({ id: operation.id, status: 'succeeded', attempts: 1 });
});

test('whoever waits for what another process has in hand is told its end', async () => {
  const operation = await buildTeam(held.storage).operation();
  const until = Promise.withResolvers<typeof opened>();
  const send = vi.fn<Send>(() => until.promise);
  const [here, there] = [startProcess(answer), startProcess(send)];
  const isHearing = Promise.withResolvers<void>();
  const listening = listenTo(held.url, {
    [OPERATION_MOVED]: (told) => {
      if (told === undefined) isHearing.resolve();
      here.runner.moved(readMoved(told).operation);
    },
  });
  onTestFinished(() => listening.close());
  // what ends before that is found by looking
  await isHearing.promise;

  const ended = here.runner.wait(operation, 600_000);
  const running = there.runner.run({ operation, isNew: true }, 600_000);
  await vi.waitFor(() => expect(send).toHaveBeenCalled(), PATIENCE_MS);
  until.resolve(opened);

  expect(await running).toMatchObject({ status: 'succeeded' });
  expect(await ended).toMatchObject({ id: operation.id, status: 'succeeded' });
});

test('an attempt that breaks down is tried again, as one that may have reached the provider', async () => {
  const operation = await buildTeam(held.storage).operation();
  const send = inTurn(breakDown, answer);
  const { runner, log } = startProcess(send);

  const first = runner.run({ operation, isNew: true }, 10_000);
  await vi.waitFor(async () => {
    expect(await held.storage.queued(operation.teamId, operation.id)).toMatchObject({
      isLeased: false,
    });
  }, PATIENCE_MS);
  runner.start();
  await timePasses('6 seconds');

  expect(await first).toMatchObject({ status: 'succeeded', attempts: 2, mayHaveHappened: true });
  expect(send.mock.calls.map(([{ idempotencyKey }]) => idempotencyKey)).toEqual([
    operation.idempotencyKey,
    operation.idempotencyKey,
  ]);
  expect(log.error).toHaveBeenCalledOnce();
});

test('an outcome that stays unknown is asked for again until it is known', async () => {
  const operation = await buildTeam(held.storage).operation();
  const { runner } = startProcess(inTurn(lose, lose, answer));
  runner.start();

  const ended = await runner.run({ operation, isNew: true }, 10_000);

  expect(ended).toMatchObject({ status: 'succeeded', attempts: 3 });
});

test('what a dead process left is taken up by another when its lease ran out', async () => {
  const operation = await buildTeam(held.storage).operation();
  const { runner } = startProcess(answer, { holder: 'another' });
  runner.start();

  await timePasses('61 seconds');

  await vi.waitFor(async () => {
    expect(await endOf(operation)).toMatchObject({ status: 'succeeded', attempts: 2 });
  }, PATIENCE_MS);
});

test('what is claimed while a process stops goes back at once', async () => {
  const { promise: claims, resolve: claimed } = Promise.withResolvers<void>();
  const { promise: ends, resolve: end } = Promise.withResolvers<void>();
  const send = inTurn(answer);
  const whileClaiming = async (claim: () => Promise<void>) => {
    await claim();
    claimed();
    await ends;
  };
  const { runner } = startProcess(send, { holder: 'stopping', whileClaiming });
  const operation = await buildTeam(held.storage).operation();
  await timePasses('61 seconds');
  runner.start();
  await claims;

  const stopped = runner.stop();
  end();
  await stopped;

  expect(await held.storage.queued(operation.teamId, operation.id)).toMatchObject({
    isLeased: false,
  });
  expect(send).not.toHaveBeenCalled();
  // or the next process would take it
  await held.database.read('delete from operation_queue where operation_id = $1', [operation.id]);
});

test('a slow attempt keeps its lease, so that nobody else makes it too', async () => {
  const operation = await buildTeam(held.storage).operation();
  const { promise: provider, resolve: answers } = Promise.withResolvers<typeof opened>();
  const slow = startProcess(() => provider, { leaseMs: 600 });
  const eager = inTurn(answer);
  const other = startProcess(eager, { holder: 'another' });
  other.runner.start();

  const begun = slow.runner.run({ operation, isNew: true }, 10_000);
  // the lease that it began with is renewed before it ends, again and again
  const leasedUntil = async () => {
    const [row] = await held.database.read<{ leased_until: Date }>(
      'select leased_until from operation_queue where operation_id = $1',
      [operation.id],
    );
    return row?.leased_until.getTime() ?? 0;
  };
  await held.database.read(
    `update operation_queue set leased_until = now() + interval '600 milliseconds'
     where operation_id = $1`,
    [operation.id],
  );
  const early = await leasedUntil();
  await vi.waitFor(async () => expect(await leasedUntil()).toBeGreaterThan(early + 600), 10_000);
  answers(opened);

  expect(await begun).toMatchObject({ status: 'succeeded', attempts: 1 });
  expect(eager).not.toHaveBeenCalled();
});

test('a repeat of a request makes no attempt of its own and gets the same end', async () => {
  const operation = await buildTeam(held.storage).operation();
  const send = inTurn(answer);
  const { runner } = startProcess(send);

  const [first, repeat] = await Promise.all([
    runner.run({ operation, isNew: true }, 10_000),
    runner.run({ operation, isNew: false }, 10_000),
  ]);

  expect(repeat).toEqual(first);
  expect(send).toHaveBeenCalledOnce();
});

test('a request that has waited long enough is answered with what still runs', async () => {
  const operation = await buildTeam(held.storage).operation();
  const { promise: provider, resolve: answers } = Promise.withResolvers<typeof opened>();
  const { runner } = startProcess(() => provider);

  const answered = await runner.run({ operation, isNew: true }, 50);

  expect(answered).toMatchObject({ id: operation.id, status: 'running' });
  answers(opened);
});

test('stopping lets the attempt that runs end', async () => {
  const operation = await buildTeam(held.storage).operation();
  const { promise: provider, resolve: answers } = Promise.withResolvers<typeof opened>();
  const { runner } = startProcess(() => provider);
  await runner.run({ operation, isNew: true }, 0);

  const stopped = runner.stop();
  answers(opened);
  await stopped;

  expect(await endOf(operation)).toMatchObject({ status: 'succeeded' });
});

test('whoever waited for an operation leaves no timer behind', async () => {
  const operation = await buildTeam(held.storage).operation();
  const { runner } = startProcess(answer);
  const begun = vi.spyOn(globalThis, 'setTimeout');
  const cleared = vi.spyOn(globalThis, 'clearTimeout');
  onTestFinished(() => void vi.restoreAllMocks());

  await runner.run({ operation, isNew: true }, 12_345);

  const patient = begun.mock.calls.findIndex(([, ms]) => ms === 12_345);
  expect(patient).toBeGreaterThanOrEqual(0);
  expect(cleared).toHaveBeenCalledWith(begun.mock.results[patient]?.value);
});
