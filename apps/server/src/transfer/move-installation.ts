import { carry } from './carry.ts';
import { type Reseal, resealKeysets } from './reseal.ts';

export type InstallationMove = {
  readonly installationId: string;
  readonly at: Date;
  /** What the team that gets it has agreed to, by policy. */
  readonly acceptedPolicies: Readonly<Record<string, string>>;
  /** Who has taken it over; null for a machine. */
  readonly installedBy: string | null;
};

/**
 * Moves an installation with everything in it from one team to another, in the transaction of `sql`,
 * and answers which resources have gone along. Its id and its credential go on; resources that ended
 * before are known in both teams. What the former team was billed stays there, with a row that says
 * when the installation has left.
 *
 * @see spec/transfers.md — TRF-23
 */
export async function moveInstallation(
  work: Reseal,
  { installationId, at, acceptedPolicies, installedBy }: InstallationMove,
): Promise<readonly string[]> {
  const { sql, from, to } = work;
  const within = [installationId];
  await carry(work, 'installation', WITHIN, within, {
    accepted_policies: acceptedPolicies,
    installed_by: installedBy,
    updated_at: at.toISOString(),
  });
  // it was kept to projects of the former team, and reaches none of the new one
  await sql(
    `update installation set projects = '{}'
     where team_id = $1 and installation_id = $2 and projects is not null`,
    [to, installationId],
  );
  for (const table of INSIDE) await carry(work, table, WITHIN, within);
  const live = await sql<{ resource_id: string }>(
    `select resource_id from resource
     where team_id = $1 and installation_id = $2 and lifecycle = 'active' order by resource_id`,
    [from, installationId],
  );
  const resourceIds = live.map((row) => row.resource_id);
  for (const table of OF_RESOURCE) await carry(work, table, OF_THESE, [resourceIds]);
  await resealKeysets(work, resourceIds);
  for (const table of OF_RESOURCE) {
    await sql(`delete from ${table} where team_id = $1 and resource_id = any($2)`, [
      from,
      resourceIds,
    ]);
  }
  for (const statement of LEAVING) await sql(statement, [from, installationId]);
  for (const statement of ENDING) await sql(statement, [from, installationId, at]);
  for (const statement of ROUTES) await sql(statement, [to, installationId]);
  await sql(
    'update synced_config_route set team_id = $1 where team_id = $2 and resource_id = any($3)',
    [to, from, resourceIds],
  );
  await sql(
    `insert into former_installation (installation_id, team_id, until) values ($1, $2, $3)
     on conflict (installation_id, team_id) do update set until = excluded.until`,
    [installationId, from, at],
  );
  return resourceIds;
}

const WITHIN = 'installation_id = $3';
const OF_THESE = 'resource_id = any($3)';

/** What belongs to an installation and is known where it is now, parents first. */
const INSIDE = ['resource', 'balance', 'billing_plan_period', 'usage_reporting'];
/** What belongs to a resource. */
const OF_RESOURCE = ['keyset', 'custom_claims', 'experimentation_item', 'synced_config'];

/** What only its team now has. What it bought automatically, and with what, was the former team's own matter. */
const LEAVING = [
  'delete from balance where team_id = $1 and installation_id = $2',
  'delete from usage_reporting where team_id = $1 and installation_id = $2',
  'delete from balance_threshold where team_id = $1 and installation_id = $2',
  'delete from installation_payment_method where team_id = $1 and installation_id = $2',
  `delete from spend_limit where team_id = $1 and (kind = 'installation' and subject_id = $2
     or kind = 'resource' and subject_id in
       (select resource_id from resource where team_id = $1 and installation_id = $2))`,
  // whoever of the former team is signed on at the provider is so no longer in its name
  'delete from sso_grant where team_id = $1 and installation_id = $2',
  'delete from import_state where team_id = $1 and installation_id = $2',
];

/** How the former team's history ends. */
const ENDING = [
  `update billing_plan_period set until = $3
   where team_id = $1 and installation_id = $2 and until is null`,
  `update resource set lifecycle = 'deleted', status = 'uninstalled', status_at = $3,
     updated_at = $3, deleted_at = $3, secret_rotation = null, pending_billing_plan = null,
     pending_plan_due_at = null
   where team_id = $1 and installation_id = $2 and lifecycle = 'active'`,
  `update installation set lifecycle = 'uninstalled', status = 'uninstalled', status_at = $3,
     updated_at = $3, uninstalled_at = $3, finalized_at = $3, transferred_at = $3,
     notification = null, pending_billing_plan = null, pending_plan_due_at = null
   where team_id = $1 and installation_id = $2`,
];

/** What finds the team of an installation. */
const ROUTES = [
  'update installation_route set team_id = $1 where installation_id = $2',
  'update access_token set team_id = $1 where installation_id = $2',
  'update refresh_queue set team_id = $1 where installation_id = $2',
];
