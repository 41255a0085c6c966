import type { MandatedProduct, MandateStore, StandingMandate } from '@kontor/core';
import type { Action, ProjectId, Role, TeamId, TokenId } from '@kontor/protocol/vocabulary';
import { findMandateSpending } from './mandate-spending.ts';
import type { Sql } from './sql.ts';

export type MandateRow = {
  team_id: TeamId;
  token_id: TokenId;
  user_id: string;
  agent: string;
  actions: Action[];
  projects: ProjectId[] | null;
  environments: string[] | null;
  products: MandatedProduct[] | null;
  per_month: string | null;
  per_purchase: string | null;
  created_at: Date;
  expires_at: Date | null;
  revoked_at: Date | null;
  /** What its person is in the team now. */
  role: Role | null;
};

/** Mandates with what their people are in the team now. */
export const MANDATES = `select d.*, (select m."role" from people.member m
    where m."organizationId" = d.team_id and m."userId" = d.user_id) as role
  from mandate d where d.team_id = $1`;

/** Mandates in PostgreSQL, of one team, in the transaction that `sql` runs in. */
export function mandateStore(sql: Sql, teamId: string): MandateStore {
  const one = async (rest: string, tokenId: string) => {
    const [row] = await sql<MandateRow>(`${MANDATES} and d.token_id = $2 ${rest}`, [
      teamId,
      tokenId,
    ]);
    return row && mandateOf(row);
  };
  return {
    find: (tokenId) => one('', tokenId),
    lock: (tokenId) => one('for update of d', tokenId),
    insert: async (given) => {
      await sql(
        `insert into mandate (team_id, token_id, user_id, agent, actions, projects, environments,
           products, created_at, expires_at, per_month, per_purchase)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
        [
          teamId,
          given.tokenId,
          given.userId,
          given.agent,
          given.actions,
          given.projects,
          given.environments,
          given.products && JSON.stringify(given.products),
          given.createdAt,
          given.expiresAt,
          given.budget?.perMonth ?? null,
          given.budget?.perPurchase ?? null,
        ],
      );
    },
    spending: (tokenId, month) => findMandateSpending(sql, { teamId, tokenId, month }),
    charge: async (given) => {
      await sql(
        `insert into mandate_charge (team_id, charge_id, token_id, amount, month, billing_plan_id,
           installation_id, resource_id, is_approved)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
        [
          teamId,
          given.id,
          given.tokenId,
          given.amount,
          given.month,
          given.billingPlanId,
          given.installationId,
          given.resourceId,
          given.isApproved,
        ],
      );
    },
  };
}

export function mandateOf(row: MandateRow): StandingMandate {
  return {
    tokenId: row.token_id,
    teamId: row.team_id,
    userId: row.user_id,
    agent: row.agent,
    actions: row.actions,
    projects: row.projects,
    environments: row.environments,
    products: row.products,
    budget:
      row.per_month === null ? null : { perMonth: row.per_month, perPurchase: row.per_purchase },
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
    role: row.role,
  };
}
