import { ok, type Refusal, type Result, refuse } from '@kontor/core';
import type { ResolvedBillingPlan } from '@kontor/protocol/vocabulary';
import { hashToken } from '../people/token-text.ts';
import { type ArrivingPart, barOfClock, barOfPlans } from './arrival-needs.ts';
import type { TransferPorts } from './create-transfer.ts';
import {
  clashOfNames,
  type Destination,
  findDestinations,
  judgeRequest,
  type TargetPart,
  targetsOf,
} from './find-target.ts';
import { lookAtInstallation } from './look-at-installation.ts';
import { findTransfer, listParts, type TransferRow } from './transfer-store.ts';

export type Offer = Pick<TransferRow, 'kind' | 'name' | 'obstacle'> & {
  readonly status: 'open' | 'accepting' | 'done';
  readonly expiresAt: Date;
  /** What the team has to see to before it can accept. */
  readonly needs: readonly Refusal[];
  readonly installations: readonly {
    readonly installationId: string | null;
    readonly integration: { readonly slug: string; readonly name: string };
    readonly resources: readonly OfferedResource[];
    /** Of an installation that comes as a whole. */
    readonly billingPlan: ResolvedBillingPlan | null;
    readonly newBillingPlan: ResolvedBillingPlan | null;
  }[];
};

type OfferedResource = {
  readonly id: string;
  readonly name: string;
  readonly billingPlan: ResolvedBillingPlan | null;
};

type Asked = { readonly code: string; readonly teamId: string; readonly traceId: string };

/** What a team would take over, and under which plans; nothing changes. @see spec/transfers.md — TRF-5, TRF-6 */
export async function lookAtTransfer(
  ports: TransferPorts,
  { code, teamId, traceId }: Asked,
): Promise<Result<Offer, Refusal>> {
  const { read } = ports.database;
  const codeHash = hashToken(code);
  const found = judgeRequest(await findTransfer(read, codeHash), teamId, ports.now());
  if (!found.ok) return found;
  if (found.value.kind === 'installation') return lookAtInstallation(ports, found.value, teamId);
  const { source_team_id: source, expires_at: expiresAt, kind, obstacle } = found.value;
  const { status } = found.value;
  const name = await nameNow(ports, found.value);
  if (name === undefined) return refuse('transfer_over', `The ${kind} is gone.`);
  const installations: Offer['installations'][number][] = [];
  const parts: ArrivingPart[] = [];
  const destinations = await findDestinations(read, teamId, await listParts(read, codeHash));
  for (const { part, ...destination } of destinations) {
    const { installationId } = destination;
    const isAsked = status === 'open' && installationId !== null;
    const plan = isAsked
      ? await verify(ports, { ...part, targetInstallationId: installationId }, { teamId, traceId })
      : ok(null);
    if (!plan.ok) return plan;
    const resources = await read<OfferedResource>(
      `select resource_id as id, name, billing_plan as "billingPlan" from resource
       where team_id in ($1, $2)
         and resource_id = any($3) order by resource_id`,
      [source, teamId, part.resource_ids],
    );
    const plans = { billingPlan: null, newBillingPlan: plan.value };
    if (installationId !== null) {
      parts.push({ ...part, ...plans, targetInstallationId: installationId });
    }
    installations.push({ ...destination, ...plans, resources });
  }
  const needs =
    status === 'open'
      ? await needsBefore(ports, found.value, { teamId, name, destinations, parts })
      : [];
  return ok({ needs, kind, name, expiresAt, status: statusShown(status), obstacle, installations });
}

type Wanted = {
  readonly teamId: string;
  readonly name: string;
  readonly destinations: readonly Destination[];
  readonly parts: readonly ArrivingPart[];
};

/**
 * Why the team cannot accept yet: a test clock, integrations that it lacks, names that it has already,
 * and nothing to pay with, or a limit that is reached, where something costs.
 */
async function needsBefore(
  ports: TransferPorts,
  { kind, source_team_id: source }: TransferRow,
  { teamId, name, destinations, parts }: Wanted,
): Promise<readonly Refusal[]> {
  const { read } = ports.database;
  const clock = destinations.length === 0 ? undefined : await barOfClock(read, teamId);
  if (clock !== undefined) return [clock];
  const targets = targetsOf(destinations);
  if (!targets.ok) return [targets.error];
  const wanted = { name: kind === 'project' ? name : null, parts: targets.value, source };
  const clash = await clashOfNames(read, teamId, wanted);
  const barred = await barOfPlans(ports, read, { teamId, source, parts });
  return [clash, barred].filter((need) => need !== undefined);
}

/** What its team calls it now; undefined of something that is gone. */
async function nameNow(
  { database: { read } }: TransferPorts,
  { kind, status, source_team_id, target_team_id, project_id, resource_id }: TransferRow,
): Promise<string | undefined> {
  const teamId = status === 'done' ? target_team_id : source_team_id;
  const [row] =
    kind === 'project'
      ? await read<{ name: string }>(
          'select name from project where team_id = $1 and project_id = $2',
          [teamId, project_id],
        )
      : await read<{ name: string }>(
          `select name from resource where team_id = $1 and resource_id = $2
             and lifecycle = 'active'`,
          [teamId, resource_id],
        );
  return row?.name;
}

/** Those that a code was taken back or declined with are not shown at all. */
function statusShown(status: TransferRow['status']): Offer['status'] {
  return status === 'done' || status === 'accepting' ? status : 'open';
}

/** Asks the provider whether it would move a part to this team. */
export function verify(
  { transfers }: TransferPorts,
  { targetInstallationId, provider_claim_id: providerClaimId }: TargetPart,
  about: { readonly teamId: string; readonly traceId: string },
): Promise<Result<ResolvedBillingPlan | null, Refusal>> {
  const { teamId, traceId } = about;
  return transfers.verify({
    teamId,
    traceId,
    installationId: targetInstallationId,
    providerClaimId,
  });
}
