import {
  type Installation,
  kontorEndpoints,
  type Listing,
  type Operation,
} from '@kontor/protocol/kontor';
import { HostRefusal } from '../../start/host-client.ts';
import { INTEGRATION, TEAM, type Tour } from '../tour.ts';
import { succeed } from './operations.ts';

/** Finds the integration in the catalogue, as anybody can. */
export function browse(tour: Tour): Promise<Listing> {
  return tour.step('Browse the catalogue', 'Anybody can look: no account is needed.', async () => {
    const { body } = await tour.callAsStranger(kontorEndpoints.listCatalog, {
      query: { search: 'postgres' },
    });
    const listing = body.integrations.find(({ slug }) => slug === INTEGRATION);
    const products = listing?.products.map(({ slug }) => slug);
    tour.check('the integration is listed with the product postgres', products, ['postgres']);
    if (!listing) throw new Error('a listing that has products is there');
    return listing;
  });
}

/** Installs the integration. Answers the id of the installation. */
export function install(tour: Tour, listing: Listing): Promise<string> {
  return tour.step(
    'Install the integration',
    'The host vouches for the team at the provider, which opens an account for it. Nobody signs up there.',
    async () => {
      const id = await installOnce(tour, listing);
      const refusal = await refusedInstall(tour, listing);
      tour.check('installing it twice is refused', refusal.status, 409);
      tour.check(
        'the refusal names the installation that is there',
        JSON.stringify(refusal.responseBody).includes(id),
        true,
      );
      return id;
    },
  );
}

/** Installs it again after the end of a former installation, and leaves the team as it was found. */
export function reinstall(tour: Tour, listing: Listing, formerId: string): Promise<void> {
  return tour.step(
    'Install it again',
    'A new installation has a new id and inherits nothing. The former one stays known as uninstalled.',
    async () => {
      const id = await installOnce(tour, listing);
      tour.check('the installation has another id than before', id !== formerId, true);
      const former = await tour.call(kontorEndpoints.getTeamInstallation, {
        params: { team: TEAM, installation: formerId },
      });
      const { lifecycle } = former.body.installation;
      tour.check('the former one is known as uninstalled', lifecycle, 'uninstalled');
      const { body } = await tour.call(kontorEndpoints.listTeamResources, {
        params: { team: TEAM },
        query: { installation: id },
      });
      tour.check('the new one has no resources', body.resources, []);
      await uninstall(tour, id);
      const after = await tour.call(kontorEndpoints.listInstallations, {
        params: { team: TEAM },
        query: {},
      });
      tour.check('the team has nothing installed, as before', after.body.installations, []);
    },
  );
}

/** Ends the installation at the end of its story. */
export function leave(tour: Tour, id: string): Promise<void> {
  return tour.step('Uninstall', 'The provider closes the account of the team.', () =>
    uninstall(tour, id),
  );
}

export async function uninstall(tour: Tour, id: string): Promise<void> {
  const { body } = await tour.call(kontorEndpoints.uninstall, {
    params: { team: TEAM, installation: id },
  });
  await succeed(tour, body.operation);
  const { lifecycle } = await asItIsNow(tour, body);
  tour.check('the installation has ended', lifecycle, 'uninstalled');
}

async function installOnce(tour: Tour, listing: Listing): Promise<string> {
  const { body } = await tour.call(kontorEndpoints.install, installRequest(listing));
  await succeed(tour, body.operation);
  const { id, lifecycle } = await asItIsNow(tour, body);
  tour.check('the integration is installed', lifecycle, 'installed');
  return id;
}

/** The installation after its operation; it is asked for only where the first answer came before. */
async function asItIsNow(
  { call }: Tour,
  { installation, operation }: { installation: Installation; operation: Operation },
): Promise<Installation> {
  if (operation.status !== 'running') return installation;
  const params = { team: TEAM, installation: installation.id };
  const { body } = await call(kontorEndpoints.getTeamInstallation, { params });
  return body.installation;
}

async function refusedInstall({ call }: Tour, listing: Listing) {
  try {
    const { status, body } = await call(kontorEndpoints.install, installRequest(listing));
    return { status, responseBody: body };
  } catch (error) {
    if (error instanceof HostRefusal) return error.exchange;
    throw error;
  }
}

function installRequest({ slug, policies }: Listing) {
  return { params: { team: TEAM }, body: { integration: slug, acceptedPolicies: policies } };
}
