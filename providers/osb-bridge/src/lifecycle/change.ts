import { type Metadata, ProviderError } from '@kontor/provider';
import { isPlanUpdateable } from '../broker/catalog.ts';
import { contextOf, type Originator } from '../broker/client.ts';
import { parametersOf } from '../catalog/offers.ts';
import type { Resource, Wanted } from '../state/records.ts';
import { endOfPolling, instanceOf, nextPoll, type Parts } from './parts.ts';
import { chosen } from './provision.ts';
import { refusalOf } from './refuse.ts';

export type Which = { readonly installationId: string; readonly id: string };

export type Change = {
  readonly name?: string | undefined;
  readonly metadata?: Metadata | undefined;
  readonly billingPlanId?: string | undefined;
  readonly by: Originator | undefined;
};

/** @throws ProviderError `not_found`, or `conflict` while it is being made or changed */
export function findReady({ records }: Parts, { installationId, id }: Which): Resource {
  const resource = records.resources.find(installationId, id);
  if (resource === undefined) throw new ProviderError('not_found', `There is no resource ${id}.`);
  if (resource.state === 'ready' || resource.state === 'telling') return resource;
  throw new ProviderError('conflict', `The resource ${id} is not ready: it is ${resource.state}.`);
}

/**
 * Changes name, parameters or plan. A name is only kept here; for the rest the broker is asked, and what
 * it only begins is looked after, while the resource stays as it was.
 */
export function change(parts: Parts, which: Which, wish: Change): Promise<Resource> {
  return parts.oneAtATime(which.id, async () => {
    const resource = findReady(parts, which);
    const planId = wish.billingPlanId ?? resource.planId;
    const metadata = { ...resource.metadata, ...wish.metadata };
    const wanted = { name: wish.name ?? resource.name, metadata, planId };
    const isNamed = planId === resource.planId && wish.metadata === undefined;
    if (!isNamed) return ask(parts, { resource, wish, wanted });
    const named = { ...resource, name: wanted.name };
    parts.records.resources.put(named);
    return named;
  });
}

type Asking = {
  readonly resource: Resource;
  readonly wish: Change;
  readonly wanted: Omit<Wanted, 'version'>;
};

async function ask(parts: Parts, { resource, wish, wanted }: Asking): Promise<Resource> {
  const { broker, records, catalogue } = parts;
  const { slug, installationId, version } = resource;
  const target = chosen(parts, { slug, planId: wanted.planId });
  requireMovable(parts, resource, wanted.planId);
  const parameters = parametersOf(target, wanted.metadata);
  const newest = target.plan.maintenance_info?.version;
  const { accountId = installationId } = records.installations.get(installationId) ?? {};
  const body = {
    context: contextOf({ accountId, name: wanted.name }).context,
    plan_id: wanted.planId,
    ...(wish.metadata !== undefined && { parameters }),
    previous_values: {
      plan_id: resource.planId,
      service_id: resource.serviceId,
      ...(version !== undefined && { maintenance_info: { version } }),
    },
    ...(newest !== undefined && { maintenance_info: { version: newest } }),
  };
  const outcome = await broker.update(instanceOf(resource), body, wish.by);
  switch (outcome.kind) {
    case 'done': {
      const changed = { ...resource, ...wanted, version: newest, message: undefined };
      records.resources.put(changed);
      return changed;
    }
    case 'started': {
      const { operation } = outcome;
      const until = endOfPolling(parts, resource);
      const begun = { operation, until, nextAt: nextPoll(parts) };
      const changing: Resource = {
        ...resource,
        ...begun,
        state: 'changing',
        wanted: { ...wanted, version: newest },
      };
      records.resources.put(changing);
      return changing;
    }
    default:
      if (outcome.kind === 'refused' && outcome.refusal.error === 'MaintenanceInfoConflict') {
        await catalogue.refresh();
      }
      throw refusalOf(outcome);
  }
}

function requireMovable(
  { catalogue }: Parts,
  { serviceId, planId: from }: Resource,
  to: string,
): void {
  const found = catalogue.plan(serviceId, from);
  if (from === to || (found && isPlanUpdateable(found.offer.service, found.plan))) return;
  throw new ProviderError(
    'validation_error',
    'The broker moves nothing from this plan to another.',
    {
      fields: [{ key: 'billingPlanId', message: 'The plan stays as it is.' }],
    },
  );
}
