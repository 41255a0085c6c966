import {
  checkNotFound,
  type createJudgeDeployment,
  type Deployment,
  ok,
  refuse,
} from '@kontor/core';
import { restEndpoints } from '@kontor/protocol/rest';
import { checkId, checkRunId } from '@kontor/protocol/vocabulary';
import { type InstallationCaller, type Route, route, type TeamCaller } from '../http/route.ts';
import type { Sql } from '../postgres/sql.ts';
import { restCheckRunOf } from './check-views.ts';
import { deploymentToJudge, judgingCaller, requireSmall } from './judging-caller.ts';

export type CheckRunRoutesPorts = {
  readonly read: Sql;
  readonly judge: ReturnType<typeof createJudgeDeployment>;
  readonly ownerIdFor: (caller: TeamCaller | InstallationCaller) => string;
};

/** Judgings of deployments. @see spec/checks.md; spec/platform-api.md §4.5 */
export function checkRunRoutes({ read, judge, ownerIdFor }: CheckRunRoutesPorts): readonly Route[] {
  const { createDeploymentCheckRun, updateDeploymentCheckRun } = restEndpoints;
  return [
    route(restEndpoints.listDeploymentCheckRuns, async ({ caller, params }) => {
      const found = await deploymentToJudge(read, caller, params.deploymentId, 'project:read');
      if (!found.ok) return found;
      const runs = visibleRuns(found.value, caller).map((run) =>
        restCheckRunOf(run, found.value, ownerIdFor(caller)),
      );
      return ok({ status: 200, body: { runs } });
    }),
    route(restEndpoints.getDeploymentCheckRun, async ({ caller, params }) => {
      const found = await deploymentToJudge(read, caller, params.deploymentId, 'project:read');
      if (!found.ok) return found;
      const run = visibleRuns(found.value, caller).find(({ id }) => id === params.checkRunId);
      return run === undefined
        ? runNotFound()
        : ok({ status: 200, body: restCheckRunOf(run, found.value, ownerIdFor(caller)) });
    }),
    route(createDeploymentCheckRun, async ({ caller, params, body }) => {
      const found = await deploymentToJudge(read, caller, params.deploymentId, 'deployment:write');
      if (!found.ok) return found;
      const id = checkId.safeParse(body.checkId);
      if (!id.success) return checkNotFound();
      const place = { ...judgingCaller(caller), deploymentId: found.value.id };
      const run = await judge.runAgain({ ...place, checkId: id.data });
      return run.ok
        ? ok({ status: 200, body: restCheckRunOf(run.value, found.value, ownerIdFor(caller)) })
        : run;
    }),
    route(updateDeploymentCheckRun, async ({ caller, params, body }) => {
      const found = await deploymentToJudge(read, caller, params.deploymentId, 'deployment:write');
      if (!found.ok) return found;
      const small = requireSmall(body.output);
      if (!small.ok) return small;
      const id = checkRunId.safeParse(params.checkRunId);
      if (!id.success) return runNotFound();
      const { completedAt, ...report } = body;
      const run = await judge.reportRun({
        ...judgingCaller(caller),
        deploymentId: found.value.id,
        runId: id.data,
        report: {
          ...report,
          ...(completedAt !== undefined && { completedAt: new Date(completedAt) }),
        },
      });
      return run.ok
        ? ok({ status: 200, body: restCheckRunOf(run.value, found.value, ownerIdFor(caller)) })
        : run;
    }),
  ];
}

/** A provider sees the runs of its own checks. @see spec/checks.md — CHK-5 */
function visibleRuns({ checkRuns }: Deployment, caller: TeamCaller | InstallationCaller) {
  const { installationId } = judgingCaller(caller);
  return checkRuns.filter(
    (run) => installationId === null || run.installationId === installationId,
  );
}

function runNotFound() {
  return refuse('check_run_not_found', 'There is no such check run of this deployment.');
}
