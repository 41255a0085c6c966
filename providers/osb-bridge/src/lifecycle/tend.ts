import { createHostClient } from '@kontor/provider';
import { failureFacts } from '@kontor/provider-process';
import type { OsbBridgeConfig } from '../config.ts';
import type { Resource } from '../state/records.ts';
import { advance } from './advance.ts';
import { advanceRotation } from './advance-rotation.ts';
import { deleteDue } from './leave.ts';
import { nextPoll, type Parts } from './parts.ts';
import { remove } from './remove.ts';

export type TendParts = Parts & { readonly host: OsbBridgeConfig['host'] };

/** Looks after everything that is due: operations of the broker, deletions, and what the host has yet to hear. */
export async function tendAll(parts: TendParts): Promise<void> {
  const { records, oneAtATime, clock, log } = parts;
  const now = clock().getTime();
  await removeLeftBehind(parts);
  for (const { id, state, nextAt, installationId } of records.resources.all()) {
    if (state === 'ready' || state === 'failed' || nextAt > now) continue;
    try {
      const resource = await oneAtATime(id, () => advance(parts, id));
      if (resource?.state === 'telling') await tell(parts, resource);
      if (resource?.state === 'failed') await tellState(parts, resource);
    } catch (error) {
      const present = records.resources.find(installationId, id);
      if (present) records.resources.put({ ...present, nextAt: nextPoll(parts) });
      log('warn', 'a resource could not be looked after', {
        resourceId: id,
        ...failureFacts(error),
      });
    }
  }
  await tendRotations(parts);
  await deleteDue(parts);
}

/** Looks after new secrets that the broker is at, and tells them where they are there. */
async function tendRotations(parts: TendParts): Promise<void> {
  const { records, oneAtATime, clock, log } = parts;
  const now = clock().getTime();
  for (const { id, installationId, state, rotation } of records.resources.all()) {
    if (state !== 'ready' || rotation === undefined || rotation.nextAt > now) continue;
    try {
      const place = { installationId, id };
      const resource = await oneAtATime(id, () => advanceRotation(parts, place));
      if (resource?.state === 'telling') await tell(parts, resource);
      else if (resource && resource.rotation === undefined) await tellState(parts, resource);
    } catch (error) {
      log('warn', 'a rotation could not be looked after', {
        resourceId: id,
        ...failureFacts(error),
      });
    }
  }
}

/** Ends what an uninstall that was cut off has left. */
async function removeLeftBehind(parts: TendParts): Promise<void> {
  const { installations, resources } = parts.records;
  for (const { id, installationId } of resources.all()) {
    if (installations.get(installationId) === undefined)
      await remove(parts, { installationId, id });
  }
}

/** Hands secrets over that came later than the host's call, and has it read the resource again. */
async function tell(parts: TendParts, resource: Resource): Promise<void> {
  const { records, oneAtATime } = parts;
  const { id, installationId, secrets } = resource;
  if (secrets.length > 0)
    await clientFor(parts, installationId).updateSecrets(id, { secrets: [...secrets] });
  await oneAtATime(id, async () => {
    const present = records.resources.find(installationId, id);
    if (present?.state === 'telling') records.resources.put({ ...present, state: 'ready' });
  });
  await tellState(parts, resource);
}

async function tellState(parts: TendParts, { id, installationId, slug }: Resource): Promise<void> {
  const event = { type: 'resource.updated', resourceId: id, productId: slug } as const;
  await clientFor(parts, installationId).sendEvent(event);
}

function clientFor({ host, records }: TendParts, installationId: string) {
  const accessToken = async () => records.installations.get(installationId)?.accessToken;
  return createHostClient({ apiUrl: host.apiUrl, installationId, accessToken });
}
