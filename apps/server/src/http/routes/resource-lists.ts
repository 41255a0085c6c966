import type { Resource as ResourceView } from '@kontor/protocol/kontor';
import { GatheredReadings } from '../../gathered-readings.ts';
import { Moments } from '../../postgres/moments.ts';
import { lookAtResources, type ResourceFilter } from '../../postgres/resource-lists.ts';
import type { Sql } from '../../postgres/sql.ts';
import { KeptBodies } from '../kept-bodies.ts';

type ResourceList = { readonly resources: ResourceView[] };

/**
 * Lists resources of a team, to whoever may see all of them. Those who ask for the same at once share a
 * look, and what has not changed since the last one is answered as it was written out then. Where nobody has
 * written anything since, that is all that is asked.
 */
export function createResourceLists(read: Sql) {
  const kept = new KeptBodies<ResourceList>({ areCompressible: true });
  /** When each of them was last found to be so. */
  const foundAt = new WeakMap<ResourceList, string>();
  const moments = new Moments(read);
  const look = async (teamId: string, filter: ResourceFilter): Promise<ResourceList> => {
    const key = keyOf(teamId, filter);
    const last = kept.get(key);
    const known = last && { tag: last.tag, moment: foundAt.get(last.body) ?? '' };
    const { tag, moment, resources } = await lookAtResources(read, teamId, { ...filter, known });
    const body =
      resources === undefined && last !== undefined
        ? last.body
        : kept.keep(key, { tag, body: { resources: [...(resources ?? [])] } });
    foundAt.set(body, moment);
    moments.note(teamId, moment);
    return body;
  };
  const looks = new GatheredReadings<ResourceFilter, ResourceList>(async (teamId, all) => {
    const last = all.flatMap((filter) => kept.get(keyOf(teamId, filter))?.body ?? []);
    const readAt = last.map((body) => foundAt.get(body));
    const isStill = last.length === all.length && (await moments.isStill(teamId, readAt));
    return isStill ? last : Promise.all(all.map((filter) => look(teamId, filter)));
  });
  return (teamId: string, filter: ResourceFilter): Promise<ResourceList> =>
    looks.read(teamId, keyOf(teamId, filter), filter);
}

function keyOf(teamId: string, { installation, project }: ResourceFilter): string {
  return JSON.stringify([teamId, installation, project]);
}
