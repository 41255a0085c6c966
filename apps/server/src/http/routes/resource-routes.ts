import {
  answerOf,
  type Begun,
  type createDeleteResource,
  type createProvision,
  type createRefreshResource,
  type createRotateSecrets,
  type createUpdateResource,
  type Operation,
  ok,
  type PlanSource,
  type Refusal,
  type Result,
  refuse,
  requireActive,
  requireNative,
} from '@kontor/core';
import {
  kontorEndpoints,
  type Operation as OperationView,
  type Resource as ResourceView,
} from '@kontor/protocol/kontor';
import { type ResourceId, resourceId, teamId } from '@kontor/protocol/vocabulary';
import { installationStore } from '../../postgres/installation-store.ts';
import { findOperationView } from '../../postgres/operation-views.ts';
import { resourceStore } from '../../postgres/resource-store.ts';
import { findResourceView, listSecretSummaries } from '../../postgres/resource-views.ts';
import type { Sql } from '../../postgres/sql.ts';
import { type Route, route } from '../route.ts';
import { readInstallationId } from './installation-routes.ts';
import { readMetadataQuery } from './metadata-query.ts';
import { outcomeOfOperation } from './operation-answer.ts';
import { provisionRequestOf } from './provision-request.ts';
import { createResourceLists } from './resource-lists.ts';

export type ResourceRoutesPorts = {
  readonly read: Sql;
  readonly provision: ReturnType<typeof createProvision>;
  readonly updateResource: ReturnType<typeof createUpdateResource>;
  readonly deleteResource: ReturnType<typeof createDeleteResource>;
  readonly rotateSecrets: ReturnType<typeof createRotateSecrets>;
  readonly plans: PlanSource;
  readonly refreshResource: ReturnType<typeof createRefreshResource>;
  readonly run: (begun: Begun) => Promise<Operation>;
};

export function resourceRoutes(ports: ResourceRoutesPorts): readonly Route[] {
  const { read } = ports;
  const list = createResourceLists(read);
  return [
    route(kontorEndpoints.createResource, async (call) => {
      const { caller, params, body } = call;
      const installation = readInstallationId(params.installation);
      if (!installation.ok) return installation;
      const place = { installationId: installation.value, product: body.product };
      const begun = await ports.provision(provisionRequestOf(call, place));
      const answer = await answerBegun(ports, caller.team.id, begun);
      if (!answer.ok) return answer;
      return ok({ status: answer.value.isDone ? 201 : 202, body: answer.value.body });
    }),
    route(kontorEndpoints.listTeamResources, async ({ caller, query }) => {
      return ok({ status: 200, body: await list(caller.team.id, query) });
    }),
    route(kontorEndpoints.getTeamResource, async ({ caller, params, query }) => {
      const id = readResourceId(params.resource);
      if (!id.ok) return id;
      if (query.refresh === 'true') {
        // what the provider does not answer is shown as it was last known
        await ports.refreshResource({
          teamId: teamId.parse(caller.team.id),
          resourceId: id.value,
        });
      }
      const resource = await findResourceView(read, caller.team.id, id.value);
      if (resource === undefined) return resourceNotFound(params.resource);
      const secrets = await listSecretSummaries(read, caller.team.id, id.value);
      return ok({ status: 200, body: { resource, secrets } });
    }),
    route(
      kontorEndpoints.updateTeamResource,
      async ({ caller, params, body, callerKey, traceId }) => {
        const id = readResourceId(params.resource);
        if (!id.ok) return id;
        const { name, metadata, billingPlanId, protocolSettings } = body;
        const begun = await ports.updateResource({
          teamId: teamId.parse(caller.team.id),
          actor: caller.actor,
          resourceId: id.value,
          change: {
            ...(name === undefined ? {} : { name }),
            ...(metadata === undefined ? {} : { metadata }),
            ...(billingPlanId === undefined ? {} : { billingPlanId }),
            ...(protocolSettings === undefined ? {} : { protocolSettings }),
          },
          callerKey,
          traceId,
        });
        const answer = await answerBegun(ports, caller.team.id, begun);
        if (!answer.ok) return answer;
        return ok({ status: answer.value.isDone ? 200 : 202, body: answer.value.body });
      },
    ),
    route(kontorEndpoints.deleteTeamResource, async ({ caller, params, callerKey, traceId }) => {
      const id = readResourceId(params.resource);
      if (!id.ok) return id;
      const begun = await ports.deleteResource({
        teamId: teamId.parse(caller.team.id),
        actor: caller.actor,
        resourceId: id.value,
        callerKey,
        traceId,
      });
      const answer = await answerBegun(ports, caller.team.id, begun);
      if (!answer.ok) return answer;
      return ok({ status: answer.value.isDone ? 200 : 202, body: answer.value.body });
    }),
    route(
      kontorEndpoints.rotateTeamResourceSecrets,
      async ({ caller, params, body, callerKey, traceId }) => {
        const id = readResourceId(params.resource);
        if (!id.ok) return id;
        const { reason, delayOldSecretsExpirationHours: delayHours } = body;
        const begun = await ports.rotateSecrets({
          teamId: teamId.parse(caller.team.id),
          actor: caller.actor,
          resourceId: id.value,
          ...(reason === undefined ? {} : { reason }),
          ...(delayHours === undefined ? {} : { delayHours }),
          callerKey,
          traceId,
        });
        const answer = await answerBegun(ports, caller.team.id, begun);
        if (!answer.ok) return answer;
        const { isDone, body: shown } = answer.value;
        // the provider has agreed, and its new secrets follow
        const isOver = isDone && shown.resource.rotation?.state !== 'running';
        return ok({ status: isOver ? 200 : 202, body: shown });
      },
    ),
    route(kontorEndpoints.listTeamResourcePlans, async ({ caller, params, query }) => {
      const id = readResourceId(params.resource);
      if (!id.ok) return id;
      const metadata = readMetadataQuery(query.metadata);
      if (!metadata.ok) return metadata;
      const store = resourceStore(read, caller.team.id);
      const resource = requireActive(params.resource, await store.find(id.value));
      if (!resource.ok) return resource;
      const { installationId, externalId } = resource.value;
      const found = await installationStore(read, caller.team.id).find(installationId);
      const held = requireNative(installationId, found);
      if (!held.ok) return held;
      const asked = answerOf(
        await ports.plans.forResource({
          teamId: held.value.teamId,
          integrationId: held.value.integrationId,
          installationId,
          externalId,
          ...(metadata.value === undefined ? {} : { metadata: metadata.value }),
        }),
      );
      return asked.ok ? ok({ status: 200, body: { plans: [...asked.value] } }) : asked;
    }),
  ];
}

type Answered = {
  readonly isDone: boolean;
  readonly body: { readonly resource: ResourceView; readonly operation: OperationView };
};

async function answerBegun(
  { read, run }: ResourceRoutesPorts,
  team: string,
  begun: Result<Begun, Refusal>,
): Promise<Result<Answered, Refusal>> {
  if (!begun.ok) return begun;
  const ended = await run(begun.value);
  const outcome = outcomeOfOperation(ended);
  if (!outcome.ok) return outcome;
  const [resource, operation] = await Promise.all([
    findResourceView(read, team, ended.resourceId ?? ''),
    findOperationView(read, team, ended.id),
  ]);
  if (resource === undefined || operation === undefined) {
    throw new Error(`the operation ${ended.id} has no resource`);
  }
  return ok({ isDone: outcome.value === 'succeeded', body: { resource, operation } });
}

/** An id of another shape names nothing, so it is not found like any other. */
export function readResourceId(text: string): Result<ResourceId, Refusal> {
  const parsed = resourceId.safeParse(text);
  return parsed.success ? ok(parsed.data) : resourceNotFound(text);
}

export function resourceNotFound(named: string) {
  return refuse('resource_not_found', `There is no resource '${named}' in this team.`);
}
