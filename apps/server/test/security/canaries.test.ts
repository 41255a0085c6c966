import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { HostEndpoint } from '@kontor/protocol';
import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { platformEndpoints as p } from '@kontor/protocol/platform';
import { restEndpoints as r } from '@kontor/protocol/rest';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { writeBackup } from '../../src/postgres/backup/write-backup.ts';
import { createTracing } from '../../src/tracing/create-tracing.ts';
import { dashboardFolder, openBrowser, signedIn } from '../dashboard/browser.ts';
import { findRouter } from '../dashboard/in-page.mjs';
import { type Belongings, furnish, publishedBy } from '../isolation/belongings.ts';
import { done } from '../isolation/done.ts';
import { everyEndpoint } from '../isolation/endpoints.ts';
import { send } from '../isolation/matrix.ts';
import { placesOf } from '../isolation/places.ts';
import { requestFor } from '../isolation/requests.ts';
import { rightfulTokens } from '../isolation/rightful.ts';
import { startMailServer } from '../mail/mail-server.ts';
import { table, writeEvidence } from '../proof/evidence.ts';
import { exchange, openConsole, signOn } from '../sso/signing-on.ts';
import { startCollector } from '../tracing/collector.ts';
import { commandLine } from '../world/command-line.ts';
import { nameOf, tapStatements } from '../world/statements.ts';
import { eventually } from '../world/story.ts';
import { HOST_NAME, startWorld, type World } from '../world/world.ts';
import { lookAt, STREAM } from './looked-at.ts';
import { spellingsOf } from './spellings.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

/** Everything secret that has entered or left the host, by the way that it took. */
const planted = new Map<string, string>();
/** What is spelled in another way wherever it is escaped. */
const plant = (way: string) => {
  const value = `canary/${way.replaceAll(' ', '-')}+"é${randomBytes(12).toString('hex')}`;
  planted.set(way, value);
  return value;
};
const hold = (way: string, value: string | undefined) => {
  if (!value) throw new Error(`there is no ${way}`);
  planted.set(way, value);
};

let world: World;
let mail: Awaited<ReturnType<typeof startMailServer>>;
let collector: Awaited<ReturnType<typeof startCollector>>;
let tracing: Awaited<ReturnType<typeof createTracing>>;
let theirs: Belongings;
let folder: string;
let browser: Browser;
beforeAll(async () => {
  collector = await startCollector();
  tracing = await createTracing(
    { url: collector.url, share: 1 },
    { role: 'all', onError: () => {} },
  );
  folder = await mkdtemp(join(tmpdir(), 'kontor-canaries-'));
  mail = await startMailServer();
  world = await startWorld({
    rateLimits: null,
    logLevel: 'trace',
    metrics: true,
    tracing,
    mail: mail.settings,
    payments: { kind: 'test' },
    testClocks: 'owners',
    billingEveryMs: 3_600_000,
    dashboardFolder,
  });
  browser = await openBrowser();
  const stage = await publishedBy(world, world.owner, world.team, 'first');
  const { provider } = stage;
  const secret = (way: string) => [{ name: 'DATABASE_URL', value: plant(way) }];
  provider.secretsOfNew = () => secret('a secret of a new resource');
  provider.rotate = () => ({ sync: true, secrets: secret('a secret that was rotated') });
  theirs = await furnish(world, stage, 'acme');
  await plantByHand();
  await plantInRubbish(stage);
  await plantByPeople();
  await plantBySignOn(stage);
});
afterAll(async () => {
  await browser.close();
  await world.close();
  await mail.down();
  await collector.stop();
  await rm(folder, { recursive: true });
});

async function plantByHand(): Promise<void> {
  const { api } = world.owner;
  const { team } = world;
  const inProject = { team, project: theirs.projectId };
  const inResource = { team, resource: theirs.resource.id };
  const environments = ['production'];
  await done(api(k.rotateTeamResourceSecrets, { params: inResource, body: {} }));
  await done(
    theirs.speak(p.updateResourceSecrets, {
      params: { installationId: theirs.installation, resourceId: theirs.external },
      body: {
        secrets: [
          {
            ...{ name: 'PUSHED', value: plant('a secret that was pushed') },
            environmentOverrides: { production: plant('an override of a secret') },
          },
        ],
        partial: true,
      },
    }),
  );
  for (const type of ['encrypted', 'sensitive', 'plain'] as const) {
    const value = plant(`a variable that is ${type}`);
    const body = { name: `BY_${type.toUpperCase()}`, value, environments, type };
    await done(api(k.createVariable, { params: inProject, body }));
  }
  const refused = { name: 'BY_PLAIN', value: plant('a variable that was refused'), environments };
  await api(k.createVariable, { params: inProject, body: refused });
  await done(
    api(r.createSharedEnvVariable, {
      query: { slug: team },
      body: {
        evs: [{ key: 'FOR_ALL', value: plant('a shared variable') }],
        ...{ type: 'encrypted', target: environments, projectId: [theirs.projectId] },
      },
    }),
  );
  await done(
    api(k.createStatePlan, {
      params: { team, project: 'acme-shop' },
      body: {
        state: {
          project: 'acme-shop',
          variables: { OF_FILE: { value: plant('a value of a file') } },
        },
      },
    }),
  );
  const callbackSecret = plant('the secret of a callback');
  await done(
    api(r.createProjectTransfer, {
      ...{ params: { project: theirs.projectId }, query: { slug: team } },
      body: { callbackUrl: 'https://hooks.example.com/moved', callbackSecret },
    }),
  );
  const hook = { url: `${theirs.stage.provider.baseUrl}/hook`, events: ['project.created'] };
  hold(
    'the secret of a webhook',
    (await done(api(k.createWebhook, { params: { team }, body: hook }))).secret,
  );
  await api(k.addPaymentMethod, { params: { team }, body: { token: plant('a payment token') } });
}

/** What stands in answers that nobody can read is complained about, and told to nobody. */
async function plantInRubbish({ provider }: Belongings['stage']): Promise<void> {
  const value = plant('a secret in an answer that cannot be read');
  const rubbish = {
    kind: 'answer',
    status: 201,
    body: `{"secrets":[{"value":${JSON.stringify(value)}`,
  };
  provider.misbehave(
    ({ method, path }) => method === 'POST' && path.endsWith('/resources'),
    ...Array(6).fill(rubbish),
  );
  const { status } = await world.owner.api(k.createResource, {
    params: { team: world.team, installation: theirs.installation },
    body: { product: 'db', name: 'rubbish', metadata: { region: 'fra1' }, billingPlanId: 'free' },
  });
  expect(status).toBe(502);
}

async function plantByPeople(): Promise<void> {
  const { api, token, password } = world.owner;
  const { team } = world;
  hold('a personal token', token);
  hold('a password', password);
  hold('a token of a machine', theirs.machineSecret);
  hold('a token of an agent', theirs.agentSecret);
  hold('a token of a platform', theirs.serviceSecret);
  hold('the token of an installation', theirs.providerSecret);
  hold('the former token of an installation', theirs.formerProviderSecret);
  hold('the code of a resource', theirs.code);
  hold('the code of a project', theirs.projectCode);
  hold('what the host vouched with', theirs.jwt);
  hold('a client secret', theirs.stage.integration.clientSecret);
  const limited = { name: 'limited', team, projects: [theirs.projectId] };
  hold('a token of one project', (await done(api(k.createToken, { body: limited }))).secret);
  const vera = await world.signUp('Vera');
  const wrong = plant('a wrong password');
  for (const [email, guess] of [
    [vera.email, wrong],
    ['nobody@mail.example', wrong],
  ]) {
    await fetch(`${world.url}/kontor/v1/auth/sign-in/email`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: world.url },
      body: JSON.stringify({ email, password: guess }),
    });
  }
  await fetch(`${world.url}/kontor/v1/me`, {
    headers: {
      authorization: `Bearer ${plant('a token that nobody has').replace(/[^\w/+-]/g, '')}`,
    },
  });
  const reset = await done(api(k.createPasswordReset, { body: { email: vera.email } }));
  hold('a link for a password', new URL(reset.url).searchParams.get('token') ?? '');
  await fetch(`${world.url}/forgot-password`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: world.url },
    body: new URLSearchParams({ email: vera.email }).toString(),
  });
  const arrived = await eventually(async () => mail.to(vera.email));
  hold('a link that was mailed', /reset-password\?token=([\w-]+)/.exec(arrived.text)?.[1]);
}

async function plantBySignOn(stage: Belongings['stage']): Promise<void> {
  await openConsole(stage);
  const unused = await signOn(world, theirs.installation);
  hold('a code of single sign-on', unused.code);
  const { code, state } = await signOn(world, theirs.installation);
  hold('a code of single sign-on that was used', code);
  const { body } = await exchange(stage, { code, state });
  hold('a token of single sign-on', body.id_token);
  hold('a refresh token of single sign-on', body.refresh_token);
}

/** Where every page is about what is theirs, with those dialogs open that are about something secret. */
async function addressesOf(routes: readonly string[]): Promise<readonly string[]> {
  const { api } = world.owner;
  const inProject = { team: world.team, project: theirs.projectId };
  const { teams } = await done(api(k.listOperatedTeams, { query: {} }));
  const { variables } = await done(api(k.listVariables, { params: inProject }));
  const at: Readonly<Record<string, string | undefined>> = {
    ...{ team: world.team, installation: theirs.installation, resource: theirs.resource.id },
    ...{ project: 'acme-shop', deployment: theirs.deployment, plan: theirs.plan },
    ...{ receiver: theirs.receiver, invoice: theirs.paid, approval: theirs.approval },
    ...{ integration: theirs.stage.integration.slug, product: 'db', operated: teams[0]?.id },
  };
  const filled = (route: string) =>
    route.replace(/\$(\w+)/g, (_, name: string) => {
      const value = at[name];
      if (value === undefined) throw new Error(`Nothing here has a ${name}: ${route}`);
      return encodeURIComponent(value);
    });
  const ofTeam = `/t/${world.team}`;
  return [
    ...routes.map(filled),
    ...variables.map(({ id }) => `${ofTeam}/projects/acme-shop?open=edit-variable&of=${id}`),
    `${ofTeam}/resources/${at.resource}?open=change-connection&of=${theirs.connection}`,
    `${ofTeam}/integrations/${at.integration}/calls?call=${theirs.call}`,
  ];
}

/** What a place holds of what was planted. */
function foundIn(text: string): readonly string[] {
  return [...planted]
    .filter(([, value]) => spellingsOf(value).some((spelling) => text.includes(spelling)))
    .map(([way]) => way);
}

const searched: (readonly [string, number, number])[] = [];
function expectNothing(where: string, texts: readonly string[], may: readonly string[] = []): void {
  const text = texts.join('\n');
  expect(text.length).toBeGreaterThan(0);
  expect(foundIn(text).filter((way) => !may.includes(way))).toEqual([]);
  searched.push([where, texts.length, Math.round(text.length / 1024)]);
}

describe('nothing that is secret is found', () => {
  test('where it could not be missed', () => {
    const values = [...planted.values()];
    expect(planted.size).toBeGreaterThan(25);
    for (const value of values) {
      for (const hidden of [
        `x${Buffer.from(`12${value}34`).toString('base64')}`,
        JSON.stringify({ a: JSON.stringify({ value }) }),
        new URLSearchParams({ value }).toString(),
        Buffer.from(`-${value}`).toString('hex'),
      ]) {
        expect(foundIn(hidden)).not.toEqual([]);
      }
    }
  });

  test('in a browser where it could not be missed either', async () => {
    const context = await browser.newContext({ baseURL: world.url });
    const page = await context.newPage();
    await page.goto('/sign-in');
    const { documents, answers, kept, said, read, ended } = await lookAt(page);
    const word = (way: string) => JSON.stringify(planted.get(way));
    await page.getByLabel('Password').fill(planted.get('a password') ?? '');
    await page.evaluate(`document.body.dataset.held = ${word('a personal token')}`);
    await page.evaluate(`localStorage.held = ${word('a variable that is plain')}`);
    await page.evaluate(`sessionStorage.held = ${word('a variable that is encrypted')}`);
    await page.evaluate(`history.replaceState(${word('a shared variable')}, '')`);
    await page.evaluate(`caches.open(${word('the code of a resource')}).then(() => {})`);
    await page.evaluate(`console.debug(${word('a client secret')})`);
    const host = `${world.url}/healthz?${new URLSearchParams({ a: planted.get('a token of a machine') ?? '' })}`;
    await page.evaluate(`fetch(${JSON.stringify(host)}).then((answer) => answer.text())`);
    await page.route('/told', (route) =>
      route.fulfill({ body: planted.get('a token of a platform') ?? '' }),
    );
    await page.evaluate(`fetch('/told').then((answer) => answer.text())`);
    await read();
    await ended();

    expect(foundIn(documents.join('\n'))).toEqual(['a personal token', 'a password']);
    expect(new Set(foundIn(kept.join('\n')))).toEqual(
      new Set([
        ...['a variable that is plain', 'a variable that is encrypted', 'a shared variable'],
        ...['the code of a resource', 'a token of a machine'],
      ]),
    );
    expect(foundIn(said.join('\n'))).toEqual(['a client secret']);
    expect(foundIn(answers.map(({ text }) => text).join('\n'))).toEqual(['a token of a platform']);
    await context.close();
  });

  test('on any page of the dashboard, in what it is answered, and in what stays in the browser', async () => {
    const { page, context } = await signedIn(browser, world, world.owner);
    const cookies = await context.cookies();
    const session = cookies.find(({ name }) => name.includes('session_token'))?.value;
    hold('a session of a browser', session && decodeURIComponent(session));
    const { documents, answers, kept, said, read, ended } = await lookAt(page);
    // what is shown once is seen here, or nothing else could be said to be seen nowhere
    const shownOnce = 'a token that a page has shown once';
    await page.goto(`/t/${world.team}/settings/tokens?open=new-token`);
    const told = () => answers.filter(({ asked }) => asked === STREAM).length;
    await eventually(async () => told() > 0);
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('shown-once');
    await dialog.getByRole('button', { name: 'Make token' }).click();
    await dialog.getByText('shown this once').waitFor();
    hold(shownOnce, (await dialog.locator('code').textContent()) ?? undefined);
    await read();
    await ended();
    expect(foundIn(documents.join('\n'))).toEqual([shownOnce]);
    expect(answers.filter(({ text }) => foundIn(text).length > 0)).toMatchObject([
      { asked: `POST /kontor/v1/teams/${world.team}/tokens` },
    ]);
    await eventually(async () => told() > 1);
    documents.length = 0;
    answers.length = 0;
    await dialog.getByRole('button', { name: 'I have it' }).click();
    await page.getByRole('row', { name: /shown-once/ }).waitFor();

    const routes = await page.evaluate(findRouter);
    for (const address of await addressesOf(routes)) {
      await page.evaluate(`goTo(${JSON.stringify(address)})`);
      await read();
    }
    await ended();

    expect(documents.length).toBeGreaterThan(60);
    expectNothing('documents of the dashboard', documents);
    expectNothing(
      'answers to the dashboard',
      answers.map(({ text }) => text),
    );
    expectNothing('what a browser keeps, and its console', [...kept, ...said]);
    expect(kept.filter((each) => /^(?:database|cache|worker) /m.test(each))).toEqual([]);

    documents.length = 0;
    answers.length = 0;
    // whoever opens this one has the code, which stands in its address
    await page.evaluate(`goTo('/claim-deployment?code=${theirs.code}&team=${world.team}')`);
    await read();
    await ended();
    const shown = [...documents, ...answers.map(({ text }) => text)].join('\n');
    expect(foundIn(shown).filter((way) => way !== 'the code of a resource')).toEqual([]);
    await context.close();
  });

  test('in any row of any table, as text or as bytes', async () => {
    const { read } = world.database;
    const tables = await read<{ name: string }>(
      `select quote_ident(table_schema) || '.' || quote_ident(table_name) as name
       from information_schema.tables
       where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`,
    );
    const rows: string[] = [];
    for (const { name } of tables) {
      const found = await read<Record<string, unknown>>(`select * from ${name}`);
      rows.push(...found.flatMap((row) => Object.values(row).map(textOf)));
    }
    expectNothing('rows of the database', rows);
  });

  test('in a backup', async () => {
    const backup = join(folder, 'backup');
    await writeBackup(world.databaseUrl, backup, new Date());
    const files = await Promise.all(
      (await readdir(backup)).map(async (file) => {
        const bytes = await readFile(join(backup, file));
        return file.endsWith('.gz') ? gunzipSync(bytes).toString('utf8') : bytes.toString('utf8');
      }),
    );
    expectNothing('files of a backup', files);
  });

  test('in what the host logs, down to every trace', () => {
    expectNothing('lines of the log', world.logs);
  });

  test('in what it tells of itself in figures', async () => {
    expectNothing('metrics', (await world.metrics()).split('\n'));
  });

  test('in what anybody is shown, but in what is there to be read', async () => {
    const places = placesOf(theirs);
    const tokenFor = rightfulTokens(world, theirs);
    const texts: string[] = [];
    const leaks: string[] = [];
    for (const endpoint of everyEndpoint.filter(isLook)) {
      const { text } = await send(world.url, requestFor(endpoint, places), tokenFor(endpoint));
      const may = shows[endpoint.id] ?? [];
      const told = foundIn(text).filter((way) => !may.includes(way));
      leaks.push(...told.map((way) => `${endpoint.id}: ${way}`));
      texts.push(text);
    }
    expect(leaks).toEqual([]);
    searched.push(['answers of the API', texts.length, Math.round(texts.join('').length / 1024)]);
  });

  test('in pages', async () => {
    const pages = await Promise.all(
      ['/', '/sign-in', '/forgot-password', '/reset-password', `/t/${world.team}`, '/catalog'].map(
        async (path) => (await fetch(world.url + path)).text(),
      ),
    );
    expectNothing('pages', pages);
  });

  test('in what agents are told by the tools that read', async () => {
    const client = new Client({ name: 'an agent', version: '1.0.0' });
    const transport = new StreamableHTTPClientTransport(new URL('/mcp', world.url), {
      requestInit: { headers: { authorization: `Bearer ${world.owner.token}` } },
    });
    await client.connect(transport as Parameters<Client['connect']>[0]);
    const inputs = { project: theirs.projectId, resource: theirs.resource.id };
    const { tools } = await client.listTools();
    const texts: string[] = [];
    for (const { name, annotations } of tools) {
      if (annotations?.readOnlyHint !== true) continue;
      const answer = await client.callTool({ name, arguments: inputs });
      texts.push(JSON.stringify(answer));
    }
    await client.close();
    expect(texts.length).toBeGreaterThan(5);
    expectNothing('answers of tools', texts);
  });

  test('in what the command prints without being asked for it', async () => {
    const { kontor, close } = commandLine(world);
    const texts: string[] = [];
    const of = ['--project', 'acme-shop'];
    for (const args of [
      ['whoami'],
      ['resource', 'show', theirs.resource.id],
      ['env', 'list', ...of],
      ['env', 'list', ...of, '--json'],
      ['webhook', 'list', '--json'],
      ['token', 'list', '--json'],
      ['event', 'list', '--json'],
      ['doctor'],
    ]) {
      const { stdout, stderr } = await kontor(args);
      texts.push(stdout + stderr);
    }
    await close();
    expectNothing('output of the command', texts);
  });

  test('in what is answered to what is wrong, and in what is logged when the database fails', async () => {
    const places = placesOf(theirs);
    const tokenFor = rightfulTokens(world, theirs);
    const way = 'a value in a request that fails';
    const told: string[] = [];
    const ask = async (endpoint: HostEndpoint, body: unknown) => {
      const whole = requestFor(endpoint, places);
      const request = { ...whole, body: JSON.stringify(body) };
      const { status, text } = await send(world.url, request, tokenFor(endpoint));
      if (status >= 400) told.push(`${endpoint.id}: ${text}`);
      return status;
    };
    const value = plant(way);
    const changes = everyEndpoint.filter(({ method, request }) => request && method !== 'DELETE');
    const before = world.logs.length;
    const fails = tapStatements((text, client) =>
      nameOf(client) === HOST_NAME && /^\s*(?:insert|update|with)\b/i.test(text)
        ? `${text} this is no SQL`
        : text,
    );
    const statuses = new Map<number, number>();
    for (const endpoint of changes) {
      const right = JSON.parse(requestFor(endpoint, places).body ?? '{}');
      const status = await ask(endpoint, withText(right, value));
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
    fails();
    const refused = new Set<number>();
    for (const endpoint of changes) {
      const right = JSON.parse(requestFor(endpoint, places).body ?? '{}');
      for (const wrong of spoilt(right, value)) refused.add(await ask(endpoint, wrong));
    }

    expect([...refused]).toContain(400);
    expect(statuses.get(500) ?? 0).toBeGreaterThan(20);
    expect(told.filter((each) => foundIn(each).length > 0)).toEqual([]);
    expectNothing('answers to what is wrong', told);
    expectNothing('lines of the log about what failed', world.logs.slice(before));
  });

  test('in traces', async () => {
    await tracing.stop();
    expect(collector.spans().length).toBeGreaterThan(500);
    expectNothing(
      'spans of traces',
      collector.spans().map((span) => JSON.stringify(span)),
    );
  });

  test('as it is written down', async () => {
    await writeEvidence('security', 'canaries', {
      title: 'Planted secrets',
      parts: [
        `${planted.size} values that are secret were brought into a host, each in another way: ${[...planted.keys()].sort().join(', ')}. Then they were looked for, each as it is, in hex, in base64 and base64url at every offset, as part of an address, in JSON, in JSON inside JSON and in markup.`,
        table(['Searched', 'Texts', 'KB'], searched),
        'None was found anywhere, but in the answers that are there to show a value to whoever may read it: environments and variables read as a whole, and links that whoever made them is shown once.',
      ],
    });
    expect(searched).toHaveLength(14);
  });
});

/** Bodies with something in them that their schema refuses: one more name, and each value as another kind. */
function spoilt(body: unknown, value: string): readonly unknown[] {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return [[value]];
  const another = (was: unknown) => (Array.isArray(was) ? { unheardOf: value } : [value]);
  return [
    { ...body, unheardOf: value },
    ...Object.entries(body).map(([name, was]) => ({ ...body, [name]: another(was) })),
  ];
}

/** With the value in it wherever a text has no form of its own. */
function withText(body: unknown, value: string): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  const free = ['value', 'secret', 'password', 'token', 'clientSecret', 'callbackSecret', 'text'];
  const filled = (name: string, inside: unknown) =>
    free.includes(name) && typeof inside === 'string' ? value : withText(inside, value);
  return Object.fromEntries(
    Object.entries(body).map(([name, inside]) => [name, filled(name, inside)]),
  );
}

const isLook = ({ method }: HostEndpoint) => method === 'GET';

const plain = 'a variable that is plain';
const values = [
  'a secret of a new resource',
  'a secret that was rotated',
  'a secret that was pushed',
  'an override of a secret',
  'a variable that is encrypted',
  'a variable that is sensitive',
  plain,
  'a shared variable',
];
/** Endpoints that are there to tell values to whoever may read them, and which. */
const shows: Readonly<Record<string, readonly string[]>> = {
  readEnvironment: values,
  readDeploymentEnvironment: values,
  exportState: [plain],
  filterProjectEnvs: [plain],
  pullTarget: values,
  pullBranch: values,
};

function textOf(value: unknown): string {
  if (Buffer.isBuffer(value)) return `${value.toString('hex')} ${value.toString('utf8')}`;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
