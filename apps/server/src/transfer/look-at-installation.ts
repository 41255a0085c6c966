import { ok, type Refusal, type Result } from '@kontor/core';
import type { ResolvedBillingPlan } from '@kontor/protocol/vocabulary';
import { needsOf } from './arrival-needs.ts';
import type { TransferPorts } from './create-transfer.ts';
import { over } from './find-target.ts';
import { findLeaving } from './leaving-installation.ts';
import type { Offer } from './look-at-transfer.ts';
import { findIntegration, plansWithin } from './take-installation.ts';
import type { TransferRow } from './transfer-store.ts';

/** What a team would get with an installation, what it costs now, and what the team still needs. */
export async function lookAtInstallation(
  ports: TransferPorts,
  request: TransferRow,
  teamId: string,
): Promise<Result<Offer, Refusal>> {
  const { read } = ports.database;
  const isDone = request.status === 'done';
  const installationId = request.installation_id ?? '';
  const place = { teamId: isDone ? teamId : request.source_team_id, installationId };
  const leaving = await findLeaving(read, place);
  const integration = await findIntegration(read, ports.catalog, place);
  if (leaving === undefined || integration === undefined || !leaving.isInstalled) {
    return over('stands for something that is gone');
  }
  const resources = await read<{
    id: string;
    name: string;
    billingPlan: ResolvedBillingPlan | null;
  }>(
    `select resource_id as id, name, billing_plan as "billingPlan" from resource
     where team_id = $1 and installation_id = $2 and lifecycle = 'active' order by resource_id`,
    [place.teamId, installationId],
  );
  const plans = await plansWithin(read, place);
  const arriving = { teamId, installationId, integration, acceptedPolicies: [], plans };
  return ok({
    ...{ kind: request.kind, name: request.name, obstacle: null, expiresAt: request.expires_at },
    status: isDone ? 'done' : 'open',
    needs: isDone ? [] : await needsOf(ports, read, arriving),
    installations: [
      {
        installationId,
        integration: { slug: integration.slug, name: integration.name },
        billingPlan: leaving.billingPlan,
        ...{ resources, newBillingPlan: null },
      },
    ],
  });
}
