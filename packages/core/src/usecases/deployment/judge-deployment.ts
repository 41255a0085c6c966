import type {
  CheckId,
  CheckRunId,
  DeploymentId,
  InstallationId,
  IntegrationId,
  TeamId,
} from '@kontor/protocol/vocabulary';
import type { Actor } from '../../domain/actor.ts';
import {
  beginCheckRun,
  type CheckRun,
  type CheckRunReport,
  countingRuns,
  reportedCheckRun,
} from '../../domain/deployment/check-run.ts';
import type { Deployment } from '../../domain/deployment/deployment.ts';
import {
  type DeploymentCheck,
  type DeploymentCheckReport,
  registerCheck,
  reportedCheck,
  rerequestedCheck,
} from '../../domain/deployment/deployment-check.ts';
import { type Refusal, refuse } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';
import { checkNotFound } from '../check/define-check.ts';
import type { TeamTx, Transact } from '../team-tx.ts';
import { changeDeployment } from './change-deployment.ts';

export type JudgeTx = Pick<TeamTx, 'checks' | 'deployments' | 'events'>;

type Place = {
  readonly teamId: TeamId;
  readonly actor: Actor;
  readonly deploymentId: DeploymentId;
  /** A provider reaches its own checks alone. @see spec/checks.md — CHK-5 */
  readonly installationId: InstallationId | null;
};

export type JudgePorts = {
  readonly transact: Transact<JudgeTx>;
  readonly now: () => Date;
  readonly mintCheckId: () => CheckId;
  readonly mintCheckRunId: () => CheckRunId;
};

/** What is said of the checks of one deployment, in both forms. @see spec/checks.md */
export function createJudgeDeployment(ports: JudgePorts) {
  const { transact, now, mintCheckId, mintCheckRunId } = ports;

  /** Changes one deployment, and answers the one thing that was changed in it. */
  const judging = <Thing>(
    place: Place,
    judge: (deployment: Deployment, tx: JudgeTx, at: Date) => Promise<Result<Deployment, Refusal>>,
    find: (after: Deployment) => Thing | undefined,
  ): Promise<Result<Thing, Refusal>> =>
    transact(place.teamId, async (tx) => {
      const at = now();
      const changed = await changeDeployment(tx, { ...place, at }, (each) => judge(each, tx, at));
      if (!changed.ok) return changed;
      const thing = find(changed.value);
      return thing === undefined ? checkNotFound() : ok(thing);
    });

  return {
    /** Judges again, or for the first time when the check is younger than the deployment. */
    runAgain: ({ checkId, ...place }: Place & { readonly checkId: CheckId }) => {
      const id = mintCheckRunId();
      return judging(
        place,
        async (deployment, tx, at) => {
          const check = await tx.checks.find(deployment.projectId, checkId);
          if (check === undefined || isForeign(place, check)) return checkNotFound();
          if (deployment.endedAt !== null) return deploymentOver(deployment);
          const former = countingRuns(deployment.checkRuns).find((run) => run.checkId === checkId);
          if (former && former.status !== 'completed') return stillRunning(former);
          const isAsked = former !== undefined && place.installationId === null;
          if (isAsked && !check.isRerequestable) return notRerequestable();
          const checkRuns = [...deployment.checkRuns, beginCheckRun(check, id, at)];
          return ok({ ...deployment, checkRuns });
        },
        (after) => after.checkRuns.find((run) => run.id === id),
      );
    },

    reportRun: ({
      runId,
      report,
      ...place
    }: Place & { readonly runId: CheckRunId; readonly report: CheckRunReport }) =>
      judging(
        place,
        async (deployment, _tx, at) => {
          const run = deployment.checkRuns.find(({ id }) => id === runId);
          if (run === undefined || isForeign(place, run)) return checkRunNotFound();
          const reported = reportedCheckRun(run, report, at);
          if (!reported.ok) return refuseReport(reported.error.code);
          return ok({
            ...deployment,
            checkRuns: deployment.checkRuns.map((each) => (each === run ? reported.value : each)),
          });
        },
        (after) => after.checkRuns.find(({ id }) => id === runId),
      ),

    register: ({
      check,
      ...place
    }: Place & {
      readonly check: Omit<Parameters<typeof registerCheck>[0], 'id'> & {
        readonly integrationId: IntegrationId;
      };
    }) => {
      const id = mintCheckId();
      return judging(
        place,
        async (deployment, _tx, at) => {
          if (deployment.endedAt !== null) return deploymentOver(deployment);
          if (deployment.checks.length >= checksLimit) return tooManyChecks();
          const checks = [...deployment.checks, registerCheck({ ...check, id }, at)];
          return ok({ ...deployment, checks });
        },
        (after) => after.checks.find((each) => each.id === id),
      );
    },

    reportCheck: ({
      checkId,
      report,
      ...place
    }: Place & { readonly checkId: CheckId; readonly report: DeploymentCheckReport }) =>
      judging(
        place,
        async (deployment, _tx, at) =>
          withCheck(deployment, place, checkId, (check) => reportedCheck(check, report, at)),
        (after) => after.checks.find(({ id }) => id === checkId),
      ),

    rerequest: ({
      checkId,
      isRunning,
      ...place
    }: Place & { readonly checkId: CheckId; readonly isRunning: boolean }) =>
      judging(
        place,
        async (deployment, _tx, at) => {
          if (deployment.endedAt !== null) return deploymentOver(deployment);
          return withCheck(deployment, place, checkId, (check) =>
            rerequestedCheck(check, { isRunning }, at),
          );
        },
        (after) => after.checks.find(({ id }) => id === checkId),
      ),
  };
}

/** The most checks of the older form that one deployment has. */
const checksLimit = 100;

function withCheck(
  deployment: Deployment,
  place: Place,
  checkId: CheckId,
  change: (check: DeploymentCheck) => ReturnType<typeof reportedCheck>,
): Result<Deployment, Refusal> {
  const check = deployment.checks.find(({ id }) => id === checkId);
  if (check === undefined || isForeign(place, check)) return checkNotFound();
  const changed = change(check);
  if (!changed.ok) return refuseReport(changed.error.code);
  const checks = deployment.checks.map((each) => (each === check ? changed.value : each));
  return ok({ ...deployment, checks });
}

function isForeign(
  { installationId }: Place,
  thing: { readonly installationId: InstallationId | null },
): boolean {
  return installationId !== null && thing.installationId !== installationId;
}

type ReportError = Extract<ReturnType<typeof reportedCheck>, { ok: false }>['error']['code'];

function refuseReport(code: ReportError) {
  switch (code) {
    case 'check_run_ended':
      return refuse(
        'check_run_ended',
        'The check has been concluded otherwise. Ask for another run to judge again.',
      );
    case 'check_not_rerequestable':
      return notRerequestable();
    case 'conclusion_missing':
      return unfit('conclusion', 'what is completed has a conclusion');
    case 'conclusion_early':
      return unfit('status', 'a conclusion comes with the status completed');
  }
}

function unfit(key: string, message: string) {
  return refuse('invalid_request', `The report cannot be taken: ${message}.`, {
    fields: [{ key, message }],
  });
}

function notRerequestable() {
  return refuse('check_not_rerequestable', 'This check cannot be asked for again.');
}

function stillRunning({ name, status }: CheckRun) {
  return refuse('check_running', `The check '${name}' is ${status}. Wait until it is completed.`);
}

function deploymentOver({ readyState }: Deployment) {
  return refuse(
    'deployment_ended',
    `The deployment is ${readyState}: nothing judges it any more.`,
    {
      readyState,
    },
  );
}

function tooManyChecks() {
  return refuse('invalid_request', `A deployment has at most ${checksLimit} checks.`, {
    fields: [{ key: 'name', message: `at most ${checksLimit} checks` }],
  });
}

function checkRunNotFound() {
  return refuse('check_run_not_found', 'There is no such check run of this deployment.');
}
