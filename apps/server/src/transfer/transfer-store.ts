import type { Actor, Refusal } from '@kontor/core';
import type { AcceptedTransfer } from '@kontor/protocol/rest';
import type { Sql } from '../postgres/sql.ts';

/** What a code hands over. */
export type TransferSubject =
  | { readonly kind: 'project'; readonly projectId: string }
  | {
      readonly kind: 'resource';
      readonly resourceId: string;
      /** Whether the projects that it leaves behind lose their connections. */
      readonly disconnects: boolean;
    }
  | {
      readonly kind: 'installation';
      readonly installationId: string;
      readonly disconnects: boolean;
    };

/** A code that hands something over, by its hash. */
export type TransferRow = {
  code_hash: Buffer;
  transfer_id: string;
  source_team_id: string;
  kind: TransferSubject['kind'];
  project_id: string | null;
  resource_id: string | null;
  installation_id: string | null;
  disconnects: boolean;
  /** What its former team calls it. */
  name: string;
  expires_at: Date;
  status: 'open' | 'accepting' | 'done' | 'withdrawn' | 'declined';
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
  readonly id: string;
  readonly codeHash: Buffer;
  readonly teamId: string;
  readonly subject: TransferSubject;
  readonly name: string;
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
  const { subject } = transfer;
  await sql(
    `insert into transfer_request (code_hash, source_team_id, kind, project_id, resource_id,
       installation_id, disconnects, transfer_id, name, actor, created_at, expires_at,
       callback_url, callback_secret, status)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 'open')`,
    [
      transfer.codeHash,
      transfer.teamId,
      subject.kind,
      subject.kind === 'project' ? subject.projectId : null,
      subject.kind === 'resource' ? subject.resourceId : null,
      subject.kind === 'installation' ? subject.installationId : null,
      subject.kind !== 'project' && subject.disconnects,
      transfer.id,
      transfer.name,
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
    `select code_hash, transfer_id, source_team_id, kind, project_id, resource_id,
       installation_id, disconnects, name, expires_at, status, target_team_id, new_project_name, leased_until, target_actor, attempts,
       obstacle, answer
     from transfer_request where code_hash = $1 ${lock}`,
    [codeHash],
  );
  return row;
}

/** What a request hands over. */
export function subjectOf(row: TransferRow): TransferSubject {
  const { kind, disconnects } = row;
  if (kind === 'project') return { kind, projectId: row.project_id ?? '' };
  if (kind === 'resource') return { kind, resourceId: row.resource_id ?? '', disconnects };
  return { kind, installationId: row.installation_id ?? '', disconnects };
}

/** How events name it. */
export function named(subject: TransferSubject): Readonly<Record<string, string>> {
  if (subject.kind === 'project') return { project: subject.projectId };
  if (subject.kind === 'resource') return { resource: subject.resourceId };
  return { installation: subject.installationId };
}

export function listParts(sql: Sql, codeHash: Buffer): Promise<PartRow[]> {
  return sql<PartRow>(
    `select installation_id, integration_id, resource_ids, external_ids, provider_claim_id,
       target_installation_id, idempotency_key, may_have_happened, accepted_at, refusal
     from transfer_part where code_hash = $1 order by installation_id`,
    [codeHash],
  );
}
