import { createHash } from 'node:crypto';
import { ProviderError, type Rotation } from '@kontor/provider';
import { isBindable } from '../broker/catalog.ts';
import { contextOf, type Originator } from '../broker/client.ts';
import { secretsOf } from '../catalog/secrets.ts';
import { findReady, type Which } from './change.ts';
import { deleteNow, leave } from './leave.ts';
import { endOfPolling, instanceOf, nextPoll, type Parts } from './parts.ts';
import { refusalOf } from './refuse.ts';

export type Rotating = Which & {
  readonly idempotencyKey: string | undefined;
  readonly overlapHours: number;
  readonly by: Originator | undefined;
};

const hourMs = 3_600_000;

/**
 * Makes another binding, and has the former one deleted when its overlap is over. What a broker only
 * begins is looked after, and its secrets follow by an update.
 */
export function rotate(parts: Parts, rotating: Rotating): Promise<Rotation> {
  const { broker, catalogue, records, oneAtATime, clock } = parts;
  const { id, idempotencyKey, overlapHours, by } = rotating;
  return oneAtATime(id, async () => {
    const resource = findReady(parts, rotating);
    const found = catalogue.plan(resource.serviceId, resource.planId);
    if (found !== undefined && !isBindable(found.offer.service, found.plan)) {
      throw new ProviderError('unprocessable', 'The service has no credentials.');
    }
    const bindingId = bindingIdOf(id, idempotencyKey);
    if (bindingId === resource.bindingId) return { sync: true, secrets: resource.secrets };
    if (bindingId === resource.rotation?.bindingId) return { sync: false };
    if (resource.rotation !== undefined) {
      throw new ProviderError('conflict', 'The broker is at new secrets already.');
    }
    const { accountId = resource.installationId } =
      records.installations.get(resource.installationId) ?? {};
    const { context } = contextOf({ accountId, name: resource.name });
    const former = resource.bindingId;
    const isHeir = former !== undefined && found?.plan.binding_rotatable === true;
    const body = { context, ...(isHeir && { predecessor_binding_id: former }) };
    const outcome = await broker.bind(instanceOf(resource), bindingId, body, by);
    const only = (bindingIds: readonly string[]) => ({ ...resource, bindingIds, isWhole: false });
    if (outcome.kind === 'started') {
      const { operation } = outcome;
      const until = endOfPolling(parts, resource);
      const begun = { bindingId, operation, until, nextAt: nextPoll(parts) };
      records.resources.put({
        ...resource,
        rotation: { ...begun, overlapMs: overlapHours * hourMs },
      });
      return { sync: false };
    }
    if (outcome.kind !== 'done') {
      if (outcome.kind === 'failed' && outcome.isOrphan) leave(parts, only([bindingId]));
      throw refusalOf(outcome);
    }
    const { credentials } = outcome.body;
    const values =
      typeof credentials === 'object' && credentials !== null ? { ...credentials } : {};
    const secrets = secretsOf(found?.offer.service.name ?? resource.slug, values);
    const end = clock().getTime() + overlapHours * hourMs;
    let leavingId: string | undefined;
    records.together(() => {
      records.resources.put({ ...resource, bindingId, secrets });
      if (former !== undefined) leavingId = leave(parts, only([former]), end).id;
    });
    if (overlapHours === 0 && leavingId !== undefined) await deleteNow(parts, leavingId);
    return { sync: true, secrets };
  });
}

function bindingIdOf(resourceId: string, key: string | undefined): string {
  const digest = createHash('sha256').update(`${resourceId}\n${key ?? crypto.randomUUID()}`);
  return digest.digest('hex').slice(0, 32);
}
