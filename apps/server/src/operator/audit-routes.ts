import { ok, refuse } from '@kontor/core';
import { kontorEndpoints } from '@kontor/protocol/kontor';
import { type Route, route } from '../http/route.ts';
import type { Sql } from '../postgres/sql.ts';
import { listAuditEvents } from './audit-events.ts';
import { readAuditVerification } from './audit-verification.ts';
import { verifyLogs } from './verify-logs.ts';

/** How many events one call verifies: about a second of work. */
const EVENTS_A_CALL = 20_000;

/** The logs of all teams, for those who run the host. */
export function auditRoutes({
  read,
  now,
}: {
  readonly read: Sql;
  readonly now: () => Date;
}): readonly Route[] {
  return [
    route(kontorEndpoints.listAuditEvents, async ({ query }) =>
      ok({ status: 200, body: { events: await listAuditEvents(read, query) } }),
    ),
    route(kontorEndpoints.getAuditVerification, async () =>
      ok({ status: 200, body: await readAuditVerification(read) }),
    ),
    route(kontorEndpoints.verifyAuditLog, async ({ body }) => {
      const { startedAt: newest } = await readAuditVerification(read);
      if (body.startedAt !== undefined && body.startedAt !== newest) return notTheNewest();
      const startedAt = body.startedAt === undefined ? now() : new Date(body.startedAt);
      await verifyLogs(read, { startedAt, now, atMost: EVENTS_A_CALL });
      return ok({ status: 200, body: await readAuditVerification(read) });
    }),
  ];
}

function notTheNewest() {
  return refuse(
    'invalid_request',
    'Another verification has begun since. Go on with that one, or begin anew without startedAt.',
    { fields: [{ key: 'startedAt', message: 'is not that of the newest verification' }] },
  );
}
