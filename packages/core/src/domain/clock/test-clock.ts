import { type Refusal, refuse } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';

/**
 * A clock by which one team is billed. It stands still, goes forward on command, and is never put
 * back: what has been billed has been billed at its time.
 */
export type TestClock = {
  /** The team's time. */
  readonly now: Date;
  readonly createdAt: Date;
  /** What moves it on at present, if anything does. */
  readonly run: ClockRun | null;
};

/** One advance that is under way. It belongs to nobody else until its lease, in real time, is over. */
export type ClockRun = {
  readonly id: string;
  /** Where it goes; null for wherever the next event is. */
  readonly to: Date | null;
  readonly leasedUntil: Date;
};

/** How far from the real time a test clock may stand. */
export const clockReachMs = 10 * 366 * 24 * 60 * 60 * 1000;

/** How long an advance belongs to a process that shows no sign of life. */
export const clockLeaseMs = 60_000;

/**
 * Makes a clock. A team that has installed something lives in a time already, and its clock begins
 * there or later.
 */
export function madeClock(
  wanted: Date,
  { real, hasInstalled }: { readonly real: Date; readonly hasInstalled: boolean },
): Result<TestClock, Refusal> {
  if (hasInstalled && wanted < real) return backwards(wanted, real);
  return withinReach({ now: wanted, createdAt: real, run: null }, wanted, real);
}

/** Takes the clock for one advance. To where it stands already is allowed, and does what is due. */
export function beginRun(
  clock: TestClock,
  { id, to, real }: { readonly id: string; readonly to: Date | null; readonly real: Date },
): Result<TestClock, Refusal> {
  if (clock.run !== null && clock.run.leasedUntil > real) {
    const goal = clock.run.to?.toISOString() ?? 'the next event';
    return refuse('test_clock_moving', `The test clock is on its way to ${goal}. Wait for it.`, {
      now: clock.now.toISOString(),
    });
  }
  if (to !== null && to < clock.now) return backwards(to, clock.now);
  const run = { id, to, leasedUntil: leaseFrom(real) };
  return withinReach({ ...clock, run }, to ?? clock.now, real);
}

/** Moves it on within an advance, whose lease is renewed; undefined where another has taken over. */
export function moved(
  clock: TestClock,
  { id, to, real }: { readonly id: string; readonly to: Date; readonly real: Date },
): TestClock | undefined {
  if (clock.run?.id !== id) return undefined;
  const now = to > clock.now ? to : clock.now;
  return { ...clock, now, run: { ...clock.run, leasedUntil: leaseFrom(real) } };
}

/** Lets it go after an advance; as it is where another has taken over. */
export function released(clock: TestClock, id: string): TestClock {
  return clock.run?.id === id ? { ...clock, run: null } : clock;
}

/** A team goes back to the real time only where that is no way back for anything it has. */
export function removable(
  clock: TestClock,
  { real, hasInstalled }: { readonly real: Date; readonly hasInstalled: boolean },
): Result<null, Refusal> {
  if (clock.run !== null && clock.run.leasedUntil > real) {
    return refuse('test_clock_moving', 'The test clock is being moved on. Wait for it.');
  }
  if (hasInstalled && clock.now > real) {
    return refuse(
      'test_clock_ahead',
      `The test clock stands at ${clock.now.toISOString()}, and without it time would go back for what is installed. Uninstall everything first.`,
      { now: clock.now.toISOString() },
    );
  }
  return ok(null);
}

function leaseFrom(real: Date): Date {
  return new Date(real.getTime() + clockLeaseMs);
}

function backwards(wanted: Date, from: Date) {
  return refuse(
    'invalid_request',
    `A test clock goes forward only: it cannot be put from ${from.toISOString()} to ${wanted.toISOString()}.`,
    { fields: [{ key: 'to', message: `at or after ${from.toISOString()}` }] },
  );
}

function withinReach(clock: TestClock, to: Date, real: Date): Result<TestClock, Refusal> {
  if (Math.abs(to.getTime() - real.getTime()) <= clockReachMs) return ok(clock);
  return refuse(
    'invalid_request',
    `A test clock stands at most ten years from the real time, and ${to.toISOString()} is further.`,
    { fields: [{ key: 'to', message: 'within ten years of the real time' }] },
  );
}
