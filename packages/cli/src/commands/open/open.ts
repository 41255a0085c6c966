import * as catalogEndpoints from '@kontor/protocol/kontor/catalog';
import * as installationEndpoints from '@kontor/protocol/kontor/installation';
import * as resourceEndpoints from '@kontor/protocol/kontor/resource';
import * as ssoEndpoints from '@kontor/protocol/kontor/sso';
import * as z from 'zod';
import { command } from '../../command.ts';
import { argument } from '../../inputs.ts';
import { oneOf } from '../../names/one-of.ts';
import type { Session } from '../../session.ts';
import { openBrowser } from './open-browser.ts';
import { type Place, pages } from './pages.ts';

export const open = command({
  args: z.strictObject({
    name: argument('Integration or resource, by name or id; or payment-methods.'),
  }),
  options: z.strictObject({}),
  details:
    "Opens the provider's console of what is installed, with you signed on; of anything else, its page in the catalogue. Prints an address that asks you to sign in at the host. A browser is opened only from a terminal, and needs no signing in.",
  examples: ['kontor open lagoon', 'kontor open orders'],
  output: z.object({ url: z.string(), isOpened: z.boolean() }),
  run: async ({ args }, session) => {
    const { target } = oneOf(args.name, await everything(session), {
      noun: 'page',
      names: ({ names }) => names,
      tell: ({ label }) => label,
    });
    const url = `${session.host}${typeof target === 'string' ? target : pages.console(target)}`;
    const isOpened = session.ask.canAsk && openBrowser(await addressFor(session, target, url));
    return { data: { url, isOpened }, text: [url] };
  },
});

/** The address for a browser of this machine: it works once, so it is neither shown nor kept. */
async function addressFor({ call }: Session, target: Page['target'], url: string): Promise<string> {
  if (typeof target === 'string') return url;
  const { team, installation, resource } = target;
  const { body } = await call(ssoEndpoints.createSsoLink, {
    params: { team, installation },
    body: resource === undefined ? {} : { resource_id: resource },
  });
  return body.url;
}

type Page = {
  readonly names: readonly [string, ...string[]];
  readonly label: string;
  /** A page of the host, or a provider's console. */
  readonly target: string | Place;
};

/** Everything that has a name and a page: resources, installations, and what can be installed. */
async function everything({ call, team: teamInUse }: Session): Promise<Page[]> {
  const team = await teamInUse();
  const params = { team };
  const [resources, installations, catalog] = await Promise.all([
    call(resourceEndpoints.listResources, { params }),
    call(installationEndpoints.listInstallations, { params }),
    call(catalogEndpoints.listCatalog, {}),
  ]);
  const installed = new Set(installations.body.installations.map((each) => each.integration.id));
  return [
    ...Object.entries(pages.ofTeam({ team })).map(([name, target]) => ({
      names: [name] as const,
      label: `${target} (page of the team)`,
      target,
    })),
    ...resources.body.resources.map(({ id, name, installationId, externalId }) => ({
      names: [name, id] as const,
      label: `${id} (resource ${name})`,
      target: { team, installation: installationId, resource: externalId ?? id },
    })),
    ...installations.body.installations.map(({ id, integration }) => ({
      names: [integration.slug, integration.id, id] as const,
      label: `${id} (installation of ${integration.slug})`,
      target: { team, installation: id },
    })),
    ...catalog.body.integrations
      .filter(({ id }) => !installed.has(id))
      .map((listing) => ({
        names: [listing.slug, listing.id] as const,
        label: `${listing.id} (integration ${listing.slug})`,
        target: pages.listing(listing),
      })),
  ];
}
