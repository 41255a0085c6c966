import type {
  DesiredResource,
  DesiredState,
  Metadata,
  ResolvedBillingPlan,
} from '@kontor/protocol/vocabulary';
import { freePlanOf, isFree } from '../catalog/billing-plan.ts';
import { validateMetadata } from '../catalog/metadata.ts';
import { canonicalJson } from '../event/canonical-json.ts';
import { perMonthOf } from './monthly-cost.ts';
import type { PlanCost, PlanItem, StateProblem, StateStep, StepResource } from './state-plan.ts';
import type { NamedIntegration, NamedResource, StateWorld } from './state-world.ts';

/** What comes of the resources of a desired state. */
export type PlannedResources = {
  readonly items: readonly PlanItem[];
  readonly steps: readonly StateStep[];
  readonly costs: readonly PlanCost[];
  readonly unknowns: readonly string[];
  readonly problems: readonly StateProblem[];
  /** What each name of the file means from now on. */
  readonly bound: ReadonlyMap<string, StepResource>;
  /** Integrations to be installed first. */
  readonly missing: readonly NamedIntegration[];
};

type One = Omit<PlannedResources, 'bound' | 'missing'> & {
  readonly bound?: StepResource;
  readonly missing?: NamedIntegration;
};

const nothing = { items: [], steps: [], costs: [], unknowns: [], problems: [] } as const;

/** Plans the resources that a file names: those that stand are kept or changed, others are made. */
export function planResources(desired: DesiredState, world: StateWorld): PlannedResources {
  const ones = Object.entries(desired.resources).map(
    ([name, wanted]) => [name, planResource(name, wanted, world)] as const,
  );
  const all = ones.map(([, one]) => one);
  return {
    items: all.flatMap(({ items }) => items),
    steps: all.flatMap(({ steps }) => steps),
    costs: all.flatMap(({ costs }) => costs),
    unknowns: all.flatMap(({ unknowns }) => unknowns),
    problems: all.flatMap(({ problems }) => problems),
    bound: new Map(ones.flatMap(([name, { bound }]) => (bound ? [[name, bound] as const] : []))),
    missing: [...new Set(all.flatMap(({ missing }) => missing ?? []))],
  };
}

function planResource(name: string, wanted: DesiredResource, world: StateWorld): One {
  const [slug = '', productSlug = ''] = wanted.product.split('/');
  const integration = world.integrations.get(slug);
  const path = ['resources', name] as const;
  if (integration === undefined) {
    const message = `There is no integration '${slug}' in the catalogue.`;
    return wrong([...path, 'product'], message, world.known.integrations);
  }
  const hindrance = hindranceOf(integration);
  if (hindrance !== undefined) return wrong([...path, 'product'], hindrance);
  const product = integration.products.find((each) => each.slug === productSlug);
  if (product === undefined) {
    const message = `${integration.name} has no product '${productSlug}'.`;
    const offered = integration.products.map((each) => `${slug}/${each.slug}`);
    return wrong([...path, 'product'], message, offered);
  }
  const standing = world.resources.find(
    ({ resource, ...each }) => each.integration === slug && resource.name === name,
  );
  const subject = { name, wanted, integration, product, offer: world.offers.get(name) };
  return standing === undefined ? planNew(subject) : planStanding(subject, standing, world);
}

type Subject = {
  readonly name: string;
  readonly wanted: DesiredResource;
  readonly integration: NamedIntegration;
  readonly product: NamedIntegration['products'][number];
  readonly offer: ReturnType<StateWorld['offers']['get']>;
};

function planNew({ name, wanted, integration, product, offer }: Subject): One {
  const metadata = validateMetadata(product.metadataSchema, wanted.options ?? {}, 'create');
  if (!metadata.ok) return wrongOptions(name, metadata.error.fields);
  const { installation, slug } = integration;
  const chosen = choosePlan(name, wanted.plan ?? installation?.billingPlan?.id, offer);
  if ('problem' in chosen) return { ...nothing, problems: [chosen.problem] };
  const missing = installation === null ? { missing: integration } : {};
  const { id, plan } = chosen;
  const costs = plan ? [costOf(name, plan)] : [];
  return {
    ...nothing,
    ...missing,
    costs,
    unknowns: chosen.unknowns,
    bound: { integration: slug, name },
    items: [{ action: 'create', kind: 'resource', name, changes: saidOf(wanted, id) }],
    steps: [
      {
        kind: 'provision',
        integration: slug,
        product: product.slug,
        name,
        metadata: metadata.value,
        ...(id === undefined ? {} : { billingPlanId: id }),
      },
    ],
  };
}

function planStanding(
  { name, wanted, product, offer }: Subject,
  { resource }: NamedResource,
  { made }: StateWorld,
): One {
  const path = ['resources', name] as const;
  if (resource.productId !== product.id) {
    const message = `'${name}' is of another product already. A resource keeps its product: choose another name.`;
    return wrong([...path, 'product'], message);
  }
  if (resource.lifecycle !== 'active') {
    return wrong(
      path,
      `'${name}' is ${resource.lifecycle} just now. Plan again when that is over.`,
    );
  }
  const metadata = changedOptions(wanted.options, resource.metadata);
  if (metadata !== undefined) {
    const valid = validateMetadata(product.metadataSchema, metadata, 'update', resource.metadata);
    if (!valid.ok) return wrongOptions(name, valid.error.fields);
  }
  const current = resource.pendingBillingPlan ?? resource.billingPlan;
  const isOtherPlan = wanted.plan !== undefined && wanted.plan !== current?.id;
  const chosen = isOtherPlan
    ? choosePlan(name, wanted.plan, offer)
    : { plan: current, unknowns: [] };
  if ('problem' in chosen) return { ...nothing, problems: [chosen.problem] };
  const changes = [
    ...(isOtherPlan ? [`plan: ${current?.id ?? 'none'} → ${wanted.plan}`] : []),
    ...Object.entries(metadata ?? {}).map(
      ([key, value]) => `${key}: ${shown(resource.metadata[key])} → ${shown(value)}`,
    ),
  ];
  const change = {
    ...(metadata === undefined ? {} : { metadata }),
    ...(isOtherPlan && wanted.plan !== undefined ? { billingPlanId: wanted.plan } : {}),
  };
  return {
    ...nothing,
    costs: chosen.plan ? [costOf(name, chosen.plan)] : [],
    unknowns: chosen.unknowns,
    bound: { id: resource.id },
    items: [
      {
        action: changes.length > 0 ? 'change' : 'keep',
        kind: 'resource',
        name,
        isMade: made.resources.includes(resource.id),
        ...(changes.length > 0 && { changes }),
      },
    ],
    steps: changes.length > 0 ? [{ kind: 'update-resource', resourceId: resource.id, change }] : [],
  };
}

/** The options that are to be different; what the file does not name stays. */
function changedOptions(options: Metadata = {}, current: Metadata): Metadata | undefined {
  const changed = Object.entries(options).filter(([key, value]) => {
    const standing = Object.hasOwn(current, key) ? current[key] : undefined;
    return standing === undefined || canonicalJson(value) !== canonicalJson(standing);
  });
  return changed.length === 0 ? undefined : Object.fromEntries(changed);
}

type Chosen =
  | { readonly problem: StateProblem }
  | {
      readonly id?: string;
      readonly plan?: ResolvedBillingPlan | null | undefined;
      readonly unknowns: readonly string[];
    };

/** The plan that is named, else the free one, if its provider offers it now. */
function choosePlan(name: string, id: string | undefined, offer: Subject['offer']): Chosen {
  if (offer === undefined || 'unknown' in offer) {
    const why = offer === undefined ? 'it was not asked' : offer.unknown;
    const unknowns = [`What ${name} costs, and whether its plan is offered: ${why}`];
    return id === undefined ? { unknowns } : { id, unknowns };
  }
  const offered = offer.plans.filter(({ disabled }) => disabled !== true);
  const plan = id === undefined ? freePlanOf(offer.plans) : offered.find((each) => each.id === id);
  if (plan !== undefined)
    return { id: plan.id, plan, unknowns: isFree(plan) ? [] : [payable(name)] };
  const message =
    id === undefined
      ? 'There is no free plan, so one must be named.'
      : `The plan '${id}' is not offered now.`;
  const path = ['resources', name, ...(id === undefined ? [] : ['plan'])];
  return { problem: { path, message, candidates: offered.map((each) => each.id) } };
}

/** A payment method may be tried for it, which nobody wants to happen by planning. @see needsOf */
function payable(name: string): string {
  return `Whether a payment for the plan of ${name} goes through: that is tried when it is taken.`;
}

function costOf(resource: string, plan: ResolvedBillingPlan): PlanCost {
  return { resource, plan: plan.id, stated: plan.cost ?? null, perMonth: perMonthOf(plan) };
}

/** Why nothing can be made with an integration now. */
function hindranceOf({ name, isNative, installation }: NamedIntegration): string | undefined {
  if (!isNative) return `${name} is not installed; an account at its provider is linked.`;
  switch (installation?.lifecycle) {
    case 'installing':
      return `${name} is still being installed. Plan again when that is over.`;
    case 'uninstalling':
      return `${name} is being uninstalled. Plan again when that is over.`;
    default:
      return undefined;
  }
}

function saidOf({ product, options = {} }: DesiredResource, plan: string | undefined): string[] {
  return [
    `product: ${product}`,
    ...(plan === undefined ? [] : [`plan: ${plan}`]),
    ...Object.entries(options).map(([key, value]) => `${key}: ${shown(value)}`),
  ];
}

function shown(value: Metadata[string] | undefined): string {
  return value === undefined ? 'nothing' : Array.isArray(value) ? value.join(', ') : String(value);
}

function wrong(path: StateProblem['path'], message: string, candidates?: readonly string[]): One {
  const problem = { path, message, ...(candidates === undefined ? {} : { candidates }) };
  return { ...nothing, problems: [problem] };
}

function wrongOptions(
  name: string,
  fields: readonly { readonly key: string; readonly message: string }[],
): One {
  const problems = fields.map(({ key, message }) => ({
    path: ['resources', name, 'options', key],
    message,
  }));
  return { ...nothing, problems };
}
