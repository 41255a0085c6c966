import {
  checkNotFound,
  type createJudgeDeployment,
  type Deployment,
  ok,
  type Refusal,
  type Result,
  refuse,
} from '@kontor/core';
import { restEndpoints } from '@kontor/protocol/rest';
import { type CheckId, checkId } from '@kontor/protocol/vocabulary';
import { type InstallationCaller, type Route, route, type TeamCaller } from '../http/route.ts';
import type { Sql } from '../postgres/sql.ts';
import { restDeploymentCheckOf } from './check-views.ts';
import { deploymentToJudge, judgingCaller, requireSmall } from './judging-caller.ts';

export type DeploymentCheckRoutesPorts = {
  readonly read: Sql;
  readonly judge: ReturnType<typeof createJudgeDeployment>;
};

type Caller = TeamCaller | InstallationCaller;

/** Checks in the older form. @see spec/checks.md — CHK-8; spec/platform-api.md §4.6 */
export function deploymentCheckRoutes(ports: DeploymentCheckRoutesPorts): readonly Route[] {
  const { read, judge } = ports;
  return [
    route(restEndpoints.createCheck, async ({ caller, params, body }) => {
      const found = await deploymentToJudge(read, caller, params.deploymentId, 'deployment:write');
      if (!found.ok) return found;
      const by = judgingCaller(caller);
      const { installationId, integrationId } = by;
      if (installationId === null || integrationId === null) return needsIntegration();
      const { id: deploymentId } = found.value;
      const registered = await judge.register({
        ...by,
        deploymentId,
        check: {
          ...{ installationId, integrationId, name: body.name },
          isBlocking: body.blocking,
          isRerequestable: body.rerequestable ?? false,
          path: body.path ?? null,
          detailsUrl: body.detailsUrl ?? null,
          externalId: body.externalId ?? null,
        },
      });
      return registered.ok
        ? ok({ status: 200, body: restDeploymentCheckOf(registered.value, deploymentId) })
        : registered;
    }),
    route(restEndpoints.getAllChecks, async ({ caller, params }) => {
      const found = await deploymentToJudge(read, caller, params.deploymentId, 'project:read');
      if (!found.ok) return found;
      const checks = visibleChecks(found.value, caller).map((check) =>
        restDeploymentCheckOf(check, found.value.id),
      );
      return ok({ status: 200, body: { checks } });
    }),
    route(restEndpoints.getCheck, async ({ caller, params }) => {
      const found = await deploymentToJudge(read, caller, params.deploymentId, 'project:read');
      if (!found.ok) return found;
      const check = visibleChecks(found.value, caller).find(({ id }) => id === params.checkId);
      return check === undefined
        ? checkNotFound()
        : ok({ status: 200, body: restDeploymentCheckOf(check, found.value.id) });
    }),
    route(restEndpoints.updateCheck, async ({ caller, params, body: report }) => {
      const place = await placeFor(read, caller, params);
      if (!place.ok) return place;
      if (place.value.installationId === null) return needsIntegration();
      const small = requireSmall(report.output);
      if (!small.ok) return small;
      const reported = await judge.reportCheck({ ...place.value, report });
      return reported.ok
        ? ok({
            status: 200,
            body: restDeploymentCheckOf(reported.value, place.value.deploymentId),
          })
        : reported;
    }),
    route(restEndpoints.rerequestCheck, async ({ caller, params, query }) => {
      const place = await placeFor(read, caller, params);
      if (!place.ok) return place;
      const isRunning = query.autoUpdate === 'true';
      const asked = await judge.rerequest({ ...place.value, isRunning });
      return asked.ok ? ok({ status: 200, body: {} }) : asked;
    }),
  ];
}

type JudgedPlace = ReturnType<typeof judgingCaller> & {
  readonly deploymentId: Deployment['id'];
  readonly checkId: CheckId;
};

async function placeFor(
  read: Sql,
  caller: Caller,
  params: { readonly deploymentId: string; readonly checkId: string },
): Promise<Result<JudgedPlace, Refusal>> {
  const found = await deploymentToJudge(read, caller, params.deploymentId, 'deployment:write');
  if (!found.ok) return found;
  const id = checkId.safeParse(params.checkId);
  if (!id.success) return checkNotFound();
  return ok({ ...judgingCaller(caller), deploymentId: found.value.id, checkId: id.data });
}

function visibleChecks({ checks }: Deployment, caller: Caller) {
  const { installationId } = judgingCaller(caller);
  return checks.filter(
    (check) => installationId === null || check.installationId === installationId,
  );
}

/** Only who has registered a check judges by it, and that is an integration. */
function needsIntegration() {
  return refuse('invalid_request', 'This needs the access token of an installation.');
}
