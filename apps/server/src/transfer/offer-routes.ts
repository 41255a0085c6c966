import { ok, type Refusal, type Result } from '@kontor/core';
import { kontorEndpoints } from '@kontor/protocol/kontor';
import { restEndpoints } from '@kontor/protocol/rest';
import { builtInEnvironment } from '@kontor/protocol/vocabulary';
import { type Route, route, type TeamCaller } from '../http/route.ts';
import { readInstallationId } from '../http/routes/installation-routes.ts';
import { mayTouch, projectFor } from '../http/routes/project-scope.ts';
import { readResourceId, resourceNotFound } from '../http/routes/resource-routes.ts';
import { listCustomEnvironments } from '../postgres/custom-environments.ts';
import type { ProjectRow } from '../postgres/project-store.ts';
import { findResourceView } from '../postgres/resource-views.ts';
import { ofWholeTeam } from '../webhooks/own-webhooks.ts';
import { createTransfer, type MadeTransfer, type TransferPorts } from './create-transfer.ts';
import { withdrawTransfer } from './end-transfer.ts';
import { offerInstallation } from './offer-installation.ts';
import { findTransferView, listTransferViews } from './transfer-views.ts';

/** Handing something over to another team, and taking it back. @see spec/partner-api.md §8.4 */
export function offerRoutes(ports: TransferPorts): readonly Route[] {
  const { database, now } = ports;
  const offerOf = (caller: TeamCaller) => ({ teamId: caller.team.id, actor: caller.actor });
  return [
    route(restEndpoints.createProjectTransfer, async ({ caller, params, body, traceId }) => {
      const found = await givenBy(ports, caller, params.project);
      if (!found.ok) return found;
      const { project_id: projectId, name } = found.value;
      const created = await createTransfer(ports, {
        ...body,
        ...offerOf(caller),
        ...{ subject: { kind: 'project', projectId }, name, traceId },
      });
      return created.ok ? ok({ status: 200, body: { code: created.value.code } }) : created;
    }),
    route(kontorEndpoints.offerProject, async ({ caller, params, traceId }) => {
      const found = await givenBy(ports, caller, params.project);
      if (!found.ok) return found;
      const { project_id: projectId, name } = found.value;
      const created = await createTransfer(ports, {
        ...offerOf(caller),
        ...{ subject: { kind: 'project', projectId }, name, traceId },
      });
      return created.ok ? ok(await made(ports, caller, created.value)) : created;
    }),
    route(kontorEndpoints.offerResource, async ({ caller, params, body, traceId }) => {
      const allowed = mayGive(caller);
      if (!allowed.ok) return allowed;
      const id = readResourceId(params.resource);
      if (!id.ok) return id;
      const resource = await findResourceView(database.read, caller.team.id, id.value);
      const isGone = resource?.lifecycle === 'deleted' || resource?.lifecycle === 'failed';
      if (resource === undefined || isGone) return resourceNotFound(params.resource);
      const created = await createTransfer(ports, {
        ...offerOf(caller),
        subject: { kind: 'resource', resourceId: id.value, disconnects: body.disconnect },
        ...{ name: resource.name, traceId },
      });
      return created.ok ? ok(await made(ports, caller, created.value)) : created;
    }),
    route(kontorEndpoints.offerInstallation, async ({ caller, params, body }) => {
      const allowed = ofWholeTeam(caller, 'team:manage');
      if (!allowed.ok) return allowed;
      const id = readInstallationId(params.installation);
      if (!id.ok) return id;
      const offer = { ...offerOf(caller), installationId: id.value };
      const created = await offerInstallation(ports, { ...offer, disconnects: body.disconnect });
      return created.ok ? ok(await made(ports, caller, created.value)) : created;
    }),
    route(kontorEndpoints.listTransfers, async ({ caller }) => {
      const allowed = ofWholeTeam(caller, 'installation:read');
      if (!allowed.ok) return allowed;
      const asked = { teamId: caller.team.id, now: now() };
      return ok({
        status: 200,
        body: { transfers: await listTransferViews(database.read, asked) },
      });
    }),
    route(kontorEndpoints.withdrawTransfer, async ({ caller, params }) => {
      const allowed = ofWholeTeam(caller, 'resource:write');
      if (!allowed.ok) return allowed;
      const ended = await withdrawTransfer(ports, { ...offerOf(caller), id: params.transfer });
      return ended.ok ? ok({ status: 204, body: null }) : ended;
    }),
  ];
}

/** What is answered once: the code is kept nowhere. */
async function made(
  { database, now }: TransferPorts,
  caller: TeamCaller,
  { id, code }: MadeTransfer,
) {
  const transfer = await findTransferView(database.read, {
    ...{ teamId: caller.team.id, id, now: now() },
  });
  if (transfer === undefined) throw new Error(`the transfer ${id} is not there`);
  return { status: 201 as const, body: { transfer, code } };
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

/** A resource is of the whole team, and its secrets go along. */
function mayGive(caller: TeamCaller): Result<null, Refusal> {
  const values = ofWholeTeam(caller, 'environment:read-values');
  return values.ok ? ofWholeTeam(caller, 'resource:write') : values;
}
