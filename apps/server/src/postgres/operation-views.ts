import type { Operation } from '@kontor/core';
import type { Operation as OperationView } from '@kontor/protocol/kontor';
import { type OperationRow, operationOf } from './operation-store.ts';
import type { Sql } from './sql.ts';

type Row = OperationRow & { due_at: Date | null; approval: WaitedFor | null };

/** What an operation of an agent waits or waited for. */
type WaitedFor = NonNullable<OperationView['approval']>;

const SELECT = `select o.*, q.due_at,
    (select jsonb_build_object('id', a.approval_id, 'state', a.state,
       'path', '/t/' || t."slug" || '/approvals/' || a.approval_id,
       'expiresAt', to_char(a.expires_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
     from approval a left join people."organization" t on t."id" = a.team_id
     where a.team_id = o.team_id and a.operation_id = o.operation_id) as approval
  from operation o
  left join operation_queue q on q.operation_id = o.operation_id
  where o.team_id = $1`;

type Filter = {
  readonly status?: string | undefined;
  readonly resource?: string | undefined;
  readonly installation?: string | undefined;
  readonly limit: number;
};

/** Operations of a team as they are shown, newest first. */
export async function listOperationViews(
  sql: Sql,
  teamId: string,
  { status, resource, installation, limit }: Filter,
): Promise<OperationView[]> {
  const rows = await sql<Row>(
    `${SELECT} and ($2::text is null or o.status = $2) and ($3::text is null or o.resource_id = $3)
     and ($4::text is null or o.installation_id = $4) order by o.created_at desc limit $5`,
    [teamId, status ?? null, resource ?? null, installation ?? null, limit],
  );
  return rows.map((row) => operationViewOf(operationOf(row), row));
}

export async function findOperation(
  sql: Sql,
  teamId: string,
  id: string,
): Promise<Operation | undefined> {
  const [row] = await sql<OperationRow>(
    'select * from operation where team_id = $1 and operation_id = $2',
    [teamId, id],
  );
  return row && operationOf(row);
}

export async function findOperationView(
  sql: Sql,
  teamId: string,
  id: string,
): Promise<OperationView | undefined> {
  const [row] = await sql<Row>(`${SELECT} and o.operation_id = $2`, [teamId, id]);
  return row && operationViewOf(operationOf(row), row);
}

export function operationViewOf(
  operation: Operation,
  { due_at: dueAt, approval }: Pick<Row, 'due_at' | 'approval'>,
): OperationView {
  const { refusal } = operation;
  return {
    id: operation.id,
    kind: operation.kind,
    status: operation.status,
    installationId: operation.installationId,
    resourceId: operation.resourceId,
    attempts: operation.attempts,
    nextAttemptAt: operation.isInFlight ? null : (dueAt?.toISOString() ?? null),
    refusal: refusal && {
      ...refusal,
      fields: refusal.fields?.map((field) => ({ ...field })),
    },
    ...(approval && { approval }),
    createdAt: operation.createdAt.toISOString(),
    finishedAt: operation.finishedAt?.toISOString() ?? null,
  };
}
