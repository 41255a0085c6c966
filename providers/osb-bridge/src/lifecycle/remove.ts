import type { Which } from './change.ts';
import { deleteNow, leave } from './leave.ts';
import type { Parts } from './parts.ts';

/**
 * Removes a resource: nobody sees it from then on, and the broker is asked until instance and bindings
 * are gone. One that is gone is fine.
 */
export async function remove(parts: Parts, { installationId, id }: Which): Promise<void> {
  const { records, oneAtATime } = parts;
  const leaving = await oneAtATime(id, async () => {
    const resource = records.resources.find(installationId, id);
    if (resource === undefined) return undefined;
    // what came to nothing is being deleted already
    if (resource.state === 'failed') return void records.resources.remove(id);
    let leavingId: string | undefined;
    records.together(() => {
      const { bindingId, rotation } = resource;
      const bindings = [bindingId, rotation?.bindingId].filter((each) => each !== undefined);
      for (const other of records.leaving.all()) {
        if (other.isWhole || other.instanceId !== resource.instanceId) continue;
        bindings.push(...other.bindingIds);
        records.leaving.remove(other.id);
      }
      leavingId = leave(parts, { ...resource, bindingIds: bindings, isWhole: true }).id;
      records.resources.remove(id);
    });
    return leavingId;
  });
  if (leaving !== undefined)
    await oneAtATime(`leaving ${leaving}`, () => deleteNow(parts, leaving));
}

/** Removes an installation with everything in it. Answers whether there was one. */
export async function uninstall(parts: Parts, installationId: string): Promise<boolean> {
  const { records } = parts;
  if (records.installations.get(installationId) === undefined) return false;
  // from here on nothing is provisioned in it
  records.installations.remove(installationId);
  for (const resource of records.resources.all()) {
    if (resource.installationId === installationId)
      await remove(parts, { installationId, id: resource.id });
  }
  return true;
}
