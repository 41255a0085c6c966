import { secretsOf } from '../catalog/secrets.ts';
import type { Resource, RotationUnderWay } from '../state/records.ts';
import { leave } from './leave.ts';
import { instanceOf, nextPoll, type Parts } from './parts.ts';

/**
 * Asks how a binding goes that the broker only began for new secrets. Once it is there its secrets wait to
 * be told, and the former binding goes when its overlap is over, counted from now on. One that fails is
 * deleted, and the former secrets stay. Nothing else may be done to the resource meanwhile.
 *
 * @see spec/rotation.md — ROT-3, ROT-5
 */
export async function advanceRotation(
  parts: Parts,
  { installationId, id }: Pick<Resource, 'installationId' | 'id'>,
): Promise<Resource | undefined> {
  const { broker, records, clock } = parts;
  const resource = records.resources.find(installationId, id);
  const { rotation } = resource ?? {};
  if (resource?.state !== 'ready' || rotation === undefined) return resource;
  const instance = instanceOf(resource);
  const { bindingId, operation, until } = rotation;
  const asked = { bindingId, operation, kind: 'making' } as const;
  const progress = await broker.progress(instance, asked);
  if (progress.state === 'succeeded') {
    const told = await broker.fetch(instance, bindingId);
    if (told === undefined) return failed(parts, resource, rotation, withheld);
    return rotated(parts, resource, rotation, told);
  }
  if (progress.state === 'failed') {
    return failed(parts, resource, rotation, progress.description ?? 'The broker failed.');
  }
  if (clock().getTime() >= until) return failed(parts, resource, rotation, tooLate);
  const waiting = { ...rotation, nextAt: nextPoll(parts, progress.retryAfterMs) };
  records.resources.put({ ...resource, rotation: waiting });
  return resource;
}

const withheld = 'The broker does not tell the credentials.';
const tooLate = 'The broker took too long.';

function rotated(
  parts: Parts,
  resource: Resource,
  { bindingId, overlapMs }: RotationUnderWay,
  { credentials }: Readonly<Record<string, unknown>>,
): Resource {
  const { catalogue, records, clock } = parts;
  const { serviceId, planId, slug, bindingId: former } = resource;
  const { offer } = catalogue.plan(serviceId, planId) ?? {};
  const values = typeof credentials === 'object' && credentials !== null ? { ...credentials } : {};
  const secrets = secretsOf(offer?.service.name ?? slug, values);
  const next: Resource = {
    ...{ ...resource, bindingId, secrets },
    state: 'telling',
    rotation: undefined,
    message: undefined,
    nextAt: clock().getTime(),
  };
  records.together(() => {
    records.resources.put(next);
    if (former === undefined) return;
    const only = { ...resource, bindingIds: [former], isWhole: false };
    leave(parts, only, clock().getTime() + overlapMs);
  });
  return next;
}

function failed(
  parts: Parts,
  resource: Resource,
  { bindingId }: RotationUnderWay,
  message: string,
): Resource {
  const { records, log } = parts;
  const next: Resource = { ...resource, rotation: undefined, message };
  records.together(() => {
    records.resources.put(next);
    leave(parts, { ...resource, bindingIds: [bindingId], isWhole: false });
  });
  log('warn', 'could not be rotated', { resourceId: resource.id, message });
  return next;
}
