import { type DesiredState, desiredState } from '@kontor/protocol/vocabulary';
import { mint, sha256, teamWorld } from '@kontor/testing/team-world';
import type { StatePlan } from '../src/domain/desired-state/state-plan.ts';
import type { Operation } from '../src/domain/operation/operation.ts';
import type { Refusal } from '../src/refusal.ts';
import type { Result } from '../src/result.ts';
import { createAdvanceStatePlan } from '../src/usecases/desired-state/advance-state-plan.ts';
import { createApplyStatePlan } from '../src/usecases/desired-state/apply-state-plan.ts';
import { createPlanDesiredState } from '../src/usecases/desired-state/plan-desired-state.ts';
import { createInstall } from '../src/usecases/installation/install.ts';
import type { Begun } from '../src/usecases/operation/begun.ts';
import { createDeleteResource } from '../src/usecases/resource/delete-resource.ts';
import { createProvision } from '../src/usecases/resource/provision-resource.ts';
import { createUpdateResource } from '../src/usecases/resource/update-resource.ts';
import type { TeamTx, Transact } from '../src/usecases/team-tx.ts';

/** What is thrown where a process ends in the middle of something. */
export class Died extends Error {}

/** Whether a process ends at a point, and on which side of what happens there. */
export type Fate = 'lives' | 'dies before' | 'dies after';

const plan = (id: string, isFree: boolean) => ({
  ...({ id, name: id, description: '', type: 'subscription', scope: 'resource' } as const),
  paymentMethodRequired: !isFree,
  ...(isFree ? {} : { cost: '$20.00/month' }),
});
export const offered = [plan('free', true), plan('pro', false)];

/** A team that plans files, and a process that applies them and may end at any point. */
export function desiredWorld() {
  const world = teamWorld();
  const integration = world.integration();
  const { ports } = world;
  const request = { ...world.request, actor: { kind: 'person', userId: mint.user() } } as const;
  const fates: Fate[] = [];
  const asked = async () => ({ kind: 'answered', answer: offered }) as const;

  async function at<Outcome>(work: () => Promise<Outcome>): Promise<Outcome> {
    const fate = fates.shift() ?? 'lives';
    if (fate === 'dies before') throw new Died();
    const outcome = await work();
    if (fate === 'dies after') throw new Died();
    return outcome;
  }
  const transact: Transact<TeamTx> = (teamId, work) => at(() => ports.transact(teamId, work));

  const run = ({ operation }: Begun): Promise<Operation> =>
    at(async () => {
      const current = await ports.transact(world.teamId, (tx) => tx.operations.find(operation.id));
      return world.end(current ?? operation);
    });
  const own = {
    ...ports,
    transact,
    plans: { forProduct: asked, forResource: asked },
    knownNames: async () => ({ integrations: [integration.slug], resources: [], projects: [] }),
    digest: async (_team: string, text: string) => sha256(text),
    mintStatePlanId: mint.statePlan,
    mintProjectId: mint.project,
    mintEnvironmentId: mint.environment,
    mintSharedVariableId: mint.sharedVariable,
    run,
  };
  const planState = createPlanDesiredState(own);
  const applyState = createApplyStatePlan(own);
  const advance = createAdvanceStatePlan({
    ...own,
    install: createInstall(own),
    provision: createProvision({ ...own, look: transact }),
    updateResource: createUpdateResource(own),
    deleteResource: createDeleteResource(own),
  });

  const of = (desired: Partial<DesiredState>, values = {}, prunes = false) => ({
    ...{ teamId: world.teamId, actor: request.actor, values, prunes },
    desired: desiredState.parse({ project: 'shop', ...desired }),
  });

  const begin = ({ id }: StatePlan): Promise<Result<StatePlan, Refusal>> =>
    applyState({
      ...request,
      planId: id,
      acceptedPolicies: { [integration.slug]: ['toc'] },
      mayApply: () => undefined,
    });

  /** Goes on as often as the process ends, as the host does. */
  async function end(id: StatePlan['id']): Promise<StatePlan> {
    for (;;) {
      try {
        const moved = await advance(world.teamId, id);
        if (moved !== undefined && moved.status !== 'applying') return moved;
      } catch (error) {
        if (!(error instanceof Died)) throw error;
      }
    }
  }

  return {
    ...world,
    integration,
    advance: (id: StatePlan['id']) => advance(world.teamId, id),
    /** Lays fates on the next points at which a process may end. */
    fated: (...next: readonly Fate[]) => {
      fates.push(...next);
    },
    plan: (desired: Partial<DesiredState>, { values = {}, prunes = false } = {}) =>
      planState(of(desired, values, prunes)),
    begin,
    end,
    /** Plans and applies, through every interruption that is laid. */
    reach: async (
      desired: Partial<DesiredState>,
      { values = {}, prunes = false, interrupted = [] as readonly Fate[] } = {},
    ): Promise<Result<StatePlan, Refusal>> => {
      const planned = await planState(of(desired, values, prunes));
      if (!planned.ok) return planned;
      const begun = await begin(planned.value);
      if (!begun.ok) return begun;
      fates.push(...interrupted);
      const value = await end(begun.value.id);
      fates.splice(0);
      return { ok: true, value };
    },
  };
}
