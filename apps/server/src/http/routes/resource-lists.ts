import type { Resource as ResourceView } from '@kontor/protocol/kontor';
import { lookAtResources, type ResourceFilter } from '../../postgres/resource-lists.ts';
import type { Sql } from '../../postgres/sql.ts';
import { SharedReadings } from '../../shared-readings.ts';
import { KeptBodies } from '../kept-bodies.ts';

type ResourceList = { readonly resources: ResourceView[] };

/**
 * Lists resources of a team, to whoever may see all of them. Those who ask for the same at once share a
 * look, and what has not changed since the last one is answered as it was written out then.
 */
export function createResourceLists(read: Sql) {
  const looks = new SharedReadings<ResourceList>();
  const kept = new KeptBodies<ResourceList>();
  return (teamId: string, { installation, project }: ResourceFilter): Promise<ResourceList> => {
    const key = JSON.stringify([teamId, installation, project]);
    return looks.read(key, async () => {
      const known = kept.get(key);
      const asked = { installation, project, knownTag: known?.tag };
      const { tag, resources } = await lookAtResources(read, teamId, asked);
      if (resources === undefined && known !== undefined) return known.body;
      return kept.keep(key, { tag, body: { resources: [...(resources ?? [])] } });
    });
  };
}
