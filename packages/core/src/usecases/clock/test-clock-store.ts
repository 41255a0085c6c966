import type { TestClock } from '../../domain/clock/test-clock.ts';

/** The test clock of one team, if it has one. */
export type TestClockStore = {
  readonly find: () => Promise<TestClock | undefined>;
  /** Reads it and keeps others from changing it until the transaction ends. */
  readonly lock: () => Promise<TestClock | undefined>;
  /** Puts the team on a clock; false where it is on one already. */
  readonly insert: (clock: TestClock) => Promise<boolean>;
  /** Saves what changes: the time, and who moves it on. */
  readonly save: (clock: TestClock) => Promise<void>;
  readonly remove: () => Promise<void>;
  /** Whether the team has an installation that has not ended for good. */
  readonly hasInstalled: () => Promise<boolean>;
};
