import type {
  Approval,
  ApprovalReason,
  ApprovalStore,
  AwaitedPurchase,
  StatedPlan,
} from '@kontor/core';
import {
  type Action,
  type ApprovalId,
  approvalId,
  type InstallationId,
  type InvoiceId,
  type OperationId,
  type ResourceId,
  type TeamId,
  type TokenId,
} from '@kontor/protocol/vocabulary';
import { mintId } from '../ids.ts';
import type { Sql } from './sql.ts';

export type ApprovalRow = {
  team_id: TeamId;
  approval_id: ApprovalId;
  token_id: TokenId;
  state: Approval['state'];
  revision: number;
  action: Action;
  operation_id: OperationId | null;
  purchase: AwaitedPurchase | null;
  invoice_id: InvoiceId | null;
  installation_id: InstallationId;
  resource_id: ResourceId | null;
  reasons: ApprovalReason[];
  price: string | null;
  plan: StatedPlan | null;
  policies: string[];
  decided_by: string | null;
  decided_at: Date | null;
  reason: string | null;
  created_at: Date;
  expires_at: Date;
};

/** What agents wait for in PostgreSQL, of one team, in the transaction that `sql` runs in. */
export function approvalStore(sql: Sql, teamId: string): ApprovalStore {
  const one = async (rest: string, value: string) => {
    const [row] = await sql<ApprovalRow>(`select * from approval where team_id = $1 and ${rest}`, [
      teamId,
      value,
    ]);
    return row && approvalOf(row);
  };
  return {
    nextId: () => approvalId.parse(mintId('approval')),
    find: (id) => one('approval_id = $2', id),
    lock: (id) => one('approval_id = $2 for update', id),
    ofOperation: (id) => one('operation_id = $2', id),
    findByCallerKey: (key) => one(`purchase ->> 'callerKey' = $2`, key),
    countPending: async (tokenId) => {
      const [row] = await sql<{ count: number }>(
        `select count(*)::int as count from approval
         where team_id = $1 and token_id = $2 and state = 'pending'`,
        [teamId, tokenId],
      );
      return row?.count ?? 0;
    },
    insert: async (given) => {
      await sql(
        `insert into approval (team_id, approval_id, token_id, state, revision, action, operation_id,
           purchase, installation_id, resource_id, reasons, price, plan, policies, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
        [
          teamId,
          given.id,
          given.tokenId,
          given.state,
          given.revision,
          given.action,
          given.operationId,
          given.purchase,
          given.installationId,
          given.resourceId,
          given.reasons,
          given.price,
          given.plan,
          given.policies,
          given.createdAt,
          given.expiresAt,
        ],
      );
    },
    save: async (changed) => {
      await sql(
        `update approval set state = $3, revision = $4, invoice_id = $5, price = $6, plan = $7,
           policies = $8, decided_by = $9, decided_at = $10, reason = $11
         where team_id = $1 and approval_id = $2`,
        [
          teamId,
          changed.id,
          changed.state,
          changed.revision,
          changed.invoiceId,
          changed.price,
          changed.plan,
          changed.policies,
          changed.decidedBy,
          changed.decidedAt,
          changed.reason,
        ],
      );
    },
  };
}

export function approvalOf(row: ApprovalRow): Approval {
  return {
    id: row.approval_id,
    teamId: row.team_id,
    tokenId: row.token_id,
    state: row.state,
    revision: row.revision,
    action: row.action,
    operationId: row.operation_id,
    purchase: row.purchase,
    invoiceId: row.invoice_id,
    installationId: row.installation_id,
    resourceId: row.resource_id,
    reasons: row.reasons,
    price: row.price,
    plan: row.plan,
    policies: row.policies,
    decidedBy: row.decided_by,
    decidedAt: row.decided_at,
    reason: row.reason,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  };
}
