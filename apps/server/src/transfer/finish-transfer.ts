import { ok, type Refusal, type Result, refuse } from '@kontor/core';
import type { AcceptedTransfer, PartnerCall } from '@kontor/protocol/rest';
import { mintId } from '../ids.ts';
import type { Sql } from '../postgres/sql.ts';
import type { Accepting, AcceptPorts } from './accept-transfer.ts';
import { releaseHolds } from './claim-transfer.ts';
import { clashOfNames, judgeRequest, type TargetPart } from './find-target.ts';
import { type MovedPart, moveProject } from './move-project.ts';
import { findTransfer, listParts, type PartRow, type TransferRow } from './transfer-store.ts';

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
    const moved = await moveAll(ports, sql, { request: found.value, accepting });
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

/** The project as its former team knows it. */
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

async function moveAll(
  ports: AcceptPorts,
  sql: Sql,
  { request, accepting }: Context,
): Promise<Result<Omit<AcceptedTransfer, 'partnerCalls'> & { former: Former }, Refusal>> {
  const { source_team_id: from, project_id: projectId } = request;
  const { teamId: to, actor, newProjectName } = accepting;
  const [project] = await sql<{ name: string }>(
    'select name from project where team_id = $1 and project_id = $2 for update',
    [from, projectId],
  );
  const name = newProjectName ?? request.new_project_name ?? project?.name ?? '';
  const all = await listParts(sql, request.code_hash);
  const parts = await activeParts(
    sql,
    from,
    all.filter((part) => part.refusal === null),
  );
  const refused = all.filter((part) => part.refusal !== null);
  const ids = parts.flatMap(({ resourceIds }) => resourceIds);
  const left = await disconnectRefused(sql, from, { projectId, parts: refused });
  const stray = await strayConnection(sql, from, { projectId, ids });
  if (stray !== undefined) return stray;
  const targets = parts.map((part) => ({ ...part, resource_ids: [...part.resourceIds] }));
  const clash = await clashOfNames(sql, to, { name, parts: targets, source: from });
  if (clash !== undefined) return { ok: false, error: clash };
  const at = ports.now();
  const without = refused.flatMap((part) => part.resource_ids);
  const work = { sql, vault: ports.vault, from, to, without };
  await moveProject(work, { projectId, name, parts, at });
  const subject = { project: projectId };
  const leaving = { actor, data: { name: project?.name ?? '', resources: ids } };
  const arriving = { actor, data: { name, resources: ids } };
  const told = (teamId: string, type: string, what: Omit<Told, 'teamId' | 'type'>) =>
    ports.recordEvent(sql, { teamId, type, ...what });
  for (const { resource, installation, ...connection } of left) {
    const ended = { connection: connection.id, resource, installation, ...subject };
    const { environments } = connection;
    await told(from, 'connection.removed', { actor, subject: ended, data: { environments } });
  }
  const moved = await movedConnections(sql, to, ids);
  for (const { installationId, targetInstallationId, resourceIds } of parts) {
    for (const resource of resourceIds) {
      const gone = { resource, installation: installationId, ...subject };
      const come = { resource, installation: targetInstallationId, ...subject };
      const { external_id: externalId = '', from: of = [] } = moved.get(resource) ?? {};
      const data = { externalId, from: [...of] };
      await told(from, 'resource.transferred', {
        actor,
        subject: gone,
        data: { ...data, way: 'out' },
      });
      await told(to, 'resource.transferred', {
        actor,
        subject: come,
        data: { ...data, way: 'in' },
      });
    }
  }
  if (project !== undefined) {
    await told(from, 'project.transferred-out', { subject, ...leaving });
    await told(to, 'project.transferred-in', { subject, ...arriving });
  }
  const former = { id: projectId, name: project?.name ?? '' };
  return ok({ resourceTransferErrors: notMoved(all, ids), transferredStoreIds: ids, former });
}

type Moved = {
  resource_id: string;
  external_id: string;
  from: { project: string; environments: string[] }[];
};

/** What is told of the connections that went along, by resource. */
async function movedConnections(
  sql: Sql,
  teamId: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Moved>> {
  const rows = await sql<Moved>(
    `select r.resource_id, r.external_id,
       coalesce(jsonb_agg(jsonb_build_object('project', c.project_id,
         'environments', to_jsonb(c.environments))) filter (where c.project_id is not null), '[]') as "from"
     from resource r left join connection c using (team_id, resource_id)
     where r.team_id = $1 and r.resource_id = any($2) group by r.resource_id, r.external_id`,
    [teamId, ids],
  );
  return new Map(rows.map((row) => [row.resource_id, row]));
}

type Told = Parameters<AcceptPorts['recordEvent']>[1];
type ActivePart = MovedPart & TargetPart;

/** What of each part is still there to be moved. */
async function activeParts(
  sql: Sql,
  teamId: string,
  parts: readonly PartRow[],
): Promise<ActivePart[]> {
  const rows = await sql<{ resource_id: string }>(
    `select resource_id from resource
     where team_id = $1 and resource_id = any($2) and lifecycle = 'active'
     order by resource_id for update`,
    [teamId, parts.flatMap((part) => part.resource_ids)],
  );
  const active = new Set(rows.map((row) => row.resource_id));
  return parts.map((part) => ({
    ...part,
    installationId: part.installation_id,
    targetInstallationId: part.target_installation_id ?? '',
    resourceIds: part.resource_ids.filter((id) => active.has(id)),
  }));
}

/** A connection that was made meanwhile and that cannot reach from one team into another. */
async function strayConnection(
  sql: Sql,
  teamId: string,
  { projectId, ids }: { readonly projectId: string; readonly ids: readonly string[] },
) {
  const [stray] = await sql<{ name: string }>(
    `select r.name from connection c join resource r using (team_id, resource_id)
     where c.team_id = $1 and (c.project_id = $2) <> (c.resource_id = any($3)) limit 1`,
    [teamId, projectId, ids],
  );
  if (stray === undefined) return undefined;
  return refuse(
    'resource_shared',
    `The former team has connected ${stray.name} anew meanwhile. When it has disconnected it, send this request again.`,
  );
}

type Left = { id: string; resource: string; installation: string; environments: string[] };

/** Ends the connections to what its provider keeps for the former team: they cannot reach into another. */
function disconnectRefused(
  sql: Sql,
  teamId: string,
  { projectId, parts }: { readonly projectId: string; readonly parts: readonly PartRow[] },
): Promise<Left[]> {
  return sql<Left>(
    `delete from connection c using resource r
     where c.team_id = $1 and c.project_id = $2 and c.resource_id = any($3)
       and r.team_id = $1 and r.resource_id = c.resource_id
     returning c.connection_id as id, r.resource_id as resource,
       r.installation_id as installation, c.environments`,
    [teamId, projectId, parts.flatMap((part) => part.resource_ids)],
  );
}

function notMoved(
  parts: readonly PartRow[],
  moved: readonly string[],
): AcceptedTransfer['resourceTransferErrors'] {
  return parts.flatMap(({ resource_ids: ids, refusal }) =>
    ids
      .filter((id) => !moved.includes(id))
      .map((resourceId) => ({
        resourceId,
        code: refusal?.code ?? 'resource_not_active',
        message: refusal?.message ?? 'The resource ended before it could be moved.',
      })),
  );
}
