import type { TransferCandidate } from '@kontor/core';
import type { Ownership, ResourceId } from '@kontor/protocol/vocabulary';
import type { Sql } from '../postgres/sql.ts';
import type { TransferSubject } from './transfer-store.ts';

/** A resource that goes along, with where it is. */
export type Candidate = TransferCandidate & {
  readonly externalId: string;
  readonly installationId: string;
  readonly integrationId: string;
};

type Row = {
  resource_id: ResourceId;
  name: string;
  ownership: Ownership;
  external_id: string | null;
  installation_id: string;
  integration_id: string;
  is_active: boolean;
  is_transferable: boolean;
  shared_with: string[];
  is_busy: boolean;
  open_purchases: number;
  is_rotating: boolean;
  on_test_clock: boolean;
};

/** The resource that is handed over, or everything that the project is connected to, as it stands. */
export async function findCandidates(
  sql: Sql,
  { teamId, subject }: { readonly teamId: string; readonly subject: TransferSubject },
): Promise<readonly Candidate[]> {
  const projectId = subject.kind === 'project' ? subject.projectId : null;
  const resourceId = subject.kind === 'resource' ? subject.resourceId : null;
  const rows = await sql<Row>(
    `select r.resource_id, r.name, r.ownership, r.external_id, r.installation_id, i.integration_id,
       r.lifecycle = 'active' and r.external_id is not null
         and i.lifecycle = 'installed' and i.kind = 'native' as is_active,
       -- what is a test stays with the team that tries it
       not i.is_test and coalesce((p.capabilities ->> 'transferable')::boolean,
         (g.capabilities ->> 'transferable')::boolean, false) as is_transferable,
       array(select p.name from connection o join project p using (team_id, project_id)
         where o.team_id = $1 and o.resource_id = r.resource_id
           and o.project_id is distinct from $2 order by p.name) as shared_with,
       exists (select from operation o where o.team_id = $1
         and o.status in ('running', 'awaiting-approval') and (o.resource_id = r.resource_id
           or o.resource_id is null and o.installation_id = r.installation_id))
         or exists (select from transfer_hold h where h.team_id = $1
           and h.installation_id = r.installation_id and h.resource_id in (r.resource_id, ''))
         as is_busy,
       (select count(*)::int from purchase b where b.team_id = $1
         and b.resource_id = r.resource_id and b.state in ('open', 'paid', 'crediting'))
         as open_purchases,
       coalesce(r.secret_rotation ->> 'state' = 'running', false) as is_rotating,
       exists (select from test_clock t where t.team_id = $1) as on_test_clock
     from resource r
     join installation i on i.team_id = $1 and i.installation_id = r.installation_id
     join integration g on g.integration_id = i.integration_id
     join product p on p.product_id = r.product_id
     where r.team_id = $1 and (r.resource_id = $3 or exists (select from connection c
       where c.team_id = $1 and c.project_id = $2 and c.resource_id = r.resource_id))
     order by r.installation_id, r.resource_id`,
    [teamId, projectId, resourceId],
  );
  return rows.map((row) => ({
    id: row.resource_id,
    name: row.name,
    ownership: row.ownership,
    externalId: row.external_id ?? '',
    installationId: row.installation_id,
    integrationId: row.integration_id,
    isActive: row.is_active,
    isTransferable: row.is_transferable,
    sharedWith: row.shared_with,
    isBusy: row.is_busy,
    openPurchases: row.open_purchases,
    isRotating: row.is_rotating,
    isOnTestClock: row.on_test_clock,
  }));
}
