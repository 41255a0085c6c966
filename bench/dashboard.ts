import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import {
  type Browser,
  type BrowserContext,
  type CDPSession,
  chromium,
  type Page,
} from 'playwright-core';
import { openDatabase } from '../apps/server/src/postgres/database.ts';
import { findChromium } from '../scripts/chromium.mjs';
import { ensureDashboard } from '../scripts/dashboard.mjs';
import { median, percentile } from './measure.ts';
import { report } from './report.ts';
import { type BenchWorld, credentials, startBenchWorld } from './world.ts';

/** What a first page weighs, and how long it takes until what one does shows. Run by `npm run bench:dashboard`. */
const ROUNDS = 20;
const LOADS = 5;
const MANY = 10_000;
const VARIABLES = 200;
/** What an interaction may take, in milliseconds. */
const LIMIT_MS = 100;

/** How long somebody looks at a page that has just come, in milliseconds. */
const LOOK_MS = 1_000;

type State = Awaited<ReturnType<BrowserContext['storageState']>>;

async function signIn(inBrowser: Browser, { url }: BenchWorld): Promise<State> {
  const page = await inBrowser.newPage({ baseURL: url });
  await page.goto('/sign-in?next=/');
  await page.getByLabel('E-mail address').fill(credentials.email);
  await page.getByLabel('Password').fill(credentials.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('navigation', { name: 'Team' }).waitFor();
  const state = await page.context().storageState();
  await page.close();
  return state;
}

/** Ten thousand resources, and a project with two hundred variables. */
async function furnish({ team, api, installation, databaseUrl }: BenchWorld): Promise<void> {
  const provisioned = await api(k.createResource, {
    params: { team, installation },
    body: { product: 'db', name: 'first', billingPlanId: 'free', metadata: {} },
  });
  if (provisioned.status >= 300) throw new Error(JSON.stringify(provisioned.error));
  const database = openDatabase({ url: databaseUrl });
  const numbered = (column: string) => `left(${column}, -6) || lpad(n::text, 6, '0')`;
  await database.read(
    `insert into resource select (jsonb_populate_record(r, jsonb_build_object(
       'resource_id', ${numbered('resource_id')}, 'external_id', r.external_id || n,
       'name', 'many-' || n))).*
     from resource r, generate_series(1, $2::int) n where r.resource_id = $1`,
    [provisioned.body.resource.id, MANY],
  );
  await database.close();
  await api(k.createProject, { params: { team }, body: { name: 'large' } });
  for (let index = 0; index < VARIABLES; index++) {
    await api(k.createVariable, {
      params: { team, project: 'large' },
      body: { name: `NAME_${index}`, value: 'v', environments: ['production', 'preview'] },
    });
  }
}

async function benchFirstLoad(
  world: BenchWorld,
  inBrowser: Browser,
  storageState: State,
): Promise<void> {
  const loads = [];
  for (let load = 0; load < LOADS; load++) {
    const context = await inBrowser.newContext({ baseURL: world.url, storageState });
    const page = await context.newPage();
    const network = await context.newCDPSession(page);
    await network.send('Network.enable');
    const scripts = new Set<string>();
    let bytes = 0;
    network.on('Network.responseReceived', ({ requestId, type }) => {
      if (type === 'Script') scripts.add(requestId);
    });
    network.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      if (scripts.has(requestId)) bytes += encodedDataLength;
    });
    const start = performance.now();
    await page.goto(`/t/${world.team}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    loads.push({ bytes, ms: performance.now() - start, files: scripts.size });
    await context.close();
  }
  const kilobytes = median(loads.map(({ bytes }) => bytes)) / 1024;
  report(
    'First page of a team in a browser that knows nothing yet',
    [
      {
        'JavaScript, KB compressed': kilobytes,
        files: median(loads.map(({ files }) => files)),
        'until the heading shows, ms': median(loads.map(({ ms }) => ms)),
      },
    ],
    `${(kilobytes / 200).toFixed(2)} × of the 200 KB that it may be. Medians of ${LOADS} loads.`,
  );
}

/** In the page: does something, and tells how long it took until what it brings was painted. */
type Interaction = {
  readonly name: string;
  readonly path: string;
  /** Brings the page to where it begins; what is waited for afterwards is outside of the measure. */
  readonly before?: (page: Page) => Promise<unknown>;
  /** What has to be in the page before it can be done. */
  readonly needs: string;
  readonly act: string;
  readonly isDone: string;
};

const named = (role: string, text: string) =>
  `[...document.querySelectorAll('${role}')].find((each) => each.textContent.trim() === '${text}')`;
const press = (key: string) =>
  `document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { ${key}, bubbles: true, cancelable: true }))`;
const typed = (field: string, text: string) => `{
  const field = ${field};
  field.focus();
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(field, ${text});
  field.dispatchEvent(new Event('input', { bubbles: true }));
}`;
const closeDialog = async (page: Page) => {
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
};

const interactions = (team: string): readonly Interaction[] => [
  {
    name: 'nothing: the next picture after a press',
    path: `/t/${team}/projects`,
    needs: 'document.body',
    act: `document.body.click()`,
    isDone: 'true',
  },
  {
    name: 'open the command palette',
    path: `/t/${team}/projects`,
    needs: named('nav a', 'Activity'),
    before: closeDialog,
    act: press(`key: 'k', ctrlKey: true`),
    isDone: `document.querySelector('[role=dialog] input')`,
  },
  {
    name: 'open a dialog with a form',
    path: `/t/${team}/projects/large`,
    needs: named('button', 'Add a variable'),
    before: closeDialog,
    act: `${named('button', 'Add a variable')}.click()`,
    isDone: `document.querySelector('[role=dialog] textarea')`,
  },
  {
    name: 'type a letter into a form',
    path: `/t/${team}/settings`,
    needs: `document.querySelector('main input')`,
    act: `{ const name = document.querySelector('main input'); window.wanted = 'Acme ' + Math.random(); ${typed('name', 'window.wanted')} }`,
    isDone: `document.querySelector('main input').value === window.wanted`,
  },
  {
    name: 'go to another page that was seen before',
    path: `/t/${team}/projects`,
    needs: named('nav a', 'Activity'),
    before: async (page) => {
      await page.getByRole('navigation', { name: 'Team' }).getByText('Projects').click();
      await page.getByRole('heading', { name: 'Projects', level: 1 }).waitFor();
    },
    act: `${named('nav a', 'Activity')}.click()`,
    isDone: `document.querySelector('h1').textContent === 'Activity'`,
  },
  {
    name: `filter ${VARIABLES} variables in three environments`,
    path: `/t/${team}/projects/large`,
    needs: `document.querySelector('[aria-rowindex="20"]')`,
    before: (page) => page.getByLabel('Find a name').fill(''),
    act: typed(`document.querySelector('input[type=search]')`, `'NAME_19'`),
    isDone: `document.querySelectorAll('[aria-label="Environment variables"] tbody tr').length === 11`,
  },
  {
    name: `jump to the end of ${MANY.toLocaleString('en')} resources`,
    path: `/t/${team}/resources`,
    needs: `document.querySelector('[aria-rowindex="20"]')`,
    before: (page) => page.evaluate('scrollTo(0, 0)'),
    act: `scrollTo(0, document.documentElement.scrollHeight)`,
    isDone: `document.querySelector('[aria-rowindex="${MANY + 2}"]')`,
  },
];

type Taken = { readonly ms: number; readonly busyMs: number };

/** Does it, and tells how long its picture took, and how much of that the page was at work: the rest it waited. */
async function take(page: Page, { act, isDone }: Interaction, clock: CDPSession): Promise<Taken> {
  const before = await busyMs(clock);
  const ms = await page.evaluate<number>(`new Promise((resolve) => {
    const start = performance.now();
    ${act};
    const look = () => requestAnimationFrame(() => {
      if (!(${isDone})) return look();
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => resolve(performance.now() - start);
      port2.postMessage(null);
    });
    look();
  })`);
  return { ms, busyMs: (await busyMs(clock)) - before };
}

/** What the page has worked so far on its main thread, by the clock of that thread: others do not count. */
async function busyMs(clock: CDPSession): Promise<number> {
  const { metrics } = await clock.send('Performance.getMetrics');
  return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN);
}

async function open(page: Page, { path, needs }: Interaction): Promise<void> {
  await page.goto(path);
  while (!(await page.evaluate<boolean>(`Boolean(${needs})`))) await page.waitForTimeout(20);
  // nobody presses anything before they have seen what is there
  await page.waitForTimeout(LOOK_MS);
}

async function benchInteractions(
  world: BenchWorld,
  inBrowser: Browser,
  storageState: State,
): Promise<void> {
  const context = await inBrowser.newContext({
    baseURL: world.url,
    storageState,
    viewport: { width: 1280, height: 900 },
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  const clock = await context.newCDPSession(page);
  await clock.send('Performance.enable', { timeDomain: 'threadTicks' });
  const figures = [];
  for (const interaction of interactions(world.team)) {
    const { name, before } = interaction;
    const first: Taken[] = [];
    for (let load = 0; load < LOADS; load++) {
      await open(page, interaction);
      first.push(await take(page, interaction, clock));
    }
    const later: Taken[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      await before?.(page);
      later.push(await take(page, interaction, clock));
    }
    const of = (taken: readonly Taken[]) => ({
      p50: median(taken.map(({ ms }) => ms)),
      busy: median(taken.map((each) => each.busyMs)),
    });
    const p90 = percentile(
      later.map(({ ms }) => ms),
      0.9,
    );
    figures.push({ name, first: of(first), later: of(later), p90 });
  }
  await context.close();
  const slow = figures
    .filter(({ first, later }) => Math.max(first.p50, later.p50) > LIMIT_MS)
    .map(({ name }) => name);
  report(
    'From an interaction to its picture',
    figures.map(({ name, first, later, p90 }) => ({
      interaction: name,
      'first in a page, p50 ms': first.p50,
      'of that at work': first.busy,
      'later, p50 ms': later.p50,
      'p90 ms': p90,
      'of that at work, p50': later.busy,
    })),
    slow.length === 0
      ? `Each is painted within ${LIMIT_MS} ms, the first time in a page (median of ${LOADS} loads) and later (of ${ROUNDS} rounds).`
      : `Above ${LIMIT_MS} ms: ${slow.join(', ')}.`,
  );
}

await ensureDashboard();
const dashboardFolder = new URL('../apps/dashboard/dist', import.meta.url).pathname;
const world = await startBenchWorld({ dashboardFolder });
const executablePath = findChromium();
if (executablePath === undefined) throw new Error('There is no Chromium: see scripts/chromium.mjs');
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
try {
  await furnish(world);
  const storageState = await signIn(browser, world);
  await benchFirstLoad(world, browser, storageState);
  await benchInteractions(world, browser, storageState);
} finally {
  await browser.close();
  await world.stop();
}
