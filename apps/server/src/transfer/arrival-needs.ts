import {
  type CatalogIntegration,
  isVisibleTo,
  missingPolicies,
  onTestClock,
  type Refusal,
  refuse,
} from '@kontor/core';
import { installationId, type ResolvedBillingPlan, teamId } from '@kontor/protocol/vocabulary';
import type { Sql } from '../postgres/sql.ts';
import type { TransferPorts } from './create-transfer.ts';

export type Arriving = {
  /** The team that would get it. */
  readonly teamId: string;
  readonly installationId: string;
  readonly integration: CatalogIntegration;
  /** What the team agrees to. */
  readonly acceptedPolicies: readonly string[];
  readonly plans: readonly ResolvedBillingPlan[];
};

/** Everything that a team still needs before it can get an installation. @see spec/transfers.md — TRF-24 */
export async function needsOf(
  ports: Pick<TransferPorts, 'permitArrival'>,
  sql: Sql,
  arriving: Arriving,
): Promise<readonly Refusal[]> {
  const { integration, acceptedPolicies, plans } = arriving;
  const needs = [await barInTeam(sql, arriving)].filter((need) => need !== undefined);
  const missing = missingPolicies(integration, acceptedPolicies);
  if (missing.length > 0) needs.push(policiesMissing(integration, missing));
  const place = {
    teamId: teamId.parse(arriving.teamId),
    installationId: installationId.parse(arriving.installationId),
  };
  const permitted = await ports.permitArrival({ ...place, plans });
  return permitted.ok ? needs : [...needs, permitted.error];
}

/** A part of a transfer on its way to an installation, with the plan that its provider asks for there. */
export type ArrivingPart = {
  readonly targetInstallationId: string;
  readonly resource_ids: readonly string[];
  /** Null where the plans of its resources, or that of the installation, go on. */
  readonly newBillingPlan: ResolvedBillingPlan | null;
};

type ArrivingParts = {
  /** The team that would get them, and the one that has them. */
  readonly teamId: string;
  readonly source: string;
  readonly parts: readonly ArrivingPart[];
};

/** Why a team may not get resources for what they cost, if so. @see docs/spending.md; docs/payments.md */
export async function barOfPlans(
  { permitArrival }: Pick<TransferPorts, 'permitArrival'>,
  sql: Sql,
  { teamId: to, source, parts }: ArrivingParts,
): Promise<Refusal | undefined> {
  for (const { targetInstallationId, resource_ids: ids, newBillingPlan } of parts) {
    const rows = await sql<{ plan: ResolvedBillingPlan }>(
      `select billing_plan as plan from resource
       where team_id = $1 and resource_id = any($2) and billing_plan is not null`,
      [source, ids],
    );
    const plans = newBillingPlan === null ? rows.map(({ plan }) => plan) : [newBillingPlan];
    const permitted = await permitArrival({
      teamId: teamId.parse(to),
      installationId: installationId.parse(targetInstallationId),
      plans,
    });
    if (!permitted.ok) return permitted.error;
  }
  return undefined;
}

/** Why a team gets nothing that is billed, where it is billed by a time of its own. */
export async function barOfClock(sql: Sql, teamId: string): Promise<Refusal | undefined> {
  const [clock] = await sql('select from test_clock where team_id = $1', [teamId]);
  return clock && onTestClock().error;
}

/** What stands in the way in the team itself. */
export async function barInTeam(
  sql: Sql,
  { teamId: to, integration }: Pick<Arriving, 'teamId' | 'integration'>,
): Promise<Refusal | undefined> {
  if (!isVisibleTo(integration, teamId.parse(to))) {
    const message = `${integration.name} is not published: no other team can have it.`;
    return refuse('transfer_not_offered', message).error;
  }
  const clock = await barOfClock(sql, to);
  if (clock !== undefined) return clock;
  const [own] = await sql<{ installation_id: string }>(
    `select installation_id from installation where team_id = $1 and integration_id = $2
       and kind = 'native' and lifecycle in ('installing', 'installed', 'uninstalling')`,
    [to, integration.id],
  );
  return own && alreadyInstalled(integration, own.installation_id);
}

/** One native installation of an integration at a time. @see spec/concepts.md — C6 */
export function alreadyInstalled({ name }: Pick<CatalogIntegration, 'name'>, existing?: string) {
  const as = existing === undefined ? '' : ` as ${existing}`;
  return refuse(
    'already_installed',
    `The team has ${name} installed already${as}. Uninstall that first, or take over single resources.`,
    existing === undefined ? {} : { installationId: existing },
  ).error;
}

function policiesMissing(
  { name, eulaUrl, privacyUrl }: CatalogIntegration,
  missing: readonly string[],
): Refusal {
  const message = `To take ${name} over, these policies must be accepted: ${missing.join(', ')}.`;
  return refuse('policies_not_accepted', message, { missing, eulaUrl, privacyUrl }).error;
}
