import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { generateKeys, playHost, registration, runTrials } from '@kontor/check';
import { freePort } from '@kontor/testing';
import { expect, onTestFinished, test } from 'vitest';
import { integration } from './judge.ts';

const sdk = fileURLToPath(new URL('../../provider/', import.meta.url));

test('the provider in the README of the SDK passes what can be judged of it', async () => {
  const host = await playHost({ ...integration, keys: await generateKeys() });
  const baseUrl = await runReadme(host.url);
  onTestFinished(() => host.stop());
  const registered = registration.parse({
    ...integration,
    updates: false,
    products: [{ slug: 'queues' }],
  });

  // at the next level a verifier may keep its keys for half a minute
  const report = await runTrials({ host, subject: { ...registered, baseUrl }, level: 'complete' });

  const wrong = report.trials.filter(
    ({ verdict }) => verdict === 'failed' || verdict === 'advised',
  );
  expect(wrong).toEqual([]);
  expect(report.counts.passed).toBeGreaterThan(35);
  expect(report.made.filter(({ isRemoved }) => !isRemoved)).toEqual([]);
});

/** Runs it in a process of its own, as a reader would, and answers where it is. */
async function runReadme(hostUrl: string): Promise<string> {
  const readme = await readFile(`${sdk}README.md`, 'utf8');
  const [, source = ''] = /```ts\n(.*?)```/s.exec(readme) ?? [];
  const port = await freePort();
  const child = spawn(process.execPath, ['--input-type=module-typescript', '--eval', source], {
    cwd: sdk,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: {
      PORT: String(port),
      KONTOR_CLIENT_ID: integration.clientId,
      KONTOR_ISSUER: hostUrl,
      KONTOR_HOST_URL: hostUrl,
    },
  });
  onTestFinished(async () => {
    child.kill();
    await once(child, 'exit');
  });
  const url = `http://127.0.0.1:${port}`;
  const isUp = () => fetch(url).then(Boolean, () => false);
  await expect.poll(isUp, { timeout: 20_000 }).toBe(true);
  return url;
}
