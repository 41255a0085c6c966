import { type AdmitParts, admitAll } from './admit.ts';
import { type RemoveParts, remove, uninstall } from './remove.ts';

/** Makes the users on a server that was started again what the state says. */
export async function readmit(
  parts: Pick<RemoveParts, 'installations' | 'oneAtATime'> & AdmitParts,
): Promise<void> {
  const { installations, resources, oneAtATime } = parts;
  for (const installationId of await installations.all()) {
    for (const { id } of await resources.list(installationId)) {
      await oneAtATime(id, async () => {
        const resource = await resources.find(installationId, id);
        if (resource && resource.status !== 'deleting') await admitAll(parts, resource);
      });
    }
  }
}

/**
 * Takes up what a former process left: users are made again, what was being removed is removed, and
 * users that belong to nothing go. To be done before anybody is served.
 */
export async function restore(parts: RemoveParts): Promise<void> {
  const { spaces, installations, resources } = parts;
  await readmit(parts);
  const wanted = new Set<string>();
  for (const installationId of await installations.all()) {
    if (!(await installations.isInstalled(installationId))) await uninstall(parts, installationId);
    for (const { id, status } of await resources.list(installationId)) {
      if (status === 'deleting') await remove(parts, { installationId, id });
      else for (const { name } of await resources.logins(id)) wanted.add(name);
    }
  }
  for (const name of await spaces.users()) if (!wanted.has(name)) await spaces.dismiss(name);
}
