import { ok, type Refusal, type Result, refuse } from '@kontor/core';
import type { ResolvedBillingPlan } from '@kontor/protocol/vocabulary';
import { hashToken } from '../people/token-text.ts';
import type { TransferPorts } from './create-transfer.ts';
import { findTargets, judgeRequest, type TargetPart } from './find-target.ts';
import { findTransfer, listParts, type TransferRow } from './transfer-store.ts';

export type Offer = Pick<TransferRow, 'status' | 'obstacle'> & {
  readonly name: string;
  readonly expiresAt: Date;
  readonly installations: readonly {
    readonly installationId: string;
    readonly resources: readonly { readonly id: string; readonly name: string }[];
    readonly newBillingPlan: ResolvedBillingPlan | null;
  }[];
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
  const { source_team_id: source, project_id: projectId, expires_at: expiresAt } = found.value;
  const targets = await findTargets(read, teamId, await listParts(read, codeHash));
  if (!targets.ok) return targets;
  const [project] = await read<{ name: string }>(
    'select name from project where team_id = $1 and project_id = $2',
    [found.value.status === 'done' ? teamId : source, projectId],
  );
  if (project === undefined) return refuse('transfer_over', 'The project is gone.');
  const isOpen = found.value.status === 'open';
  const installations: Offer['installations'][number][] = [];
  for (const part of targets.value) {
    const plan = isOpen ? await verify(ports, part, { teamId, traceId }) : ok(null);
    if (!plan.ok) return plan;
    const resources = await read<{ id: string; name: string }>(
      `select resource_id as id, name from resource where team_id in ($1, $2)
         and resource_id = any($3) order by resource_id`,
      [source, teamId, part.resource_ids],
    );
    const installationId = part.targetInstallationId;
    installations.push({ installationId, resources, newBillingPlan: plan.value });
  }
  const { status, obstacle } = found.value;
  return ok({ name: project.name, expiresAt, status, obstacle, installations });
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
