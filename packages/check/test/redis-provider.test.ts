import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateKeys, playHost, registration, runTrials } from '@kontor/check';
import { product, startRedisProvider } from '@kontor/provider-redis';
import { expect, onTestFinished, test } from 'vitest';
import { findRedis } from '../../../scripts/redis.mjs';
import { integration } from './judge.ts';

test('the Redis provider passes every trial that applies, and keeps nothing', async () => {
  const host = await playHost({ ...integration, keys: await generateKeys() });
  const dataDirectory = await mkdtemp(join(tmpdir(), 'kontor-check-redis-'));
  let movedMs = 0;
  const provider = await startRedisProvider({
    port: 0,
    dataDirectory,
    redisProgram: findRedis(),
    host: { issuer: host.issuer, apiUrl: host.url },
    integration,
    meterEveryMs: null,
    clock: () => new Date(Date.now() + movedMs),
  });
  onTestFinished(async () => {
    await provider.stop();
    await host.stop();
    await rm(dataDirectory, { recursive: true });
  });
  const { baseUrl } = provider;
  const registered = registration.parse({
    ...integration,
    webhookUrl: `${baseUrl}/webhooks`,
    products: [
      {
        ...product,
        billingPlanId: 'prepaid',
        changedMetadata: { size: '100' },
        replLines: { reads: 'GET greeting', writes: 'SET greeting hello' },
      },
    ],
  });

  const report = await runTrials({
    host,
    subject: { ...registered, baseUrl },
    level: 'robust',
    elapse: async (milliseconds) => {
      movedMs += milliseconds;
    },
  });

  const ends = report.trials.filter(({ verdict }) => verdict !== 'passed');
  expect(ends.filter(({ verdict }) => verdict === 'failed' || verdict === 'advised')).toEqual([]);
  const unjudged = ends.filter(({ verdict }) => verdict === 'not-judged').map(({ name }) => name);
  expect(unjudged).toEqual(['pending-is-told', 'periods-of-the-provider']);
  expect(report.made.filter(({ isRemoved }) => !isRemoved)).toEqual([]);
  expect(report.verdict).toBe('passed');
}, 120_000);
