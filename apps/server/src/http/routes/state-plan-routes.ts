import {
  allows,
  type createAdvanceStatePlan,
  type createApplyStatePlan,
  type createExportDesiredState,
  type createForeseeNeeds,
  type createPlanDesiredState,
  ok,
  type Refusal,
  type Result,
  refuse,
  type StatePlan,
  type StateStep,
  statePlanNotFound,
} from '@kontor/core';
import { kontorEndpoints, type StatePlan as StatePlanView } from '@kontor/protocol/kontor';
import { type Action, statePlanId, teamId } from '@kontor/protocol/vocabulary';
import type { Sql } from '../../postgres/sql.ts';
import { type StatePlanRow, statePlanOf } from '../../postgres/state-plan-store.ts';
import { forbidden } from '../authorise.ts';
import { type Route, route, type TeamCaller } from '../route.ts';
import { needView } from './plan-need-views.ts';
import { judge, keyOf, projectFor } from './project-scope.ts';

export type StatePlanRoutesPorts = {
  readonly read: Sql;
  readonly planDesiredState: ReturnType<typeof createPlanDesiredState>;
  readonly applyStatePlan: ReturnType<typeof createApplyStatePlan>;
  readonly advanceStatePlan: ReturnType<typeof createAdvanceStatePlan>;
  readonly exportDesiredState: ReturnType<typeof createExportDesiredState>;
  readonly foreseeNeeds: ReturnType<typeof createForeseeNeeds>;
};

export function statePlanRoutes(ports: StatePlanRoutesPorts): readonly Route[] {
  const { read } = ports;
  /** A plan as its caller sees it, with what it needs now. */
  const shownTo = async (
    caller: TeamCaller,
    plan: StatePlan,
    projectId: FoundPlan['projectId'],
  ) => ({
    ...viewFor(caller, plan, projectId),
    needs: (await ports.foreseeNeeds(plan, caller.actor)).map(needView),
  });
  return [
    route(kontorEndpoints.createStatePlan, async ({ caller, params, body }) => {
      const { state, values, prune } = body;
      if (state.project !== params.project) return otherProject(params.project, state.project);
      const reached = await reachProject(read, caller, state.project);
      if (!reached.ok) return reached;
      // whoever may not write variables learns nothing of their values by planning some
      const isWriting = Object.keys(state.variables).length > 0;
      const place = reached.value === null ? {} : { projectId: reached.value };
      const attempt = { action: 'variable:write', ...place } as const;
      if (isWriting && !isAllowedSomewhere(caller, attempt)) {
        return forbidden('variable:write', caller.grant.role);
      }
      const sharing: Right = { action: 'shared-variable:write' };
      if (Object.keys(state.shared).length > 0 && !isAllowed(caller, sharing)) {
        return forbidden(sharing.action, caller.grant.role);
      }
      const planned = await ports.planDesiredState({
        teamId: teamId.parse(caller.team.id),
        actor: caller.actor,
        desired: state,
        values,
        prunes: prune,
      });
      if (!planned.ok) return planned;
      const plan = await shownTo(caller, planned.value, reached.value);
      return ok({ status: 201, body: { plan } });
    }),
    route(kontorEndpoints.listStatePlans, async ({ caller, params }) => {
      const project = await projectFor(read, caller, { ...params, action: 'project:read' });
      if (!project.ok) return project;
      const { project_id: projectId, name } = project.value;
      const rows = await read<StatePlanRow>(
        `select * from state_plan where team_id = $1 and project = $2
         order by state_plan_id desc limit 50`,
        [caller.team.id, name],
      );
      const plans = await Promise.all(
        rows.map((row) => shownTo(caller, statePlanOf(row), projectId)),
      );
      return ok({ status: 200, body: { plans } });
    }),
    route(kontorEndpoints.exportState, async ({ caller, params }) => {
      const project = await projectFor(read, caller, { ...params, action: 'project:read' });
      if (!project.ok) return project;
      const exported = await ports.exportDesiredState({
        teamId: teamId.parse(caller.team.id),
        project: project.value.name,
        seesShared: isAllowed(caller, { action: 'shared-variable:read' }),
      });
      if (!exported.ok) return exported;
      const { desired, fromEnv, notes } = exported.value;
      return ok({
        status: 200,
        body: { state: desired, fromEnv: [...fromEnv], notes: [...notes] },
      });
    }),
    route(kontorEndpoints.getStatePlan, async ({ caller, params }) => {
      const found = await findPlan(read, caller, params.plan);
      if (!found.ok) return found;
      const { plan, projectId } = found.value;
      return ok({ status: 200, body: { plan: await shownTo(caller, plan, projectId) } });
    }),
    route(kontorEndpoints.applyStatePlan, async ({ caller, params, body, traceId }) => {
      const found = await findPlan(read, caller, params.plan);
      if (!found.ok) return found;
      const { projectId } = found.value;
      const { id } = found.value.plan;
      const team = teamId.parse(caller.team.id);
      const begun = await ports.applyStatePlan({
        teamId: team,
        actor: caller.actor,
        planId: id,
        acceptedPolicies: body.acceptedPolicies,
        mayApply: (plan) => {
          const [first] = missingRights(caller, plan, projectId);
          return first && forbidden(first.action, caller.grant.role).error;
        },
        traceId,
      });
      if (!begun.ok) return begun;
      const moved = (await ports.advanceStatePlan(team, id)) ?? begun.value;
      const plan = await shownTo(caller, moved, projectId);
      return ok({ status: moved.status === 'applying' ? 202 : 200, body: { plan } });
    }),
  ];
}

function otherProject(named: string, stated: string) {
  return refuse(
    'invalid_request',
    `The address names the project '${named}', and the file '${stated}'.`,
    { fields: [{ key: 'state.project', message: `should be ${named}` }] },
  );
}

type ReachedProject = Extract<Awaited<ReturnType<typeof projectFor>>, { ok: true }>['value'];

/** The project that a file is about, if the caller reaches it; null where there is none yet. */
async function reachProject(
  read: Sql,
  caller: TeamCaller,
  project: string,
): Promise<Result<ReachedProject['project_id'] | null, Refusal>> {
  const [row] = await read<ReachedProject>(
    `select * from project where team_id = $1 and ${keyOf(project)} = $2`,
    [caller.team.id, project],
  );
  // a token that is limited to some projects makes no others
  if (row === undefined && caller.grant.projects === undefined) return ok(null);
  const found = judge(row, caller, { project, action: 'project:read' });
  return found.ok ? ok(found.value.project_id) : found;
}

type FoundPlan = {
  readonly plan: StatePlan;
  readonly projectId: ReachedProject['project_id'] | null;
};

/** A plan of a project that the caller reaches. */
async function findPlan(
  read: Sql,
  caller: TeamCaller,
  text: string,
): Promise<Result<FoundPlan, Refusal>> {
  const id = statePlanId.safeParse(text);
  const [row] = id.success
    ? await read<StatePlanRow>(
        'select * from state_plan where team_id = $1 and state_plan_id = $2',
        [caller.team.id, id.data],
      )
    : [];
  if (row === undefined) return statePlanNotFound(text);
  const reached = await reachProject(read, caller, row.project);
  if (!reached.ok) return statePlanNotFound(text);
  return ok({ plan: statePlanOf(row), projectId: reached.value });
}

type Right = {
  readonly action: Action;
  readonly projectId?: ReachedProject['project_id'];
  readonly environments?: readonly string[];
};

/** Whether something may be done in one environment at least. */
function isAllowedSomewhere(caller: TeamCaller, { action, ...place }: Right): boolean {
  const environments = caller.grant.environments ?? [undefined];
  return environments.some((environment) =>
    allows(
      caller.grant,
      { action, ...place, ...(environment === undefined ? {} : { environment }) },
      caller.at,
    ),
  );
}

function isAllowed(caller: TeamCaller, { environments, ...attempt }: Right): boolean {
  if (environments === undefined) return allows(caller.grant, attempt, caller.at);
  return environments.every((environment) =>
    allows(caller.grant, { ...attempt, environment }, caller.at),
  );
}

type Missing = { readonly action: Action; readonly reason: string };

/** What a plan needs that the caller may not do, each right once. */
function missingRights(
  caller: TeamCaller,
  plan: StatePlan,
  projectId: FoundPlan['projectId'],
): readonly Missing[] {
  const missing = new Map<Action, Missing>();
  for (const { step, status } of plan.steps) {
    const right = rightFor(step, plan, projectId);
    if (status === 'done' || isAllowed(caller, right)) continue;
    const { action } = right;
    if (!missing.has(action)) missing.set(action, { action, reason: nameOfStep(step, plan) });
  }
  return [...missing.values()];
}

function rightFor(step: StateStep, plan: StatePlan, projectId: FoundPlan['projectId']): Right {
  const place = projectId === null ? {} : { projectId };
  switch (step.kind) {
    case 'create-project':
      return { action: 'project:write' };
    case 'create-environment':
    case 'change-environment':
    case 'remove-environment':
      return { action: 'project:write', ...place };
    case 'share':
    case 'unshare':
      return { action: 'shared-variable:write' };
    case 'install':
      return { action: 'installation:manage' };
    case 'provision':
    case 'update-resource':
    case 'delete-resource':
      return { action: 'resource:write' };
    case 'connect':
    case 'change-connection':
      return { action: 'connection:write', ...place, environments: step.environments };
    case 'disconnect':
      return { action: 'connection:write', ...place, environments: touched(plan, 'connection') };
    case 'write-variable':
    case 'remove-variable':
      return { action: 'variable:write', ...place, environments: touched(plan, 'variable') };
  }
}

/** Environments in which something of a kind becomes different. */
function touched({ planned }: StatePlan, kind: 'connection' | 'variable'): readonly string[] {
  return planned.items
    .filter((item) => item.kind === kind && item.action !== 'keep' && item.action !== 'leave')
    .flatMap(({ environments }) => environments ?? []);
}

function viewFor(
  caller: TeamCaller,
  plan: StatePlan,
  projectId: FoundPlan['projectId'],
): Omit<StatePlanView, 'needs'> {
  const { planned } = plan;
  return {
    id: plan.id,
    project: plan.project,
    status: plan.status,
    isDrift: plan.isDrift,
    prunes: plan.prunes,
    items: planned.items.map(({ environments, changes, ...item }) => ({
      ...item,
      ...(environments === undefined ? {} : { environments: [...environments] }),
      ...(changes === undefined ? {} : { changes: [...changes] }),
    })),
    steps: plan.steps.map(({ step, status }) => ({
      kind: step.kind,
      name: nameOfStep(step, plan),
      status,
    })),
    environments: planned.environments.map(({ environment, variables }) => ({
      environment,
      variables: [...variables],
    })),
    costs: [...planned.costs],
    perMonth: planned.perMonth,
    policies: planned.policies.map((each) => ({ ...each, policies: [...each.policies] })),
    approvals: plan.finishedAt === null ? [...missingRights(caller, plan, projectId)] : [],
    unknowns: [...planned.unknowns],
    createdBy: plan.createdBy,
    createdAt: plan.createdAt.toISOString(),
    expiresAt: plan.expiresAt.toISOString(),
    finishedAt: plan.finishedAt?.toISOString() ?? null,
    refusal: plan.refusal && {
      ...plan.refusal.facts,
      code: plan.refusal.code,
      message: plan.refusal.message,
    },
  };
}

/** What a step does, for people. */
function nameOfStep(step: StateStep, { project }: StatePlan): string {
  switch (step.kind) {
    case 'create-project':
      return `create the project ${step.name}`;
    case 'create-environment':
      return `create the environment ${step.slug}`;
    case 'change-environment':
      return `change the environment ${step.slug}`;
    case 'remove-environment':
      return `delete the environment ${step.slug}`;
    case 'share':
      return `share ${step.name}`;
    case 'unshare':
      return `share ${step.name} no more`;
    case 'install':
      return `install ${step.integration}`;
    case 'provision':
      return `provision ${step.name}`;
    case 'update-resource':
      return `change ${step.resourceId}`;
    case 'connect': {
      const { resource } = step;
      return `connect ${'id' in resource ? resource.id : resource.name} to ${project}`;
    }
    case 'change-connection':
      return `change how ${step.resourceId} is connected to ${project}`;
    case 'disconnect':
      return `disconnect ${step.resourceId} from ${project}`;
    case 'write-variable':
      return `write ${step.name}`;
    case 'remove-variable':
      return `remove the variable ${step.variableId}`;
    case 'delete-resource':
      return `delete ${step.resourceId}`;
  }
}
