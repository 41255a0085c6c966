/**
 * The time by which a team is billed: that of its test clock where it has one, else the real time. It
 * is one moment throughout a transaction. Leases, deadlines of calls, tokens and the event log keep
 * to the real time.
 */
export type TeamClock = {
  readonly now: () => Promise<Date>;
};
