import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { devHere, fixture } from './dev-here.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let dev: Awaited<ReturnType<typeof devHere>>;
beforeAll(async () => {
  dev = await devHere();
});
afterAll(() => dev.close());

test('a provider that has the addresses of the marketplace in its source runs as it is', async () => {
  const running = dev.start(['--offline'], ['node', fixture('node-fetch.mjs')]);
  await running.says(`The provider answers at ${dev.url}.`);
  const { line, folder, close } = await dev.customer();

  const made = await line(
    'kontor resource create provider/product --name orders --connect web --accept-all',
  );
  await line('kontor env pull web production.env --environment production');
  const read = await readFile(`${folder}/production.env`, 'utf8');
  const removed = await line('kontor uninstall provider --yes');
  running.kill('SIGTERM');
  const { code, said } = await running.ended;
  await close();

  expect(made).toMatchObject({ code: 0 });
  // the name of the account, which the provider asked the marketplace for
  expect(read).toMatch(/OWNER=['"]?Acme/);
  expect(removed).toMatchObject({ code: 0 });
  expect(code, said).toBe(7);
  expect(said).toContain('marketplace.vercel.com');
});
