import { freePort, openView, type RunningHost, startHost } from '@kontor/dev';
import { quiet } from '../../output/line.ts';
import type { Session } from '../../session.ts';
import { introduction } from './introduction.ts';
import type { ProviderAt } from './publish.ts';
import { readPort } from './read-port.ts';
import { seed } from './seed.ts';
import { credentialVariables, type Named, placeVariables } from './variables.ts';

const DEFAULT_PORT = 4780;
/** How long it may take to make what it begins with. */
const SEEDING_LIMIT_MS = 60_000;

export type MarketplaceOptions = Named &
  ProviderAt & {
    readonly dataDirectory: string;
    /** Where everything that is done in it is written down. */
    readonly recording: string | undefined;
    readonly offline: boolean;
    readonly port?: string | undefined;
    readonly issuer?: string | undefined;
    readonly checkout?: string | undefined;
    readonly database?: string | undefined;
  };

export type Marketplace = {
  readonly host: RunningHost;
  /** What the provider is started with. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly close: () => Promise<void>;
};

/** A host with a customer and the integration, and a view of the network in which it stands for the real one. */
export async function openMarketplace(
  { world, note }: Session,
  options: MarketplaceOptions,
): Promise<Marketplace> {
  const { dataDirectory, recording, offline: isOffline, database: databaseUrl } = options;
  const { inherited } = world.environment;
  const { issuer, checkout } = options;
  const port = await freePort(readPort(options.port, DEFAULT_PORT));
  const host = await startHost({ dataDirectory, issuer, checkout, databaseUrl, inherited, port });
  try {
    const { interrupted } = world;
    const leftMs = () => SEEDING_LIMIT_MS;
    const seeding = { host: host.url, dataDirectory, recording, interrupted, leftMs };
    const { integration } = await seed(seeding, options);
    const onRefused = (name: string) =>
      note(quiet(`kontor dev: ${name} was not reached (--offline).`));
    const now = new Date();
    const view = await openView({ hostUrl: host.url, isOffline, inherited, now, onRefused });
    for (const line of introduction(host.url, options)) note(line);
    return {
      host,
      variables: {
        ...{ ...inherited, ...view.variables },
        ...{ ...placeVariables(issuer), ...credentialVariables(integration, options) },
      },
      close: async () => {
        await view.close();
        await host.close();
      },
    };
  } catch (error) {
    await host.close();
    throw error;
  }
}
