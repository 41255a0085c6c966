import { randomUUID } from 'node:crypto';
import { isBindable } from '../broker/catalog.ts';
import { contextOf, type Originator } from '../broker/client.ts';
import type { Outcome } from '../broker/judge.ts';
import { secretsOf } from '../catalog/secrets.ts';
import type { Resource } from '../state/records.ts';
import { leave } from './leave.ts';
import { dashboardIn, endOfPolling, instanceOf, nextPoll, type Parts } from './parts.ts';

type Under = {
  readonly by?: Originator | undefined;
  /** Somebody waits for it, so nobody has to be told afterwards. */
  readonly isAwaited?: boolean;
};

/** Goes on with a resource as far as it goes without waiting. Nothing else may be done to it meanwhile. */
export async function advance(
  parts: Parts,
  id: string,
  under: Under = {},
): Promise<Resource | undefined> {
  const { records } = parts;
  for (;;) {
    const resource = records.resources.all().find((each) => each.id === id);
    if (resource === undefined) return undefined;
    const next = await stepOf(parts, resource, under);
    if (next === undefined) return records.resources.find(resource.installationId, id);
    records.resources.put(next);
    if (next.state === 'ready' || next.state === 'failed' || next.state === 'telling') return next;
  }
}

/** The resource after its next step; undefined where there is nothing to do but to wait. */
async function stepOf(
  parts: Parts,
  resource: Resource,
  under: Under,
): Promise<Resource | undefined> {
  switch (resource.state) {
    case 'asked':
      return cutOff(parts, resource);
    case 'making':
      return pollMaking(parts, resource);
    case 'binding':
      return resource.bindingId !== undefined && resource.operation !== undefined
        ? pollBinding(parts, resource)
        : bind(parts, resource, under);
    case 'changing':
      return pollChange(parts, resource);
    default:
      return undefined;
  }
}

/** The call that asked for it was cut off, and nobody has asked again. */
function cutOff(parts: Parts, resource: Resource): undefined {
  parts.records.together(() => {
    leave(parts, { ...resource, bindingIds: [], isWhole: true });
    parts.records.resources.remove(resource.id);
  });
}

async function pollMaking(parts: Parts, resource: Resource): Promise<Resource | undefined> {
  const { broker, catalogue } = parts;
  const instance = instanceOf(resource);
  const { operation } = resource;
  const progress = await broker.progress(instance, { operation, kind: 'making' });
  if (progress.state === 'succeeded') {
    const { offer } = catalogue.plan(resource.serviceId, resource.planId) ?? {};
    const isTold = offer?.service.instances_retrievable === true;
    const told = isTold ? await broker.fetch(instance) : undefined;
    const made = {
      ...resource,
      state: 'binding',
      operation: undefined,
      message: undefined,
    } as const;
    return { ...made, ...dashboardIn(told ?? {}) };
  }
  if (progress.state === 'failed') return failed(parts, resource, progress.description);
  return waiting(parts, resource, progress);
}

async function bind(parts: Parts, resource: Resource, { by, isAwaited }: Under) {
  const { broker, catalogue, records } = parts;
  const { serviceId, planId, installationId, name } = resource;
  const found = catalogue.plan(serviceId, planId);
  const after = isAwaited === true ? 'ready' : 'telling';
  if (found !== undefined && !isBindable(found.offer.service, found.plan)) {
    return { ...resource, state: after, secrets: [] } as const;
  }
  const bindingId = resource.bindingId ?? randomUUID();
  // known before the call: whatever comes of it, it can be deleted
  records.resources.put({ ...resource, bindingId });
  const { accountId = installationId } = records.installations.get(installationId) ?? {};
  const { context } = contextOf({ accountId, name });
  const outcome = await broker.bind(instanceOf(resource), bindingId, { context }, by);
  const tried: Resource = { ...resource, bindingId };
  switch (outcome.kind) {
    case 'done':
      return withSecrets(parts, tried, outcome.body, after);
    case 'started': {
      const until = endOfPolling(parts, resource);
      const { operation = '' } = outcome;
      records.resources.put({ ...tried, operation, until, nextAt: nextPoll(parts) });
      return undefined;
    }
    default:
      return notBound(parts, tried, outcome);
  }
}

/** Whoever is busy is asked again; any other no ends it, and the instance goes with what may be bound. */
function notBound(
  parts: Parts,
  resource: Resource,
  outcome: Extract<Outcome, { kind: 'refused' | 'failed' | 'gone' }>,
): Resource | undefined {
  const { records } = parts;
  if (outcome.kind === 'refused') {
    const { error, status, description } = outcome.refusal;
    if (error === 'ConcurrencyError' || status === 408) {
      records.resources.put({ ...resource, nextAt: nextPoll(parts) });
      return undefined;
    }
    return failed(parts, resource, description ?? `The broker refused a binding with ${status}.`);
  }
  const reason = outcome.kind === 'failed' ? outcome.reason : 'The broker has no such instance.';
  return failed(parts, resource, reason);
}

async function pollBinding(parts: Parts, resource: Resource): Promise<Resource | undefined> {
  const { broker } = parts;
  const { bindingId = '', operation } = resource;
  const instance = instanceOf(resource);
  const asked = { bindingId, operation: operation === '' ? undefined : operation };
  const progress = await broker.progress(instance, { ...asked, kind: 'making' });
  if (progress.state === 'failed') return failed(parts, resource, progress.description);
  if (progress.state !== 'succeeded') return waiting(parts, resource, progress);
  const told = await broker.fetch(instance, bindingId);
  if (told === undefined)
    return failed(parts, resource, 'The broker does not tell the credentials.');
  return withSecrets(parts, { ...resource, operation: undefined }, told, 'telling');
}

function withSecrets(
  { catalogue }: Parts,
  resource: Resource,
  body: Readonly<Record<string, unknown>>,
  state: 'ready' | 'telling',
): Resource {
  const { serviceId, planId, slug } = resource;
  const { offer } = catalogue.plan(serviceId, planId) ?? {};
  const { credentials } = body;
  const values = typeof credentials === 'object' && credentials !== null ? { ...credentials } : {};
  const secrets = secretsOf(offer?.service.name ?? slug, values);
  return { ...resource, state, secrets, operation: undefined, message: undefined };
}

async function pollChange(parts: Parts, resource: Resource): Promise<Resource | undefined> {
  const { wanted, operation } = resource;
  if (wanted === undefined) return { ...resource, state: 'ready' };
  // the plan before the change is named until it is done
  const progress = await parts.broker.progress(instanceOf(resource), { operation, kind: 'making' });
  const settled = {
    ...resource,
    state: 'telling',
    operation: undefined,
    wanted: undefined,
  } as const;
  if (progress.state === 'succeeded') return { ...settled, ...wanted, message: undefined };
  const isLate = parts.clock().getTime() >= resource.until;
  if (progress.state === 'failed' || isLate) {
    const why = progress.state === 'failed' ? progress.description : 'The broker took too long.';
    return { ...settled, message: why ?? 'The change has failed.' };
  }
  return waiting(parts, resource, progress);
}

/** Goes on waiting, or ends it where it has taken longer than may be. */
function waiting(
  parts: Parts,
  resource: Resource,
  {
    retryAfterMs,
    ...progress
  }: { readonly retryAfterMs: number; readonly description?: string | undefined },
): Resource | undefined {
  if (parts.clock().getTime() >= resource.until && resource.state !== 'changing') {
    return failed(parts, resource, 'The broker took too long.');
  }
  const nextAt = nextPoll(parts, retryAfterMs);
  const message = progress.description ?? resource.message;
  parts.records.resources.put({ ...resource, nextAt, message });
  return undefined;
}

/** It came to nothing: what may be there at the broker is deleted, and people are told why. */
function failed(parts: Parts, resource: Resource, message = 'It could not be made.'): Resource {
  const bindingIds = resource.bindingId === undefined ? [] : [resource.bindingId];
  leave(parts, { ...resource, bindingIds, isWhole: true });
  parts.log('warn', 'could not be made', { resourceId: resource.id, message });
  return { ...resource, state: 'failed', operation: undefined, bindingId: undefined, message };
}
