import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { eventually, type Stage, wanted } from '../world/story.ts';
import type { Chance } from './chance.ts';

/** One team that does everything that it can do with one integration, as chance has it. */
export type Actor = {
  readonly stage: Stage;
  readonly chance: Chance;
  /** Whether its installation has to stay, because others look at it. */
  readonly keepsInstallation: boolean;
  /** Resources that it leaves alone. */
  readonly untouchable: ReadonlySet<string>;
};

const RESOURCES_AT_MOST = 6;
/** What has not ended by then never will, also on a busy machine. */
const LATE_MS = 600_000;
const plans = ['free', 'pro', 'credits'] as const;

type Mine = {
  readonly installation: string | undefined;
  readonly resources: readonly { readonly id: string; readonly plan: string | undefined }[];
};

/** Begins one operation and waits for its end. Answers its kind, or nothing where it was refused before it began. */
export async function actOnce(actor: Actor): Promise<string | undefined> {
  const { stage, chance } = actor;
  const mine = await readMine(actor);
  if (mine.installation === undefined) return install(stage);
  const act = chance.pick(choicesOf(actor, mine));
  return act({ ...actor, installation: mine.installation, resources: mine.resources });
}

type Acting = Actor & {
  readonly installation: string;
  readonly resources: Mine['resources'];
};
type Act = (acting: Acting) => Promise<string | undefined>;

/** What is commoner stands there more often. */
function choicesOf({ keepsInstallation, chance }: Actor, { resources }: Mine): readonly Act[] {
  const bought = resources.filter(({ plan }) => plan === 'credits');
  return [
    ...(resources.length < RESOURCES_AT_MOST ? [provision, provision, provision] : []),
    ...(resources.length > 0 ? [update, update, remove, rotate] : []),
    ...(bought.length > 0 ? [buy] : []),
    changePlan,
    renew,
    ...(!keepsInstallation && chance.isWithin(0.3) ? [uninstall] : []),
  ];
}

async function readMine({ stage, untouchable }: Actor): Promise<Mine> {
  const { owner, team, integration } = stage;
  const { body } = await owner.api(k.listInstallations, { params: { team } });
  const installation = body.installations.find(
    (each) => each.integration.slug === integration.slug && each.lifecycle === 'installed',
  )?.id;
  const listed = await owner.api(k.listTeamResources, { params: { team } });
  const resources = listed.body.resources
    .filter(({ id, lifecycle }) => lifecycle === 'active' && !untouchable.has(id))
    .map(({ id, billingPlan }) => ({ id, plan: billingPlan?.id }));
  return { installation, resources };
}

async function install(stage: Stage) {
  const { owner, team, integration } = stage;
  const begun = await owner.api(k.install, {
    params: { team },
    body: { integration: integration.slug, acceptedPolicies: ['toc', 'eula'] },
  });
  return ended(stage, begun);
}

const provision: Act = async ({ stage, chance, installation }) => {
  const begun = await stage.owner.api(k.createResource, {
    params: { team: stage.team, installation },
    body: wanted({ billingPlanId: chance.pick(plans) }),
  });
  return ended(stage, begun);
};

const update: Act = async ({ stage, chance, resources }) => {
  const change = chance.pick([
    () => ({ name: `named-${Math.floor(chance.next() * 1e9)}` }),
    () => ({ metadata: { region: chance.pick(['fra1', 'iad1']), size: 1 } }),
    () => ({ billingPlan: chance.pick(['free', 'pro']) }),
  ])();
  const begun = await stage.owner.api(k.updateTeamResource, {
    params: { team: stage.team, resource: chance.pick(resources).id },
    body: 'billingPlan' in change ? { billingPlanId: change.billingPlan } : change,
  });
  return ended(stage, begun);
};

const remove: Act = async ({ stage, chance, resources }) => {
  const params = { team: stage.team, resource: chance.pick(resources).id };
  return ended(stage, await stage.owner.api(k.deleteTeamResource, { params }));
};

const rotate: Act = async ({ stage, chance, resources }) => {
  const params = { team: stage.team, resource: chance.pick(resources).id };
  return ended(stage, await stage.owner.api(k.rotateTeamResourceSecrets, { params, body: {} }));
};

const buy: Act = async ({ stage, chance, installation, resources }) => {
  const resource = chance.pick(resources.filter(({ plan }) => plan === 'credits')).id;
  const begun = await stage.owner.api(k.createPurchase, {
    params: { team: stage.team, installation },
    body: { amount: '10', resource },
  });
  if (begun.status >= 300) return undefined;
  const params = { team: stage.team, invoice: begun.body.purchase.invoiceId };
  await eventually(async () => {
    const { body } = await stage.owner.api(k.getPurchase, { params });
    return !['open', 'paid', 'crediting'].includes(body.purchase.state);
  }, LATE_MS);
  return 'provision-purchase';
};

const changePlan: Act = async ({ stage, chance, installation }) => {
  const begun = await stage.owner.api(k.updateTeamInstallation, {
    params: { team: stage.team, installation },
    body: { billingPlanId: chance.pick(['free', 'team']) },
  });
  return ended(stage, begun);
};

const renew: Act = async ({ stage, installation }) => {
  const begun = await stage.owner.api(k.renewInstallation, {
    params: { team: stage.team, installation },
    body: { acceptedPolicies: ['toc', 'eula'] },
  });
  return ended(stage, begun);
};

const uninstall: Act = async ({ stage, installation }) => {
  const params = { team: stage.team, installation };
  return ended(stage, await stage.owner.api(k.uninstall, { params }));
};

type Answer = {
  readonly status: number;
  readonly body: { readonly operation: { readonly id: string; readonly kind: string } };
  readonly error: { readonly code: string; readonly [fact: string]: unknown };
};

/** The kind of the operation that was begun, once it has ended. */
async function ended({ owner, team }: Stage, answer: Answer): Promise<string | undefined> {
  if (answer.status >= 500 && answer.error.operationId === undefined) {
    // the provider could not even be asked for its plans: nothing was begun
    return undefined;
  }
  const named = answer.status < 300 ? answer.body.operation.id : answer.error.operationId;
  if (typeof named !== 'string') return undefined;
  const params = { team, operation: named };
  return eventually(async () => {
    const { body } = await owner.api(k.getOperation, { params, query: { wait: 10 } });
    return body.operation.status !== 'running' && body.operation.kind;
  }, LATE_MS);
}
