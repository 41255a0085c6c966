import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { steps as builders, type StepName } from '@kontor/cli';
import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { platformEndpoints as p } from '@kontor/protocol/platform';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { offered } from '../agents/agent-world.ts';
import { createApi } from '../world/api-client.ts';
import { billingOf } from '../world/billing.ts';
import { commandHere, type RanHere } from '../world/command-here.ts';
import { eventually, install, project, provision, wanted } from '../world/story.ts';
import { tokenOf } from '../world/voice.ts';
import { publish, startWorld, type World } from '../world/world.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let world: World;
let here: ReturnType<typeof commandHere>;
let installation: string;
/** A way to the host on which no change is ever answered. */
let mute: Server;
let muteUrl: string;
beforeAll(async () => {
  world = await startWorld({
    ...({ rateLimits: null, answerWithinMs: 2_000, testClocks: 'owners' } as const),
    ...({ listings: 'approved', payments: { kind: 'test' }, billingEveryMs: 200 } as const),
    ...({ schedule: [1, 1, 60], limits: { failuresToOpen: 100, halfOpenAfterMs: 50 } } as const),
  });
  world.provider.plans = [...offered];
  here = commandHere({
    KONTOR_HOST_URL: world.url,
    KONTOR_TEAM: world.team,
    KONTOR_TOKEN: world.owner.token,
  });
  const reviewed = { integration: world.integration.slug };
  const { body } = await world.owner.api(k.reviewListing, { params: reviewed });
  await world.owner.api(k.decideListing, {
    params: reviewed,
    body: { decision: 'approve', revision: body.revision },
  });
  installation = await install(world);
  await project(world, 'web');
  await provision(world, installation, { name: 'orders' });
  await here.kontor(['teams', 'create', 'empty']);
  mute = createServer((request, response) => {
    if (request.method !== 'GET') return;
    const { authorization = '' } = request.headers;
    fetch(`${world.url}${request.url}`, { headers: { authorization } }).then(
      async (answer) => {
        response.writeHead(answer.status, { 'content-type': 'application/json' });
        response.end(await answer.text());
      },
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
  muteUrl = `http://127.0.0.1:${(mute.address() as AddressInfo).port}`;
});
afterAll(async () => {
  mute.closeAllConnections();
  mute.close();
  await here.close();
  await world.close();
});

type Taken = RanHere & { readonly command: string };
type Env = Readonly<Record<string, string>>;
type Scenario = {
  /** What is done before anything is typed; it may answer what the line speaks of. */
  readonly before?: () => Promise<unknown>;
  /** What is typed; `…` is what {@link before} has answered. */
  readonly line: string;
  /** How that ends, where not with 0. */
  readonly code?: number;
  readonly env?: Env;
  /** What only a person has, added to the step before it is taken. */
  readonly person?: { readonly words: readonly string[]; readonly input: string };
  readonly takenWith?: Env;
  /** What is done between the two. */
  readonly between?: () => Promise<unknown>;
  /** What the step prints, or what has changed by it. */
  readonly gets: RegExp | ((taken: Taken, first: RanHere) => Promise<void> | void);
};

const params = () => ({ team: world.team });
const emptyTeam: Env = { KONTOR_TEAM: 'empty' };
/** The command that was refused is done now. */
const nowDone =
  (line: string, env: Env = {}) =>
  async (taken: Taken) => {
    expect(taken.code, taken.stdout + taken.stderr).toBe(0);
    const again = await here.line(line, env);
    expect(again.code, again.stdout + again.stderr).toBe(0);
  };

/** Makes the provider keep an operation open; the answer lets it go on. */
function holding(name: string) {
  let release: (answer?: unknown) => void = () => {};
  const until = new Promise((resolve) => {
    release = resolve;
  });
  world.provider.misbehave(({ body }) => body.includes(`"${name}"`), { kind: 'hold', until });
  return release;
}
let release: (answer?: unknown) => void = () => {};

/** An agent that may spend nothing has asked for something, and waits. */
async function asked(name: string): Promise<string> {
  const made = await world.owner.api(k.createAgentToken, {
    params: params(),
    body: { agent: 'asking' },
  });
  const { body } = await createApi(world.url, made.body.secret)(k.createResource, {
    params: { ...params(), installation },
    body: wanted({ name, billingPlanId: 'small' }),
  });
  return body.operation.approval?.id ?? '';
}

const stateOf = async (approval: string) =>
  (await world.owner.api(k.getApproval, { params: { ...params(), approval } })).body.approval.state;
const lastWord = (command: string) => command.split(' ').at(-1) ?? '';

async function notified(path: string): Promise<void> {
  const answer = await fetch(`${world.url}/v1/installations/${installation}${path}`, {
    method: 'PATCH',
    headers: {
      authorization: `Bearer ${tokenOf(world, installation)}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ notification: { level: 'warn', title: 'Nearly full' } }),
  });
  expect(answer.ok, await answer.text()).toBe(true);
}

const file = (name: string) =>
  `project: web\nresources:\n  ${name}:\n    product: scripted/db\n    options:\n      region: fra1\n`;
async function planned(name: string): Promise<string> {
  await here.write('kontor.yaml', file(name));
  const { stdout } = await here.line('kontor plan --json');
  return JSON.parse(stdout).plan.id;
}

const paid = 'kontor resource create scripted/db --plan small --metadata region=fra1 --name';
const free = 'kontor resource create scripted/db --plan free --metadata region=fra1 --name';

/** Of each step that is ever told: a command that tells it, and what is seen when it is taken. */
const scenarios: { readonly [Name in StepName]: Scenario | { readonly takenIn: string } } = {
  showHelp: { line: 'kontor env rollback web --environment production', code: 2, gets: /Usage: / },
  answer: {
    before: () => provision(world, installation, { name: 'spare' }),
    line: 'kontor resource delete spare',
    code: 2,
    gets: /Deleted spare/,
  },
  choose: { line: 'kontor resource show ordesr', code: 4, gets: /orders/ },
  signIn: {
    line: 'kontor projects list',
    code: 3,
    env: { KONTOR_TOKEN: '' },
    get person() {
      const { email, password } = world.owner;
      return { words: ['--email', email, '--password-stdin'], input: password };
    },
    gets: nowDone('kontor projects list', { KONTOR_TOKEN: '' }),
  },
  useTeam: { line: 'kontor teams create labs', gets: /Commands act in labs/ },
  createProject: {
    line: 'kontor projects list',
    env: emptyTeam,
    gets: /Created the project/,
  },
  browse: { line: 'kontor resource list', env: emptyTeam, gets: /scripted/ },
  showListing: { line: 'kontor catalog', gets: /scripted\/db/ },
  createResource: { line: 'kontor catalog show scripted', code: 0, gets: answeredToItsEnd },
  showResource: {
    before: async () => {
      const { externalId } = await provision(world, installation, { name: 'full' });
      await notified(`/resources/${externalId}`);
    },
    line: 'kontor doctor',
    gets: /Nearly full/,
  },
  connect: { line: 'kontor connections orders', gets: /Connected orders to web/ },
  openConsole: {
    before: () => notified(''),
    line: 'kontor doctor',
    gets: /marketplace\/sso/,
  },
  followOperation: {
    before: async () => {
      release = holding('patient');
    },
    line: `${free} patient --no-wait`,
    code: 7,
    between: async () => release(),
    gets: /succeeded/,
  },
  listRunning: {
    before: async () => {
      release = holding('lasting');
      await here.line(`${free} lasting --no-wait`);
    },
    line: 'kontor resource delete orders --yes --timeout 2',
    env: {
      get KONTOR_HOST_URL() {
        return muteUrl;
      },
    },
    code: 7,
    gets: ({ stdout }) => {
      release();
      expect(stdout).toMatch(/provision/);
    },
  },
  addPaymentMethod: {
    line: `${paid} unpaid`,
    code: 1,
    gets: async ({ stdout }) => {
      // the page takes what only a person has
      expect(stdout.trim()).toBe(`${world.url}/t/${world.team}/billing/payment-methods`);
      await here.line('kontor payment-methods add test_ok');
      await nowDone(`${paid} unpaid`)({ code: 0 } as Taken);
    },
  },
  decide: {
    before: () => asked('decided'),
    line: 'kontor approvals list',
    gets: /wants .*decided/,
  },
  approve: {
    before: () => asked('approved'),
    line: 'kontor approvals show …',
    get person() {
      return { words: ['--yes'], input: '' };
    },
    gets: async ({ command }) => expect(await stateOf(lastWord(command))).toBe('approved'),
  },
  refuse: {
    before: () => asked('refused'),
    line: 'kontor approvals show …',
    gets: async ({ command }) => expect(await stateOf(lastWord(command))).toBe('refused'),
  },
  returnToNewest: {
    before: async () => {
      await here.line('kontor env add web LEVEL --value 1');
    },
    line: 'kontor env rollback web --environment production --to 1',
    gets: /is read again/,
  },
  applyPlan: {
    before: () => here.write('kontor.yaml', file('applied')),
    line: 'kontor plan',
    gets: /Applied spl_/,
  },
  followPlan: {
    before: async () => {
      release = holding('followed');
      return planned('followed');
    },
    line: 'kontor apply … --no-wait',
    code: 7,
    between: async () => release(),
    gets: async (_taken, first) =>
      expect((await here.line(`${first.steps[0]?.command({ argv: [] })}`)).stdout).toMatch(
        /was applied already/,
      ),
  },
  planAgain: {
    before: async () => {
      const plan = await planned('outdated');
      await here.line('kontor env add web OUTDATED --value 1');
      return plan;
    },
    line: 'kontor apply …',
    code: 5,
    gets: async ({ steps: [apply] }) => {
      const applied = await here.line(`${apply?.command({ argv: [] })}`);
      expect(applied.stdout, applied.stderr).toMatch(/Applied/);
    },
  },
  setLimit: {
    line: 'kontor limits list',
    env: emptyTeam,
    gets: /The limit of the team is \$100 a month/,
  },
  removeLimit: {
    before: () => here.line('kontor limits set 0 --hard'),
    line: `${paid} limited`,
    code: 1,
    gets: nowDone(`${paid} limited`),
  },
  payInvoice: {
    before: async () => {
      await here.line('kontor payment-methods add test_declined');
      const { paymentMethods } = (await world.owner.api(k.listPaymentMethods, { params: params() }))
        .body;
      for (const { id, label } of paymentMethods) {
        if (label === 'Declines') await here.line(`kontor payment-methods default ${id}`);
      }
      const resource = await provision(world, installation, { name: 'billed' });
      const { invoice } = billingOf(resource.externalId ?? '');
      const { status, error } = await createApi(world.url, tokenOf(world, installation))(
        p.submitInvoice,
        { params: { installationId: installation }, body: invoice() as never },
      );
      expect(status, JSON.stringify(error)).toBeLessThan(300);
      await eventually(async () =>
        (await here.line('kontor doctor')).stdout.includes('invoices pay'),
      );
      for (const { id, label } of paymentMethods) {
        if (label === 'Pays') await here.line(`kontor payment-methods default ${id}`);
      }
    },
    line: 'kontor doctor',
    code: 1,
    gets: async ({ command }) => {
      const paidOne = lastWord(command);
      await eventually(async () => {
        const { body } = await world.owner.api(k.getTeamInvoice, {
          params: { ...params(), invoice: paidOne },
        });
        return body.invoice.state === 'paid';
      });
    },
  },
  listInvoices: {
    before: () => here.write('wrong.json', '{}'),
    line: 'kontor invoices verify wrong.json',
    code: 1,
    gets: /scripted/,
  },
  createAgent: { line: 'kontor agents list', env: emptyTeam, gets: /kat_/ },
  showAgent: { line: 'kontor agents create spender --budget 10', gets: /spender/ },
  acceptTransfer: {
    before: () => project(world, 'leaving'),
    line: 'kontor transfer request leaving --yes',
    takenWith: emptyTeam,
    person: { words: ['--yes'], input: '' },
    gets: async () =>
      expect((await here.line('kontor projects list', emptyTeam)).stdout).toContain('leaving'),
  },
  withdrawTransfer: {
    before: () => project(world, 'staying'),
    line: 'kontor transfer request staying --yes',
    gets: /^Took xfr_\w+ back/,
  },
  checkIntegration: {
    before: () => here.write('tides.json', tides),
    line: 'kontor integrations create --file tides.json',
    gets: /reached/,
  },
  replayCall: {
    before: async () => {
      const { stdout } = await here.line('kontor calls list scripted --direction outbound --json');
      return JSON.parse(stdout).calls.find(({ method }: { method: string }) => method === 'GET').id;
    },
    line: 'kontor calls show scripted …',
    gets: /came back/,
  },
  showDelivery: {
    before: async () => {
      const { stdout } = await here.line(
        'kontor webhooks create http://127.0.0.1:9/ --events project.created --json',
      );
      return JSON.parse(stdout).webhook?.id ?? JSON.parse(stdout).receiver.id;
    },
    line: 'kontor webhooks test …',
    gets: /test-webhook/,
  },
  showRedeliveries: {
    // nobody listens there, and what was kept before goes there too
    before: () =>
      world.owner.api(k.updateIntegration, {
        params: { ...params(), integration: world.integration.id },
        body: { webhookUrl: 'http://127.0.0.1:9/' },
      }),
    line: 'kontor webhooks redeliver scripted --states skipped,parked,delivered',
    gets: /(running|done)/,
  },
  startMarketplace: { takenIn: 'dev/dev.test.ts, which has a provider to start around' },
  listTrials: { line: 'kontor check', code: 2, gets: /TRIAL/ },
  retryOperation: {
    before: async () => {
      release = holding('stuck');
      await here.line(`${free} stuck --no-wait`);
    },
    line: 'kontor admin operations --older-than-seconds 0',
    gets: ({ stdout }) => {
      release();
      expect(stdout).toMatch(/is tried now/);
    },
  },
  reviewListing: {
    before: () => submitted('reviewed'),
    line: 'kontor admin listings',
    gets: /is submitted/,
  },
  approveListing: {
    before: () => submitted('approved-soon'),
    line: 'kontor admin review approved-soon',
    gets: /is listed/,
  },
  listFindings: { line: 'kontor admin reconcile', gets: /There is nothing|SEVERITY/ },
  repairFinding: {
    before: async () => {
      const { externalId } = await provision(world, installation, { name: 'ghost' });
      world.provider.resources.delete(externalId ?? '');
      const { stdout } = await here.line('kontor admin reconcile --json');
      return JSON.parse(stdout).reconciliation.id;
    },
    line: 'kontor admin findings …',
    person: { words: ['--yes'], input: '' },
    gets: /is repaired|is repairing/,
  },
  createClock: { line: 'kontor clock show', code: 4, env: emptyTeam, gets: /20\d\d-/ },
  showClock: { line: 'kontor clock create', code: 5, env: emptyTeam, gets: /20\d\d-/ },
};

const tides = JSON.stringify({
  slug: 'tides',
  name: 'Tides',
  developer: 'Tides Ltd',
  shortDescription: 'Rises and falls',
  category: 'Storage',
  contactEmail: 'dev@tides.example',
  baseUrl: 'http://127.0.0.1:9',
});

async function submitted(slug: string): Promise<void> {
  const maker = await world.signUp(slug);
  await maker.api(k.createTeam, { body: { name: slug, slug: `${slug}-team` } });
  await publish(maker.api, `${slug}-team`, world.provider.baseUrl, slug);
}

/** Where nobody can be asked, each refusal gives a command with one answer more, up to the end. */
async function answeredToItsEnd(taken: Taken): Promise<void> {
  let now: RanHere = taken;
  while (now.code === 2) {
    const next: string = JSON.parse((await here.line(`${taken.command} --json`)).stdout).error
      .next[0];
    taken = { ...(await here.line(next)), command: next };
    now = taken;
  }
  expect(now.stdout, now.stderr).toMatch(/"lifecycle": ?"active"/);
}

const table = Object.entries(scenarios).flatMap(([name, scenario]) =>
  'line' in scenario ? [[name as StepName, scenario] as const] : [],
);

test.each(table)('%s is an exact command that gets on', async (name, scenario) => {
  const { line, code = 0, env = {}, takenWith = {}, person, between, gets } = scenario;
  const made = await scenario.before?.();
  const given = typeof made === 'string' ? made : '…';
  const first = await here.line(line.replace('…', given), env);

  const at = first.steps.findIndex((step) => step.name === name);
  const command = first.steps[at]?.command({ argv: line.replace('…', given).split(' ').slice(1) });
  expect(first.code, first.stdout + first.stderr).toBe(code);
  expect(command, first.stdout + first.stderr).toBeDefined();
  // the very words that people are shown
  expect(first.stderr + first.stdout).toContain(command);
  expect(command).not.toMatch(/[<>…]/);

  await between?.();
  const taking = person === undefined ? `${command}` : `${command} ${person.words.join(' ')}`;
  const taken = person
    ? await here.kontor(taking.split(' ').slice(1), {
        env: { ...env, ...takenWith },
        input: person.input,
      })
    : await here.line(taking, { ...env, ...takenWith });

  if (gets instanceof RegExp) expect(taken.stdout + taken.stderr, taking).toMatch(gets);
  else await gets({ ...taken, command: `${command}` }, first);
});

test('a script finds the same commands under next, also beside an error', async () => {
  const [found, refused] = await Promise.all([
    here.line('kontor catalog --json'),
    here.line('kontor resource show ordesr --json'),
  ]);

  expect(JSON.parse(found.stdout).next).toEqual([
    expect.stringMatching(/^kontor catalog show [\w-]+$/),
  ]);
  expect(JSON.parse(refused.stdout).error.next).toEqual(['kontor resource show orders --json']);
});

test('every step that there is has its scenario', () => {
  expect(Object.keys(scenarios).sort()).toEqual(Object.keys(builders).sort());
});
