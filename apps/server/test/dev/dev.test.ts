import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { credentials, startBroker } from '@kontor/provider-osb-bridge/broker-fixture';
import { freePort } from '@kontor/testing';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { expectAccessible, openBrowser, sizes } from '../dashboard/browser.ts';
import { devHere, fixture, freshDatabase } from './dev-here.ts';

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

const BROKER_SCRIPT = `
kontor install provider --accept-all
kontor resource create provider/orders-db --name orders --plan plan-small --metadata region=fra --connect web
#=< provisionResource 200 {"productId":"orders-db","status":"ready","billingPlan":{"id":"plan-small"},"secrets":[{"name":"URI"}]}
kontor resource rotate orders --yes
#=< rotateSecrets 200 {"sync":true}
kontor resource delete orders --yes
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

test('whatever is done in another terminal or on the page is recorded, and the exit code is that of the provider', async () => {
  const { start, line, url, folder } = dev;
  const port = await freePort();
  await dev.write(
    'provider.json',
    JSON.stringify({
      ...{ slug: 'provider', webhookUrl: '/webhooks' },
      products: [{ slug: 'product' }],
    }),
  );
  const options = `--file provider.json --record done.script --control-port ${port}`;
  const scripts = { start: `exec node ${fixture('node-fetch.mjs')}` };
  await dev.write('package.json', JSON.stringify({ name: 'provider', scripts }));

  const early = await line('kontor dev do resource list');
  const step = early.steps.find(({ name }) => name === 'startMarketplace');
  const [begins, around = ''] = step?.command({ argv: [] })?.split(' -- ') ?? [];
  expect([early.code, begins, around], early.stderr).toEqual([4, 'kontor dev', 'npm start']);
  expect(early.stderr).toContain('kontor dev -- npm start');

  const running = start(options, around.split(' '));
  await running.says(`The provider answers at ${url}.`);

  await line('kontor dev do install provider --accept-all');
  const made = await line('kontor dev do resource create provider/product --name orders');
  const none = await line('kontor dev do --as viewer resource show nothing');
  const webhook = 'webhooks test provider --team provider --about acme';
  const paid = await line(`kontor dev do ${webhook} --type marketplace.invoice.paid --wait`);
  expect(paid.stdout).toMatch(/^marketplace\.invoice\.paid \(dlv_\w+\): accepted 200 in \d+ ms/);
  await steer(`http://localhost:${port}`);
  await line('kontor dev do uninstall provider --yes');
  const calls = 'calls export provider --team provider --output exported.script';
  const exported = await line(`kontor dev do ${calls}`);
  running.kill('SIGTERM');
  const { code, said } = await running.ended;

  expect([made.code, none.code], made.stderr + none.stderr).toEqual([0, 4]);
  expect(exported.code, exported.stderr).toBe(0);
  expect(code, said).toBe(7);
  const recorded = (await readFile(`${folder}/done.script`, 'utf8')).split('\n').slice(1);
  expect(recorded.filter((each) => each.startsWith('#=< '))).toEqual([
    expect.stringMatching(/^#=< upsertInstallation 200 /),
    expect.stringMatching(/^#=< provisionResource 200 .*"status":"ready".*"name":"OWNER"/),
    '#=< deleteResource 204 null',
    expect.stringMatching(/^#=< deleteInstallation 200 /),
  ]);
  expect(recorded.filter((each) => !each.startsWith('#'))).toEqual([
    'kontor dev do install provider --accept-all',
    'kontor dev do resource create provider/product --name orders',
    'kontor dev do --as viewer resource show nothing #=> 4',
    `kontor dev do ${webhook} --type marketplace.invoice.paid --wait`,
    'kontor dev do --as viewer uninstall provider --yes #=> 1',
    expect.stringMatching(
      `^kontor dev do ${webhook} --type integration-resource.project-connected --payload .*"prj_edited".* --wait$`,
    ),
    'kontor dev do resource delete orders --yes',
    'kontor dev do uninstall provider --yes',
    `kontor dev do ${calls}`,
    '',
  ]);
});

/** Does with the page what a customer does, and looks at it and at its calls. */
async function steer(address: string): Promise<void> {
  const browser = await openBrowser();
  try {
    const page = await browser.newPage({ viewport: sizes.desk });
    // each form runs a whole command, which a busy machine takes its time for
    page.setDefaultTimeout(120_000);
    await page.goto(`${address}/?as=viewer`);
    const last = page.getByRole('status', { name: 'What was done last' });
    await page.getByRole('button', { name: 'Uninstall' }).click();
    await last.getByText('Ended with 1').waitFor();
    await page.getByRole('link', { name: 'the one who began' }).click();
    const sending = page.getByRole('form', { name: 'Send a webhook' });
    const payload = sending.getByLabel('Payload');
    await sending.getByLabel('Type').selectOption('integration-resource.project-connected');
    await sending.getByRole('button', { name: 'Fill in, to edit' }).click();
    const filled = JSON.parse(await payload.inputValue());
    expect(filled).toMatchObject({ project: { name: 'api' }, resourceId: expect.any(String) });
    await payload.fill(JSON.stringify({ ...filled, projectId: 'prj_edited' }, null, 2));
    await sending.getByRole('button', { name: 'Send a webhook' }).click();
    await last.getByText('accepted 200').waitFor();
    const form = page.getByRole('form', { name: 'Delete a resource' });
    await form.getByLabel('Resource').fill('--host');
    await form.getByRole('button').click();
    await last.getByText('it begins with a hyphen').waitFor();
    await form.getByLabel('Resource').fill('orders');
    await form.getByRole('button').click();
    await last.getByText('kontor dev do resource delete orders --yes').waitFor();
    const calls = page.getByRole('region', { name: 'Calls, the newest first' });
    await calls.getByRole('cell', { name: 'deleteResource' }).first().waitFor();
    await expectAccessible(page, 'dev-control');
  } finally {
    await browser.close();
  }
  const form = { method: 'POST', body: 'action=uninstall' };
  const elsewhere = await fetch(`${address}/do`, {
    ...form,
    headers: { origin: 'https://a.test' },
  });
  const silent = await fetch(`${address}/do`, form);
  expect([elsewhere.status, silent.status]).toEqual([403, 403]);
}

test('what a host has recorded is replayed, and a provider that does otherwise since is told', async () => {
  const steps = (await readFile(`${dev.folder}/exported.script`, 'utf8'))
    .split('\n')
    .filter((line) => line.startsWith('kontor'));
  const provider = ['node', fixture('node-fetch.mjs')];
  // npm ends before what it runs, which has to be gone all the same before the next provider starts
  const scripts = { start: `node ${fixture('node-fetch.mjs')}` };
  await dev.write('package.json', JSON.stringify({ name: 'provider', scripts }));
  const replaying = (command: readonly string[]) =>
    dev.start('--data .kontor-dev --replay exported.script', command).ended;
  const same = await replaying(['npm', 'start']);
  const changed = await replaying(['env', 'STATUS_OF_NEW=onboarding', ...provider]);

  expect(steps).toEqual([
    'kontor dev do install provider --accept-all',
    expect.stringMatching(/^kontor dev do resource create provider\/product --name orders /),
    'kontor dev do resource delete orders --yes',
    'kontor dev do uninstall provider --yes',
  ]);
  expect(same.code, same.said).toBe(0);
  expect(changed.code, changed.said).toBe(1);
  expect(changed.said).toContain('provisionResource: status was "ready" and is "onboarding"');
});

test('a broker is tried through the bridge with what that says of it', async () => {
  const broker = await startBroker();
  // what another provider has left is none of its business
  const database = await freshDatabase();
  onTestFinished(async () => {
    await broker.stop();
    await database.drop();
  });
  const bridge = createRequire(import.meta.url)
    .resolve('@kontor/provider-osb-bridge')
    .replace(/index\.ts$/, 'main.ts');
  const port = new URL(dev.url).port;
  const { username, password } = credentials;
  const env = [
    ...[`KONTOR_OSB_URL=${broker.url}`, `KONTOR_OSB_USERNAME=${username}`],
    ...[`KONTOR_OSB_PASSWORD=${password}`, 'KONTOR_OSB_POLL_SECONDS=1'],
    ...[`KONTOR_PROVIDER_PORT=${port}`, `KONTOR_PROVIDER_DATA=${dev.folder}/bridge`],
  ];
  const described = await promisify(execFile)('env', [
    ...env,
    process.execPath,
    bridge,
    'describe',
  ]);
  await dev.write('broker.json', described.stdout);
  await dev.write('broker.script', BROKER_SCRIPT);

  const { code, said } = await dev.start(
    '--data .kontor-dev-of-broker --offline --file broker.json --replay broker.script',
    ['env', ...env, 'node', bridge],
    database.url,
  ).ended;

  expect(code, said).toBe(0);
  expect(broker.instances.size).toBe(0);
  expect(broker.calls('PUT', /service_bindings/)).toHaveLength(2);
});

test('a provider that never answers fails its replay', async () => {
  await dev.write('any.script', 'kontor teams list\n');

  const silent = dev.start('--data .kontor-dev --replay any.script --json', ['node', '-e', '']);
  const { code, said } = await silent.ended;

  expect(code, said).toBe(1);
  expect(JSON.parse(said)).toMatchObject({ exitCode: 1, replayed: [] });
});
