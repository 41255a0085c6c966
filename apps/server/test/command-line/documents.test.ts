import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { readConfig } from '../../src/config/read-config.ts';
import { startMailServer } from '../mail/mail-server.ts';
import { createApi } from '../world/api-client.ts';
import type { Ran } from '../world/command-line.ts';
import { eventually } from '../world/story.ts';
import { type LagoonWorld, lagoonWorld } from './lagoon-world.ts';
import { asKontor, commandsBetweenBlocks, commandsIn, commandsOfPages } from './shell-blocks.ts';

/** What is looked up when something is wrong: there, what a sentence names is typed as well. */
const pages = commandsOfPages(['docs/operations.md']);

/** What a page's readers type that is run by other tests, or on a machine that no test has. */
const elsewhere: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'README.md': {
    'git clone <this repository> kontor && cd kontor': 'a copy of what is tested',
    'npm start': 'scripts/start-demo.test.ts starts it',
    'npm test': 'is what runs this',
  },
  'docs/agents.md': {
    'claude mcp add kontor -- npx kontor mcp --team acme':
      'changes the settings of another program',
    'claude mcp add --transport http kontor https://kontor.example/mcp --header "Authorization: Bearer $KONTOR_TOKEN"':
      'changes the settings of another program',
  },
  'docs/beside-your-platform.md': {
    'KONTOR_OIDC_ISSUER=http://127.0.0.1:4700 KONTOR_OIDC_CLIENT_ID=kontor KONTOR_OIDC_CLIENT_SECRET=between-the-two KONTOR_DATA=.kontor-beside npx node apps/server/src/main.ts':
      'goes on; scripts/start-demo.test.ts starts a host so, and beside.test.ts one with such a platform',
    'CLIENT_SECRET=between-the-two SERVICE_TOKEN=kst_… npx node examples/beside-your-platform/src/main.ts':
      'goes on; examples/beside-your-platform/test/beside.test.ts starts the same platform',
  },
  'docs/check.md': {
    'kontor check http://127.0.0.1:4681 --file provider.json':
      'packages/cli/test/check.test.ts runs it',
    'KONTOR_HOST_URL=http://127.0.0.1:4690 KONTOR_CLIENT_ID=oac_check0000000000000000 KONTOR_CLIENT_SECRET=a-secret node providers/postgres/src/main.ts':
      'goes on, with a database server of its own; scripts/start-demo.test.ts starts it so',
  },
  'docs/dev.md': {
    ...Object.fromEntries(
      ['resource rotate orders', 'resource plan orders pro', 'uninstall provider'].map((words) => [
        `kontor dev do ${words} --yes`,
        'apps/server/test/dev runs a provider and does such things to it',
      ]),
    ),
    ...Object.fromEntries(
      ['kontor dev --file provider.json --replay lagoon.script -- npm start'].map((each) => [
        each,
        'apps/server/test/dev exports what a host recorded and replays it',
      ]),
    ),
    'kontor dev do resource create provider/product --name orders':
      'apps/server/test/dev does it, and reads what is recorded of it',
    ...Object.fromEntries(
      [
        'node providers/osb-bridge/src/main.ts describe > broker.json',
        'KONTOR_PROVIDER_PORT=4683 kontor dev --file broker.json --url http://localhost:4683 -- node providers/osb-bridge/src/main.ts',
      ].map((each) => [each, 'apps/server/test/dev tries a broker so']),
    ),
    [`kontor run --project web -- sh -c 'psql "$DATABASE_URL" -c "select 1"'`]:
      'needs psql, which not every machine has',
  },
  'docs/operations.md': {
    'npm run prove:crash':
      'kills hosts for many minutes; apps/server/test/crash kills fewer of them',
    'npm run restore -- ./backup-of-today':
      'needs a database without anything; apps/server/test/postgres/backup.test.ts gives it one',
  },
  'docs/provider-guide.md': {
    ...Object.fromEntries(
      [
        'npm create kontor-provider queues',
        'cd queues',
        'npm install',
        'npm test',
        'KONTOR_ISSUER=http://127.0.0.1:4690 KONTOR_HOST_URL=http://127.0.0.1:4690 KONTOR_CLIENT_ID=oac_check0000000000000000 KONTOR_CLIENT_SECRET=a-secret-for-checks npm start &',
        'kontor check http://127.0.0.1:3000 --file provider.json --level complete',
        'kontor dev --file provider.json --replay customer.script --offline -- npm start',
        'kontor integrations product queues queue --file product.json',
        'kontor integrations check queues',
        'kontor integrations publish queues',
      ].map((each) => [each, 'apps/server/test/dev/guide.test.ts follows the page']),
    ),
  },
  'providers/osb-bridge/README.md': {
    'KONTOR_HOST_URL=http://127.0.0.1:4680 KONTOR_CLIENT_ID=oac_… node providers/osb-bridge/src/main.ts':
      'goes on; providers/osb-bridge/test/bridge.test.ts starts the same bridge',
  },
  'providers/redis/README.md': {
    'KONTOR_HOST_URL=http://127.0.0.1:4680 KONTOR_CLIENT_ID=oac_… node providers/redis/src/main.ts':
      'goes on, with a Redis server that not every machine has; its tests start the same provider',
  },
  'providers/postgres/README.md': {
    'KONTOR_HOST_URL=http://127.0.0.1:4680 KONTOR_CLIENT_ID=oac_… node providers/postgres/src/main.ts':
      'goes on, with a database server of its own; scripts/start-demo.test.ts starts it so',
    [`curl -X POST -H "Authorization: Bearer $(cat .kontor/provider-postgres/admin-token)" -d '{"overlapHours": 1}' http://127.0.0.1:4681/admin/installations/icfg_…/resources/pg_…/rotate-password`]:
      'asks that provider; providers/postgres/test/rotation.test.ts asks the same of one',
  },
};

/** Pages of which every command has a test of its own. */
const pagesElsewhere: Readonly<Record<string, string>> = {
  'docs/cli.md': 'reference.test.ts runs every example, and asks for those that it does not',
  'docs/desired-state.md': 'state/documentation.test.ts runs the whole page, in its order',
  'docs/tour.md': 'is written by scripts/tour.ts, which runs what it shows',
  'docs/vercel-cli.md': 'is about another program, which vercel-cli/*.test.ts run',
};

let world: LagoonWorld;
let mail: Awaited<ReturnType<typeof startMailServer>>;
const ran = new Map<string, Set<string>>();
beforeAll(async () => {
  mail = await startMailServer();
  world = await lagoonWorld({ mail: mail.settings });
  for (const name of ['web', 'shop']) {
    await world.owner.api(k.createProject, { params: { team: world.team }, body: { name } });
  }
});
afterAll(async () => {
  await world.close();
  await mail.down();
});

type How = {
  readonly code?: number;
  readonly more?: string;
  readonly env?: Record<string, string>;
};

/** What stands on the pages for something that is called otherwise in this world. */
const meant: Record<string, string> = {
  'KONTOR_TOKEN=… ': '',
  // it is on one machine with the host
  ' --public-url https://judge.example': '',
  'kontor-postgres/postgres': 'lagoon/postgres',
  'lagoon/db': 'lagoon/postgres',
};

/** Runs a command of a page as it stands there, but for what is meant by its placeholders. */
async function typed(page: string, command: string, { code = 0, more = '', env = {} }: How = {}) {
  ran.set(page, (ran.get(page) ?? new Set()).add(command));
  const line = Object.entries(meant).reduce(
    (text, [from, to]) => text.replaceAll(from, to),
    asKontor(command) ?? command,
  );
  const done: Ran = await world.here.line(`${line} ${more}`.trim(), env);
  expect(done.code, `${line}\n${done.stdout}${done.stderr}`).toBe(code);
  return done;
}

/** Runs a command of a page in a shell, as it stands there but for what is meant. */
function inShell(page: string, command: string, { env = {} }: Pick<How, 'env'> = {}) {
  ran.set(page, (ran.get(page) ?? new Set()).add(command));
  const line = Object.entries(meant).reduce(
    (text, [from, to]) => text.replaceAll(from, to),
    command,
  );
  const path = [dirname(process.execPath), process.env.PATH].join(':');
  return promisify(execFile)('sh', ['-c', line], {
    cwd: fileURLToPath(new URL('../../../../', import.meta.url)),
    env: { PATH: path, HOME: world.here.folder, ...env },
  });
}

test('README.md: from signing in to the variables of a project', async () => {
  const page = 'README.md';
  // nobody is at a browser here, who would allow it
  await typed(page, 'npx kontor login', {
    ...{ code: 7, more: '--timeout 0.5' },
    env: { KONTOR_TOKEN: '' },
  });
  await typed(page, 'npx kontor catalog');
  await typed(
    page,
    'npx kontor resource create kontor-postgres/postgres --name my-db --connect web --env production,preview --prefix DB',
    { more: '--accept-all' },
  );
  const pulled = await typed(page, 'npx kontor env pull web --environment preview');
  const dev = 'node -e "fs.writeFileSync(\'seen\', Object.keys(process.env).join())"';
  await world.here.write('package.json', JSON.stringify({ scripts: { dev } }));
  await typed(page, 'npx kontor run --project web --environment preview -- npm run dev');

  expect(pulled.stdout + pulled.stderr).toMatch(/variables? of web, preview/);
  expect(await readFile(join(world.here.folder, 'seen'), 'utf8')).toContain('DB_');
});

test('docs/agents.md: an agent gets a budget, asks, and is answered', async () => {
  const page = 'docs/agents.md';
  const made = await typed(
    page,
    'kontor agents create deploy-bot --budget 50 --per-purchase 20 --product lagoon/db --project shop',
  );
  const [secret = ''] = /kat_\w+/.exec(made.stdout + made.stderr) ?? [];
  const params = { team: world.team };
  const { body } = await world.owner.api(k.listInstallations, { params });
  const installation = body.installations[0]?.id ?? '';
  const asks = async (name: string) => {
    const asked = await createApi(world.url, secret)(k.createResource, {
      params: { ...params, installation },
      body: { product: 'postgres', name, billingPlanId: 'large', metadata: { region: 'fra1' } },
    });
    expect(asked.status, JSON.stringify(asked.error)).toBe(202);
    meant['apr_…'] = asked.body.operation.approval?.id ?? '';
  };

  await asks('first');
  const listed = await typed(page, 'kontor approvals list');
  await typed(page, 'kontor approvals show apr_…');
  await typed(page, 'kontor approvals approve apr_…', { more: '--yes' });
  await asks('second');
  await typed(page, 'kontor approvals refuse apr_… --reason "too dear"');

  expect(listed.stdout).toContain('deploy-bot');
  const resources = await world.owner.api(k.listTeamResources, { params });
  expect(resources.body.resources.map(({ name }) => name)).toContain('first');
});

test('docs/billing.md: months pass on the clock of a team', async () => {
  const page = 'docs/billing.md';
  await world.owner.api(k.createTeam, { body: { name: 'Clocked', slug: 'clocked' } });
  const env = { KONTOR_TEAM: 'clocked' };
  await typed(page, 'kontor clock create --now 2027-01-01T00:00:00Z', { env });
  await typed(page, 'kontor clock advance --by 1mo', { env });
  // nothing waits in a team that has nothing
  await typed(page, 'kontor clock advance --next', { env, code: 5 });
  const shown = await typed(page, 'kontor clock show', { env });
  await typed(page, 'kontor clock remove', { env });

  expect(shown.stdout).toContain('2027-02-01');
});

test('docs/operations.md: an operator looks at the host, compares it with a provider, and saves it', async () => {
  const page = 'docs/operations.md';
  meant['http://localhost:4680'] = world.url;
  meant['./backup-of-today'] = join(world.here.folder, 'backup-of-today');
  await typed(page, 'kontor admin reconcile --integration lagoon');
  const ready = await inShell(page, 'curl -sf http://localhost:4680/readyz');
  const saved = await inShell(page, 'npm run backup -- ./backup-of-today', {
    env: { DATABASE_URL: world.databaseUrl },
  });

  expect(JSON.parse(ready.stdout)).toEqual({ status: 'ready' });
  expect(saved.stdout).toMatch(/backup-of-today holds .*\d+ rows/);
});

test('docs/operations.md: mail that was refused is sent again, and the call behind a trace is found', async () => {
  const page = 'docs/operations.md';
  const params = { team: world.team };
  mail.script.refusals = [{ code: 550, message: '5.1.1 no such user' }];
  const body = { email: 'guest@mail.example', role: 'viewer' } as const;
  await world.owner.api(k.createInvitation, { params, body });
  meant['<mail>'] = await eventually(async () => {
    const { body: failed } = await world.owner.api(k.listMails, { query: {} });
    return failed.mails[0]?.id;
  });
  const { body: recorded } = await world.owner.api(k.listProviderCalls, {
    params: { ...params, integration: 'lagoon' },
    query: {},
  });
  meant['<integration>'] = 'lagoon';
  meant['<call>'] = recorded.calls[0]?.id ?? '';

  const mails = await typed(page, 'kontor admin mails');
  await typed(page, 'kontor admin resend <mail>');
  const settings = await typed(page, 'kontor admin settings');
  const call = await typed(page, 'kontor calls show <integration> <call>');

  expect(mails.stdout).toContain('550');
  await eventually(async () => mail.to('guest@mail.example'));
  expect(settings.stdout).toMatch(/^version .*^schema .*^off .*/ms);
  expect(call.stdout).toContain(recorded.calls[0]?.traceId);
});

test('docs/operations.md: keys are replaced, and every data key is wrapped by the new one', async () => {
  const page = 'docs/operations.md';
  const agreed = { more: '--yes' };

  await typed(page, 'kontor admin rotate-key', agreed);
  const signing = await typed(page, 'kontor admin signing-keys', { more: '--json' });
  const added = await typed(page, 'kontor admin add-key', agreed);
  meant['<key>'] = added.stdout.trim();
  await typed(page, 'kontor admin rewrap <key>', agreed);
  await eventually(async () => {
    const { stdout, stderr } = await typed(page, 'kontor admin keys');
    return /\b0 of [1-9]\d* data keys/.test(stdout + stderr);
  });

  expect(JSON.parse(signing.stdout).keys).toHaveLength(2);
});

test('docs/dev.md: what a host has recorded becomes a script', async () => {
  const { body } = await world.owner.api(k.listInstallations, { params: { team: world.team } });
  meant['icfg_…'] = body.installations[0]?.id ?? '';
  // on that day nobody has done anything yet
  meant['--from 2027-01-31'] = '--from 2026-01-31';
  await typed(
    'docs/dev.md',
    'kontor calls export lagoon --installation icfg_… --from 2027-01-31 --output lagoon.script',
  );

  expect(await readFile(join(world.here.folder, 'lagoon.script'), 'utf8')).toMatch(
    /^kontor dev do resource create /m,
  );
});

test('docs/beside-your-platform.md: the settings are ones that a host starts with', () => {
  const page = 'docs/beside-your-platform.md';
  const lines = (pages.get(page) ?? []).filter((line) => /^KONTOR_\w+=\S+$/.test(line));
  ran.set(page, new Set(lines));
  const settings = lines.map((line) => line.split('=', 2) as [string, string]);

  expect(lines.length).toBeGreaterThan(3);
  expect(readConfig(Object.fromEntries(settings))).toMatchObject({
    identityProvider: { issuer: 'https://id.blue.example', clientId: 'kontor' },
  });
});

test('providers/osb-bridge/README.md: what a broker offers is described', async () => {
  const page = 'providers/osb-bridge/README.md';
  const plans = [{ id: 'p', name: 'small', description: 'Small.' }];
  const services = [{ id: 's', name: 'queue', description: 'Queues.', bindable: true, plans }];
  const broker = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ services }));
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void broker.close());
  await once(broker, 'listening');
  const { port } = broker.address() as AddressInfo;
  const brokerUrl = `http://127.0.0.1:${port}`;
  const [settings = '', describe = ''] = pages.get(page) ?? [];
  // both are typed into one terminal
  meant[describe] = `${settings}\n${describe}`.replace('http://127.0.0.1:8080', brokerUrl);
  const described = await inShell(page, describe);
  ran.get(page)?.add(settings);

  expect(JSON.parse(described.stdout).products).toMatchObject([{ slug: 'queue' }]);
});

test('docs/check.md: a host is judged', async () => {
  meant['https://kontor.example'] = world.url;
  const judged = await typed(
    'docs/check.md',
    'KONTOR_TOKEN=… kontor check --host https://kontor.example --team acme --public-url https://judge.example',
    { more: '--level basic', env: { KONTOR_TOKEN: world.owner.token } },
  );

  expect(judged.stdout).toMatch(/[1-9]\d* passed, 0 failed/);
});

test('every command of every page was run by one of these, or it is said why not', () => {
  const unknown = [...pages].flatMap(([page, commands]) => {
    // an example of the reference is run where all of those are, with what it needs
    const examples = (pages.get('docs/cli.md') ?? []).map(asKontor);
    const known = [...(ran.get(page) ?? []), ...Object.keys(elsewhere[page] ?? {}), ...examples];
    if (page in pagesElsewhere) return [];
    return commands.filter((each) => !known.includes(each)).map((each) => `${page}: ${each}`);
  });
  const gone = [
    ...Object.entries(elsewhere),
    ...[...ran].map(([page, all]) => [page, all] as const),
  ].flatMap(([page, listed]) => {
    const named = listed instanceof Set ? [...listed] : Object.keys(listed);
    return named
      .filter((each) => !pages.get(page)?.includes(each))
      .map((each) => `${page}: ${each}`);
  });

  expect(unknown).toEqual([]);
  expect(gone).toEqual([]);
  for (const page of Object.keys(pagesElsewhere))
    expect(pages.get(page)?.length).toBeGreaterThan(0);
});

test('commands are found in blocks that name a shell, that name none, and behind prompts', () => {
  const page = [
    ...['```sh', 'kontor catalog # all of it', '# a remark', 'FOO=1 kontor \\', '  plan', '```'],
    ...['```', 'npx kontor plan', '```', '```', 'one ── two', '```', '```json', '{}', '```'],
    ...['```console', '$ kontor whoami', 'Ada', '```'],
  ].join('\n');

  expect(commandsIn(page)).toEqual([
    ...['kontor catalog', 'FOO=1 kontor plan', 'npx kontor plan', 'kontor whoami'],
  ]);
});

test('in a runbook, commands are found in sentences and tables too, and nothing else that is quoted', () => {
  const page = [
    'Ask `kontor admin\nkeys`, or `systemctl status kontor`: `kontor_waiting` is of `kontor`.',
    ...[
      '| `curl -s http://localhost/healthz` | `GET /healthz` |',
      '```sh',
      'kontor `whoami`',
      '```',
    ],
  ].join('\n');

  expect(commandsBetweenBlocks(page)).toEqual([
    ...['kontor admin keys', 'systemctl status kontor', 'curl -s http://localhost/healthz'],
  ]);
});
