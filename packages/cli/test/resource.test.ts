import { expect, test } from 'vitest';
import { lagoon } from './stand-in/goods.ts';
import { inProcess } from './stand-in/in-process.ts';
import { marketplace } from './stand-in/marketplace.ts';

const create = (product: string, name: string, ...more: string[]) => [
  ...['resource', 'create', product, '--name', name, '--accept-all'],
  ...more,
];

test('one command installs, provisions and connects', async () => {
  const host = await marketplace({ asksUntilDone: 1 });
  const { kontor } = inProcess();

  const made = await kontor(
    create(
      'lagoon/postgres',
      'orders',
      ...['--metadata', 'region=fra1', '--metadata', 'size=2', '--metadata', 'backups=false'],
      ...['--metadata', 'extensions=postgis,vector', '--plan', 'pro'],
      ...['--connect', 'web', '--env', 'production,preview', '--prefix', 'DB'],
    ),
    { env: host.signedIn },
  );

  const [resource] = host.resources;
  expect(made.code).toBe(0);
  expect(made.stdout.split('\n')).toEqual([
    `Provisioned orders (${resource?.id}): ready, on the plan Pro.`,
    'Connected it to web in production, preview.',
    'VARIABLE         SECRET        ENVIRONMENTS',
    'DB_DATABASE_URL  DATABASE_URL  production, preview',
    'DB_PGHOST        PGHOST        production, preview',
    '',
  ]);
  expect(made.stderr).toContain('Installed Lagoon');
  expect(host.requestsTo('createResource')).toMatchObject([
    {
      body: {
        product: 'iap_postgres',
        name: 'orders',
        billingPlanId: 'pro',
        metadata: { region: 'fra1', size: 2, backups: false, extensions: ['postgis', 'vector'] },
      },
    },
  ]);
});

test('what is missing or wrong is found before anything is installed or made', async () => {
  const host = await marketplace();
  const { kontor } = inProcess();
  const env = host.signedIn;
  const refuse = async (...args: string[]) => {
    const { code, stdout, stderr } = await kontor(args, { env });
    return { code, stdout, told: stderr };
  };

  expect(await refuse(...create('lagoon/postgres', 'orders'))).toMatchObject({
    code: 2,
    told: expect.stringContaining('--metadata region=<value>'),
  });
  expect(
    await refuse(...create('lagoon/postgres', 'x', '--metadata', 'regoin=fra1')),
  ).toMatchObject({
    code: 2,
    told: expect.stringContaining("Did you mean 'region'?"),
  });
  expect(await refuse(...create('lagoon/cache', 'x', '--metadata', 'novalue'))).toMatchObject({
    code: 2,
    told: expect.stringContaining('key=value'),
  });
  expect(await refuse('resource', 'create', 'lagoon/cache', '--accept-all')).toMatchObject({
    code: 2,
    told: expect.stringContaining('--name <name>'),
  });
  expect(await refuse(...create('lagoon', 'x'))).toMatchObject({
    code: 2,
    told: expect.stringContaining('lagoon/<product>'),
  });
  expect(await refuse(...create('lagoon/cach', 'x'))).toMatchObject({
    code: 4,
    told: expect.stringContaining("Did you mean 'cache'?"),
  });
  expect(await refuse(...create('tides/queue', 'x'))).toMatchObject({
    code: 2,
    told: expect.stringContaining('--plan <id>'),
  });
  expect(await refuse(...create('lagoon/cache', 'x', '--connect', 'wbe'))).toMatchObject({
    code: 4,
    told: expect.stringContaining("Did you mean 'web'?"),
  });
  expect(
    await refuse(...create('lagoon/cache', 'x', '--connect', 'web', '--env', 'stagng')),
  ).toMatchObject({ code: 4, told: expect.stringContaining("Did you mean 'staging'?") });
  expect(await refuse('resource', 'create', 'lagoon/cache', '--name', 'x')).toMatchObject({
    code: 2,
    told: expect.stringContaining('--accept toc,privacy,eula'),
  });
  expect(await refuse(...create('lagoon/cache', 'my orders'))).toMatchObject({
    code: 2,
    told: expect.stringContaining('--name: letters, digits, hyphens and underscores only'),
  });
  expect(await refuse(...create('lagoon/cache', 'x'.repeat(129)))).toMatchObject({
    code: 2,
    told: expect.stringContaining('--name: at most 128 characters'),
  });
  expect(await refuse(...create('lagoon/cache', 'x', '--plan', 'startr'))).toMatchObject({
    code: 4,
    told: expect.stringContaining("Did you mean 'starter'?"),
  });
  expect(await refuse(...create('lagoon/cache', 'x', '--env', 'preview'))).toMatchObject({
    code: 2,
    told: expect.stringContaining('--env says how the resource is connected'),
  });
  const connected = create('lagoon/cache', 'x', '--connect', 'web');
  expect(await refuse(...connected, '--project', 'api')).toMatchObject({
    code: 2,
    told: expect.stringContaining('Two projects are named: --connect web and --project api.'),
  });
  expect(await refuse(...connected, '--prefix', '1-x')).toMatchObject({
    code: 2,
    told: expect.stringContaining('--prefix: A prefix begins with a letter'),
  });
  expect(await refuse(...connected, '--action', 'branch')).toMatchObject({
    code: 4,
    told: expect.stringContaining("has no action 'branch'"),
  });
  const branched = create('lagoon/postgres', 'x', '--connect', 'web', '--metadata', 'region=fra1');
  expect(await refuse(...branched, '--action', 'brnch')).toMatchObject({
    code: 4,
    told: expect.stringContaining("Did you mean 'branch'?"),
  });
  expect(
    await refuse(...branched, '--env', 'production', '--action', 'branch:preview'),
  ).toMatchObject({ code: 2, told: expect.stringContaining("cannot run in 'preview'") });
  expect(host.requestsTo('install')).toEqual([]);
  expect(host.requestsTo('createResource')).toEqual([]);
});

test('a resource is listed, shown and deleted by name or id', async () => {
  const host = await marketplace();
  const { kontor } = inProcess();
  const env = host.signedIn;
  await kontor(create('lagoon/cache', 'orders'), { env });
  const id = host.resources[0]?.id ?? '';

  const listed = await kontor(['resource', 'ls'], { env });
  const shown = await kontor(['resource', 'show', 'orders'], { env });
  const byId = await kontor(['resource', 'show', id, '--json'], { env });
  const unsure = await kontor(['resource', 'delete', 'orders'], { env });
  const misspelt = await kontor(['resource', 'delete', 'order', '--yes'], { env });
  const deleted = await kontor(['resource', 'rm', 'orders', '--yes', '--json'], { env });

  expect(listed.stdout).toMatch(new RegExp(`^NAME .*\\norders +Lagoon Cache +ready .* ${id}\\n$`));
  expect(shown.stdout).toMatch(/^orders\nid +store_0/);
  expect(shown.stdout).toMatch(/SECRET +LENGTH\nDATABASE_URL +12\nPGHOST +12\n/);
  expect(JSON.parse(byId.stdout)).toMatchObject({
    resource: { id, name: 'orders' },
    secrets: [{ name: 'DATABASE_URL', length: 12 }, { name: 'PGHOST' }],
  });
  expect(unsure).toMatchObject({ code: 2, stdout: '' });
  expect(misspelt).toMatchObject({ code: 4 });
  expect(misspelt.stderr).toContain("Did you mean 'orders'?");
  expect(deleted.code).toBe(0);
  expect(JSON.parse(deleted.stdout)).toMatchObject({ operation: { status: 'succeeded' } });
  expect(await kontor(['resource', 'list'], { env })).toMatchObject({
    stdout: 'There are no resources.\n',
  });
});

test('a name that two resources have is refused with the ids of both', async () => {
  const host = await marketplace();
  const { kontor } = inProcess();
  const env = host.signedIn;
  await kontor(create('lagoon/cache', 'orders'), { env });
  const [first] = host.resources;
  if (first) host.resources.push({ ...first, id: `${first.id.slice(0, -1)}9` as typeof first.id });

  const refused = await kontor(['resource', 'show', 'orders', '--json'], { env });

  expect(refused.code).toBe(2);
  expect(JSON.parse(refused.stdout).error).toMatchObject({
    code: 'ambiguous_name',
    candidates: host.resources.map(({ id }) => `${id} (orders, cache)`),
  });
});

test('a resource that was made stays when connecting it is refused, and the way on is told', async () => {
  const host = await marketplace();
  const { kontor } = inProcess();
  const env = host.signedIn;
  await kontor(create('lagoon/cache', 'one', '--connect', 'web', '--env', 'production'), { env });

  const refused = await kontor(
    create('lagoon/cache', 'two', '--connect', 'web', '--env', 'production', '--json'),
    { env },
  );

  const id = host.resources[1]?.id;
  expect(refused.code).toBe(5);
  expect(JSON.parse(refused.stdout).error).toMatchObject({
    code: 'variable_collision',
    resource: { id },
    next: [`kontor connect ${id} web --env production --prefix DB2`],
  });
});

test('actions that the host refused for a resource that was made are not tried again', async () => {
  const host = await marketplace();
  const { kontor } = inProcess();
  const wanted = ['--metadata', 'region=fra1', '--connect', 'web', '--env', 'preview'];

  const refused = await kontor(
    create(
      ...['lagoon/postgres', 'orders', ...wanted],
      ...['--action', 'branch', '--action', 'branch:preview', '--optional-actions', '--json'],
    ),
    { env: host.signedIn },
  );

  const { error } = JSON.parse(refused.stdout);
  expect(error.message).toContain("'branch' is chosen twice");
  expect(error.next).toEqual([`kontor connect ${host.resources[0]?.id} web --env preview`]);
});

test('new secrets are asked for with why and for how long the old ones are kept', async () => {
  const host = await marketplace({ asksUntilDone: 1 });
  const { kontor } = inProcess();
  const env = host.signedIn;
  await kontor(create('lagoon/postgres', 'orders', '--metadata', 'region=fra1'), { env });

  const unasked = await kontor(['resource', 'rotate', 'orders'], { env });
  const done = await kontor(
    ['resource', 'rotate', 'orders', '--reason', 'a laptop was lost', '--keep-old', '2.5', '--yes'],
    { env },
  );

  expect(unasked).toMatchObject({ code: 2, stderr: expect.stringContaining('--yes') });
  expect(done).toMatchObject({
    code: 0,
    stdout: 'The new secrets of orders are in every connected project.\n',
  });
  expect(host.requestsTo('rotateTeamResourceSecrets')).toMatchObject([
    { body: { reason: 'a laptop was lost', delayOldSecretsExpirationHours: 2.5 } },
  ]);
  const shown = await kontor(['resource', 'show', 'orders'], { env });
  expect(shown.stdout).toMatch(/new secrets +made, /);
});

test('what the provider warns of stands before the question whether to make new secrets', async () => {
  const [product, ...others] = lagoon.products;
  if (product === undefined) throw new Error('nothing is listed');
  const secretRotation = { maxDelayHours: 1, customRotationWarning: 'Replicas restart.' };
  const warning = { ...product, capabilities: { ...product.capabilities, secretRotation } };
  const host = await marketplace({
    handlers: {
      getListing: () => [200, { integration: { ...lagoon, products: [warning, ...others] } }],
    },
  });
  const { kontor } = inProcess();
  const env = host.signedIn;
  await kontor(create('lagoon/postgres', 'orders', '--metadata', 'region=fra1'), { env });

  const rotated = await kontor(['resource', 'rotate', 'orders', '--yes'], { env });

  expect(rotated).toMatchObject({
    code: 0,
    stderr: expect.stringContaining('The provider says: Replicas restart.'),
  });
});

test('secrets that are promised for later are not done yet, and a script can tell', async () => {
  const host = await marketplace();
  const { kontor } = inProcess();
  const env = host.signedIn;
  await kontor(create('lagoon/postgres', 'orders', '--metadata', 'region=fra1'), { env });

  const rotate = ['resource', 'rotate', 'orders', '--yes'];
  const promised = await kontor([...rotate, '--reason', 'later'], { env });
  const wrong = await kontor([...rotate, '--keep-old', 'long'], { env });

  expect(promised).toMatchObject({ code: 7, stdout: expect.stringContaining('until then') });
  expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('--keep-old') });
});

test('a line is run against a resource, and what it prints is shown', async () => {
  const host = await marketplace();
  const { kontor } = inProcess();
  const env = host.signedIn;
  await kontor(create('lagoon/postgres', 'orders', '--metadata', 'region=fra1'), { env });
  const run = (line: string, ...more: string[]) =>
    kontor(['resource', 'repl', 'orders', '--command', line, ...more], { env });

  const done = await run('select 1', '--read-only');
  const wrong = await run('wrong');
  const refused = await run('refused');
  const unasked = await kontor(['resource', 'repl', 'orders'], { env });

  expect(done).toMatchObject({
    code: 0,
    stdout: 'line      read only\nselect 1  true\n',
  });
  expect(wrong).toMatchObject({ code: 6, stdout: 'syntax error\n' });
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('no commands') });
  expect(unasked).toMatchObject({ code: 2, stderr: expect.stringContaining('--command') });
});

test('what a line prints is shown as it comes, before the provider is done', async () => {
  const seen = Promise.withResolvers<void>();
  const paragraph = (text: string) => ({
    type: 'paragraph' as const,
    children: [{ type: 'text' as const, text }],
  });
  const host = await marketplace({
    // the host goes on only once the first block was seen
    afterLine: () => seen.promise,
    handlers: { runResourceCommand: () => [200, [paragraph('first'), paragraph('last')]] },
  });
  const { kontor } = inProcess();
  const env = host.signedIn;
  await kontor(create('lagoon/postgres', 'orders', '--metadata', 'region=fra1'), { env });
  let printed = '';

  const done = await kontor(['resource', 'repl', 'orders', '--command', 'watch'], {
    env,
    onOutput: (text) => {
      printed += text;
      if (printed === 'first\n') seen.resolve();
    },
  });
  const asJson = await kontor(['resource', 'repl', 'orders', '--command', 'watch', '--json'], {
    env,
  });

  expect([done.code, printed]).toEqual([0, 'first\nlast\n']);
  expect(JSON.parse(asJson.stdout).blocks).toHaveLength(2);
});
