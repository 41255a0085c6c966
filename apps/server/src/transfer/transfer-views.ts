import type { Actor } from '@kontor/core';
import type { Transfer } from '@kontor/protocol/kontor';
import type { TransferId } from '@kontor/protocol/vocabulary';
import type { Sql } from '../postgres/sql.ts';
import type { TransferRow } from './transfer-store.ts';

type Row = Pick<TransferRow, 'kind' | 'name' | 'status' | 'disconnects' | 'expires_at'> & {
  transfer_id: TransferId;
  subject_id: string;
  actor: Actor;
  created_at: Date;
  ended_at: Date | null;
};

/** What a team hands over, newest first. */
export async function listTransferViews(
  sql: Sql,
  { teamId, now }: { readonly teamId: string; readonly now: Date },
): Promise<Transfer[]> {
  const rows = await sql<Row>(
    `${SELECT} where source_team_id = $1 order by created_at desc, transfer_id desc`,
    [teamId],
  );
  return rows.map((row) => viewOf(row, now));
}

export async function findTransferView(
  sql: Sql,
  { teamId, id, now }: { readonly teamId: string; readonly id: string; readonly now: Date },
): Promise<Transfer | undefined> {
  const [row] = await sql<Row>(`${SELECT} where source_team_id = $1 and transfer_id = $2`, [
    teamId,
    id,
  ]);
  return row && viewOf(row, now);
}

const SELECT = `select transfer_id, kind, coalesce(project_id, resource_id, installation_id) as subject_id, name,
  status, disconnects, actor, created_at, expires_at, ended_at from transfer_request`;

function viewOf(row: Row, now: Date): Transfer {
  const isExpired = row.status === 'open' && row.expires_at <= now;
  return {
    id: row.transfer_id,
    kind: row.kind,
    subject: { id: row.subject_id, name: row.name },
    status: isExpired ? 'expired' : row.status,
    disconnects: row.disconnects,
    createdBy: row.actor,
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
  };
}
