import { setTimeout as delay } from 'node:timers/promises';
import { type Refusal, type Result, refuse } from '@kontor/core';
import type { Sql } from '../postgres/sql.ts';
import type { Place } from './place.ts';

export type ArrivalPorts = {
  readonly read: Sql;
  /** How long a call waits for the resource that it names, in milliseconds. */
  readonly arrivalMs?: number;
};

const ARRIVAL_MS = 3000;
const LOOK_MS = 100;

/**
 * Does what a provider says of a resource. A provider may speak of one before its own answer to
 * provisioning has been taken in: then the call waits a moment for that, and is otherwise told to
 * come again rather than that there is no such resource.
 */
export async function onceArrived<Value>(
  { read, arrivalMs = ARRIVAL_MS }: ArrivalPorts,
  place: Place,
  work: () => Promise<Result<Value, Refusal>>,
): Promise<Result<Value, Refusal>> {
  const deadline = performance.now() + arrivalMs;
  let outcome = await work();
  while (isMissing(outcome)) {
    const mayArrive = await isProvisioning(read, place);
    // it may have come in between the two questions
    outcome = await work();
    if (!isMissing(outcome) || !mayArrive) break;
    if (performance.now() >= deadline) return stillProvisioning();
    await delay(LOOK_MS);
  }
  return outcome;
}

/**
 * Whether its provider is being asked for a resource of the installation that has no id there yet. Of one
 * that waits for approval it knows nothing.
 */
export async function isProvisioning(
  sql: Sql,
  { teamId, installationId }: Place,
): Promise<boolean> {
  const rows = await sql(
    `select 1 from resource r where r.team_id = $1 and r.installation_id = $2
       and r.lifecycle = 'provisioning' and r.external_id is null
       and not exists (select from operation o where o.team_id = r.team_id
         and o.operation_id = r.provisioned_by and o.status = 'awaiting-approval') limit 1`,
    [teamId, installationId],
  );
  return rows.length > 0;
}

function isMissing(outcome: Result<unknown, Refusal>): boolean {
  return !outcome.ok && outcome.error.code === 'resource_not_found';
}

function stillProvisioning() {
  return refuse(
    'operation_running',
    'A resource of this installation is being provisioned and its id is not known yet. Try again when the provisioning has been answered.',
    { retryAfterSeconds: 2 },
  );
}
