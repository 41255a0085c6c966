import type { Approval } from '@kontor/core';
import type { Approval as ApprovalView } from '@kontor/protocol/kontor';
import { type ApprovalRow, approvalOf } from './approval-store.ts';
import type { Sql } from './sql.ts';

type Row = ApprovalRow & {
  readonly user_id: string;
  readonly agent: string;
  readonly person_name: string | null;
  readonly team_slug: string;
  readonly operation_kind: string | null;
  readonly resource_name: string | null;
  readonly integration_name: string | null;
  readonly eula_url: string | null;
  readonly privacy_url: string | null;
};

const VIEWS = `
  select a.*, m.user_id, m.agent, u."name" as person_name, t."slug" as team_slug,
    o.kind as operation_kind, r.name as resource_name, g.name as integration_name, g.eula_url,
    g.privacy_url
  from approval a
  join mandate m on m.team_id = a.team_id and m.token_id = a.token_id
  join people."organization" t on t."id" = a.team_id
  left join people."user" u on u."id" = m.user_id
  left join operation o on o.team_id = a.team_id and o.operation_id = a.operation_id
  left join resource r on r.team_id = a.team_id and r.resource_id = a.resource_id
  left join installation i on i.team_id = a.team_id and i.installation_id = a.installation_id
  left join integration g on g.integration_id = i.integration_id
  where a.team_id = $1`;

export type SeenApproval = Omit<ApprovalView, 'mayDecide' | 'url'> & { readonly path: string };

/** What agents of a team wait or waited for, newest first. */
export async function listApprovalViews(
  sql: Sql,
  teamId: string,
  { state, limit }: { readonly state?: string | undefined; readonly limit: number },
): Promise<SeenApproval[]> {
  const rows = await sql<Row>(
    `${VIEWS} and ($2::text is null or a.state = $2) order by a.approval_id desc limit $3`,
    [teamId, state ?? null, limit],
  );
  return rows.map(viewOf);
}

export async function findApprovalView(
  sql: Sql,
  teamId: string,
  id: string,
): Promise<SeenApproval | undefined> {
  const [row] = await sql<Row>(`${VIEWS} and a.approval_id = $2`, [teamId, id]);
  return row && viewOf(row);
}

function viewOf(row: Row): SeenApproval {
  const approval = approvalOf(row);
  const { plan, purchase: _purchase, ...shown } = approval;
  return {
    id: shown.id,
    state: shown.state,
    revision: shown.revision,
    agent: { tokenId: shown.tokenId, name: row.agent },
    person: { id: row.user_id, name: row.person_name ?? '' },
    summary: summaryOf(approval, row),
    action: shown.action,
    kind: row.operation_kind ?? 'purchase',
    operationId: shown.operationId,
    invoiceId: shown.invoiceId,
    installationId: shown.installationId,
    resourceId: shown.resourceId,
    reasons: [...shown.reasons],
    price: shown.price,
    plan,
    policies: [...shown.policies],
    documents: { eulaUrl: row.eula_url, privacyUrl: row.privacy_url },
    path: `/t/${row.team_slug}/approvals/${shown.id}`,
    decidedBy: shown.decidedBy,
    decidedAt: shown.decidedAt?.toISOString() ?? null,
    reason: shown.reason,
    createdAt: shown.createdAt.toISOString(),
    expiresAt: shown.expiresAt.toISOString(),
  };
}

/** What is done once it is approved, for people. */
function summaryOf({ plan, purchase }: Approval, row: Row): string {
  const integration = row.integration_name ?? 'an integration';
  const resource =
    row.resource_name === null ? integration : `${row.resource_name} (${integration})`;
  const on = plan === null ? '' : ` on the plan ${plan.name}`;
  if (purchase !== null) return `Buy a balance of $${purchase.amount} for ${resource}`;
  switch (row.operation_kind) {
    case 'install':
      return `Install ${integration}`;
    case 'renew-installation':
      return `Accept the terms of ${integration} anew`;
    case 'update-installation':
      return `Put ${integration}${on}`;
    case 'provision':
      return `Make ${resource}${on}`;
    default:
      return `Change ${resource}${plan === null ? '' : ` to the plan ${plan.name}`}`;
  }
}
