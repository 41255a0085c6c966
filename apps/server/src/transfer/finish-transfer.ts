import { ok, type Refusal, type Result } from '@kontor/core';
import type { AcceptedTransfer, PartnerCall } from '@kontor/protocol/rest';
import { mintId } from '../ids.ts';
import type { Sql } from '../postgres/sql.ts';
import type { Accepting, AcceptPorts } from './accept-transfer.ts';
import { barOfClock } from './arrival-needs.ts';
import { releaseHolds } from './claim-transfer.ts';
import { clashOfNames, judgeRequest } from './find-target.ts';
import { moveProject } from './move-project.ts';
import { moveResources, removeFormerResources } from './move-resources.ts';
import {
  activeParts,
  disconnectAll,
  disconnectRefused,
  notMoved,
  strayConnection,
} from './settle-parts.ts';
import { nobody, tellOfEnded, tellOfResources } from './tell-of-move.ts';
import { findTransfer, listParts, type TransferRow } from './transfer-store.ts';

/**
 * Moves at once everything that its provider has moved. What stands in the way is named, and once it
 * is gone the same request goes on here.
 */
export function finishTransfer(
  ports: AcceptPorts,
  partnerCalls: readonly PartnerCall[],
  accepting: Accepting,
): Promise<Result<AcceptedTransfer, Refusal>> {
  const { codeHash, teamId } = accepting;
  return ports.database.transact(async (sql): Promise<Result<AcceptedTransfer, Refusal>> => {
    const now = ports.now();
    const found = judgeRequest(await findTransfer(sql, codeHash, 'for update'), teamId, now);
    if (!found.ok) return found;
    if (found.value.answer !== null) return ok(found.value.answer);
    const move = found.value.kind === 'project' ? moveWithProject : moveAlone;
    const moved = await move(ports, sql, { request: found.value, accepting });
    if (!moved.ok) return moved;
    const { former, ...what } = moved.value;
    const answer = { partnerCalls: [...partnerCalls], ...what };
    await sql(
      `update transfer_request set status = 'done', answer = $2, leased_until = null, due_at = null,
         obstacle = null, ended_at = $3,
         callback_due_at = case when callback_url is not null then $3::timestamptz end,
         callback_state = case when callback_url is not null then 'waiting' end,
         callback_body = case when callback_url is not null then $4 end
       where code_hash = $1`,
      [codeHash, answer, now, callbackBody(former, what.transferredStoreIds, now)],
    );
    await releaseHolds(sql, codeHash);
    return ok(answer);
  });
}

/** What has moved, as its former team knows it. */
type Former = { readonly id: string; readonly name: string };

/** What the former team is called back with: nothing of the other team. */
function callbackBody(project: Former, transferredStoreIds: readonly string[], at: Date): string {
  return JSON.stringify({
    id: mintId('delivery', at),
    type: 'project.transferred',
    createdAt: at.getTime(),
    region: null,
    payload: { project, transferredStoreIds },
  });
}

type Context = { readonly request: TransferRow; readonly accepting: Accepting };

type MovedAll = Result<Omit<AcceptedTransfer, 'partnerCalls'> & { former: Former }, Refusal>;

async function moveWithProject(
  ports: AcceptPorts,
  sql: Sql,
  { request, accepting }: Context,
): Promise<MovedAll> {
  const { source_team_id: from } = request;
  const projectId = request.project_id ?? '';
  const { teamId: to, actor, newProjectName } = accepting;
  const [project] = await sql<{ name: string }>(
    'select name from project where team_id = $1 and project_id = $2 for update',
    [from, projectId],
  );
  const name = newProjectName ?? request.new_project_name ?? project?.name ?? '';
  const all = await listParts(sql, request.code_hash);
  const refused = all.filter((part) => part.refusal !== null);
  const accepted = all.filter((part) => part.refusal === null);
  const parts = await activeParts(sql, from, accepted);
  const ids = parts.flatMap(({ resourceIds }) => resourceIds);
  const clock = ids.length === 0 ? undefined : await clockBetween(sql, from, to);
  if (clock !== undefined) return { ok: false, error: clock };
  const left = await disconnectRefused(sql, from, { projectId, parts: refused });
  const stray = await strayConnection(sql, from, { projectId, ids });
  if (stray !== undefined) return { ok: false, error: stray };
  const targets = parts.map((part) => ({ ...part, resource_ids: [...part.resourceIds] }));
  const clash = await clashOfNames(sql, to, { name, parts: targets, source: from });
  if (clash !== undefined) return { ok: false, error: clash };
  const at = ports.now();
  const without = refused.flatMap((part) => part.resource_ids);
  await moveProject({ sql, vault: ports.vault, from, to, without }, { projectId, name, parts, at });
  const telling = { sql, recordEvent: ports.recordEvent };
  await tellOfEnded(telling, from, left);
  await tellOfResources(telling, { from, to, actor, projectId, parts });
  const former = { id: projectId, name: project?.name ?? '' };
  if (project !== undefined) {
    const subject = { project: projectId };
    const out = { actor: nobody, subject, data: { name: former.name, resources: ids } };
    const arrived = { actor, subject, data: { name, resources: ids } };
    await ports.recordEvent(sql, { teamId: from, type: 'project.transferred-out', ...out });
    await ports.recordEvent(sql, { teamId: to, type: 'project.transferred-in', ...arrived });
  }
  return ok({ resourceTransferErrors: notMoved(all, ids), transferredStoreIds: ids, former });
}

/** Moves a resource without its projects: where its team has agreed to that, they are disconnected. */
async function moveAlone(
  { recordEvent, vault, now }: AcceptPorts,
  sql: Sql,
  { request, accepting: { teamId: to, actor } }: Context,
): Promise<MovedAll> {
  const { source_team_id: from, disconnects, name } = request;
  const at = now();
  const all = await listParts(sql, request.code_hash);
  const parts = await activeParts(sql, from, all);
  const ids = parts.flatMap(({ resourceIds }) => resourceIds);
  const clock = ids.length === 0 ? undefined : await clockBetween(sql, from, to);
  if (clock !== undefined) return { ok: false, error: clock };
  const targets = parts.map((part) => ({ ...part, resource_ids: [...part.resourceIds] }));
  const clash = await clashOfNames(sql, to, { name: null, parts: targets, source: from });
  if (clash !== undefined) return { ok: false, error: clash };
  const stray = disconnects
    ? undefined
    : await strayConnection(sql, from, { projectId: null, ids });
  if (stray !== undefined) return { ok: false, error: stray };
  const ended = disconnects ? await disconnectAll({ sql, vault }, from, ids) : [];
  const work = { sql, vault, from, to, without: [] };
  await moveResources(work, parts, at);
  await removeFormerResources(work, parts);
  const telling = { sql, recordEvent };
  await tellOfEnded(telling, from, ended);
  await tellOfResources(telling, { from, to, actor, projectId: null, parts });
  const former = { id: request.resource_id ?? '', name };
  return ok({ resourceTransferErrors: notMoved(all, ids), transferredStoreIds: ids, former });
}

/**
 * A team may have been put on a test clock while providers accepted. One that is made while this runs
 * begins at the real time or later, as both have installed something: what moves has moved before it.
 */
async function clockBetween(sql: Sql, from: string, to: string): Promise<Refusal | undefined> {
  return (await barOfClock(sql, from)) ?? (await barOfClock(sql, to));
}
