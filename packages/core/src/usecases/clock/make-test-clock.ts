import type { TeamId } from '@kontor/protocol/vocabulary';
import type { Actor } from '../../domain/actor.ts';
import { madeClock, removable, type TestClock } from '../../domain/clock/test-clock.ts';
import { type Refusal, refuse } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';
import type { TeamTx, Transact } from '../team-tx.ts';

export type TestClockTx = Pick<TeamTx, 'testClocks' | 'events'>;

export type TestClockPorts<Tx extends TestClockTx> = {
  readonly transact: Transact<Tx>;
  /** The real time. */
  readonly now: () => Date;
};

type Asked = { readonly teamId: TeamId; readonly actor: Actor };

/**
 * Puts a team on a test clock: from then on it is billed by that. A team that pays with real money is
 * refused, because its clock could stand still before a bill; so is one that gives or gets something just
 * now, which could not end before the clock is gone.
 */
export function createMakeTestClock<Tx extends TestClockTx>({
  transact,
  now,
  paysForReal,
  isInTransfer,
}: TestClockPorts<Tx> & {
  /** Whether the team has a way to pay that moves real money. */
  readonly paysForReal: (teamId: TeamId) => Promise<boolean>;
  /** Whether resources are on their way from or to the team. */
  readonly isInTransfer: (teamId: TeamId) => Promise<boolean>;
}) {
  return async ({
    teamId,
    actor,
    at,
  }: Asked & { readonly at: Date | undefined }): Promise<Result<TestClock, Refusal>> => {
    if (await paysForReal(teamId)) return payingForReal();
    if (await isInTransfer(teamId)) return inTransfer();
    return transact(teamId, async (tx): Promise<Result<TestClock, Refusal>> => {
      const real = now();
      const hasInstalled = await tx.testClocks.hasInstalled();
      const made = madeClock(at ?? real, { real, hasInstalled });
      if (!made.ok) return made;
      if (!(await tx.testClocks.insert(made.value))) return alreadyThere();
      await tx.events.append({
        type: 'test-clock.created',
        actor,
        subject: { team: teamId },
        data: { now: made.value.now.toISOString() },
      });
      return made;
    });
  };
}

/** Puts a team back on the real time. */
export function createRemoveTestClock<Tx extends TestClockTx>({
  transact,
  now,
}: TestClockPorts<Tx>) {
  return ({ teamId, actor }: Asked): Promise<Result<null, Refusal>> =>
    transact(teamId, async (tx): Promise<Result<null, Refusal>> => {
      const clock = await tx.testClocks.lock();
      if (clock === undefined) return testClockNotFound();
      const hasInstalled = await tx.testClocks.hasInstalled();
      const free = removable(clock, { real: now(), hasInstalled });
      if (!free.ok) return free;
      await tx.testClocks.remove();
      await tx.events.append({
        type: 'test-clock.removed',
        actor,
        subject: { team: teamId },
        data: { now: clock.now.toISOString() },
      });
      return ok(null);
    });
}

export function testClockNotFound() {
  return refuse(
    'test_clock_not_found',
    'This team has no test clock: it is billed by the real time.',
  );
}

function alreadyThere() {
  return refuse('test_clock_exists', 'This team has a test clock already. Advance that one.');
}

function payingForReal() {
  return refuse(
    'real_money',
    'This team has a payment method that moves real money, and such a team is billed by the real time. Make another team for tests.',
  );
}

function inTransfer() {
  return refuse(
    'operation_running',
    'Resources are on their way from this team, or to it. Wait until they have arrived and try again.',
  );
}
