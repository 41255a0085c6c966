import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateKeys, playHost, registration, runTrials } from '@kontor/check';
import { product, startPostgresProvider } from '@kontor/provider-postgres';
import { expect, inject, onTestFinished, test } from 'vitest';
import { integration } from './judge.ts';

test('the reference provider passes every trial that applies, and keeps nothing', async () => {
  const host = await playHost({ ...integration, keys: await generateKeys() });
  const dataDirectory = await mkdtemp(join(tmpdir(), 'kontor-check-postgres-'));
  let movedMs = 0;
  const provider = await startPostgresProvider({
    port: 0,
    dataDirectory,
    adminUrl: inject('adminDatabaseUrl'),
    stateDatabase: `kontor_test_${inject('databaseRun')}_${randomBytes(6).toString('hex')}`,
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
    redirectLoginUrl: `${baseUrl}/console/sign-in`,
    products: [{ ...product, replLines: { reads: 'SELECT 1', writes: 'CREATE TABLE t (n int)' } }],
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
  expect(report.made.filter(({ isRemoved }) => !isRemoved)).toEqual([]);
  expect(report.verdict).toBe('passed');
}, 120_000);
