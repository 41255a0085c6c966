import type { LookTx, Transact } from '@kontor/core';
import { installationStore } from './installation-store.ts';
import { operationReader } from './operation-store.ts';
import { paymentMethodStore } from './payment-method-store.ts';
import { spendLimitStore } from './spend-limit-store.ts';
import type { Sql } from './sql.ts';
import { teamClock } from './team-clock.ts';

/** Looks at one team's data over connections for reads: each statement sees what was committed before it. */
export function createTeamLook(ports: {
  readonly read: Sql;
  readonly now: () => Date;
}): Transact<LookTx> {
  const { read, now } = ports;
  return (teamId, work) =>
    work({
      clock: teamClock(read, teamId, now),
      installations: installationStore(read, teamId),
      operations: operationReader(read, teamId),
      spendLimits: spendLimitStore(read, teamId),
      paymentMethods: paymentMethodStore(read, teamId),
    });
}
