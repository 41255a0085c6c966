import { setTimeout as pause } from 'node:timers/promises';
import {
  createAdvanceTestClock,
  createMakeTestClock,
  createRemoveTestClock,
  isRealMoney,
  type TeamTx,
  type Transact,
} from '@kontor/core';
import { randomText } from '../ids.ts';
import { lastSequence } from './clock-events.ts';
import { type DueWorksPorts, dueWorksOf } from './due-works.ts';

export type TestClocksPorts = DueWorksPorts & { readonly transact: Transact<TeamTx> };

export type TestClocks = ReturnType<typeof createTestClocks>;

/** Test clocks: made, moved on with all that falls due, and removed. */
export function createTestClocks(ports: TestClocksPorts) {
  const { transact, now, sql } = ports;
  const works = dueWorksOf(ports);
  return {
    works,
    makeTestClock: createMakeTestClock({
      transact,
      now,
      paysForReal: async (teamId) => {
        const methods = await transact(teamId, (tx) => tx.paymentMethods.list());
        return methods.some(({ backEnd }) => isRealMoney(backEnd));
      },
      isInTransfer: async (teamId) => {
        const held = await sql('select from transfer_hold where team_id = $1 limit 1', [teamId]);
        return held.length > 0;
      },
    }),
    removeTestClock: createRemoveTestClock({ transact, now }),
    advanceTestClock: createAdvanceTestClock({
      transact,
      now,
      works,
      logEnd: (teamId) => lastSequence(sql, teamId),
      mintRunId: () => randomText(16),
      pause: (ms) => pause(ms),
    }),
  };
}
