import { createProvider } from '@kontor/provider';
import { toNodeListener } from '@kontor/provider/node';
import { createLog, failureFacts, keepMetering, serve } from '@kontor/provider-process';
import type { RedisProviderConfig } from './config.ts';
import { redisHandlers } from './handlers/handlers.ts';
import { expireLogins } from './lifecycle/expire-logins.ts';
import { meterAll } from './money/meter.ts';
import { openWorld, type World } from './open-world.ts';

export type RedisProvider = {
  /** The base URL to register with the host. */
  readonly baseUrl: string;
  /** Measures, draws and reports, now. */
  readonly meter: () => Promise<void>;
  /** Ends users whose time is over, now. */
  readonly expire: () => Promise<void>;
  /** Lets running calls end, then stops everything that was started. Keys stay. */
  readonly stop: () => Promise<void>;
};

const fiveMinutesMs = 300_000;

/** Starts the provider in this process. */
export async function startRedisProvider(config: RedisProviderConfig): Promise<RedisProvider> {
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
    host,
    integration,
    meterEveryMs = fiveMinutesMs,
  }: RedisProviderConfig,
  world: World,
): Promise<RedisProvider> {
  const { log, clock, answers, installations } = world;
  const round = () => meterAll({ ...world, host });
  const metering = keepMetering({ round, everyMs: meterEveryMs, log });
  const provider = createProvider({
    integration,
    host: { ...host, accessToken: installations.accessToken },
    handlers: redisHandlers(
      { ...world, host },
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
    own: toNodeListener(() => health(world)),
    console: undefined,
    log,
  });
  const expiring = expireLogins(world);
  log('info', 'listening', { baseUrl: serving.baseUrl });
  return {
    baseUrl: serving.baseUrl,
    meter: metering.run,
    expire: expiring.run,
    stop: async () => {
      await serving.stop();
      await metering.stop();
      await expiring.stop();
      await world.close();
      log('info', 'stopped');
    },
  };
}

async function health({ isHealthy }: World): Promise<Response> {
  const healthy = await isHealthy();
  return Response.json(
    { status: healthy ? 'ok' : 'Redis does not answer' },
    { status: healthy ? 200 : 503 },
  );
}
