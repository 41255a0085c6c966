import {
  type ExternalResourceId,
  installationId as idOfInstallation,
  type ResolvedBillingPlan,
  teamId,
} from '@kontor/protocol/vocabulary';
import { notePlan } from '../postgres/plan-periods.ts';
import { requestRefresh } from '../postgres/refresh-queue.ts';
import { carry } from './carry.ts';
import { type Reseal, resealKeysets } from './reseal.ts';

/** Resources of one installation that move to another. */
export type MovedPart = {
  readonly installationId: string;
  readonly targetInstallationId: string;
  readonly resourceIds: readonly string[];
};

/** What belongs to a resource. */
const INSIDE_RESOURCE = ['keyset', 'custom_claims', 'experimentation_item', 'synced_config'];

type Billed = {
  resource_id: string;
  external_id: ExternalResourceId;
  billing_plan: ResolvedBillingPlan | null;
};

/**
 * Writes resources anew in the team that gets them, with what is kept of them at their installation
 * and everything inside them. The former rows stay until {@link removeFormerResources}.
 *
 * @see spec/transfers.md — TRF-8
 */
export async function moveResources(
  work: Reseal,
  parts: readonly MovedPart[],
  at: Date,
): Promise<void> {
  const resourceIds = idsOf(parts);
  for (const part of parts) await moveAccount(work, part, at);
  for (const table of INSIDE_RESOURCE) {
    await carry(work, table, 'resource_id = any($3)', [resourceIds]);
  }
  await resealKeysets(work, resourceIds);
}

/** Ends what is left of resources in their former team, and sends what asks for them to the new one. */
export async function removeFormerResources(
  { sql, from, to }: Reseal,
  parts: readonly MovedPart[],
): Promise<void> {
  const resourceIds = idsOf(parts);
  await sql(
    `delete from spend_limit where team_id = $1 and kind = 'resource' and subject_id = any($2)`,
    [from, resourceIds],
  );
  await sql('delete from resource where team_id = $1 and resource_id = any($2)', [
    from,
    resourceIds,
  ]);
  await sql(
    'update synced_config_route set team_id = $2 where team_id = $1 and resource_id = any($3)',
    [from, to, resourceIds],
  );
}

function idsOf(parts: readonly MovedPart[]): readonly string[] {
  return parts.flatMap(({ resourceIds }) => resourceIds);
}

/** Resources with what is kept of them at their installation. */
async function moveAccount(work: Reseal, part: MovedPart, at: Date): Promise<void> {
  const { sql, from, to } = work;
  const { installationId, targetInstallationId, resourceIds } = part;
  const target = idOfInstallation.parse(targetInstallationId);
  const place = { installation_id: target };
  // its former row is still with a team that it was taken from with its whole installation
  await carry(work, 'resource', 'resource_id = any($3)', [resourceIds], place);
  const moved = await sql<Billed>(
    `select resource_id, external_id, billing_plan from resource
     where team_id = $1 and resource_id = any($2)`,
    [to, resourceIds],
  );
  const externalIds = moved.map((row) => row.external_id);
  const ours = 'installation_id = $3 and external_resource_id = any($4)';
  await carry(work, 'balance', ours, [installationId, externalIds], place);
  for (const [statement, ids] of FORGOTTEN) {
    const which = ids === 'external' ? externalIds : resourceIds;
    await sql(statement, [from, installationId, which]);
  }
  for (const { resource_id: resourceId, external_id: externalId, billing_plan: plan } of moved) {
    await notePlan(sql, from, { installationId, resourceId, plan: null, at });
    await notePlan(sql, to, { installationId: target, resourceId, plan, at });
    // the provider may have put it under another plan
    await requestRefresh(sql, { teamId: teamId.parse(to), installationId: target, externalId });
  }
}

/** Of the former installation: what was bought automatically there is the former team's own matter. */
const FORGOTTEN = [
  [
    `delete from balance where team_id = $1 and installation_id = $2
       and external_resource_id = any($3)`,
    'external',
  ],
  [
    `delete from refresh_queue where team_id = $1 and installation_id = $2
       and external_id = any($3)`,
    'external',
  ],
  [
    `delete from balance_threshold where team_id = $1 and installation_id = $2
       and resource_id = any($3)`,
    'own',
  ],
] as const;
