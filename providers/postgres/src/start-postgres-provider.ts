import { join } from 'node:path';
import { createProvider } from '@kontor/provider';
import { toNodeListener } from '@kontor/provider/node';
import { createLog, failureFacts, keepMetering, keepSecret, serve } from '@kontor/provider-process';
import type { PostgresProviderConfig } from './config.ts';
import { createConsole } from './console/console.ts';
import { postgresHandlers } from './handlers/handlers.ts';
import { ownRoutes } from './http/own-routes.ts';
import { expireLogins } from './lifecycle/expire-logins.ts';
import { meterAll } from './metering/meter.ts';
import { openWorld, type World } from './open-world.ts';

export type PostgresProvider = {
  /** The base URL to register with the host. */
  readonly baseUrl: string;
  /** Opens this process's own endpoints below `/admin`. */
  readonly adminToken: string;
  /** Measures, reports and bills what is due, now. */
  readonly meter: () => Promise<void>;
  /** Lets running calls end, then stops everything that was started. Databases stay. */
  readonly stop: () => Promise<void>;
};

const hourMs = 3_600_000;

/** Starts the provider in this process. */
export async function startPostgresProvider(
  config: PostgresProviderConfig,
): Promise<PostgresProvider> {
  const { writeLog = () => {}, clock = () => new Date() } = config;
  const log = createLog(writeLog, clock);
  const world = await openWorld({ ...config, clock, log });
  try {
    return await startServing(config, world);
  } catch (error) {
    await world.close();
    throw error;
  }
}

async function startServing(
  {
    port,
    listenAddress = '127.0.0.1',
    dataDirectory,
    host,
    integration,
    meterEveryMs = hourMs,
    branchPatienceMs = 10_000,
  }: PostgresProviderConfig,
  world: World,
): Promise<PostgresProvider> {
  const { log, clock, answers, installations } = world;
  const adminToken = (await keepSecret(join(dataDirectory, 'admin-token'), 32)).toString(
    'base64url',
  );
  const round = () => meterAll({ ...world, host });
  const metering = keepMetering({ round, everyMs: meterEveryMs, log });
  const provider = createProvider({
    integration,
    host: { ...host, accessToken: installations.accessToken },
    handlers: postgresHandlers(
      { ...world, host, branchPatienceMs, billSoon: metering.runSoon },
      { takesWebhooks: integration.clientSecret !== undefined },
    ),
    idempotencyStore: answers,
    clock,
    onError: (error) => log('error', 'a call failed', failureFacts(error)),
  });
  const serving = await serve({
    port,
    listenAddress,
    protocol: toNodeListener(provider),
    own: toNodeListener(ownRoutes({ ...world, adminToken, host })),
    console: consoleFor(world, { host, integration }),
    log,
  });
  const expiring = expireLogins(world);
  log('info', 'listening', { baseUrl: serving.baseUrl });

  return {
    baseUrl: serving.baseUrl,
    adminToken,
    meter: metering.run,
    stop: async () => {
      await serving.stop();
      await metering.stop();
      await expiring.stop();
      await world.close();
      log('info', 'stopped');
    },
  };
}

/** Exchanging a code takes the client secret, so without one there is no way into the console. */
function consoleFor(
  world: World,
  { host, integration }: Pick<PostgresProviderConfig, 'host' | 'integration'>,
) {
  const { clientId, clientSecret } = integration;
  if (clientSecret === undefined) return undefined;
  return toNodeListener(createConsole({ ...world, host, integration: { clientId, clientSecret } }));
}
