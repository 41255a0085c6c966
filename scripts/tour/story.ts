import { kontorEndpoints } from '@kontor/protocol/kontor';
import { connectApi, connectWeb, disconnect } from './chapters/connection.ts';
import { browse, install, leave, reinstall } from './chapters/installation.ts';
import { prepare } from './chapters/prepare.ts';
import { choosePlan, deprovision, provision } from './chapters/resource.ts';
import { addressIn, pull, rotate, useDatabase } from './chapters/use.ts';
import { TEAM, type Tour } from './tour.ts';

/**
 * Goes through the life of a resource, from the catalogue to the end, and leaves the world as it was
 * found. It can be told any number of times.
 *
 * @throws TourFailure at the first thing that is not as it should be
 */
export async function tellStory(tour: Tour): Promise<void> {
  await prepare(tour);
  const listing = await browse(tour);
  const installation = await install(tour, listing);
  const plan = await choosePlan(tour, listing);
  const resource = await provision(tour, { installation, plan });
  const web = await connectWeb(tour, resource);
  const before = await pull(tour);
  await useDatabase(tour, before);
  const variables = await rotate(tour, { resource, installation, before });
  const api = await connectApi(tour, { resource, variables });
  await disconnect(tour, { resource, connections: { web, api } });
  await deprovision(tour, { resource, address: addressIn(variables) });
  await leave(tour, installation);
  await reinstall(tour, listing, installation);
  await readEvents(tour);
}

function readEvents({ step, call, check }: Tour): Promise<void> {
  return step(
    'Read what happened',
    'Every change left an event. Each seals the one before, so that nobody can take one out unseen.',
    async () => {
      const params = { team: TEAM };
      await call(kontorEndpoints.listEvents, { params, query: { limit: 5 } });
      const { body } = await call(kontorEndpoints.verifyEvents, { params });
      check('the log is whole', body.intact, true);
    },
  );
}
