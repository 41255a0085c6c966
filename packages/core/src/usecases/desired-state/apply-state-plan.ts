import type { StatePlanId, TeamId } from '@kontor/protocol/vocabulary';
import type { Actor } from '../../domain/actor.ts';
import { stateFacts } from '../../domain/desired-state/state-facts.ts';
import type { StatePlan } from '../../domain/desired-state/state-plan.ts';
import { type Refusal, refuse } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';
import type { CatalogIntegration, CatalogReader } from '../catalog-reader.ts';
import { isAgent } from '../mandate/permit-agent.ts';
import type { TeamTx, Transact } from '../team-tx.ts';
import { finished, stateEvent } from './end-state-plan.ts';
import type { Digest } from './plan-desired-state.ts';
import { namedIntegrations, readStateWorld, type StateWorldTx } from './read-state-world.ts';
import { otherApplied, planExpired, planOutdated, statePlanNotFound } from './state-refusals.ts';

export type ApplyStateTx = StateWorldTx & Pick<TeamTx, 'events'>;

export type ApplyStatePorts = {
  readonly transact: Transact<ApplyStateTx>;
  readonly catalog: CatalogReader;
  readonly digest: Digest;
  readonly now: () => Date;
};

export type ApplyStateRequest = {
  readonly teamId: TeamId;
  readonly actor: Actor;
  readonly planId: StatePlanId;
  /** Policies that a person accepts, by the slug of their integration. */
  readonly acceptedPolicies: Readonly<Record<string, readonly string[]>>;
  /** May the caller do all that the plan does? */
  readonly mayApply: (plan: StatePlan) => Refusal | undefined;
  readonly traceId: string;
};

/**
 * Begins to apply a plan, once: a repeat answers how far it is. It is refused when anything that the
 * plan was made from is different now, and while another plan of the project is being applied.
 */
export function createApplyStatePlan(ports: ApplyStatePorts) {
  const { transact, catalog } = ports;
  return async (request: ApplyStateRequest): Promise<Result<StatePlan, Refusal>> => {
    const { teamId, planId } = request;
    const seen = await transact(teamId, async (tx) => ({
      plan: await tx.statePlans.find(planId),
      content: await tx.statePlans.content(planId),
    }));
    if (seen.plan === undefined) return statePlanNotFound(planId);
    const forbidden = request.mayApply(seen.plan);
    if (forbidden !== undefined) return { ok: false, error: forbidden };
    const { content } = seen;
    if (content === undefined) return ok(seen.plan);
    const integrations = await namedIntegrations(catalog, teamId, content.desired);
    return transact(teamId, (tx) => begin(tx, ports, { ...request, ...content, integrations }));
  };
}

type Begin = ApplyStateRequest & {
  readonly desired: Parameters<typeof readStateWorld>[1];
  readonly integrations: readonly CatalogIntegration[];
};

async function begin(
  tx: ApplyStateTx,
  { digest, now }: ApplyStatePorts,
  { teamId, planId, desired, integrations, ...request }: Begin,
): Promise<Result<StatePlan, Refusal>> {
  const plan = await tx.statePlans.lock(planId);
  if (plan === undefined) return statePlanNotFound(planId);
  if (plan.status !== 'ready') return ok(plan);
  const file = await tx.statePlans.lockFile(desired.project);
  const at = now();
  if (at >= plan.expiresAt) return planExpired(plan);
  if (file.applying !== null) return otherApplied(plan.project, file.applying);
  const world = await readStateWorld(tx, desired, integrations);
  if ((await digest(teamId, stateFacts(world))) !== plan.fingerprint) return planOutdated(plan);
  // an agent's installations wait until a person has accepted their terms
  const missing = isAgent(request.actor) ? [] : missingPolicies(plan, request.acceptedPolicies);
  if (missing.length > 0) return policiesNotAccepted(missing);
  const { actor, acceptedPolicies, traceId } = request;
  const begun: StatePlan = {
    ...plan,
    status: 'applying',
    application: { actor, acceptedPolicies, traceId, begunAt: at.toISOString() },
  };
  await tx.events.append(stateEvent('state-plan.begun', begun, actor));
  if (begun.steps.length === 0) return ok(await finished(tx, begun, at));
  await tx.statePlans.save(begun);
  return ok(begun);
}

type Missing = { readonly integration: string; readonly missing: readonly string[] };

function missingPolicies(
  { planned }: StatePlan,
  accepted: ApplyStateRequest['acceptedPolicies'],
): readonly Missing[] {
  return planned.policies.flatMap(({ integration, policies }) => {
    const given = Object.hasOwn(accepted, integration) ? accepted[integration] : undefined;
    const missing = policies.filter((policy) => given?.includes(policy) !== true);
    return missing.length > 0 ? [{ integration, missing }] : [];
  });
}

function policiesNotAccepted(missing: readonly Missing[]) {
  const each = missing.map((one) => `${one.integration} (${one.missing.join(', ')})`);
  return refuse(
    'policies_not_accepted',
    `To apply this plan, a person must accept the terms of ${each.join(' and ')}.`,
    { integrations: missing },
  );
}
