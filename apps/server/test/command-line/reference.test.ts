import { spawn } from 'node:child_process';
import { chmod, mkdir, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { billingOf } from '../world/billing.ts';
import { commandHere } from '../world/command-here.ts';
import { mainFile, type Ran } from '../world/command-line.ts';
import { eventually } from '../world/story.ts';
import { type Voice, voiceOf } from '../world/voice.ts';
import { type Person, publish, startWorld, type World } from '../world/world.ts';
import { lagoonSettings, postgresProduct } from './lagoon.ts';

let world: World;
let here: ReturnType<typeof commandHere>;
let grace: Person;
let say: Voice;
beforeAll(async () => {
  world = await startWorld({
    rateLimits: null,
    payments: { kind: 'test' },
    billingEveryMs: 50,
    answerWithinMs: 1_000,
    testClocks: 'owners',
  });
  grace = await world.signUp('Grace');
  const lagoon = await publish(world.owner.api, world.team, world.provider.baseUrl, 'lagoon');
  world.provider.become(lagoon.id, world.url, lagoon.clientSecret);
  const params = { team: world.team, integration: 'lagoon' };
  const { baseUrl } = world.provider;
  await world.owner.api(k.updateIntegration, { params, body: lagoonSettings(baseUrl) });
  await world.owner.api(k.putProduct, {
    params: { ...params, product: 'postgres' },
    body: postgresProduct,
  });
  world.provider.plans = [
    {
      id: 'starter',
      type: 'subscription',
      name: 'Starter',
      description: '',
      paymentMethodRequired: false,
    },
    { id: 'pro', type: 'subscription', name: 'Pro', description: '', cost: '$20/month' },
    prepaid,
  ];
  here = commandHere({
    KONTOR_HOST_URL: world.url,
    KONTOR_TEAM: world.team,
    KONTOR_TOKEN: world.owner.token,
  });
  await here.write('kontor', `#!/bin/sh\nexec '${process.execPath}' '${mainFile}' "$@"\n`);
  await chmod(`${here.folder}/kontor`, 0o755);
});
afterAll(async () => {
  await here.close();
  await world.close();
});

const prepaid = {
  id: 'credits',
  type: 'prepayment' as const,
  name: 'Credits',
  description: '',
  minimumAmount: '10.00',
  maximumAmount: '500',
  maximumAmountAutoPurchasePerPeriod: '100',
};

/** What stands in the examples for something that is called otherwise in this world. */
const meant: Record<string, string> = {};
const ran = new Set<string>();

type How = {
  readonly code?: number;
  /** Options that are added, so that it ends. */
  readonly more?: string;
  readonly env?: Readonly<Record<string, string>>;
};

/** Runs an example of the reference as it stands there, but for what is meant by its placeholders. */
async function example(line: string, { code = 0, more = '', env = {} }: How = {}): Promise<Ran> {
  ran.add(line);
  const typed = Object.entries(meant).reduce((text, [from, to]) => text.replaceAll(from, to), line);
  const done = await here.line(`${typed} ${more}`.trim(), env);
  expect(done.code, `${typed}\n${done.stdout}${done.stderr}`).toBe(code);
  return done;
}

/** Several of them, each of which succeeds. */
async function examples(lines: string): Promise<void> {
  for (const line of lines.split('\n').map((each) => each.trim())) {
    if (line !== '') await example(line);
  }
}

// biome-ignore lint/suspicious/noExplicitAny: a test reads whatever the command has printed
type Found = Record<string, any>;

/** A command that is no example, to get things where the next one needs them. */
async function prepare(line: string): Promise<Found> {
  const done = await here.line(`${line} --json`);
  expect(done.code, `${line}\n${done.stdout}`).toBe(0);
  return JSON.parse(done.stdout);
}

/** Needs somebody to answer, and nobody is there. */
const NOBODY = { code: 2 };
/** Waits for somebody to allow it in a browser. */
const UNANSWERED = { code: 7, more: '--timeout 0.5' };
const NOT_FOUND = { code: 4 };
const CONFLICT = { code: 5 };

test('signing in and out', async () => {
  const unknown = { KONTOR_TOKEN: '' };
  Object.assign(meant, {
    'http://localhost:4680': world.url,
    'https://market.example': world.url,
    'https://kontor.example': world.url,
    'market.example': new URL(world.url).host,
    'ada@acme.example': world.owner.email,
    'grace@acme.example': grace.email,
  });
  await here.write('password.txt', world.owner.password);

  await example('kontor login --host http://localhost:4680', { ...UNANSWERED, env: unknown });
  await example('kontor login --host https://market.example', { ...UNANSWERED, env: unknown });
  await example('kontor login --no-browser --timeout 120', { ...UNANSWERED, env: unknown });
  await example('kontor login --email ada@acme.example --password-stdin < password.txt', {
    env: unknown,
  });
  await examples(`
    kontor whoami
    kontor whoami --json
    kontor hosts list
    kontor hosts use market.example
    kontor hosts show --host https://market.example
    kontor doctor
    kontor doctor --team acme --json
    kontor sessions list
    kontor sessions end-all
    kontor passkeys list
  `);
  await example('kontor sessions end 6f1d2e3a4b', NOT_FOUND);
  await example("kontor passkeys rename laptop 'old laptop'", NOT_FOUND);
  await example('kontor passkeys remove laptop --yes', NOT_FOUND);
  await example('kontor logout', { env: unknown });
});

test('teams, members, invitations and tokens', async () => {
  await examples(`
    kontor teams list
    kontor teams create labs --name 'Acme Labs'
    kontor teams use acme
    kontor teams edit --name 'Acme Works'
    kontor members list
    kontor members add grace@acme.example developer
    kontor members role grace@acme.example billing
    kontor members remove grace@acme.example --yes
    kontor invitations create grace@acme.example developer
    kontor invitations list
    kontor invitations delete grace@acme.example
    kontor projects create web
    kontor projects list
    kontor tokens create laptop --expires 90d
    kontor tokens create preview --projects web --expires 12h
    kontor tokens list
  `);
  await prepare('kontor projects create api');
  const made = await example(
    'kontor tokens create ci --machine --actions environment:read-values --projects web --environments production',
  );
  meant['kmt_…'] = made.stdout.trim();
  await example('kontor tokens list --machine');
  await example('kontor login --token kmt_… --team acme', { env: { KONTOR_TOKEN: '' } });
  await example('kontor tokens revoke laptop', NOBODY);
  await example('kontor tokens revoke ci --machine', NOBODY);
});

test('the catalogue, installing and resources', async () => {
  meant.pm_1Q0PsIJvEtkwdCNYMSaVuRz6 = 'test_ok';
  await examples(`
    kontor catalog
    kontor catalog postgres
    kontor catalog --category storage
    kontor catalog show lagoon
    kontor guide lagoon
    kontor guide lagoon/postgres --framework nextjs
    kontor plans lagoon/postgres
    kontor plans lagoon/postgres --metadata region=fra1
    kontor payment-methods add pm_1Q0PsIJvEtkwdCNYMSaVuRz6
    kontor payment-methods list
  `);
  await example('kontor install lagoon', NOBODY);
  await examples(`
    kontor install lagoon --accept toc,privacy,eula
    kontor installations
    kontor installations --ended
    kontor installations plans lagoon
    kontor installations plan lagoon team --preview
    kontor installations renew lagoon --accept-all
    kontor installations import lagoon
    kontor resource create lagoon/postgres --name orders --connect web
    kontor resource list
    kontor resource list --project web
    kontor connections orders
    kontor projects connections web
    kontor disconnect orders web
  `);
  await example('kontor resource delete orders', NOBODY);
  await example('kontor resource delete orders --yes');
  await example(
    'kontor resource create lagoon/postgres --name orders --metadata region=fra1 --connect web --env production --accept-all',
  );
  await prepare('kontor disconnect orders web');
  await prepare('kontor resource delete orders --yes');
  await examples(`
    kontor resource create lagoon/postgres --name orders --plan starter
    kontor resource show orders
    kontor resource show orders --refresh
    kontor resource repl orders --command "select count(*) from note"
    kontor resource plans orders
    kontor resource plan orders pro --preview
    kontor resource plan orders pro --yes
    kontor resource rotate orders --reason "a laptop was lost" --yes
    kontor connect orders web --action branch
  `);
  await prepare('kontor disconnect orders web');
  await prepare('kontor resource create lagoon/postgres --name replica --plan starter');
  await prepare('kontor resource create lagoon/postgres --name toggles --plan starter');
  await examples(`
    kontor connect orders web --env production,preview
    kontor connect replica web --prefix REPLICA --dry-run
    kontor resource flags toggles
    kontor resource sync-flags toggles on
    kontor logs orders
    kontor logs web --limit 200
    kontor open lagoon
    kontor open orders
  `);
  await example('kontor resource repl orders --read-only', NOBODY);
  await example('kontor resource rotate orders --keep-old 24', NOBODY);
  await example('kontor logs lagoon --follow', { more: '--timeout 1' });
  say = voiceOf(world, (await prepare('kontor installations')).installations[0].id);
});

test('what happened, and operations', async () => {
  const { operations } = await prepare('kontor operations list');
  meant['op_…'] = operations[0].id;
  await examples(`
    kontor operations list
    kontor operations list --status running
    kontor operations show op_…
    kontor operations show op_… --wait --timeout 60
    kontor events list
    kontor events list --type connection.created --limit 10
    kontor events verify
  `);
  await example('kontor events list --follow', { more: '--timeout 1' });
  const waiting = 'kontor events list --follow --type resource.provisioned --limit 1 --timeout 600';
  await example(waiting, { code: 7, more: '--timeout 1' });
});

test('environments', async () => {
  await here.write('key.txt', 'sk_secret\n');
  await here.write('server.js', 'process.exit(process.env.LOG_LEVEL ? 0 : 1);\n');
  await here.write('package.json', '{"scripts":{"dev":"node server.js"}}');
  await mkdir(`${here.folder}/scripts`);
  await here.write('scripts/migrate.js', 'process.exit(process.env.DATABASE_URL ? 0 : 1);\n');
  await examples(`
    kontor env add web LOG_LEVEL --value debug --environments preview,development
    kontor env add web API_KEY --value-stdin --type sensitive < key.txt
    kontor env edit web LOG_LEVEL --value info
    kontor env custom list web
    kontor env custom create web staging
    kontor env custom create web release --branch 'release/*' --description 'What is shipped next'
    kontor env custom edit web staging --name qa --branch 'qa/*'
    kontor env custom edit web qa --description '' --branch ''
  `);
  await prepare('kontor env custom edit web qa --name staging');
  await example('kontor env custom delete web staging --yes');
  for (const value of ['1', '2', '3', '4']) {
    await prepare(`kontor env add web N${value} --value ${value} --environments production`);
  }
  await examples(`
    kontor env pull web
    kontor env pull web .env.production --environment production
    kontor env pull web --environment preview --git-branch feature/login
    kontor env ls web
    kontor env ls web --environment production
    kontor env ls web --environment preview --git-branch feature/login
    kontor env history web --environment production
    kontor env history web --environment preview --git-branch feature/login
    kontor env diff web --environment production
    kontor env diff web --environment production --from 3 --to 5
    kontor env rollback web --environment production --to 3
    kontor env rollback web --environment production --newest
    kontor env shared list
    kontor env shared add REGION --value fra1 --projects web,api
    kontor env shared list --project web
    kontor env shared add API_KEY --value-stdin --type sensitive --env production < key.txt
    kontor env shared edit REGION --value ams1
    kontor env shared unlink REGION web
    kontor env shared link REGION web
    kontor run --project web -- npm run dev
    kontor run --project web --environment production -- node scripts/migrate.js
    kontor env remove web LOG_LEVEL --yes
  `);
  await example('kontor env shared remove REGION', NOBODY);
  await example('kontor env shared edit REGION --name AREA --env production,preview');
});

test('desired state', async () => {
  await here.write('kontor.yaml', 'project: web\nvariables:\n  FROM_FILE:\n    value: one\n');
  await mkdir(`${here.folder}/deploy`);
  await here.write('deploy/kontor.yaml', 'project: web\nvariables:\n  OTHER:\n    value: two\n');

  const planned = await example('kontor plan');
  meant['spl_…'] = idIn(planned, 'spl');
  await example('kontor apply spl_…');
  await example('kontor plan --detailed-exit-code');
  const pruning = await example('kontor plan --file deploy/kontor.yaml --prune');
  meant['spl_…'] = idIn(pruning, 'spl');
  await example('kontor apply spl_… --accept-all --yes');
  await example('kontor projects plans web');
  await example('kontor export web');
  await rm(`${here.folder}/kontor.yaml`);
  await example('kontor export web --output kontor.yaml');
});

test('deployments', async () => {
  await example('kontor deployment announce web --git-branch feature/login --external-id build-7');
  const made = await example(
    'kontor deployment announce web --environment production --git-commit 0a1b2c3 --json',
  );
  meant['dpl_…'] = idIn(made, 'dpl');
  await examples(`
    kontor deployment list web
    kontor deployment list web --environment production --json
    kontor deployment show dpl_… --project web
    kontor deployment show build-7 --project web --json
    kontor deployment variables build-7 --project web
    kontor deployment env dpl_… --project web > .env
    kontor deployment env build-7 --project web --json
    kontor deployment cancel dpl_… --project web
    kontor deployment remove dpl_… --project web --yes
  `);
});

test('money', async () => {
  const { resources } = await prepare('kontor resource list');
  const orders = resources.find(({ name }: { name: string }) => name === 'orders');
  const billing = billingOf(orders?.externalId ?? '');
  const item = { ...billing.item, billingPlanId: 'pro' };
  const bill = async (days: number) => {
    const { body, status } = await say(
      'POST',
      '/billing/invoices',
      billing.another(days, { items: [item] }),
    );
    expect(status, JSON.stringify(body)).toBe(200);
    return body.invoiceId as string;
  };
  const { paymentMethods } = await prepare('kontor payment-methods list');
  meant.pmt_0Vc0tmWXfUFNx3iR4TK0u99O = paymentMethods[0].id;
  const invoice = await bill(11);
  meant.inv_0Vc0tmWXfUFNx3iR4TK0u99O = invoice;
  await eventually(
    async () => (await prepare(`kontor invoices show ${invoice}`)).invoice.state === 'paid',
  );
  const { payments } = await prepare('kontor payments list --kind charge');
  meant.pay_0Vc0tmWXfUFNx3iR4TK0u99O = payments[0].id;

  await examples(`
    kontor invoices list
    kontor invoices list --installation lagoon --state notpaid
    kontor invoices show inv_0Vc0tmWXfUFNx3iR4TK0u99O
    kontor invoices document inv_0Vc0tmWXfUFNx3iR4TK0u99O -o january.pdf
    kontor invoices explain inv_0Vc0tmWXfUFNx3iR4TK0u99O
    kontor invoices evidence inv_0Vc0tmWXfUFNx3iR4TK0u99O -o january.json
    kontor invoices verify inv_0Vc0tmWXfUFNx3iR4TK0u99O
    kontor invoices verify january.json
    kontor invoices payments inv_0Vc0tmWXfUFNx3iR4TK0u99O
    kontor invoices export --from 2026-03-01 --to 2026-03-31
    kontor invoices export --all-teams --format json -o invoices.json
    kontor billing set --name 'Acme GmbH' --address 'Am Hafen 1' --address '20457 Hamburg' --country DE
    kontor billing set --tax-id ''
    kontor billing show
    kontor credits grant acme 25 'The outage of 3 March'
    kontor credits list
    kontor commission set lagoon 12.5
    kontor commission show lagoon
    kontor payouts list
    kontor payouts export --from 2026-03-01 --to 2026-03-31
    kontor ledger verify
    kontor ledger open
    kontor ledger export --from 2026-03-01 --to 2026-03-31
    kontor ledger export --of-team acme --account payable --format json -o owed.json
    kontor payments list
    kontor payments list --kind authorisation
    kontor payment-methods default pmt_0Vc0tmWXfUFNx3iR4TK0u99O
    kontor payment-methods use lagoon --method pmt_0Vc0tmWXfUFNx3iR4TK0u99O
    kontor payment-methods use lagoon
    kontor payment-methods chosen lagoon
    kontor disputes list
    kontor disputes list --state open
    kontor usage
    kontor usage lagoon
    kontor usage --project web
    kontor usage forecast
    kontor usage forecast lagoon --project web
    kontor usage series --per week
    kontor usage series lagoon --from 2026-03-01
    kontor usage export --from 2026-03-01 --to 2026-03-31 > march.csv
    kontor limits set 500 --hard
    kontor limits set 80 --project web --warn-at 75,100
    kontor limits set 20.50 --resource orders --no-warnings
    kontor limits list
    kontor limits remove
    kontor limits remove --project web
  `);
  await prepare('kontor limits remove --resource orders');
  await example('kontor invoices document inv_0Vc0tmWXfUFNx3iR4TK0u99O --credit-note 1', NOT_FOUND);
  await example('kontor invoices pay inv_0Vc0tmWXfUFNx3iR4TK0u99O', CONFLICT);
  await example('kontor payouts record lagoon 1250.40 transfer-2026-03', CONFLICT);
  await example('kontor payment-methods remove pmt_0Vc0tmWXfUFNx3iR4TK0u99O', CONFLICT);
  await example('kontor admin settle acme inv_0Vc0tmWXfUFNx3iR4TK0u99O paid', CONFLICT);
  await example('kontor disputes decide pay_0Vc0tmWXfUFNx3iR4TK0u99O lost', CONFLICT);
});

test('balances', async () => {
  const { resources } = await prepare('kontor resource list');
  const orders = resources.find(({ name }: { name: string }) => name === 'orders');
  await say('PATCH', `/resources/${orders?.externalId}`, { billingPlan: prepaid });

  await example('kontor balance buy lagoon 12.50 --resource orders');
  await say('PATCH', '', { billingPlan: { ...prepaid, scope: 'installation' } });
  await example('kontor balance buy lagoon 20');
  const { purchases } = await prepare('kontor balance show lagoon');
  meant.inv_0Vc0tmWXfUFNx3iR4TK0u99O = purchases[0].invoiceId;
  await examples(`
    kontor balance show lagoon
    kontor balance purchase inv_0Vc0tmWXfUFNx3iR4TK0u99O
    kontor balance rule set lagoon credits --resource orders --below 5 --buy 20
    kontor balance rule set lagoon credits --below 5 --buy 20 --most 100
    kontor balance rule list
    kontor balance rule remove lagoon
    kontor balance rule remove lagoon --resource orders
  `);
});

test('agents, and what they ask for', async () => {
  const made = await example('kontor agents create helper');
  const env = { KONTOR_TOKEN: made.stdout.trim() };
  const ask = async (name: string) => {
    const line = `kontor resource create lagoon/postgres --name ${name} --plan pro --json`;
    const asked = await here.line(line, env);
    expect(asked.code, asked.stdout).toBe(7);
    return idIn(asked, 'apr');
  };
  await examples(`
    kontor agents create deploy-bot --budget 50 --per-purchase 20 --product lagoon/postgres --project web
    kontor agents list
    kontor agents show deploy-bot
  `);
  await example('kontor agents show current --json', { env });
  meant['apr_…'] = await ask('asked-first');
  await examples(`
    kontor approvals list
    kontor approvals show apr_…
  `);
  await example('kontor approvals approve apr_…', NOBODY);
  await example('kontor approvals approve apr_… --yes');
  meant['apr_…'] = await ask('asked-later');
  await examples(`
    kontor approvals refuse apr_…
    kontor approvals refuse apr_… --reason "too dear"
    kontor approvals list --state refused
    kontor agents revoke deploy-bot --yes
  `);
});

test('a test clock', async () => {
  const clocked = { env: { KONTOR_TEAM: 'labs' } };

  await example('kontor clock create', clocked);
  await example('kontor clock show', clocked);
  await example('kontor clock advance --by 1mo', clocked);
  await example('kontor clock remove', clocked);
  await example('kontor clock create --now 2027-01-01T00:00:00Z', clocked);
  await example('kontor clock advance --to 2027-02-01T00:00:00Z', clocked);
  // nothing waits there
  await example('kontor clock advance --next', { ...clocked, ...CONFLICT });
});

test('webhooks', async () => {
  const made = await here.line(
    `kontor webhooks create ${world.provider.baseUrl}/hooks --events project.created --json`,
  );
  meant['hook_…'] = JSON.parse(made.stdout).receiver.id;
  await examples(`
    kontor webhooks list
    kontor webhooks list --json
    kontor webhooks create https://example.com/hooks --events project.created,project.removed
    kontor webhooks create https://example.com/hooks --events deployment.ready --projects web
    kontor webhooks test hook_… --json
    kontor webhooks test lagoon
    kontor webhooks test lagoon --type marketplace.invoice.paid --about acme --wait
    kontor webhooks test lagoon --type marketplace.invoice.paid --show
    kontor webhooks deliveries lagoon
    kontor webhooks deliveries hook_… --state parked --json
    kontor webhooks events lagoon
    kontor webhooks events lagoon --after 120 --json
    kontor webhooks redeliver hook_… --states parked,skipped --json
    kontor webhooks redeliver lagoon --from 2027-01-31 --until 2027-02-01
    kontor webhooks redeliveries lagoon
    kontor webhooks stop-redelivery lagoon
  `);
  const again = await prepare(`kontor webhooks redeliveries ${meant['hook_…']}`);
  meant['rdl_…'] = again.redeliveries[0].id;
  await examples(`
    kontor webhooks redeliveries hook_… --json
    kontor webhooks stop-redelivery hook_… rdl_… --json
  `);
  meant['dlv_…'] = (await prepare('kontor webhooks deliveries lagoon')).deliveries[0].id;
  await examples(`
    kontor webhooks show lagoon dlv_…
    kontor webhooks redeliver lagoon dlv_…
  `);
  const own = await prepare(`kontor webhooks deliveries ${meant['hook_…']}`);
  meant['dlv_…'] = own.deliveries[0].id;
  await example('kontor webhooks show hook_… dlv_… --json');
  await example('kontor webhooks delete hook_…', NOBODY);
  await example('kontor webhooks delete hook_… --yes');
});

test('what a provider does', async () => {
  const { integration } = await prepare('kontor integrations show lagoon');
  await here.write(
    'integration.json',
    JSON.stringify({
      slug: 'tides',
      name: 'Tides',
      developer: 'Tides Ltd',
      shortDescription: 'Rises and falls',
      category: 'Storage',
      contactEmail: 'dev@tides.example',
      baseUrl: 'https://tides.example',
    }),
  );
  await here.write('change.json', JSON.stringify({ overview: 'Databases at the shore.' }));
  await here.write('postgres.json', JSON.stringify(postgresProduct));
  await here.write('form.json', JSON.stringify(postgresProduct.metadataSchema));
  expect(integration).toMatchObject({ slug: 'lagoon', isPublished: true });
  meant['icfg_…'] = (await prepare('kontor installations')).installations[0].id;

  await examples(`
    kontor integrations list
    kontor integrations show lagoon --json
    kontor integrations create --file integration.json
    kontor integrations edit lagoon --file change.json
    kontor integrations product lagoon postgres --file postgres.json
    kontor integrations check-form --file form.json
    kontor integrations withdraw lagoon
    kontor integrations publish lagoon
    kontor integrations installations lagoon --state current
    kontor integrations installation lagoon icfg_…
    kontor integrations resources lagoon icfg_…
    kontor integrations usage lagoon icfg_… --per day
    kontor integrations used lagoon --per week
    kontor integrations used-by lagoon --from 2026-03-01 --to 2026-03-31
    kontor integrations invoices lagoon --state notpaid
    kontor integrations earnings lagoon
    kontor integrations ledger lagoon
    kontor calls list lagoon --failed
    kontor calls list lagoon --direction outbound --status 5xx --from 2027-01-31 --json
  `);
  const read = await prepare('kontor calls list lagoon --direction outbound --search plans');
  meant['4711'] = read.calls[0].id;
  await examples(`
    kontor calls export lagoon --installation icfg_… --output lagoon.script
    kontor calls export lagoon --installation icfg_… --from 2027-01-31
    kontor calls show lagoon 4711
    kontor calls replay lagoon 4711
    kontor calls replay lagoon 4711 --new-key --yes
  `);
  const checked = await example('kontor integrations check lagoon');
  expect(checked.stdout).toContain('token-accepted');
});

test('what an operator does', async () => {
  let release: (answer?: unknown) => void = () => {};
  world.provider.misbehave(({ method, body }) => method === 'POST' && body.includes('held'), {
    kind: 'hold',
    until: new Promise((resolve) => {
      release = resolve;
    }),
  });
  const begun = await here.line(
    'kontor resource create lagoon/postgres --name held --plan starter --no-wait --json',
  );
  expect(begun.code).toBe(7);
  meant.op_0Vc0tmWXfUFNx3iR4TK0u99O = JSON.parse(begun.stdout).operation.id;

  await example('kontor admin retry op_0Vc0tmWXfUFNx3iR4TK0u99O');
  await example(
    "kontor admin give-up op_0Vc0tmWXfUFNx3iR4TK0u99O 'provider is gone' --yes",
    CONFLICT,
  );
  release();
  meant['rev_…'] = (await prepare('kontor admin review lagoon')).revision;
  await examples(`
    kontor admin events
    kontor admin events --of acme --type invoice.*
    kontor admin verify
    kontor admin audit
    kontor admin listings
    kontor admin listings --state submitted
    kontor admin review lagoon
    kontor admin approve lagoon rev_…
    kontor admin unlist lagoon 'The privacy policy is missing'
    kontor admin suspend acme 'The bills are disputed' --yes
    kontor admin teams
    kontor admin teams acme --suspended
    kontor admin team acme
    kontor admin resume acme
    kontor admin health
    kontor admin health --hours 1
    kontor admin operations
    kontor admin operations --older-than-seconds 3600
    kontor admin reconcile
    kontor admin reconcile --integration lagoon --no-wait
    kontor admin reconciliations
    kontor admin rotate-key --yes
    kontor admin entries
    kontor admin entries --of acme --account credits
    kontor admin mails
    kontor admin mails --state waiting
    kontor admin settings
    kontor admin signing-keys
    kontor admin keys
    kontor admin permissions lagoon on
    kontor admin reset-password grace@acme.example
    kontor services create 'Blue Cloud' --signs-people-in
    kontor services list
    kontor services token 'Blue Cloud' deploys --scopes read-environments
    kontor services tokens 'Blue Cloud'
  `);
  const comparisons = await prepare('kontor admin reconciliations');
  meant.rcn_0Vc0tmWXfUFNx3iR4TK0u99O = comparisons.reconciliations[0].id;
  await examples(`
    kontor admin findings rcn_0Vc0tmWXfUFNx3iR4TK0u99O
    kontor admin findings rcn_0Vc0tmWXfUFNx3iR4TK0u99O --repairable
  `);
  await example(
    'kontor admin repair rcn_0Vc0tmWXfUFNx3iR4TK0u99O fnd_0Vc0tmWXfUFNx3iR4TK0u99O --yes',
    NOT_FOUND,
  );
  await example('kontor admin resend Kd83hsP0aQ2mZx7LwT5vBn41', NOT_FOUND);
  const added = await example('kontor admin add-key --yes');
  meant.kek_0123456789abcdef = added.stdout.trim();
  await example('kontor admin rewrap kek_0123456789abcdef --yes');
  await example("kontor admin refuse lagoon 'The privacy policy is missing'", CONFLICT);
  await example("kontor services revoke 'Blue Cloud' deploys", NOBODY);
  await example("kontor services remove 'Blue Cloud'", NOBODY);
});

test('transfers, and taking leave', async () => {
  await example('kontor transfer request web', NOBODY);
  await example('kontor transfer resource orders', NOBODY);
  await example('kontor transfer resource orders --disconnect', NOBODY);
  await example('kontor transfer installation lagoon', NOBODY);
  const code = '3f8c2b1e-5d0a-4b4e-9a57-0c6f1d2e3a4b';
  const giver = { env: { KONTOR_TEAM: 'giver' } };
  await prepare('kontor teams create giver');
  await prepare('kontor projects create given --team giver');
  const offered = async (project: string) => {
    const made = await prepare(`kontor transfer request ${project} --yes --team giver`);
    const { transfer, code: given } = made as { transfer: { id: string }; code: string };
    Object.assign(meant, { [code]: given, xfr_0Vc2EBKx149iRPB5NNXJqKSW: transfer.id });
  };
  await offered('given');
  await example(`kontor transfer show ${code} --team acme`);
  await example(`kontor transfer accept ${code} --name shop`, NOBODY);
  await example(`kontor transfer decline ${code}`, NOBODY);
  await example('kontor transfer list', giver);
  await example('kontor transfer list --json', giver);
  await example('kontor transfer withdraw xfr_0Vc2EBKx149iRPB5NNXJqKSW', giver);
  await offered('given');
  await example(`kontor transfer accept ${code} --accept toc,privacy,eula --yes`);
  await example('kontor transfer installation lagoon --disconnect --yes');
  await example('kontor projects rename web shop');
  await prepare('kontor projects rename shop web');
  await example('kontor projects delete web --yes');
  await example('kontor integrations rotate-secret lagoon --yes');
  await example('kontor uninstall lagoon', NOBODY);
  await example('kontor uninstall lagoon --yes');
});

test('what needs nobody, and what a shell does with it', async () => {
  await examples(`
    kontor schema resource create
    kontor schema > kontor.schema.json
    kontor schema --file > kontor.yaml.schema.json
    kontor completion bash
    kontor mcp
    kontor check --list --level basic
  `);
  await here.write('.env.local', 'LOG_LEVEL=info\n');
  for (const line of [
    'node --env-file=.env.local server.js',
    'source <(kontor completion bash)',
    'source <(kontor completion zsh)',
    'kontor completion fish | source',
    'KONTOR_TOKEN=… kontor mcp --host https://kontor.example --team acme',
  ]) {
    ran.add(line);
    const typed = line.replace('https://kontor.example', world.url).replace('…', world.owner.token);
    const program = ['zsh', 'fish'].find((each) => line.includes(`completion ${each}`));
    expect([line, await shell(typed, program)]).toEqual([line, 0]);
  }
});

/** What a reader runs elsewhere. */
const elsewhere = {
  'kontor check http://127.0.0.1:4681 --file provider.json': 'the tests of check run it',
  'kontor check http://127.0.0.1:4681 --file provider.json --only TOK-15,several-resources':
    'the tests of check run it',
  'kontor check http://127.0.0.1:4681 --file provider.json --junit check.xml --badge check.svg':
    'the tests of check run it',
  'kontor check --host https://kontor.example --public-url https://judge.example':
    'the tests of conformance judge a host',
  'kontor dev -- npm start': 'the tests of dev run it',
  'kontor dev --record orders.script -- npm start': 'the tests of dev run it',
  'kontor dev --replay orders.script --offline -- npm start': 'the tests of dev run it',
  'kontor dev do install provider --accept-all': 'the tests of dev run it',
  'kontor dev do resource create provider/product --name orders --connect web':
    'the tests of dev run it',
  'kontor dev do payment-methods add test_declined': 'the tests of dev run it',
  'kontor dev do --as viewer resource list': 'the tests of dev run it',
  'kontor dev --file provider.json --url http://localhost:8080 -- python3 server.py':
    'the tests of dev run it',
  'kontor dev --offline --client-id-as CLIENT_ID --client-secret-as CLIENT_SECRET -- npm start':
    'the tests of dev run it',
  'claude mcp add kontor -- npx kontor mcp --team acme': 'changes the settings of another program',
  [`kontor run --project web -- sh -c 'psql "$DATABASE_URL"'`]: 'needs psql and a database',
};

test('every example of docs/cli.md was run by one of these', async () => {
  const page = await readFile(new URL('../../../../docs/cli.md', import.meta.url), 'utf8');
  const stated = [...page.matchAll(/^```sh\n(.*?)^```/gms)].flatMap(([, block = '']) =>
    block.trim().split('\n'),
  );

  expect(new Set([...ran, ...Object.keys(elsewhere)])).toEqual(new Set(stated));
});

function idIn({ stdout, stderr }: Ran, prefix: string): string {
  return new RegExp(`${prefix}_\\w{24}`).exec(stdout + stderr)?.[0] ?? '';
}

function shell(line: string, program = 'bash'): Promise<number | null> {
  const { folder } = here;
  const path = [folder, dirname(process.execPath), process.env.PATH ?? ''].join(':');
  return new Promise((resolve, reject) => {
    const child = spawn(program, ['-c', line], {
      cwd: folder,
      env: { PATH: path, HOME: folder },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    child.on('error', reject);
    child.on('close', resolve);
  });
}
