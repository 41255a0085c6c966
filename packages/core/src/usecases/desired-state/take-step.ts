import {
  type ProjectId,
  type ResourceId,
  userId,
  type VariableId,
} from '@kontor/protocol/vocabulary';
import { wantedVariables } from '../../domain/desired-state/plan-variables.ts';
import type { StatePlan, StateStep, StepResource } from '../../domain/desired-state/state-plan.ts';
import type { Operation } from '../../domain/operation/operation.ts';
import { type Refusal, refuse } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';
import type { CatalogReader } from '../catalog-reader.ts';
import {
  type ConnectPorts,
  createChangeConnection,
  createConnect,
} from '../connection/connect-resource.ts';
import { createDisconnect } from '../connection/disconnect-resource.ts';
import { createRemoveVariable } from '../environment/remove-variables.ts';
import { writeInto } from '../environment/write-variables.ts';
import type { createInstall } from '../installation/install.ts';
import type { Begun } from '../operation/begun.ts';
import { createCreateProject } from '../project/create-project.ts';
import { projectNotFound } from '../project/project-refusals.ts';
import type { createDeleteResource } from '../resource/delete-resource.ts';
import type { createProvision } from '../resource/provision-resource.ts';
import type { createUpdateResource } from '../resource/update-resource.ts';
import type { TeamTx, Transact } from '../team-tx.ts';
import { actorOf } from './end-state-plan.ts';
import { noteTaken, once } from './once.ts';
import { callerKeyOf } from './step-operation.ts';
import {
  type EnvironmentStep,
  lockShared,
  type OwnStepPorts,
  takeEnvironmentStep,
  takeSharedStep,
} from './take-own-step.ts';

export type StepPorts = OwnStepPorts &
  Pick<ConnectPorts, 'mintConnectionId' | 'declaredActions'> & {
    readonly transact: Transact<TeamTx>;
    readonly catalog: CatalogReader;
    readonly mintProjectId: () => ProjectId;
    readonly mintVariableId: () => VariableId;
    readonly install: ReturnType<typeof createInstall>;
    readonly provision: ReturnType<typeof createProvision>;
    readonly updateResource: ReturnType<typeof createUpdateResource>;
    readonly deleteResource: ReturnType<typeof createDeleteResource>;
    /** Moves an operation on, and answers it when it has ended or has been waited for long enough. */
    readonly run: (begun: Begun) => Promise<Operation>;
  };

/** What became of a step: it is noted as done, its provider is busy, or it was refused. */
export type Taken = 'done' | 'waiting' | Refusal;

type Place = { readonly plan: StatePlan; readonly position: number };
type Step<Kind extends StateStep['kind']> = Extract<StateStep, { readonly kind: Kind }>;

/** Takes one step of a plan, by the same use cases as everybody; taking it again changes nothing. */
export function createTakeStep(ports: StepPorts) {
  return async (plan: StatePlan, position: number): Promise<Taken> => {
    const step = plan.steps[position]?.step;
    if (step === undefined) throw new RangeError(`the plan ${plan.id} has no step ${position}`);
    const place = { plan, position };
    switch (step.kind) {
      case 'create-environment':
      case 'change-environment':
      case 'remove-environment':
      case 'create-project':
      case 'disconnect':
      case 'change-connection':
      case 'remove-variable':
      case 'write-variable':
        return outcomeOf(await takeHere(ports, step, place));
      case 'connect':
        return outcomeOf(await connect(ports, step, place));
      case 'share':
      case 'unshare': {
        const transact = once(ports.transact, plan, position, lockShared(step));
        return outcomeOf(
          await transact(plan.teamId, (tx) => takeSharedStep(tx, ports, plan, step)),
        );
      }
      default:
        return takeThere(ports, step, place);
    }
  };
}

function outcomeOf(outcome: Result<unknown, Refusal>): Taken {
  return outcome.ok ? 'done' : outcome.error;
}

const mayTouch = () => undefined;

/** A step that is taken in the host's own data. Whether its caller may was asked at the beginning. */
function takeHere(
  ports: StepPorts,
  step:
    | EnvironmentStep
    | Step<
        'create-project' | 'disconnect' | 'change-connection' | 'remove-variable' | 'write-variable'
      >,
  { plan, position }: Place,
): Promise<Result<unknown, Refusal>> {
  const transact = once(ports.transact, plan, position);
  const { teamId, project } = plan;
  const by = { teamId, actor: actorOf(plan), mayTouch };
  switch (step.kind) {
    case 'create-project':
      return createCreateProject({ ...ports, transact })({ ...by, name: step.name, settings: {} });
    case 'disconnect': {
      const { resourceId, connectionId } = step;
      return createDisconnect({ ...ports, transact })({ ...by, resourceId, connectionId });
    }
    case 'change-connection': {
      const { kind: _kind, ...wanted } = step;
      return createChangeConnection({ ...ports, transact })({ ...by, ...wanted, isDryRun: false });
    }
    case 'remove-variable':
      return createRemoveVariable(transact)({ ...by, project, variableId: step.variableId });
    case 'write-variable':
      return transact(teamId, (tx) => write(tx, ports, { plan, step }));
    case 'create-environment':
    case 'change-environment':
    case 'remove-environment':
      return transact(teamId, (tx) => takeEnvironmentStep(tx, ports, plan, step));
  }
}

async function write(
  tx: TeamTx,
  { now, mintVariableId }: StepPorts,
  { plan, step }: { readonly plan: StatePlan; readonly step: Step<'write-variable'> },
): Promise<Result<null, Refusal>> {
  const project = await tx.projects.lockNamed(plan.project);
  if (project === undefined) return projectNotFound(plan.project);
  const content = await tx.statePlans.content(plan.id);
  if (content === undefined) throw new Error(`the plan ${plan.id} has lost its content`);
  const customEnvironments = await tx.projects.customEnvironments(project.id);
  const wanted = wantedVariables(content.desired, customEnvironments, content.values).find(
    (each) => 'variable' in each && each.variable.name === step.name && each.index === step.index,
  );
  if (wanted === undefined || !('variable' in wanted)) {
    return refuse('environment_not_found', `${step.name} has lost one of its environments.`);
  }
  const { failed } = await writeInto(tx, {
    project,
    actor: actorOf(plan),
    at: now(),
    variables: [wanted.variable],
    overwrites: true,
    mayTouch,
    mintVariableId,
  });
  const [first] = failed;
  return first === undefined ? ok(null) : { ok: false, error: first.refusal };
}

async function connect(
  ports: StepPorts,
  { resource, environments, prefix, makesSensitive }: Step<'connect'>,
  { plan, position }: Place,
): Promise<Result<unknown, Refusal>> {
  const resourceId = await resourceIdOf(ports, plan, resource);
  if (!resourceId.ok) return resourceId;
  const { teamId, project } = plan;
  return createConnect({ ...ports, transact: once(ports.transact, plan, position) })({
    ...{ environments, prefix, makesSensitive },
    ...{ teamId, project, mayTouch, isDryRun: false },
    actor: actorOf(plan),
    resourceId: resourceId.value,
  });
}

/** The resource that a step is about, which may be younger than the plan. */
async function resourceIdOf(
  ports: StepPorts,
  { teamId }: StatePlan,
  resource: StepResource,
): Promise<Result<ResourceId, Refusal>> {
  if ('id' in resource) return ok(resource.id);
  const { name, integration } = resource;
  const installation = await installationOf(ports, teamId, integration);
  const made =
    installation &&
    (await ports.transact(teamId, (tx) => tx.resources.listOf(installation.id))).find(
      (each) => each.name === name,
    );
  if (made !== undefined) return ok(made.id);
  return refuse('resource_not_found', `The resource '${name}' is not there any more.`);
}

async function installationOf(
  { catalog, transact }: StepPorts,
  teamId: StatePlan['teamId'],
  slug: string,
) {
  const integration = await catalog(slug);
  return (
    integration && transact(teamId, (tx) => tx.installations.findCurrent(integration.id, 'native'))
  );
}

/** A step that is taken at a provider: an operation, which a repeat finds by its key. */
async function takeThere(
  ports: StepPorts,
  step: Step<'install' | 'provision' | 'update-resource' | 'delete-resource'>,
  { plan, position }: Place,
): Promise<Taken> {
  const begun = await begin(ports, step, { plan, position });
  if (!begun.ok) {
    const other = await begunMeanwhile(ports, { plan, position });
    return other === undefined ? begun.error : endOf(ports, step, { plan, position, begun: other });
  }
  return endOf(ports, step, { plan, position, begun: begun.value });
}

async function endOf(
  ports: StepPorts,
  step: StateStep,
  { plan, position, begun }: Place & { readonly begun: Begun },
): Promise<Taken> {
  const operation = await ports.run(begun);
  switch (operation.status) {
    case 'running':
    case 'awaiting-approval':
      return 'waiting';
    case 'failed':
      return reasonOf(operation);
    case 'succeeded': {
      const id = step.kind === 'provision' ? operation.resourceId : null;
      const made = id === null ? undefined : ({ kind: 'resources', id } as const);
      await noteTaken(ports.transact, plan, { position, made });
      return 'done';
    }
  }
}

/** Of two who begin a step at once one may be refused by what the other has just done. */
async function begunMeanwhile(
  { transact }: StepPorts,
  { plan, position }: Place,
): Promise<Begun | undefined> {
  const key = callerKeyOf({ plan, position });
  const operation = await transact(plan.teamId, (tx) => tx.operations.findByCallerKey(key));
  return operation && { operation, isNew: false };
}

async function begin(
  ports: StepPorts,
  step: Step<'install' | 'provision' | 'update-resource' | 'delete-resource'>,
  { plan, position }: Place,
): Promise<Result<Begun, Refusal>> {
  const { teamId, application } = plan;
  const actor = actorOf(plan);
  const callerKey = callerKeyOf({ plan, position });
  const by = { teamId, actor, callerKey, traceId: application?.traceId ?? '' };
  switch (step.kind) {
    case 'install': {
      const acceptedPolicies = application?.acceptedPolicies[step.integration] ?? [];
      return ports.install({
        ...by,
        integration: step.integration,
        acceptedPolicies,
        userId: actor.kind === 'person' ? userId.parse(actor.userId) : null,
      });
    }
    case 'provision': {
      const installation = await installationOf(ports, teamId, step.integration);
      if (installation === undefined) {
        return refuse('not_installed', `${step.integration} is not installed any more.`);
      }
      const { product, name, metadata, billingPlanId } = step;
      return ports.provision({
        ...by,
        ...{ product, name, metadata },
        ...(billingPlanId === undefined ? {} : { billingPlanId }),
        installationId: installation.id,
      });
    }
    case 'update-resource':
      return ports.updateResource({ ...by, resourceId: step.resourceId, change: step.change });
    case 'delete-resource':
      return ports.deleteResource({ ...by, resourceId: step.resourceId });
  }
}

function reasonOf({ id, refusal }: Operation): Refusal {
  if (refusal === null) throw new Error(`the operation ${id} failed without a reason`);
  const { code, message, ...facts } = refusal;
  return { code, message, facts: { ...facts, operationId: id } };
}
