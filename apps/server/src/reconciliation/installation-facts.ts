import type { InstallationFacts, InstallationRef, KnownResource, Unsettled } from '@kontor/core';
import type { ExternalResourceId } from '@kontor/protocol/vocabulary';
import { type InstallationRow, installationOf } from '../postgres/installation-store.ts';
import { type ResourceRow, resourceOf } from '../postgres/resource-store.ts';
import type { Sql } from '../postgres/sql.ts';
import { teamClock } from '../postgres/team-clock.ts';

type KnownRow = ResourceRow & {
  is_transferred: boolean;
  is_changing: boolean;
  was_removed_on_request: boolean;
};

/** Resources that were deleted longer ago are not asked for by name any more. */
const LATELY = `interval '7 days'`;
/** So many of one installation, the newest. */
const DELETED_AT_MOST = 100;

const HELD = `exists (select from transfer_hold h where h.team_id = r.team_id
  and h.installation_id = r.installation_id and h.resource_id in ('', r.resource_id))`;

/** What came about elsewhere was not made by an operation of this installation. */
const KNOWN = `
  select r.*,
    r.provisioned_by is not null and not exists (
      select from operation o where o.team_id = r.team_id and o.operation_id = r.provisioned_by
        and o.installation_id = r.installation_id) as is_transferred,
    r.lifecycle in ('provisioning', 'deleting') or ${HELD} or exists (
      select from operation o where o.team_id = r.team_id and o.resource_id = r.resource_id
        and o.status in ('running', 'awaiting-approval')) as is_changing,
    r.lifecycle = 'deleted' and exists (
      select from operation o where o.team_id = r.team_id and o.resource_id = r.resource_id
        and o.kind = 'delete-resource' and o.status = 'succeeded'
        and o.intent ->> 'isLinked' = 'false') as was_removed_on_request
  from resource r where r.team_id = $1 and r.installation_id = $2`;

/** Everything that the host knows of an installation, by which a provider is compared with it. */
export async function readInstallationFacts(
  read: Sql,
  { teamId, installationId }: InstallationRef,
  now: () => Date,
): Promise<InstallationFacts | undefined> {
  const key = [teamId, installationId];
  const [[row], resources, deleted, ever, busy, unsettled] = await Promise.all([
    read<InstallationRow>(
      'select * from installation where team_id = $1 and installation_id = $2',
      key,
    ),
    read<KnownRow>(`${KNOWN} and r.lifecycle in ('provisioning', 'active', 'deleting')`, key),
    read<KnownRow>(
      `${KNOWN} and r.lifecycle = 'deleted' and r.external_id is not null
         and r.deleted_at > $3::timestamptz - ${LATELY}
       order by r.deleted_at desc limit ${DELETED_AT_MOST}`,
      [...key, now()],
    ),
    read<{ external_id: string }>(
      `select external_id from resource
       where team_id = $1 and installation_id = $2 and external_id is not null`,
      key,
    ),
    read(
      `select from operation where team_id = $1 and installation_id = $2
         and status in ('running', 'awaiting-approval')
       union all select from transfer_hold where team_id = $1 and installation_id = $2 limit 1`,
      key,
    ),
    read<{ operation_id: Unsettled['id']; intent: Unsettled['intent'] }>(UNSETTLED, [
      ...key,
      now(),
    ]),
  ]);
  if (row === undefined) return undefined;
  return {
    installation: installationOf(row),
    resources: [...resources, ...deleted].map(knownOf),
    everKnown: new Set(ever.map((each) => each.external_id)),
    isBusy: busy.length > 0,
    unsettled: unsettled.map(({ operation_id: id, intent }) => ({ id, intent })),
    billedAt: await teamClock(read, teamId, now).now(),
  };
}

const UNSETTLED = `
  select operation_id, intent from operation
  where team_id = $1 and installation_id = $2 and kind = 'provision' and status = 'failed'
    and (refusal ->> 'code' in ('provider_outcome_unknown', 'operation_given_up'))
    and finished_at > $3::timestamptz - interval '30 days'
  order by finished_at desc limit 200`;

function knownOf(row: KnownRow): KnownResource {
  return {
    resource: resourceOf(row),
    isTransferred: row.is_transferred,
    isChanging: row.is_changing,
    wasRemovedOnRequest: row.was_removed_on_request,
  };
}

/** Which of these ids other installations of the same integration have, of whichever team. */
export async function findKnownElsewhere(
  read: Sql,
  { integrationId, installationId }: InstallationRef,
  externalIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await read<{ external_id: string }>(
    `select distinct x.external_id from installation_route r
     join resource x on x.team_id = r.team_id and x.installation_id = r.installation_id
     where r.integration_id = $1 and r.installation_id <> $2 and x.external_id = any($3::text[])
       and x.lifecycle in ('provisioning', 'active', 'deleting')`,
    [integrationId, installationId, externalIds],
  );
  return new Set(rows.map((row) => row.external_id));
}

/** Whether nobody here has what is to be removed at a provider, and nobody is about to. */
export async function isLeftover(
  read: Sql,
  {
    ref,
    externalId,
  }: { readonly ref: InstallationRef; readonly externalId: ExternalResourceId | null },
): Promise<boolean> {
  const key = [ref.teamId, ref.installationId];
  const held = await read(
    'select from transfer_hold where team_id = $1 and installation_id = $2 limit 1',
    key,
  );
  if (held.length > 0) return false;
  if (externalId === null) {
    const rows = await read(
      `select from installation where team_id = $1 and installation_id = $2 and kind = 'native'
         and transferred_at is null
         and (lifecycle = 'failed' or (lifecycle = 'uninstalled' and finalized_at is not null))`,
      key,
    );
    return rows.length > 0;
  }
  const here = await read(
    `select from resource where team_id = $1 and installation_id = $2 and external_id = $3
       and lifecycle in ('provisioning', 'active', 'deleting')`,
    [...key, externalId],
  );
  if (here.length > 0) return false;
  return (await findKnownElsewhere(read, ref, [externalId])).size === 0;
}
