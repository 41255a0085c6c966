import type { StateRefusal } from '../../domain/desired-state/plan-state.ts';
import type { StatePlan, StateProblem } from '../../domain/desired-state/state-plan.ts';
import { refuse } from '../../refusal.ts';
import { collide } from '../environment/collision-refusal.ts';

/** The refusal of a desired state that cannot be reached. */
export function unreachable(refusal: StateRefusal) {
  return refusal.code === 'wrong' ? wrongState(refusal.problems) : collide(refusal.collisions);
}

function wrongState(problems: readonly StateProblem[]) {
  const [first, ...more] = problems;
  const others = more.length > 0 ? ` ${more.length} more things are wrong.` : '';
  return refuse('invalid_desired_state', `${first?.path.join('.')}: ${first?.message}${others}`, {
    problems,
  });
}

export function statePlanNotFound(id: string) {
  return refuse('state_plan_not_found', `There is no plan '${id}' in this team.`);
}

export function planExpired({ id, expiresAt }: StatePlan) {
  const message = `The plan ${id} was good until ${expiresAt.toISOString()}. Plan again.`;
  return refuse('state_plan_expired', message, { planId: id });
}

export function planOutdated({ id, project }: StatePlan) {
  const message = `What the plan ${id} was made from has changed since: ${project}, its resources, or what they are installed from. Nothing was done. Plan again.`;
  return refuse('state_plan_outdated', message, { planId: id });
}

export function environmentInUse({ id }: StatePlan, slug: string) {
  const message = `Something came into the environment '${slug}' since it was planned to go. Plan again.`;
  return refuse('state_plan_outdated', message, { planId: id });
}

export function otherApplied(project: string, applying: string) {
  const message = `The plan ${applying} of ${project} is being applied. Wait for it to end, and plan again.`;
  return refuse('state_plan_running', message, { planId: applying });
}
