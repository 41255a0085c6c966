import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { devHere, fixture } from './dev-here.ts';

vi.setConfig({ testTimeout: 600_000, hookTimeout: 120_000 });

let dev: Awaited<ReturnType<typeof devHere>>;
beforeAll(async () => {
  dev = await devHere();
});
afterAll(() => dev.close());

const SCRIPT = `
# whoever reads this knows what a customer does
kontor install provider --accept-all
kontor resource create provider/product --name orders --connect web
# the name of the account, which the provider asked the marketplace for
kontor run --project web --environment production -- sh -c 'test "$OWNER" = Acme'
kontor dev do --as viewer resource delete orders --yes #=> 1
kontor uninstall provider --yes
`;

test('providers in Node and Python with the addresses in their source run where nothing but the loopback is', async () => {
  await dev.write('session.script', SCRIPT);
  const around = (provider: string) =>
    `$KONTOR dev --offline --data kept --port 0 --replay session.script -- ${provider} >>out.txt 2>&1`;

  const { code } = await dev.offline(`
    ${around(`$NODE ${fixture('node-fetch.mjs')}`)} &&
    ${around(`$NODE ${fixture('node-https.mjs')}`)} &&
    ${around(`$PYTHON ${fixture('provider.py')}`)}
  `);

  const said = await readFile(`${dev.folder}/out.txt`, 'utf8');
  expect(code, said).toBe(0);
  expect(said.match(/^Uninstalled provider/gm)).toHaveLength(3);
  expect(said).toContain(
    'For this command and what it starts, marketplace.vercel.com, api.vercel.com and vercel.com lead there',
  );
});

test('whatever is done in another terminal is recorded, and the exit code is that of the provider', async () => {
  const { start, line, url, folder } = dev;
  const running = start('--record done.script', ['node', fixture('node-fetch.mjs')]);
  await running.says(`The provider answers at ${url}.`);

  await line('kontor dev do install provider --accept-all');
  const made = await line('kontor dev do resource create provider/product --name orders');
  const none = await line('kontor dev do --as viewer resource show nothing');
  running.kill('SIGTERM');
  const { code, said } = await running.ended;

  expect([made.code, none.code], made.stderr + none.stderr).toEqual([0, 4]);
  expect(code, said).toBe(7);
  expect((await readFile(`${folder}/done.script`, 'utf8')).split('\n').slice(1)).toEqual([
    'kontor dev do install provider --accept-all',
    'kontor dev do resource create provider/product --name orders',
    'kontor dev do --as viewer resource show nothing #=> 4',
    '',
  ]);
});

test('a provider that never answers fails its replay', async () => {
  await dev.write('any.script', 'kontor teams list\n');

  const silent = dev.start('--data .kontor-dev --replay any.script --json', ['node', '-e', '']);
  const { code, said } = await silent.ended;

  expect(code, said).toBe(1);
  expect(JSON.parse(said)).toMatchObject({ exitCode: 1, replayed: [] });
});
