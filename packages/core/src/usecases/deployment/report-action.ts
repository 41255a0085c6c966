import {
  type DeploymentId,
  type ExternalResourceId,
  type InstallationId,
  isPublicVariableName,
  type TeamId,
  variableName,
  variableNameOf,
} from '@kontor/protocol/vocabulary';
import type { Actor } from '../../domain/actor.ts';
import {
  type ActionReport,
  type ActionRun,
  reportedAction,
} from '../../domain/deployment/action-run.ts';
import type { Deployment } from '../../domain/deployment/deployment.ts';
import type { CompiledVariable } from '../../domain/environment/compile.ts';
import { placeName, placeOf } from '../../domain/environment/place.ts';
import { applySecrets, emptyKeyset } from '../../domain/keyset/keyset.ts';
import { type Refusal, refuse } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';
import type { TeamTx, Transact } from '../team-tx.ts';
import { changeDeployment, deploymentNotFound } from './change-deployment.ts';

export type ReportActionTx = Pick<
  TeamTx,
  'resources' | 'keysets' | 'environments' | 'deployments' | 'events'
>;

type GivenSecret = { readonly name: string; readonly value: string };

export type ActionReportRequest = {
  readonly teamId: TeamId;
  readonly actor: Actor;
  readonly installationId: InstallationId;
  readonly deploymentId: DeploymentId;
  readonly externalId: ExternalResourceId;
  readonly action: string;
  readonly report: ActionReport;
  /** What the deployment gets in place of the resource's own; absent says nothing of it. */
  readonly secrets?: readonly GivenSecret[] | undefined;
};

/**
 * Takes what a provider says of an action for a deployment, with the secrets that it gives to that
 * deployment alone. Reporting the same again changes nothing; what has ended otherwise is gone.
 *
 * @see spec/deployments.md — DEP-2, DEP-3, DEP-7; spec/platform-api.md §3.9
 */
export function createReportAction(transact: Transact<ReportActionTx>, now: () => Date) {
  return (request: ActionReportRequest): Promise<Result<null, Refusal>> =>
    transact(request.teamId, async (tx) => {
      const { deploymentId, actor, report } = request;
      const found = await runOf(tx, request);
      if (!found.ok) return found;
      const { deployment, run } = found.value;
      const at = now();
      const reported = reportedAction(run, report, at);
      if (!reported.ok) return actionEnded(run);
      const outcome = await takeSecrets(tx, request, deployment, run);
      if (!outcome.ok) return outcome;
      const actions = deployment.actions.map((each) => (each === run ? reported.value : each));
      const changed = await changeDeployment(tx, { deploymentId, actor, at }, () =>
        ok({ ...deployment, actions }),
      );
      return changed.ok ? ok(null) : changed;
    });
}

/** The run that a report is about, its deployment locked: a later report sees what this one does. */
async function runOf(
  tx: ReportActionTx,
  { deploymentId, installationId, externalId, action }: ActionReportRequest,
): Promise<Result<{ readonly deployment: Deployment; readonly run: ActionRun }, Refusal>> {
  const resource = await tx.resources.findExternal(installationId, externalId);
  const deployment = await tx.deployments.lock(deploymentId);
  const run = deployment?.actions.find(
    (each) =>
      each.installationId === installationId &&
      each.resourceId === resource?.id &&
      each.action === action,
  );
  if (deployment === undefined || !deployment.actions.some(isOf(installationId))) {
    return deploymentNotFound(deploymentId);
  }
  if (run === undefined) {
    return refuse(
      'deployment_action_not_found',
      `No action '${action}' of the resource '${externalId}' was begun for this deployment.`,
    );
  }
  return deployment.removedAt === null ? ok({ deployment, run }) : actionEnded(run);
}

function isOf(installationId: InstallationId) {
  return (run: ActionRun) => run.installationId === installationId;
}

async function takeSecrets(
  tx: ReportActionTx,
  { report, secrets }: ActionReportRequest,
  deployment: Deployment,
  run: ActionRun,
): Promise<Result<null, Refusal>> {
  if (secrets === undefined || report.status === 'failed') return ok(null);
  const checked = applySecrets(emptyKeyset, { secrets });
  if (!checked.ok) {
    const { fields } = checked.error;
    return refuse('invalid_secrets', `The secrets cannot be taken: ${fields[0]?.message}.`, {
      fields,
    });
  }
  const variables = await variablesOf(tx, checked.value.secrets, run);
  const unusable = variables.find(({ name }) => !variableName.safeParse(name).success);
  if (unusable !== undefined) return unusableName(unusable);
  const outcomes = await tx.deployments.outcomes(deployment.id);
  if (run.endedAt !== null) {
    const former = outcomes.find((each) => isOutcomeOf(run, each))?.variables ?? [];
    return isSame(former, variables) ? ok(null) : actionEnded(run);
  }
  const others = outcomes.filter((each) => !isOutcomeOf(run, each));
  const { projectId, environment: of } = deployment;
  const environment = placeName(placeOf(of.name, of.gitBranch));
  const pinned = await tx.environments.contents({ projectId, environment }, of.version);
  const taken = namesOfOthers([...pinned, ...others.flatMap((each) => each.variables)], run);
  const clash = variables.find(({ name }) => taken.has(name));
  if (clash !== undefined) return clashes(clash);
  const { resourceId, action } = run;
  await tx.deployments.putOutcome(deployment.id, { resourceId, action, variables });
  return ok(null);
}

/** Named as the connection names the resource's own secrets. @see spec/concepts.md — C20, C21 */
async function variablesOf(
  tx: ReportActionTx,
  secrets: readonly GivenSecret[],
  { connectionId, resourceId, prefix }: ActionRun,
): Promise<readonly CompiledVariable[]> {
  const keyset = await tx.keysets.find(resourceId);
  return secrets.map(({ name: secretName, value }) => {
    const own = keyset.secrets.find((secret) => secret.name === secretName);
    const providerPrefix = own?.prefix;
    const name = variableNameOf({ name: secretName, providerPrefix, connectionPrefix: prefix });
    const source = { kind: 'connection', connectionId, resourceId, secretName } as const;
    return { name, value, source, isPublic: isPublicVariableName(name) };
  });
}

/** The names that belong to somebody else, which a provider cannot take over. @see spec/concepts.md — C22 */
function namesOfOthers(variables: readonly CompiledVariable[], run: ActionRun) {
  const foreign = variables.filter(
    ({ source }) => source.kind !== 'connection' || source.resourceId !== run.resourceId,
  );
  return new Set(foreign.map(({ name }) => name));
}

function isOutcomeOf(
  run: ActionRun,
  { resourceId, action }: { readonly resourceId: string; readonly action: string },
): boolean {
  return run.resourceId === resourceId && run.action === action;
}

function isSame(a: readonly CompiledVariable[], b: readonly CompiledVariable[]): boolean {
  const textOf = (variables: readonly CompiledVariable[]) =>
    JSON.stringify(variables.map(({ name, value }) => [name, value]));
  return textOf(a) === textOf(b);
}

function clashes({ name }: CompiledVariable) {
  return notTaken(`${name} belongs to another resource or to the team in this deployment.`);
}

/** @see spec/environments.md — ENV-10 */
function unusableName({ name }: CompiledVariable) {
  return notTaken(`'${name}' is no name that a shell takes for a variable.`);
}

function notTaken(message: string) {
  return refuse('invalid_secrets', `The secrets cannot be taken: ${message}`, {
    fields: [{ key: 'outcomes', message }],
  });
}

function actionEnded({ status, isOverdue }: ActionRun) {
  const how = isOverdue ? 'was given up, as no report came in time' : `has ${status}`;
  return refuse(
    'deployment_action_ended',
    `The action ${how}, and nothing more is taken of it. Undo what was made for it.`,
    { status },
  );
}
