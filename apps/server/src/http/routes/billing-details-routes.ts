import { isDeepStrictEqual } from 'node:util';
import { ok } from '@kontor/core';
import { type BillingDetails, kontorEndpoints } from '@kontor/protocol/kontor';
import type { RecordEvent } from '../../people/record-event.ts';
import { teamStoreOn } from '../../people/team-store.ts';
import { findBillingDetails, saveBillingDetails } from '../../postgres/billing-details.ts';
import type { Database } from '../../postgres/database.ts';
import { withoutAbsent } from '../../without-absent.ts';
import { type Route, route } from '../route.ts';

export type BillingDetailsRoutesPorts = {
  readonly database: Pick<Database, 'read' | 'transact'>;
  readonly recordEvent: RecordEvent;
  readonly now: () => Date;
};

/** Whom a team wants its invoices addressed to. */
export function billingDetailsRoutes({
  database,
  recordEvent,
  now,
}: BillingDetailsRoutesPorts): readonly Route[] {
  return [
    route(kontorEndpoints.getBillingDetails, async ({ caller: { team } }) => {
      const billingDetails = await findBillingDetails(database.read, team);
      return ok({ status: 200, body: { billingDetails } });
    }),
    route(kontorEndpoints.updateBillingDetails, async ({ caller: { team, actor }, body }) => {
      const billingDetails = await database.transact(async (sql) => {
        // of two changes at once, the second one sees what the first one said
        await teamStoreOn(sql).lockTeam(team.id);
        const before = await findBillingDetails(sql, team);
        const after = { ...before, ...withoutAbsent(body) };
        const fields = changedFields(before, after);
        if (fields.length === 0) return before;
        await saveBillingDetails(sql, team, after, now());
        await recordEvent(sql, {
          teamId: team.id,
          type: 'team.billing-details-changed',
          actor,
          subject: { team: team.id },
          data: { fields },
        });
        return after;
      });
      return ok({ status: 200, body: { billingDetails } });
    }),
  ];
}

function changedFields(before: BillingDetails, after: BillingDetails): string[] {
  const names = Object.keys(after) as (keyof BillingDetails)[];
  return names.filter((name) => !isDeepStrictEqual(before[name], after[name]));
}
