import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { benchFor, generateKeys, playHost, registration } from '@kontor/check';
import { product, startRedisProvider } from '@kontor/provider-redis';
import { findRedis } from '../../../scripts/redis.mjs';

export const integration = {
  clientId: 'oac_0123456789abcdefghijklmn',
  clientSecret: 'a-secret-of-the-integration',
} as const;

type WorldOptions = { readonly clock?: () => Date };

/** A host, a provider with a Redis server of its own, and calls between them. */
export async function startWorld({ clock }: WorldOptions = {}) {
  const host = await playHost({
    ...integration,
    keys: await generateKeys(),
    ...(clock && { clock }),
  });
  const dataDirectory = await mkdtemp(join(tmpdir(), 'kontor-provider-redis-'));
  const log: string[] = [];
  let provider = await start();
  const port = Number(new URL(provider.baseUrl).port);
  const { baseUrl } = provider;
  const registered = registration.parse({
    ...integration,
    webhookUrl: `${baseUrl}/webhooks`,
    products: [{ ...product, replLines: { reads: 'GET greeting', writes: 'SET greeting hello' } }],
  });
  const subject = { ...registered, baseUrl };

  return {
    host,
    log,
    dataDirectory,
    subject,
    bench: benchFor(host, subject),
    provider: () => provider,
    start,
    restart: async () => {
      await provider.stop();
      provider = await start(port);
    },
    stop: async () => {
      await provider.stop();
      await host.stop();
      await rm(dataDirectory, { recursive: true });
    },
  };

  function start(onPort = 0) {
    return startRedisProvider({
      port: onPort,
      dataDirectory,
      redisProgram: findRedis(),
      host: { issuer: host.issuer, apiUrl: host.url },
      integration,
      meterEveryMs: null,
      writeLog: (line) => log.push(line),
      ...(clock && { clock }),
    });
  }
}

export type World = Awaited<ReturnType<typeof startWorld>>;
