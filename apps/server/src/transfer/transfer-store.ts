import type { Actor, Refusal } from '@kontor/core';
import type { AcceptedTransfer } from '@kontor/protocol/rest';
import type { Sql } from '../postgres/sql.ts';

/** A code that hands over a project, by its hash. */
export type TransferRow = {
  code_hash: Buffer;
  source_team_id: string;
  project_id: string;
  expires_at: Date;
  status: 'open' | 'accepting' | 'done';
  target_team_id: string | null;
  new_project_name: string | null;
  leased_until: Date | null;
  /** Who accepts for the target; null of an acceptance that an earlier version began. */
  target_actor: Actor | null;
  attempts: number;
  /** What held it up last. */
  obstacle: { readonly code: string; readonly message: string } | null;
  answer: AcceptedTransfer | null;
};

/** What goes along of one installation. */
export type PartRow = {
  installation_id: string;
  integration_id: string;
  resource_ids: string[];
  external_ids: string[];
  provider_claim_id: string;
  target_installation_id: string | null;
  idempotency_key: string | null;
  may_have_happened: boolean;
  accepted_at: Date | null;
  /** Why its provider will not give it to the team that accepts. */
  refusal: Refusal | null;
};

export type NewTransfer = {
  readonly codeHash: Buffer;
  readonly teamId: string;
  readonly projectId: string;
  readonly actor: Actor;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly callbackUrl: string | null;
  readonly callbackSecret: Buffer | null;
  readonly parts: readonly NewPart[];
};
export type NewPart = {
  readonly installationId: string;
  readonly integrationId: string;
  readonly resourceIds: readonly string[];
  readonly externalIds: readonly string[];
  readonly providerClaimId: string;
};

export async function insertTransfer(sql: Sql, transfer: NewTransfer): Promise<void> {
  await sql(
    `insert into transfer_request (code_hash, source_team_id, project_id, actor, created_at,
       expires_at, callback_url, callback_secret, status)
     values ($1, $2, $3, $4, $5, $6, $7, $8, 'open')`,
    [
      transfer.codeHash,
      transfer.teamId,
      transfer.projectId,
      transfer.actor,
      transfer.createdAt,
      transfer.expiresAt,
      transfer.callbackUrl,
      transfer.callbackSecret,
    ],
  );
  for (const part of transfer.parts) {
    await sql(
      `insert into transfer_part (code_hash, installation_id, integration_id, resource_ids,
         external_ids, provider_claim_id) values ($1, $2, $3, $4, $5, $6)`,
      [
        transfer.codeHash,
        part.installationId,
        part.integrationId,
        part.resourceIds,
        part.externalIds,
        part.providerClaimId,
      ],
    );
  }
}

export async function findTransfer(
  sql: Sql,
  codeHash: Buffer,
  lock: '' | 'for update' = '',
): Promise<TransferRow | undefined> {
  const [row] = await sql<TransferRow>(
    `select code_hash, source_team_id, project_id, expires_at, status, target_team_id,
       new_project_name, leased_until, target_actor, attempts, obstacle, answer
     from transfer_request where code_hash = $1 ${lock}`,
    [codeHash],
  );
  return row;
}

export function listParts(sql: Sql, codeHash: Buffer): Promise<PartRow[]> {
  return sql<PartRow>(
    `select installation_id, integration_id, resource_ids, external_ids, provider_claim_id,
       target_installation_id, idempotency_key, may_have_happened, accepted_at, refusal
     from transfer_part where code_hash = $1 order by installation_id`,
    [codeHash],
  );
}
