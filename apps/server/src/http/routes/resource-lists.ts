import type { Resource as ResourceView } from '@kontor/protocol/kontor';
import { GatheredReadings } from '../../gathered-readings.ts';
import { lookAtResources, type ResourceFilter } from '../../postgres/resource-lists.ts';
import type { Sql } from '../../postgres/sql.ts';
import { KeptBodies } from '../kept-bodies.ts';

type ResourceList = { readonly resources: ResourceView[] };

/**
 * Lists resources of a team, to whoever may see all of them. Those who ask for the same at once share a
 * look, and what has not changed since the last one is answered as it was written out then.
 */
export function createResourceLists(read: Sql) {
  const kept = new KeptBodies<ResourceList>();
  const look = async (teamId: string, filter: ResourceFilter): Promise<ResourceList> => {
    const key = keyOf(teamId, filter);
    const known = kept.get(key);
    const { tag, resources } = await lookAtResources(read, teamId, {
      ...filter,
      knownTag: known?.tag,
    });
    if (resources === undefined && known !== undefined) return known.body;
    return kept.keep(key, { tag, body: { resources: [...(resources ?? [])] } });
  };
  const looks = new GatheredReadings<ResourceFilter, ResourceList>((teamId, all) =>
    Promise.all(all.map((filter) => look(teamId, filter))),
  );
  return (teamId: string, filter: ResourceFilter): Promise<ResourceList> =>
    looks.read(teamId, keyOf(teamId, filter), filter);
}

function keyOf(teamId: string, { installation, project }: ResourceFilter): string {
  return JSON.stringify([teamId, installation, project]);
}
