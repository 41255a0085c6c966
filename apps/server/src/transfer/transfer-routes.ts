import { ok, type Refusal, type Result } from '@kontor/core';
import { kontorEndpoints } from '@kontor/protocol/kontor';
import { restEndpoints } from '@kontor/protocol/rest';
import { builtInEnvironment } from '@kontor/protocol/vocabulary';
import { type Route, route, type TeamCaller } from '../http/route.ts';
import { mayTouch, projectFor } from '../http/routes/project-scope.ts';
import { listCustomEnvironments } from '../postgres/custom-environments.ts';
import type { ProjectRow } from '../postgres/project-store.ts';
import { ofWholeTeam } from '../webhooks/own-webhooks.ts';
import { acceptTransfer } from './accept-transfer.ts';
import { createTransfer, type TransferPorts } from './create-transfer.ts';
import { lookAtTransfer } from './look-at-transfer.ts';

/** Handing a project over to another team, with its resources. @see spec/partner-api.md §8.4 */
export function transferRoutes(ports: TransferPorts): readonly Route[] {
  return [
    route(restEndpoints.createProjectTransfer, async ({ caller, params, body, traceId }) => {
      const found = await givenBy(ports, caller, params.project);
      if (!found.ok) return found;
      const created = await createTransfer(ports, {
        ...body,
        teamId: caller.team.id,
        projectId: found.value.project_id,
        actor: caller.actor,
        traceId,
      });
      return created.ok ? ok({ status: 200, body: { code: created.value } }) : created;
    }),
    route(restEndpoints.acceptProjectTransfer, async ({ caller, params, body, traceId }) => {
      const allowed = mayTake(caller);
      if (!allowed.ok) return allowed;
      const accepted = await acceptTransfer(ports, {
        code: params.code,
        teamId: caller.team.id,
        actor: caller.actor,
        newProjectName: body?.newProjectName,
        traceId,
      });
      return accepted.ok ? ok({ status: 202, body: accepted.value }) : accepted;
    }),
    route(kontorEndpoints.getTransfer, async ({ caller, params, traceId }) => {
      const allowed = mayTake(caller);
      if (!allowed.ok) return allowed;
      const asked = { code: params.code, teamId: caller.team.id, traceId };
      const found = await lookAtTransfer(ports, asked);
      if (!found.ok) return found;
      const { name, expiresAt, status, obstacle, installations } = found.value;
      const body = {
        project: { name },
        ...{ status, obstacle },
        expiresAt: expiresAt.toISOString(),
        installations: installations.map((each) => ({ ...each, resources: [...each.resources] })),
      };
      return ok({ status: 200, body });
    }),
  ];
}

/** The project, if the caller may give it away: every value in it and what it is connected to. */
async function givenBy(
  { database }: TransferPorts,
  caller: TeamCaller,
  project: string,
): Promise<Result<ProjectRow, Refusal>> {
  const found = await projectFor(database.read, caller, { project, action: 'project:write' });
  if (!found.ok) return found;
  const projectId = found.value.project_id;
  const custom = await listCustomEnvironments(database.read, { teamId: caller.team.id, projectId });
  const environments = [...builtInEnvironment.options, ...custom.map(({ slug }) => slug)];
  const refusal =
    mayTouch(caller, 'environment:read-values')({ projectId, environments }) ??
    mayTouch(caller, 'resource:write')({ projectId, environments });
  return refusal === undefined ? found : { ok: false, error: refusal };
}

/** What comes in is a project and resources of the whole team. */
function mayTake(caller: TeamCaller): Result<null, Refusal> {
  const project = ofWholeTeam(caller, 'project:write');
  return project.ok ? ofWholeTeam(caller, 'resource:write') : project;
}
