import {
  type ClockTarget,
  ok,
  refuse,
  type TestClock,
  testClockNotFound,
  waitingWork,
} from '@kontor/core';
import { kontorEndpoints, type TestClockView } from '@kontor/protocol/kontor';
import { readInstant, teamId } from '@kontor/protocol/vocabulary';
import type * as z from 'zod';
import { type Route, route, type TeamCaller } from '../http/route.ts';
import type { Sql } from '../postgres/sql.ts';
import { testClockStore } from '../postgres/test-clock-store.ts';
import { eventsAfter, lastSequence } from './clock-events.ts';
import type { TestClocks } from './test-clocks.ts';

export type TestClockRoutesPorts = {
  readonly read: Sql;
  readonly clocks: TestClocks;
  /** Who may put a team on a clock: its owners, or only those who run this host too. */
  readonly testClocks: 'owners' | 'operators';
  readonly now: () => Date;
  /** Makes what is remembered of teams and credentials count at once in this process. */
  readonly forget: () => void;
};

/** The clock by which a team is billed, where that is not the real one. */
export function testClockRoutes(ports: TestClockRoutesPorts): readonly Route[] {
  const { read, forget } = ports;
  return [
    route(kontorEndpoints.createTestClock, async ({ caller, body }) => {
      if (ports.testClocks === 'operators' && caller.person?.isOperator !== true) {
        return onlyOperators();
      }
      const at = body.now === undefined ? undefined : readInstant(body.now);
      const made = await ports.clocks.makeTestClock({ ...placeOf(caller), at });
      if (!made.ok) return made;
      forget();
      return ok({ status: 201, body: { testClock: await viewOf(ports, caller, made.value) } });
    }),
    route(kontorEndpoints.getTestClock, async ({ caller }) => {
      const clock = await testClockStore(read, caller.team.id).find();
      if (clock === undefined) return testClockNotFound();
      return ok({ status: 200, body: { testClock: await viewOf(ports, caller, clock) } });
    }),
    route(kontorEndpoints.advanceTestClock, async ({ caller, body }) => {
      const before = await lastSequence(read, caller.team.id);
      const advanced = await ports.clocks.advanceTestClock({
        ...placeOf(caller),
        target: targetOf(body),
      });
      // the last of an installation may have ended with its time
      forget();
      if (!advanced.ok) return advanced;
      const { stops, goal, isComplete, late } = advanced.value;
      const clock = await testClockStore(read, caller.team.id).find();
      return ok({
        status: 200,
        body: {
          testClock: await viewOf(ports, caller, clock ?? advanced.value.clock),
          stops: stops.slice(1).map(({ at }) => at.toISOString()),
          happened: await eventsAfter(read, caller.team.id, { before, stops }),
          goal: goal?.toISOString() ?? null,
          isComplete,
          late: [...late],
        },
      });
    }),
    route(kontorEndpoints.removeTestClock, async ({ caller }) => {
      const removed = await ports.clocks.removeTestClock(placeOf(caller));
      if (!removed.ok) return removed;
      forget();
      return ok({ status: 204, body: null });
    }),
  ];
}

function placeOf({ team, actor }: TeamCaller) {
  return { teamId: teamId.parse(team.id), actor };
}

function targetOf(body: z.output<typeof kontorEndpoints.advanceTestClock.request>): ClockTarget {
  return 'to' in body ? { to: readInstant(body.to) } : body;
}

async function viewOf(
  { clocks, now }: TestClockRoutesPorts,
  { team }: TeamCaller,
  clock: TestClock,
): Promise<TestClockView> {
  const { next } = await waitingWork(clocks.works, teamId.parse(team.id), clock.now);
  return {
    now: clock.now.toISOString(),
    createdAt: clock.createdAt.toISOString(),
    isMoving: clock.run !== null && clock.run.leasedUntil > now(),
    next: next?.toISOString() ?? null,
  };
}

function onlyOperators() {
  return refuse(
    'forbidden',
    'On this host, a team is put on a test clock by an owner who is an operator too (KONTOR_TEST_CLOCKS).',
  );
}
