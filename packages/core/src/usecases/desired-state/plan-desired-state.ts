import type { DesiredState, StatePlanId, TeamId } from '@kontor/protocol/vocabulary';
import type { Actor } from '../../domain/actor.ts';
import { planState } from '../../domain/desired-state/plan-state.ts';
import type { GivenValues } from '../../domain/desired-state/plan-variables.ts';
import { stateFacts } from '../../domain/desired-state/state-facts.ts';
import { type StatePlan, statePlanLifetimeMs } from '../../domain/desired-state/state-plan.ts';
import type {
  KnownNames,
  NamedIntegration,
  Offer,
  StateWorld,
} from '../../domain/desired-state/state-world.ts';
import { canonicalJson } from '../../domain/event/canonical-json.ts';
import type { Refusal } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';
import type { CatalogReader } from '../catalog-reader.ts';
import { answerOf } from '../plans.ts';
import type { PlanSource } from '../provider.ts';
import type { TeamTx, Transact } from '../team-tx.ts';
import { namedIntegrations, readStateWorld, type StateWorldTx } from './read-state-world.ts';
import { unreachable } from './state-refusals.ts';

export type PlanStateTx = StateWorldTx & Pick<TeamTx, 'events'>;

/** A keyed digest of a text, which tells nobody without the key what the text is. */
export type Digest = (teamId: TeamId, text: string) => Promise<string>;

export type PlanStatePorts = {
  readonly transact: Transact<PlanStateTx>;
  readonly catalog: CatalogReader;
  readonly knownNames: (teamId: TeamId) => Promise<KnownNames>;
  readonly plans: Pick<PlanSource, 'forProduct' | 'forResource'>;
  readonly digest: Digest;
  readonly now: () => Date;
  readonly mintStatePlanId: () => StatePlanId;
};

export type PlanStateRequest = {
  readonly teamId: TeamId;
  readonly actor: Actor;
  readonly desired: DesiredState;
  /** Values that the file leaves to the machine that plans. */
  readonly values: GivenValues;
  /** Whether what earlier plans made and the file does not name any more is to go. */
  readonly prunes: boolean;
};

/**
 * Plans how a project comes to have what a file says, and keeps the plan for a day. Nothing else is
 * changed. Providers are asked for prices, outside any transaction.
 */
export function createPlanDesiredState(ports: PlanStatePorts) {
  const { transact, catalog, digest, now } = ports;
  return async (request: PlanStateRequest): Promise<Result<StatePlan, Refusal>> => {
    const { teamId, actor, desired, values, prunes } = request;
    const integrations = await namedIntegrations(catalog, teamId, desired);
    const read = await transact(teamId, (tx) => readStateWorld(tx, desired, integrations));
    const world = await complete(ports, request, read);
    const planned = planState(desired, world, { values, prunes });
    if (!planned.ok) return unreachable(planned.error);
    const at = now();
    const fileDigest = await digest(
      teamId,
      canonicalJson({ desired: withoutNew(desired), values }),
    );
    const fingerprint = await digest(teamId, stateFacts(world));
    return transact(teamId, async (tx): Promise<Result<StatePlan, Refusal>> => {
      const file = await tx.statePlans.lockFile(desired.project);
      const plan: StatePlan = {
        id: ports.mintStatePlanId(),
        teamId,
        project: desired.project,
        status: 'ready',
        planned: planned.value,
        steps: planned.value.steps.map((step) => ({ step, status: 'pending' })),
        fingerprint,
        fileDigest,
        isDrift: planned.value.steps.length > 0 && file.digest === fileDigest,
        prunes,
        createdBy: actor,
        createdAt: at,
        expiresAt: new Date(at.getTime() + statePlanLifetimeMs),
        application: null,
        finishedAt: null,
        refusal: null,
      };
      await tx.statePlans.insert(plan, { desired, values });
      await tx.events.append({
        type: 'state-plan.created',
        actor,
        subject: { statePlan: plan.id, ...(world.project && { project: world.project.id }) },
        data: { project: plan.project, steps: plan.steps.length, isDrift: plan.isDrift },
      });
      return ok(plan);
    });
  };
}

/** Files that name neither environments nor anything shared have the digest that they always had. */
function withoutNew({ environments, shared, ...desired }: DesiredState) {
  return {
    ...desired,
    ...(Object.keys(environments).length > 0 && { environments }),
    ...(Object.keys(shared).length > 0 && { shared }),
  };
}

/** Adds what is known outside the team's own data: prices, the catalogue, how integrations are called. */
async function complete(
  ports: PlanStatePorts,
  { teamId, desired }: PlanStateRequest,
  world: StateWorld,
): Promise<StateWorld> {
  const resources = await Promise.all(
    world.resources.map(async (each) => ({
      ...each,
      integration: (await ports.catalog(each.integration))?.slug ?? each.integration,
    })),
  );
  const offers = await Promise.all(
    Object.keys(desired.resources).map(async (name) => {
      const offer = await askFor(ports.plans, { teamId, desired, name }, { ...world, resources });
      return [name, offer] as const;
    }),
  );
  const known = offers.flatMap(([name, offer]) => (offer ? [[name, offer] as const] : []));
  const names = await ports.knownNames(teamId);
  return { ...world, resources, offers: new Map(known), known: names };
}

type Asked = Pick<PlanStateRequest, 'teamId' | 'desired'> & { readonly name: string };

/** The plans that a resource can be had under; undefined where it keeps the one it has. */
async function askFor(
  plans: PlanStatePorts['plans'],
  { teamId, desired, name }: Asked,
  { integrations, resources }: StateWorld,
): Promise<Offer | undefined> {
  const wanted = desired.resources[name];
  const [slug = '', product = ''] = wanted?.product.split('/') ?? [];
  const integration = integrations.get(slug);
  if (wanted === undefined || !canBeAsked(integration, product)) return undefined;
  const standing = resources.find(
    (each) => each.integration === slug && each.resource.name === name,
  );
  const { id: integrationId, installation } = integration;
  const metadata = wanted.options ?? {};
  if (standing === undefined) {
    const installationId = installation?.id ?? null;
    return offerOf(
      answerOf(
        await plans.forProduct({ teamId, integrationId, installationId, product, metadata }),
      ),
    );
  }
  const { externalId, installationId, billingPlan } = standing.resource;
  if (wanted.plan === undefined || wanted.plan === billingPlan?.id || externalId === null) {
    return undefined;
  }
  return offerOf(
    answerOf(await plans.forResource({ teamId, integrationId, installationId, externalId })),
  );
}

function canBeAsked(
  integration: NamedIntegration | undefined,
  product: string,
): integration is NamedIntegration {
  return integration?.products.some(({ slug }) => slug === product) ?? false;
}

function offerOf(answer: ReturnType<typeof answerOf<StatedPlans>>): Offer {
  return answer.ok ? { plans: answer.value } : { unknown: answer.error.message };
}

type StatedPlans = Extract<Offer, { readonly plans: unknown }>['plans'];
