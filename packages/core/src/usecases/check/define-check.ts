import type {
  CheckId,
  EventType,
  InstallationId,
  ProjectId,
  TeamId,
} from '@kontor/protocol/vocabulary';
import type { Actor } from '../../domain/actor.ts';
import { type Check, canBegin } from '../../domain/check/check.ts';
import { canceledCheckRun } from '../../domain/deployment/check-run.ts';
import { resolveEnvironments } from '../../domain/environment/target.ts';
import { type Refusal, refuse } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';
import { changeDeployment } from '../deployment/change-deployment.ts';
import { environmentNotFound } from '../environment/environment-not-found.ts';
import type { Project } from '../environment/project-store.ts';
import { projectNotFound } from '../project/project-refusals.ts';
import type { TeamTx, Transact } from '../team-tx.ts';

export type DefineCheckTx = Pick<TeamTx, 'projects' | 'checks' | 'deployments' | 'events'>;

type Common = {
  readonly teamId: TeamId;
  readonly actor: Actor;
  readonly projectId: ProjectId;
  /** A provider reaches its own checks alone. @see spec/checks.md — CHK-5 */
  readonly installationId: InstallationId | null;
};

export type CheckSettings = Pick<
  Check,
  'name' | 'requires' | 'blocks' | 'targets' | 'isRerequestable' | 'timeoutSeconds' | 'source'
>;

/** Adds a check to a project: every deployment from now on is judged by it. @see spec/checks.md */
export function createCreateCheck(
  transact: Transact<DefineCheckTx>,
  { now, mintCheckId }: { readonly now: () => Date; readonly mintCheckId: () => CheckId },
) {
  return ({
    settings,
    ...place
  }: Common & { readonly settings: CheckSettings }): Promise<Result<Check, Refusal>> =>
    transact(place.teamId, async (tx) => {
      const { projectId, installationId } = place;
      const at = now();
      const rest = { projectId, installationId, createdAt: at, updatedAt: at, deletedAt: null };
      return put(tx, { ...settings, ...rest, id: mintCheckId() }, place.actor, 'check.created');
    });
}

/** Changes a check for deployments to come. What is not named stays. */
export function createChangeCheck(transact: Transact<DefineCheckTx>, now: () => Date) {
  return ({
    checkId,
    change,
    ...place
  }: Common & {
    readonly checkId: CheckId;
    readonly change: Partial<CheckSettings>;
  }): Promise<Result<Check, Refusal>> =>
    transact(place.teamId, async (tx) => {
      const current = await ownCheck(tx, place, checkId);
      if (!current.ok) return current;
      const changed = { ...current.value, ...change, updatedAt: now() };
      return put(tx, changed, place.actor, 'check.updated');
    });
}

/** Deletes a check. What it has not concluded is cancelled, and it holds nothing any more. */
export function createDeleteCheck(transact: Transact<DefineCheckTx>, now: () => Date) {
  return ({
    checkId,
    ...place
  }: Common & { readonly checkId: CheckId }): Promise<Result<null, Refusal>> =>
    transact(place.teamId, async (tx) => {
      const [project] = await tx.projects.lock([place.projectId]);
      const current = await ownCheck(tx, place, checkId);
      if (project === undefined || !current.ok) return current.ok ? checkNotFound() : current;
      const at = now();
      const { actor } = place;
      await tx.checks.save({ ...current.value, deletedAt: at });
      await tx.events.append(toldOf(current.value, actor, 'check.removed'));
      for (const deploymentId of await tx.deployments.standing(place.projectId)) {
        await changeDeployment(tx, { deploymentId, actor, at }, (deployment) =>
          ok({
            ...deployment,
            checkRuns: deployment.checkRuns.map((run) =>
              run.checkId === checkId ? { ...canceledCheckRun(run, at), blocks: 'none' } : run,
            ),
          }),
        );
      }
      return ok(null);
    });
}

async function put(
  tx: DefineCheckTx,
  check: Check,
  actor: Actor,
  type: EventType,
): Promise<Result<Check, Refusal>> {
  const [project] = await tx.projects.lock([check.projectId]);
  if (project === undefined) return projectNotFound(check.projectId);
  if (!canBegin(check)) return neverBegins(check);
  const targets = await targetsIn(tx, project, check.targets);
  if (!targets.ok) return targets;
  const saved = { ...check, targets: targets.value };
  await tx.checks.save(saved);
  await tx.events.append(toldOf(saved, actor, type));
  return ok(saved);
}

async function targetsIn(
  tx: DefineCheckTx,
  project: Project,
  targets: readonly string[],
): Promise<Result<readonly string[], Refusal>> {
  if (targets.length === 0) return ok([]);
  const custom = await tx.projects.customEnvironments(project.id);
  const resolved = resolveEnvironments(targets, custom);
  return resolved.ok ? resolved : environmentNotFound(project.name, resolved.error);
}

async function ownCheck(
  tx: DefineCheckTx,
  { projectId, installationId }: Common,
  id: CheckId,
): Promise<Result<Check, Refusal>> {
  const check = await tx.checks.find(projectId, id);
  const isForeign = installationId !== null && check?.installationId !== installationId;
  return check === undefined || isForeign ? checkNotFound() : ok(check);
}

function toldOf({ id, projectId, name, installationId }: Check, actor: Actor, type: EventType) {
  const installation = installationId === null ? {} : { installation: installationId };
  return {
    type,
    actor,
    subject: { check: id, project: projectId, ...installation },
    data: { name },
  };
}

function neverBegins({ requires, blocks }: Check) {
  const message = `A check that blocks ${blocks} cannot wait for ${requires}, which comes after it.`;
  return refuse('invalid_request', message, { fields: [{ key: 'requires', message }] });
}

export function checkNotFound() {
  return refuse('check_not_found', 'There is no such check here.');
}
