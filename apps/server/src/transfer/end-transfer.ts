import { type Actor, ok, type Refusal, type Result, refuse } from '@kontor/core';
import { hashToken } from '../people/token-text.ts';
import type { Sql } from '../postgres/sql.ts';
import type { TransferPorts } from './create-transfer.ts';
import { judgeRequest, over, taken } from './find-target.ts';
import { findTransfer, named, subjectOf, type TransferRow } from './transfer-store.ts';

type EndPorts = Pick<TransferPorts, 'database' | 'recordEvent' | 'now'>;

/** Takes a code of the team back. What others have prepared for it expires at their end. */
export function withdrawTransfer(
  ports: EndPorts,
  { teamId, id, actor }: { readonly teamId: string; readonly id: string; readonly actor: Actor },
): Promise<Result<null, Refusal>> {
  return ports.database.transact(async (sql): Promise<Result<null, Refusal>> => {
    const [key] = await sql<{ code_hash: Buffer }>(
      'select code_hash from transfer_request where source_team_id = $1 and transfer_id = $2',
      [teamId, id],
    );
    const request = key && (await findTransfer(sql, key.code_hash, 'for update'));
    if (request === undefined) {
      return refuse('transfer_not_found', `There is no transfer '${id}'.`);
    }
    // taken back twice is taken back
    if (request.status === 'withdrawn') return ok(null);
    if (request.status === 'accepting') return taken();
    if (request.status !== 'open') return over('has been used or declined');
    await end(ports, sql, { request, status: 'withdrawn', actor });
    return ok(null);
  });
}

/** Ends a code for everybody, because a team that has it does not want what it stands for. */
export function declineTransfer(
  ports: EndPorts,
  { teamId, code }: { readonly teamId: string; readonly code: string },
): Promise<Result<null, Refusal>> {
  return ports.database.transact(async (sql): Promise<Result<null, Refusal>> => {
    const codeHash = hashToken(code);
    const found = judgeRequest(
      await findTransfer(sql, codeHash, 'for update'),
      teamId,
      ports.now(),
    );
    if (!found.ok) return found;
    if (found.value.status === 'accepting') return taken();
    if (found.value.status !== 'open') return over('has been used');
    // the former team is not told which team it was
    await end(ports, sql, { request: found.value, status: 'declined', actor: { kind: 'system' } });
    return ok(null);
  });
}

type Ending = {
  readonly request: TransferRow;
  readonly status: 'withdrawn' | 'declined';
  readonly actor: Actor;
};

async function end(
  { recordEvent, now }: EndPorts,
  sql: Sql,
  { request, status, actor }: Ending,
): Promise<void> {
  await sql('update transfer_request set status = $2, ended_at = $3 where code_hash = $1', [
    request.code_hash,
    status,
    now(),
  ]);
  await recordEvent(sql, {
    teamId: request.source_team_id,
    type: `transfer.${status}`,
    actor,
    subject: { ...named(subjectOf(request)), transfer: request.transfer_id },
  });
}
