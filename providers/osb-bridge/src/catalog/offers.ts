import { isDeepStrictEqual } from 'node:util';
import {
  type BillingPlan,
  type FieldProblem,
  type Metadata,
  type MetadataSchema,
  ProviderError,
} from '@kontor/provider';
import {
  type BrokerPlan,
  type BrokerService,
  type Catalog,
  isBindable,
} from '../broker/catalog.ts';
import { type Field, fieldsOf, type Unmapped } from './form.ts';

/** A service as it is sold: its form, and those of its plans that can be. */
export type Offer = {
  readonly slug: string;
  readonly service: BrokerService;
  readonly metadataSchema: MetadataSchema;
  readonly plans: readonly OfferedPlan[];
};

export type OfferedPlan = {
  readonly plan: BrokerPlan;
  readonly fields: readonly Field[];
};

export type Offers = {
  readonly offers: readonly Offer[];
  readonly unmapped: readonly Unmapped[];
};

export type OfferOptions = {
  /** Whether plans that cost are offered, though nobody is billed for them by the bridge. */
  readonly offersPaidPlans: boolean;
};

/** What a broker may demand of bindings that no marketplace of this protocol does. */
const unmetNeeds = ['syslog_drain', 'route_forwarding', 'volume_mount'];

/** Makes products and plans of a broker's catalogue, and says what could not be made one. */
export function offersOf({ services }: Catalog, options: OfferOptions): Offers {
  const unmapped: Unmapped[] = [];
  const slugs = new Set<string>();
  const offers = services.flatMap((service): Offer[] => {
    const say = (at: string, why: string) => unmapped.push({ at: `${service.name}${at}`, why });
    const slug = slugOf(service.name);
    const need = service.requires.find((each) => unmetNeeds.includes(each));
    if (need !== undefined)
      say('', `It requires ${need}, which there is not here: it is not sold.`);
    if (slugs.has(slug)) say('', `Another service is called ${slug}: it is not sold.`);
    if (need !== undefined || slugs.has(slug)) return [];
    slugs.add(slug);
    if (service.dashboard_client) say('.dashboard_client', 'Nobody is signed in to its dashboard.');
    const offered = plansOf(service, options, say);
    if (offered.length === 0) say('', 'None of its plans can be sold.');
    for (const each of offered.flatMap((one) => one.notes)) unmapped.push(each);
    if (offered.length === 0) return [];
    const { metadataSchema, dropped } = formOf(offered);
    for (const name of dropped)
      say(`.${name}`, 'Its plans describe it differently: it is left out.');
    const plans = offered.map(({ plan, fields }) => ({
      plan,
      fields: fields.filter(({ name }) => !dropped.includes(name)),
    }));
    return [{ slug, service, metadataSchema, plans }];
  });
  return { offers, unmapped };
}

function plansOf(
  service: BrokerService,
  { offersPaidPlans }: OfferOptions,
  say: (at: string, why: string) => void,
) {
  return service.plans.flatMap((plan) => {
    const at = `${service.name}.${plan.name}`;
    const { fields, unmapped, isUsable } = fieldsOf(
      plan.schemas?.service_instance?.create?.parameters,
      at,
    );
    const binding = plan.schemas?.service_binding?.create?.parameters;
    if (binding?.required !== undefined) {
      say(
        `.${plan.name}`,
        'Its bindings require parameters, which nobody is asked for: it is not sold.',
      );
      return [];
    }
    if (!isUsable) {
      say(`.${plan.name}`, 'It requires a parameter that no form can show: it is not sold.');
      return [];
    }
    if (!plan.free && !offersPaidPlans) {
      say(
        `.${plan.name}`,
        'It costs, and brokers do not tell what is owed: it is not sold unless you say so.',
      );
      return [];
    }
    return [{ plan, fields, notes: unmapped }];
  });
}

/** One form for all plans: what only some have is not required. */
function formOf(offered: readonly OfferedPlan[]) {
  const all = new Map<string, Field[]>();
  for (const field of offered.flatMap(({ fields }) => fields)) {
    all.set(field.name, [...(all.get(field.name) ?? []), field]);
  }
  const dropped = [...all].flatMap(([name, [first, ...others]]) =>
    others.every(({ control }) => isDeepStrictEqual(control, first?.control)) ? [] : [name],
  );
  const kept = [...all].filter(([name]) => !dropped.includes(name));
  const required = kept.flatMap(([name, fields]) =>
    fields.length === offered.length && fields.every(({ isRequired }) => isRequired) ? [name] : [],
  );
  const metadataSchema: MetadataSchema = {
    type: 'object',
    properties: Object.fromEntries(
      kept.flatMap(([name, [field]]) => (field ? [[name, field.control]] : [])),
    ),
    ...(required.length > 0 && { required }),
    additionalProperties: false,
  };
  return { metadataSchema, dropped };
}

/** The product as it is registered with a host. @see spec/partner-api.md §10.2 */
export function productOf({ slug, service, plans, metadataSchema }: Offer) {
  const { displayName } = service.metadata;
  const isRotatable = plans.every(({ plan }) => isBindable(service, plan));
  return {
    slug,
    name: (typeof displayName === 'string' ? displayName : service.name).slice(0, 64),
    shortDescription: service.description.slice(0, 100),
    metadataSchema,
    capabilities: isRotatable ? { secretRotation: { maxDelayHours: 720 } } : {},
  };
}

/** A plan in the words of the protocol. */
export function billingPlanOf({ plan }: OfferedPlan): BillingPlan {
  const { bullets } = plan.metadata;
  const details = (Array.isArray(bullets) ? bullets : []).map((label) => ({
    label: String(label),
  }));
  const cost = costOf(plan);
  return {
    id: plan.id,
    type: 'subscription',
    scope: 'resource',
    name: plan.name,
    description: plan.description,
    paymentMethodRequired: !plan.free,
    ...(details.length > 0 && { details }),
    ...(cost !== undefined && { cost }),
  };
}

/** Costs as brokers customarily list them. */
function costOf({ metadata: { costs } }: BrokerPlan): string | undefined {
  if (!Array.isArray(costs)) return undefined;
  const texts = costs.flatMap((each: { amount?: { usd?: unknown }; unit?: unknown } | null) => {
    const usd = each?.amount?.usd;
    return typeof usd === 'number'
      ? [`$${usd} (${String(each?.unit ?? 'once').toLowerCase()})`]
      : [];
  });
  return texts.length > 0 ? texts.join(', ') : undefined;
}

/**
 * The parameters that a team filled in, as the broker's schema has them. What a plan has not, and what
 * is missing, is named.
 *
 * @throws ProviderError `validation_error`
 */
export function parametersOf({ fields }: OfferedPlan, metadata: Metadata): Record<string, unknown> {
  const problems: FieldProblem[] = [];
  const parameters: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(metadata)) {
    const field = fields.find((each) => each.name === name);
    if (field === undefined)
      problems.push({ key: name, message: 'The plan has no such parameter.' });
    else if (!isOffered(field, value))
      problems.push({ key: name, message: 'It is none of the values.' });
    else parameters[name] = field.typed(value);
  }
  for (const { name, isRequired } of fields) {
    if (isRequired && parameters[name] === undefined) {
      problems.push({ key: name, message: 'It is required.' });
    }
  }
  if (problems.length === 0) return parameters;
  const message = problems.map(({ key, message: why }) => `${key}: ${why}`).join(' ');
  throw new ProviderError('validation_error', `The form is wrong. ${message}`, {
    fields: problems,
  });
}

function isOffered({ control }: Field, value: Metadata[string]): boolean {
  switch (control.type) {
    case 'boolean':
      return typeof value === 'boolean';
    case 'number':
      return typeof value === 'number';
    case 'array':
      return Array.isArray(value);
    default: {
      const choices = 'enum' in control ? control.enum : undefined;
      return typeof value === 'string' && (choices?.includes(value) ?? true);
    }
  }
}

function slugOf(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
}
