import {
  answerOf,
  type Begun,
  type createInstall,
  type createRenewInstallation,
  type createUninstall,
  type createUpdateInstallation,
  type Operation,
  ok,
  type PlanSource,
  type Refusal,
  type Result,
  refuse,
  requireNative,
} from '@kontor/core';
import {
  type Installation as InstallationView,
  kontorEndpoints,
  type Operation as OperationView,
} from '@kontor/protocol/kontor';
import { type InstallationId, installationId, teamId, userId } from '@kontor/protocol/vocabulary';
import { listInstallationCredentials } from '../../postgres/installation-credentials.ts';
import { installationStore } from '../../postgres/installation-store.ts';
import { findInstallationView, listInstallationViews } from '../../postgres/installation-views.ts';
import { createIntegrationStore } from '../../postgres/integration-store.ts';
import { findOperationView } from '../../postgres/operation-views.ts';
import type { Sql } from '../../postgres/sql.ts';
import { type Route, route } from '../route.ts';
import { outcomeOfOperation } from './operation-answer.ts';

export type InstallationRoutesPorts = {
  readonly read: Sql;
  readonly install: ReturnType<typeof createInstall>;
  readonly uninstall: ReturnType<typeof createUninstall>;
  readonly updateInstallation: ReturnType<typeof createUpdateInstallation>;
  readonly renewInstallation: ReturnType<typeof createRenewInstallation>;
  readonly plans: PlanSource;
  /** Moves an operation on and answers it when it ended or the request has waited long enough. */
  readonly run: (begun: Begun) => Promise<Operation>;
};

export function installationRoutes(ports: InstallationRoutesPorts): readonly Route[] {
  const { read } = ports;
  return [
    route(kontorEndpoints.install, async ({ caller, body, callerKey, traceId }) => {
      const begun = await ports.install({
        teamId: teamId.parse(caller.team.id),
        actor: caller.actor,
        userId: caller.person && userId.parse(caller.person.userId),
        integration: body.integration,
        acceptedPolicies: body.acceptedPolicies,
        isTest: body.isTest,
        callerKey,
        traceId,
      });
      const answer = await answerBegun(ports, caller.team.id, begun);
      if (!answer.ok) return answer;
      return ok({ status: answer.value.isDone ? 201 : 202, body: answer.value.body });
    }),
    route(kontorEndpoints.listInstallations, async ({ caller, query }) => {
      const withEnded = query.ended === 'true';
      const installations = await listInstallationViews(read, caller.team.id, { withEnded });
      return ok({ status: 200, body: { installations } });
    }),
    route(kontorEndpoints.getTeamInstallation, async ({ caller, params }) => {
      const installation = await findInstallationView(read, caller.team.id, params.installation);
      if (installation === undefined) return installationNotFound(params.installation);
      const credentials = await listInstallationCredentials(read, caller.team.id, installation.id);
      return ok({ status: 200, body: { installation, credentials } });
    }),
    route(
      kontorEndpoints.updateTeamInstallation,
      async ({ caller, params, body, callerKey, traceId }) => {
        const id = readInstallationId(params.installation);
        if (!id.ok) return id;
        const begun = await ports.updateInstallation({
          teamId: teamId.parse(caller.team.id),
          actor: caller.actor,
          installationId: id.value,
          billingPlanId: body.billingPlanId,
          callerKey,
          traceId,
        });
        const answer = await answerBegun(ports, caller.team.id, begun);
        if (!answer.ok) return answer;
        return ok({ status: answer.value.isDone ? 200 : 202, body: answer.value.body });
      },
    ),
    route(
      kontorEndpoints.renewInstallation,
      async ({ caller, params, body, callerKey, traceId }) => {
        const id = readInstallationId(params.installation);
        if (!id.ok) return id;
        const begun = await ports.renewInstallation({
          teamId: teamId.parse(caller.team.id),
          actor: caller.actor,
          installationId: id.value,
          acceptedPolicies: body.acceptedPolicies,
          callerKey,
          traceId,
        });
        const answer = await answerBegun(ports, caller.team.id, begun);
        if (!answer.ok) return answer;
        return ok({ status: answer.value.isDone ? 200 : 202, body: answer.value.body });
      },
    ),
    route(kontorEndpoints.uninstall, async ({ caller, params, callerKey, traceId }) => {
      const id = readInstallationId(params.installation);
      if (!id.ok) return id;
      const begun = await ports.uninstall({
        teamId: teamId.parse(caller.team.id),
        actor: caller.actor,
        installationId: id.value,
        callerKey,
        traceId,
      });
      const answer = await answerBegun(ports, caller.team.id, begun);
      if (!answer.ok) return answer;
      return ok({ status: answer.value.isDone ? 200 : 202, body: answer.value.body });
    }),
    route(kontorEndpoints.listTeamInstallationPlans, async ({ caller, params }) => {
      const id = readInstallationId(params.installation);
      if (!id.ok) return id;
      const store = installationStore(read, caller.team.id);
      const current = requireNative(params.installation, await store.find(id.value));
      if (!current.ok) return current;
      const { integrationId, teamId: owner } = current.value;
      const integration = await createIntegrationStore(read).find(integrationId);
      if (!integration?.billsPerInstallation) return noPlansOfInstallation(integration?.name);
      const asked = answerOf(
        await ports.plans.forInstallation({
          teamId: owner,
          integrationId,
          installationId: id.value,
        }),
      );
      return asked.ok ? ok({ status: 200, body: { plans: [...asked.value] } }) : asked;
    }),
  ];
}

type Answered = {
  readonly isDone: boolean;
  readonly body: { readonly installation: InstallationView; readonly operation: OperationView };
};

async function answerBegun(
  { read, run }: InstallationRoutesPorts,
  team: string,
  begun: Result<Begun, Refusal>,
): Promise<Result<Answered, Refusal>> {
  if (!begun.ok) return begun;
  const ended = await run(begun.value);
  const outcome = outcomeOfOperation(ended);
  if (!outcome.ok) return outcome;
  const [installation, operation] = await Promise.all([
    findInstallationView(read, team, ended.installationId),
    findOperationView(read, team, ended.id),
  ]);
  if (installation === undefined || operation === undefined) {
    throw new Error(`the operation ${ended.id} has no installation`);
  }
  return ok({ isDone: outcome.value === 'succeeded', body: { installation, operation } });
}

/** Its provider is not asked for what it has not registered. @see spec/plans.md — PLAN-15 */
function noPlansOfInstallation(name = 'The integration') {
  return refuse(
    'not_offered',
    `${name} bills each resource by itself and has no plans for an installation as a whole. Ask for the plans of a product or of a resource.`,
    { capability: 'billsPerInstallation' },
  );
}

/** An id of another shape names nothing, so it is not found like any other. */
export function readInstallationId(text: string): Result<InstallationId, Refusal> {
  const parsed = installationId.safeParse(text);
  return parsed.success ? ok(parsed.data) : installationNotFound(text);
}

export function installationNotFound(named: string) {
  return refuse('installation_not_found', `There is no installation '${named}' in this team.`);
}
