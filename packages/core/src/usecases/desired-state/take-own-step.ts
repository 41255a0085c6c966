import type { EnvironmentId, SharedVariableId } from '@kontor/protocol/vocabulary';
import { wantedShared } from '../../domain/desired-state/plan-shared.ts';
import type { StatePlan, StateStep } from '../../domain/desired-state/state-plan.ts';
import { linkName } from '../../domain/desired-state/state-world.ts';
import { placesIn } from '../../domain/environment/project-inputs.ts';
import type { Refusal } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';
import {
  addEnvironment,
  removeEnvironment,
  updateEnvironment,
} from '../environment/custom-environments.ts';
import {
  changeSharedIn,
  removeSharedIn,
  type SharedVariablesWritten,
  shareIn,
} from '../environment/shared-variables.ts';
import { projectNotFound } from '../project/project-refusals.ts';
import type { TeamTx } from '../team-tx.ts';
import { actorOf } from './end-state-plan.ts';
import { environmentInUse } from './state-refusals.ts';

export type OwnStepPorts = {
  readonly now: () => Date;
  readonly mintEnvironmentId: () => EnvironmentId;
  readonly mintSharedVariableId: () => SharedVariableId;
};

type Step<Kind extends StateStep['kind']> = Extract<StateStep, { readonly kind: Kind }>;
export type EnvironmentStep = Step<
  'create-environment' | 'change-environment' | 'remove-environment'
>;
export type SharedStep = Step<'share' | 'unshare'>;

/** Takes a step on the environments that a team adds to a project, in its transaction. */
export async function takeEnvironmentStep(
  tx: TeamTx,
  { now, mintEnvironmentId }: OwnStepPorts,
  plan: StatePlan,
  step: EnvironmentStep,
): Promise<Result<unknown, Refusal>> {
  const project = await tx.projects.lockNamed(plan.project);
  if (project === undefined) return projectNotFound(plan.project);
  const where = { project, actor: actorOf(plan), at: now() };
  switch (step.kind) {
    case 'create-environment':
      return addEnvironment(tx, { ...where, id: mintEnvironmentId() }, step);
    case 'change-environment':
      return updateEnvironment(tx, where, { named: step.slug, ...step.change });
    case 'remove-environment': {
      // nothing was in it when this was planned, and what came since is somebody else's
      const isUsed = placesIn(await tx.projects.inputs(project.id)).includes(step.slug);
      if (isUsed) return environmentInUse(plan, step.slug);
      return removeEnvironment(tx, where, { named: step.slug, keepsVariables: true });
    }
  }
}

/** What a step on a shared variable has to have locked before any project. */
export function lockShared({ sharedVariableId: id }: SharedStep) {
  return async (tx: TeamTx) => {
    if (id !== null) await tx.sharedVariables.lock([id]);
  };
}

/** Takes a step on what a team shares, in its transaction, and notes what it has made. */
export async function takeSharedStep(
  tx: TeamTx,
  ports: OwnStepPorts,
  plan: StatePlan,
  step: SharedStep,
): Promise<Result<unknown, Refusal>> {
  const project = await tx.projects.lockNamed(plan.project);
  if (project === undefined) return projectNotFound(plan.project);
  return step.kind === 'share'
    ? share(tx, ports, { plan, step, projectId: project.id })
    : unshare(tx, ports, { plan, step, projectId: project.id });
}

type Place<Kind extends SharedStep['kind']> = {
  readonly plan: StatePlan;
  readonly step: Step<Kind>;
  readonly projectId: Parameters<TeamTx['statePlans']['noteMade']>[0];
};

async function share(
  tx: TeamTx,
  { now, mintSharedVariableId }: OwnStepPorts,
  { plan, step, projectId }: Place<'share'>,
): Promise<Result<unknown, Refusal>> {
  const content = await tx.statePlans.content(plan.id);
  if (content === undefined) throw new Error(`the plan ${plan.id} has lost its content`);
  const wanted = wantedShared(content.desired, content.values).find(
    (each) => 'variable' in each && each.variable.name === step.name && each.index === step.index,
  );
  if (wanted === undefined || !('variable' in wanted)) {
    throw new Error(`the plan ${plan.id} has no value of ${step.name}`);
  }
  const found = await tx.statePlans.projects({ names: step.projects, ids: [] });
  const missing = step.projects.find((name) => !found.some((each) => each.name === name));
  if (missing !== undefined) return projectNotFound(missing);
  const projectIds = found.map(({ id }) => id);
  const by = { actor: actorOf(plan), at: now() };
  const { variable } = wanted;
  const { sharedVariableId: id } = step;
  const done =
    id === null
      ? await shareIn(tx, { ...by, mintSharedVariableId, variables: [variable], projectIds })
      : ok(
          await changeSharedIn(tx, {
            ...by,
            changes: new Map([[id, { ...variable, link: projectIds }]]),
          }),
        );
  const written = done.ok ? writtenOne(done.value) : done;
  if (!written.ok) return written;
  const made = written.value;
  if (id === null) await tx.statePlans.noteMade(projectId, { kind: 'shared', id: made });
  for (const each of projectIds) {
    await tx.statePlans.noteMade(projectId, { kind: 'links', id: linkName(made, each) });
  }
  return written;
}

function writtenOne({
  written: [one],
  failed: [refused],
}: SharedVariablesWritten): Result<SharedVariableId, Refusal> {
  if (refused !== undefined) return { ok: false, error: refused.refusal };
  if (one === undefined) throw new Error('one variable was neither shared nor refused');
  return ok(one.sharedVariableId);
}

/** What was shared by the plans of this project, and with nobody any more, goes; the rest stays. */
async function unshare(
  tx: TeamTx,
  { now }: OwnStepPorts,
  { plan, step, projectId }: Place<'unshare'>,
): Promise<Result<unknown, Refusal>> {
  const { sharedVariableId: id, projectIds: unlink } = step;
  const [standing] = await tx.sharedVariables.lock([id]);
  if (standing === undefined) return ok(null);
  const actor = actorOf(plan);
  const { shared } = await tx.statePlans.made(projectId);
  const isLeft = standing.projectIds.some((each) => !unlink.includes(each));
  if (!isLeft && shared.includes(id)) return ok(await removeSharedIn(tx, { actor, ids: [id] }));
  const changes = new Map([[id, { unlink }]]);
  return writtenOne(await changeSharedIn(tx, { actor, changes, at: now() }));
}
