import { ok, type Refusal, type Result, refuse } from '@kontor/core';
import type { AcceptedTransfer, PartnerCall } from '@kontor/protocol/rest';
import type { Sql } from '../postgres/sql.ts';
import type { Accepting } from './accept-transfer.ts';
import { releaseHolds, releaseTransfer } from './claim-transfer.ts';
import type { TransferPorts } from './create-transfer.ts';
import { clashOfNames, judgeRequest, type TargetPart } from './find-target.ts';
import { type MovedPart, moveProject } from './move-project.ts';
import { findTransfer, listParts, type TransferRow } from './transfer-store.ts';

/**
 * Moves everything at once, now that all providers have. What stands in the way is named, and once
 * it is gone the same request goes on here.
 */
export async function finishTransfer(
  ports: TransferPorts,
  partnerCalls: readonly PartnerCall[],
  accepting: Accepting,
): Promise<Result<AcceptedTransfer, Refusal>> {
  const { codeHash, teamId } = accepting;
  const finished = await ports.database.transact(
    async (sql): Promise<Result<AcceptedTransfer, Refusal>> => {
      const found = judgeRequest(
        await findTransfer(sql, codeHash, 'for update'),
        teamId,
        ports.now(),
      );
      if (!found.ok) return found;
      if (found.value.answer !== null) return ok(found.value.answer);
      const moved = await moveAll(ports, sql, { request: found.value, accepting });
      if (!moved.ok) return moved;
      const answer = { partnerCalls: [...partnerCalls], ...moved.value };
      await sql(
        `update transfer_request set status = 'done', answer = $2, leased_until = null,
           callback_secret = null where code_hash = $1`,
        [codeHash, answer],
      );
      await releaseHolds(sql, codeHash);
      return ok(answer);
    },
  );
  if (!finished.ok) await releaseTransfer(ports, codeHash);
  return finished;
}

type Context = { readonly request: TransferRow; readonly accepting: Accepting };

async function moveAll(
  ports: TransferPorts,
  sql: Sql,
  { request, accepting }: Context,
): Promise<Result<Omit<AcceptedTransfer, 'partnerCalls'>, Refusal>> {
  const { source_team_id: from, project_id: projectId } = request;
  const { teamId: to, actor, newProjectName } = accepting;
  const [project] = await sql<{ name: string }>(
    'select name from project where team_id = $1 and project_id = $2 for update',
    [from, projectId],
  );
  const name = newProjectName ?? request.new_project_name ?? project?.name ?? '';
  const parts = await activeParts(sql, from, await listParts(sql, request.code_hash));
  const ids = parts.flatMap(({ resourceIds }) => resourceIds);
  const stray = await strayConnection(sql, from, { projectId, ids });
  if (stray !== undefined) return stray;
  const targets = parts.map((part) => ({ ...part, resource_ids: [...part.resourceIds] }));
  const clash = await clashOfNames(sql, to, { name, parts: targets, source: from });
  if (clash !== undefined) return { ok: false, error: clash };
  const at = ports.now();
  await moveProject({ sql, vault: ports.vault, from, to }, { projectId, name, parts, at });
  const subject = { project: projectId };
  const leaving = { actor, data: { name: project?.name ?? '', resources: ids } };
  const arriving = { actor, data: { name, resources: ids } };
  const told = (teamId: string, type: string, what: Omit<Told, 'teamId' | 'type'>) =>
    ports.recordEvent(sql, { teamId, type, ...what });
  for (const { installationId, targetInstallationId, resourceIds } of parts) {
    for (const resource of resourceIds) {
      const gone = { resource, installation: installationId, ...subject };
      const come = { resource, installation: targetInstallationId, ...subject };
      await told(from, 'resource.transferred', { actor, subject: gone, data: {} });
      await told(to, 'resource.transferred', { actor, subject: come, data: {} });
    }
  }
  if (project !== undefined) {
    await told(from, 'project.transferred-out', { subject, ...leaving });
    await told(to, 'project.transferred-in', { subject, ...arriving });
  }
  const lost = targetsLost(await listParts(sql, request.code_hash), ids);
  return ok({ resourceTransferErrors: lost, transferredStoreIds: ids });
}

type Told = Parameters<TransferPorts['recordEvent']>[1];
type ActivePart = MovedPart & TargetPart;

/** What of each part is still there to be moved. */
async function activeParts(
  sql: Sql,
  teamId: string,
  parts: Awaited<ReturnType<typeof listParts>>,
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

function targetsLost(
  parts: Awaited<ReturnType<typeof listParts>>,
  moved: readonly string[],
): AcceptedTransfer['resourceTransferErrors'] {
  return parts
    .flatMap((part) => part.resource_ids)
    .filter((id) => !moved.includes(id))
    .map((resourceId) => ({
      resourceId,
      code: 'resource_not_active',
      message: 'The resource ended before it could be moved.',
    }));
}
