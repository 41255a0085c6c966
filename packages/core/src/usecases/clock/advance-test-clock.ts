import type { ClockStep, TeamId } from '@kontor/protocol/vocabulary';
import type { Actor } from '../../domain/actor.ts';
import { laterBy } from '../../domain/clock/clock-step.ts';
import { beginRun, moved, released, type TestClock } from '../../domain/clock/test-clock.ts';
import { type Refusal, refuse } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';
import { type DueWork, waitingWork } from './due-work.ts';
import { type TestClockPorts, type TestClockTx, testClockNotFound } from './make-test-clock.ts';

/** How far: by a step, to a moment, or to whatever is to happen next. */
export type ClockTarget =
  | { readonly by: ClockStep }
  | { readonly to: Date }
  | { readonly toNext: true };

export type AdvancePorts<Tx extends TestClockTx> = TestClockPorts<Tx> & {
  /** How far the event log of a team has come. */
  readonly logEnd: (teamId: TeamId) => Promise<number>;
  /** In the order in which it is done when it is due at the same time. */
  readonly works: readonly DueWork[];
  readonly mintRunId: () => string;
  /** Lets time pass, in real milliseconds. */
  readonly pause: (ms: number) => Promise<void>;
  readonly limits?: Partial<AdvanceLimits>;
};

export type AdvanceLimits = {
  /** Moments at which one advance stops and does what is due. */
  readonly stops: number;
  /** How long one advance goes on, in real milliseconds. */
  readonly totalMs: number;
  /** How long it waits at one stop for work that others do, in real milliseconds. */
  readonly settleMs: number;
};

const usual: AdvanceLimits = { stops: 1_000, totalMs: 20_000, settleMs: 10_000 };

/** One moment at which a clock stopped on its way. */
export type ClockStop = {
  readonly at: Date;
  /** How far the event log had come: what is later in it happened at this stop, or a later one. */
  readonly after: number;
};

export type Advanced = {
  readonly clock: TestClock;
  readonly stops: readonly ClockStop[];
  /** Where it was to go; undefined where nothing waits. */
  readonly goal: Date | undefined;
  /** Whether it is where it was to go; otherwise it goes on from here when it is asked again. */
  readonly isComplete: boolean;
  /** What is due and could not be done, by its name. */
  readonly late: readonly string[];
};

type Request = { readonly teamId: TeamId; readonly actor: Actor; readonly target: ClockTarget };

/**
 * Moves a team's test clock on, from one moment at which something is due to the next, and does that
 * work in order before it goes on. Of two at once, one is refused. When its process dies, the clock
 * stands where it was and may be moved on after a minute.
 */
export function createAdvanceTestClock<Tx extends TestClockTx>(ports: AdvancePorts<Tx>) {
  return async (request: Request): Promise<Result<Advanced, Refusal>> => {
    const { teamId, target } = request;
    const id = ports.mintRunId();
    const begun = await begin(ports, request, id);
    if (!begun.ok) return begun;
    const walk: Walk = { teamId, id, from: begun.value.now, to: begun.value.run?.to ?? undefined };
    try {
      const advanced = await go(ports, walk, begun.value);
      if ('toNext' in target && advanced.stops.length === 1 && advanced.late.length === 0) {
        return nothingDue(advanced.clock);
      }
      return ok(advanced);
    } finally {
      await end(ports, request, walk);
    }
  };
}

type Walk = {
  readonly teamId: TeamId;
  readonly id: string;
  readonly from: Date;
  /** Undefined for the next event. */
  readonly to: Date | undefined;
};

function begin<Tx extends TestClockTx>(
  { transact, now }: AdvancePorts<Tx>,
  { teamId, target }: Request,
  id: string,
): Promise<Result<TestClock, Refusal>> {
  return transact(teamId, async (tx): Promise<Result<TestClock, Refusal>> => {
    const clock = await tx.testClocks.lock();
    if (clock === undefined) return testClockNotFound();
    const begun = beginRun(clock, { id, to: goalOf(clock, target), real: now() });
    if (begun.ok) await tx.testClocks.save(begun.value);
    return begun;
  });
}

function goalOf({ now }: TestClock, target: ClockTarget): Date | null {
  if ('toNext' in target) return null;
  return 'to' in target ? target.to : laterBy(now, target.by);
}

async function go<Tx extends TestClockTx>(
  ports: AdvancePorts<Tx>,
  walk: Walk,
  begun: TestClock,
): Promise<Advanced> {
  const { works, now: real, limits } = ports;
  const { stops: stopsAtMost, totalMs } = { ...usual, ...limits };
  const startedAt = real().getTime();
  const stops: ClockStop[] = [{ at: begun.now, after: await ports.logEnd(walk.teamId) }];
  let clock = begun;
  let goal = walk.to;
  for (;;) {
    const late = await settle(ports, walk.teamId, clock.now);
    if (late.length > 0) return { clock, stops, goal, isComplete: false, late };
    const { next } = await waitingWork(works, walk.teamId, clock.now);
    goal ??= next;
    if (goal === undefined || goal <= clock.now) {
      return { clock, stops, goal, isComplete: true, late };
    }
    if (stops.length > stopsAtMost || real().getTime() - startedAt >= totalMs) {
      return { clock, stops, goal, isComplete: false, late };
    }
    const stop = next !== undefined && next < goal ? next : goal;
    clock = await move(ports, walk, stop);
    stops.push({ at: clock.now, after: await ports.logEnd(walk.teamId) });
  }
}

/** Does what is due until nothing is; answers what is still due when it has waited for long enough. */
async function settle<Tx extends TestClockTx>(
  { works, now: real, pause, limits }: AdvancePorts<Tx>,
  teamId: TeamId,
  now: Date,
): Promise<readonly string[]> {
  const { settleMs } = { ...usual, ...limits };
  const startedAt = real().getTime();
  for (let waitMs = 10; ; waitMs = Math.min(waitMs * 2, 500)) {
    for (const work of works) await work.run(teamId);
    const { late } = await waitingWork(works, teamId, now);
    if (late.length === 0 || real().getTime() - startedAt >= settleMs) return late;
    await pause(waitMs);
  }
}

function move<Tx extends TestClockTx>(
  { transact, now }: AdvancePorts<Tx>,
  { teamId, id }: Walk,
  to: Date,
): Promise<TestClock> {
  return transact(teamId, async (tx) => {
    const clock = await tx.testClocks.lock();
    const after = clock && moved(clock, { id, to, real: now() });
    if (after === undefined) throw new Error(`the test clock of ${teamId} was taken over`);
    await tx.testClocks.save(after);
    return after;
  });
}

async function end<Tx extends TestClockTx>(
  { transact }: AdvancePorts<Tx>,
  { teamId, actor }: Request,
  { id, from }: Walk,
): Promise<void> {
  await transact(teamId, async (tx) => {
    const clock = await tx.testClocks.lock();
    if (clock?.run?.id !== id) return;
    await tx.testClocks.save(released(clock, id));
    if (clock.now <= from) return;
    await tx.events.append({
      type: 'test-clock.advanced',
      actor,
      subject: { team: teamId },
      data: { from: from.toISOString(), to: clock.now.toISOString() },
    });
  });
}

function nothingDue({ now }: TestClock) {
  return refuse(
    'nothing_due',
    `Nothing waits for a time after ${now.toISOString()}. Advance to a date, or by days.`,
    { now: now.toISOString() },
  );
}
