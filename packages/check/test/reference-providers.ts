import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  generateKeys,
  playHost,
  type Registration,
  type Report,
  registration,
  runTrials,
} from '@kontor/check';
import { startOsbBridge } from '@kontor/provider-osb-bridge';
import { credentials, startBroker } from '@kontor/provider-osb-bridge/broker-fixture';
import { product as postgres, startPostgresProvider } from '@kontor/provider-postgres';
import { product as redis, startRedisProvider } from '@kontor/provider-redis';
import { inject } from 'vitest';
import { findRedis } from '../../../scripts/redis.mjs';
import { integration } from './judge.ts';

/** What every one of them is started with. */
type Surroundings = {
  readonly host: { readonly issuer: string; readonly apiUrl: string };
  readonly dataDirectory: string;
  readonly clock: () => Date;
};

type Started = {
  readonly baseUrl: string;
  readonly stop: () => Promise<void>;
  readonly registered: Omit<Registration, 'clientId' | 'clientSecret'>;
};

const common = { port: 0, integration } as const;

/** The reference providers, by name, each with how it is started and registered. */
const starters: Readonly<Record<string, (around: Surroundings) => Promise<Started>>> = {
  postgres: async (around) => {
    const { baseUrl, stop } = await startPostgresProvider({
      ...common,
      ...around,
      adminUrl: inject('adminDatabaseUrl'),
      stateDatabase: `kontor_test_${inject('databaseRun')}_${randomBytes(6).toString('hex')}`,
      meterEveryMs: null,
    });
    const replLines = { reads: 'SELECT 1', writes: 'CREATE TABLE t (n int)' };
    const redirectLoginUrl = `${baseUrl}/console/sign-in`;
    return {
      baseUrl,
      stop,
      registered: { redirectLoginUrl, products: [{ ...postgres, replLines }] },
    };
  },
  redis: async (around) => {
    const { baseUrl, stop } = await startRedisProvider({
      ...common,
      ...around,
      redisProgram: findRedis(),
      meterEveryMs: null,
    });
    const product = {
      ...redis,
      billingPlanId: 'prepaid',
      changedMetadata: { size: '100' },
      replLines: { reads: 'GET greeting', writes: 'SET greeting hello' },
    };
    return { baseUrl, stop, registered: { products: [product] } };
  },
  'osb-bridge': async (around) => {
    const broker = await startBroker();
    const bridge = await startOsbBridge({
      ...common,
      ...around,
      broker: { url: broker.url, ...credentials },
      pollEveryMs: null,
    });
    const stop = async () => {
      await bridge.stop();
      await broker.stop();
    };
    const [product, ...others] = bridge.products();
    const metadata = { region: 'fra' };
    const changing = { billingPlanId: 'plan-small', metadata, changedMetadata: { region: 'iad' } };
    const first = { slug: '', ...product, ...changing };
    return { baseUrl: bridge.baseUrl, stop, registered: { products: [first, ...others] } };
  },
};

export const referenceProviders = Object.keys(starters);

/** Starts a reference provider, judges it by everything, and ends it. */
export async function judgeReference(name: string): Promise<Report> {
  const start = starters[name];
  if (start === undefined) throw new Error(`There is no reference provider ${name}.`);
  let movedMs = 0;
  const host = await playHost({ ...integration, keys: await generateKeys() });
  const dataDirectory = await mkdtemp(join(tmpdir(), `kontor-check-${name}-`));
  const { baseUrl, stop, registered } = await start({
    host: { issuer: host.issuer, apiUrl: host.url },
    dataDirectory,
    clock: () => new Date(Date.now() + movedMs),
  });
  try {
    const webhookUrl = `${baseUrl}/webhooks`;
    const subject = registration.parse({ ...integration, webhookUrl, ...registered });
    return await runTrials({
      host,
      subject: { ...subject, baseUrl },
      level: 'robust',
      elapse: async (milliseconds) => {
        movedMs += milliseconds;
      },
    });
  } finally {
    await stop();
    await host.stop();
    await rm(dataDirectory, { recursive: true });
  }
}
