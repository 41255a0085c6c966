import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createApi } from '../world/api-client.ts';
import type { Ran } from '../world/command-line.ts';
import { type LagoonWorld, lagoonWorld } from './lagoon-world.ts';
import { asKontor, commandsIn, commandsOfPages } from './shell-blocks.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const pages = commandsOfPages();

/** What a page's readers type that is run by other tests, or on a machine that no test has. */
const elsewhere: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'README.md': {
    'git clone <this repository> kontor && cd kontor': 'a copy of what is tested',
    'npm start': 'scripts/start-demo.test.ts starts it',
    'npm test': 'is what runs this',
    'npx kontor run --project web --environment preview -- npm run dev':
      'reference.test.ts runs it; here is no program to run',
  },
  'docs/agents.md': {
    'claude mcp add kontor -- npx kontor mcp --team acme':
      'changes the settings of another program',
    'claude mcp add --transport http kontor https://kontor.example/mcp --header "Authorization: Bearer $KONTOR_TOKEN"':
      'changes the settings of another program',
  },
  'docs/beside-your-platform.md': ofOperators([
    'KONTOR_OIDC_ISSUER=https://id.blue.example',
    'KONTOR_OIDC_CLIENT_ID=kontor',
    'KONTOR_OIDC_CLIENT_SECRET=…',
    'KONTOR_OIDC_OPERATORS=user-1',
    'KONTOR_PASSWORDS=false',
    'KONTOR_OIDC_ISSUER=http://127.0.0.1:4700 KONTOR_OIDC_CLIENT_ID=kontor KONTOR_OIDC_CLIENT_SECRET=between-the-two KONTOR_DATA=.kontor-beside npx node apps/server/src/main.ts',
    'CLIENT_SECRET=between-the-two SERVICE_TOKEN=kst_… npx node examples/beside-your-platform/src/main.ts',
  ]),
  'docs/check.md': {
    'kontor check http://127.0.0.1:4681 --file provider.json':
      'packages/cli/test/check.test.ts runs it',
    'KONTOR_HOST_URL=http://127.0.0.1:4690 KONTOR_CLIENT_ID=oac_check0000000000000000 KONTOR_CLIENT_SECRET=a-secret node providers/postgres/src/main.ts':
      'a provider that goes on; its own tests start it',
  },
  'docs/dev.md': {
    ...Object.fromEntries(
      ['resource rotate orders', 'resource plan orders pro', 'uninstall provider'].map((words) => [
        `kontor dev do ${words} --yes`,
        'apps/server/test/dev runs a provider and does such things to it',
      ]),
    ),
    ...Object.fromEntries(
      [
        'kontor calls export lagoon --installation icfg_… --from 2027-01-31 --output lagoon.script',
        'kontor dev --file provider.json --replay lagoon.script -- npm start',
      ].map((each) => [each, 'apps/server/test/dev exports what a host recorded and replays it']),
    ),
    [`kontor run --project web -- sh -c 'psql "$DATABASE_URL" -c "select 1"'`]:
      'needs psql and a database',
  },
  'docs/operations.md': ofOperators([
    'curl -sf http://localhost:4680/readyz',
    'npm run backup -- ./backup-of-today',
    'npm run restore -- ./backup-of-today',
  ]),
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
  'providers/osb-bridge/README.md': ofOperators([
    'export KONTOR_OSB_URL=http://127.0.0.1:8080 KONTOR_OSB_USERNAME=… KONTOR_OSB_PASSWORD=…',
    'node providers/osb-bridge/src/main.ts describe',
    'KONTOR_HOST_URL=http://127.0.0.1:4680 KONTOR_CLIENT_ID=oac_… node providers/osb-bridge/src/main.ts',
  ]),
  'providers/redis/README.md': ofOperators([
    'KONTOR_HOST_URL=http://127.0.0.1:4680 KONTOR_CLIENT_ID=oac_… node providers/redis/src/main.ts',
  ]),
  'providers/postgres/README.md': ofOperators([
    'KONTOR_HOST_URL=http://127.0.0.1:4680 KONTOR_CLIENT_ID=oac_… node providers/postgres/src/main.ts',
    `curl -X POST -H "Authorization: Bearer $(cat .kontor/provider-postgres/admin-token)" -d '{"overlapHours": 1}' http://127.0.0.1:4681/admin/installations/icfg_…/resources/pg_…/rotate-password`,
  ]),
};

/** Pages of which every command has a test of its own. */
const pagesElsewhere: Readonly<Record<string, string>> = {
  'docs/cli.md': 'reference.test.ts runs every example, and asks for those that it does not',
  'docs/desired-state.md': 'state/documentation.test.ts runs the whole page, in its order',
  'docs/tour.md': 'is written by scripts/tour.ts, which runs what it shows',
  'docs/vercel-cli.md': 'is about another program, which vercel-cli/*.test.ts run',
};

function ofOperators(commands: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(commands.map((each) => [each, 'is for the machine of an operator']));
}

let world: LagoonWorld;
const ran = new Map<string, Set<string>>();
beforeAll(async () => {
  world = await lagoonWorld();
  for (const name of ['web', 'shop']) {
    await world.owner.api(k.createProject, { params: { team: world.team }, body: { name } });
  }
});
afterAll(() => world.close());

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

  expect(pulled.stdout + pulled.stderr).toMatch(/variables? of web, preview/);
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

test('docs/operations.md: what the host knows is compared with what a provider has', async () => {
  await typed('docs/operations.md', 'kontor admin reconcile --integration lagoon');
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
