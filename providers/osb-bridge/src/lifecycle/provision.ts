import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { type Metadata, ProviderError } from '@kontor/provider';
import { contextOf, type Originator } from '../broker/client.ts';
import { type OfferedPlan, parametersOf } from '../catalog/offers.ts';
import type { Resource } from '../state/records.ts';
import { advance } from './advance.ts';
import { leave } from './leave.ts';
import { dashboardIn, endOfPolling, instanceOf, nextPoll, type Parts } from './parts.ts';
import { refusalOf } from './refuse.ts';

export type Provisioning = {
  readonly installationId: string;
  readonly idempotencyKey: string | undefined;
  readonly slug: string;
  readonly name: string;
  readonly metadata: Metadata;
  readonly planId: string;
  readonly by: Originator | undefined;
};

/** How long nobody may ask for an instance again whose call was cut off, before it counts as an orphan. */
const cutOffMs = 600_000;

/**
 * Makes an instance and a binding of it. What the broker does at once is there when this ends; what it
 * only begins is looked after until it is. A repeat of the call finds what a former one had begun.
 */
export function provision(parts: Parts, asked: Provisioning): Promise<Resource> {
  const id = resourceIdOf(asked.installationId, asked.idempotencyKey);
  return parts.oneAtATime(id, async () => {
    const found = chosen(parts, asked);
    const parameters = parametersOf(found, asked.metadata);
    const resource = intend(parts, id, asked, found);
    if (resource.state !== 'asked') return resource;
    return ask(parts, { asked, resource, parameters });
  });
}

/** The plan that is asked for, as it is offered now. */
export function chosen(
  { catalogue }: Parts,
  { slug, planId }: Pick<Provisioning, 'slug' | 'planId'>,
): OfferedPlan & { readonly serviceId: string } {
  const offer = catalogue.bySlug(slug);
  if (offer === undefined) {
    throw new ProviderError('validation_error', `There is no product ${slug}.`, {
      fields: [{ key: 'productId', message: 'The broker offers no such service.' }],
    });
  }
  const found = offer.plans.find(({ plan }) => plan.id === planId);
  if (found) return { ...found, serviceId: offer.service.id };
  throw new ProviderError('validation_error', `There is no plan ${planId}.`, {
    fields: [{ key: 'billingPlanId', message: 'The broker offers no such plan.' }],
  });
}

function intend(
  { records, clock }: Parts,
  id: string,
  { installationId, slug, name, metadata, planId }: Provisioning,
  { serviceId, plan }: OfferedPlan & { readonly serviceId: string },
): Resource {
  const { resources, installations } = records;
  if (installations.get(installationId) === undefined) {
    throw new ProviderError('not_found', `${installationId} is not installed.`);
  }
  const known = resources.find(installationId, id);
  if (known) return known;
  const resource: Resource = {
    ...{ id, installationId, slug, name, metadata, serviceId, planId },
    instanceId: randomUUID(),
    state: 'asked',
    version: plan.maintenance_info?.version,
    dashboardUrl: undefined,
    bindingId: undefined,
    secrets: [],
    operation: undefined,
    wanted: undefined,
    nextAt: clock().getTime() + cutOffMs,
    until: Number.MAX_SAFE_INTEGER,
    message: undefined,
  };
  resources.put(resource);
  return resource;
}

type Asking = {
  readonly asked: Provisioning;
  readonly resource: Resource;
  readonly parameters: Readonly<Record<string, unknown>>;
};

async function ask(parts: Parts, { asked, resource, parameters }: Asking): Promise<Resource> {
  const { broker, records, catalogue } = parts;
  const { installationId, name, by } = asked;
  const { accountId = installationId } = records.installations.get(installationId) ?? {};
  const { version } = resource;
  const body = {
    ...contextOf({ accountId, name }),
    ...(Object.keys(parameters).length > 0 && { parameters }),
    ...(version !== undefined && { maintenance_info: { version } }),
  };
  const outcome = await broker.provision(instanceOf(resource), body, by);
  switch (outcome.kind) {
    case 'done':
      return bound(parts, { ...resource, state: 'binding', ...dashboardIn(outcome.body) }, by);
    case 'started': {
      const { operation } = outcome;
      const until = endOfPolling(parts, resource);
      const begun = { operation, until, nextAt: nextPoll(parts), ...dashboardIn(outcome.body) };
      const making: Resource = { ...resource, state: 'making', ...begun };
      records.resources.put(making);
      return making;
    }
    default: {
      const isOrphan = outcome.kind === 'failed' && outcome.isOrphan;
      records.together(() => {
        if (isOrphan) leave(parts, { ...resource, bindingIds: [], isWhole: true });
        // a repeat of the call makes another instance: this one's name is used up where it may be there
        records.resources.remove(resource.id);
      });
      if (outcome.kind === 'refused' && outcome.refusal.error === 'MaintenanceInfoConflict') {
        await catalogue.refresh();
      }
      throw refusalOf(outcome);
    }
  }
}

/** Binds at once, so that secrets go out with the answer; where that is refused, nothing is kept. */
async function bound(parts: Parts, made: Resource, by: Originator | undefined): Promise<Resource> {
  const { records } = parts;
  records.resources.put({ ...made, nextAt: nextPoll(parts) });
  const resource = await advance(parts, made.id, { by, isAwaited: true });
  if (resource?.state !== 'failed') return resource ?? made;
  records.resources.remove(made.id);
  throw new ProviderError(
    'unprocessable',
    `The instance could not be bound. ${resource.message ?? ''}`,
    {
      user: { message: resource.message ?? 'It could not be made.' },
    },
  );
}

/** The same for every repeat of a call. */
function resourceIdOf(installationId: string, idempotencyKey: string | undefined): string {
  const key = idempotencyKey ?? randomBytes(16).toString('hex');
  const digest = createHash('sha256').update(`${installationId}\n${key}`).digest('hex');
  return `osb_${digest.slice(0, 20)}`;
}
