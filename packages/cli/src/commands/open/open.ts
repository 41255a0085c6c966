import { kontorEndpoints } from '@kontor/protocol/kontor';
import * as z from 'zod';
import { command } from '../../command.ts';
import { argument } from '../../inputs.ts';
import { oneOf } from '../../names/one-of.ts';
import type { Session } from '../../session.ts';
import { openBrowser } from './open-browser.ts';
import { pages } from './pages.ts';

export const open = command({
  args: z.strictObject({ name: argument('Integration or resource, by name or id.') }),
  options: z.strictObject({}),
  details: 'Prints the address. A browser is opened only from a terminal.',
  examples: ['kontor open lagoon', 'kontor open orders'],
  run: async ({ args }, session) => {
    const { path } = oneOf(args.name, await everything(session), {
      noun: 'page',
      names: ({ names }) => names,
      tell: ({ label }) => label,
    });
    const url = `${session.host}${path}`;
    const isOpened = session.ask.canAsk && openBrowser(url);
    return { data: { url, isOpened }, text: [url] };
  },
});

type Page = {
  readonly names: readonly [string, ...string[]];
  readonly label: string;
  readonly path: string;
};

/** Every page that has a name: resources, installations, and what else can be installed. */
async function everything({ call, team }: Session): Promise<Page[]> {
  const name = await team();
  const params = { team: name };
  const [resources, installations, catalog] = await Promise.all([
    call(kontorEndpoints.listTeamResources, { params }),
    call(kontorEndpoints.listInstallations, { params }),
    call(kontorEndpoints.listCatalog, {}),
  ]);
  const installed = new Set(installations.body.installations.map((each) => each.integration.id));
  return [
    ...resources.body.resources.map((resource) => ({
      names: [resource.name, resource.id] as const,
      label: `${resource.id} (resource ${resource.name})`,
      path: pages.resource(name, resource.id),
    })),
    ...installations.body.installations.map(({ id, integration }) => ({
      names: [integration.slug, integration.id, id] as const,
      label: `${id} (installation of ${integration.slug})`,
      path: pages.installation(name, id),
    })),
    ...catalog.body.integrations
      .filter(({ id }) => !installed.has(id))
      .map((listing) => ({
        names: [listing.slug, listing.id] as const,
        label: `${listing.id} (integration ${listing.slug})`,
        path: pages.listing(listing),
      })),
  ];
}
