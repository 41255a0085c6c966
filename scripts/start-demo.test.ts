import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chown, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { kontorEndpoints } from '@kontor/protocol/kontor';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { builtPrograms, ensurePrograms } from './built-programs.mjs';
import { type Demo, demoPath, passwordPath, readDemo } from './start/demo.ts';
import { startForgetfulProxy } from './start/fakes/forgetful-proxy.ts';
import {
  childrenIn,
  isGone,
  makePlace,
  type Place,
  type StartedWorld,
  type StartOptions,
  startWorld,
} from './start/fakes/started-world.ts';
import { createHostClient } from './start/host-client.ts';
import { seedDemo } from './start/seed-demo.ts';
import { root } from './start/settings.ts';

const READY = 'Kontor is running.';
const SEEDING = 'Making the demo';
const NOBODY = 65_534;
const LONG_MS = 180_000;

beforeAll(() => {
  ensurePrograms();
  expect(builtPrograms()).toBeDefined();
}, LONG_MS);

describe('the world of npm start', { timeout: LONG_MS }, () => {
  it('the first start makes the demo, keeps its secrets, and it is all there after everything was killed', async () => {
    const place = await makePlace();
    const first = await startReady(place);
    expect(first.output()).toContain(SEEDING);
    expect(await demoIn(place)).toEqual(WHOLE_DEMO);
    await keepsSecrets(place);
    const { body } = await (await clientOf(place))(kontorEndpoints.createProject, {
      params: { team: 'acme' },
      body: { name: 'made-by-hand' },
    });
    await killAll(place, first);

    const second = await startReady(place);

    expect(second.output()).not.toContain(SEEDING);
    expect(await demoIn(place)).toEqual({
      ...WHOLE_DEMO,
      projects: [...WHOLE_DEMO.projects, body.project.name].sort(),
    });
    expect(await readLog(place, 'host')).toContain('"adopted":true');
    expect(await readLog(place, 'provider')).toContain('it is taken over');
    second.child.kill('SIGTERM');
    expect(await second.ended).toBe(0);
    await noDatabaseRuns(place);
  });

  it('a first start that is killed again and again goes on where it was', async () => {
    const place = await makePlace();
    for (const isReached of momentsOf(place)) {
      const world = startWorld(place, { program: 'real world' });
      await vi.waitUntil(isReached, { timeout: 60_000, interval: 1 });
      await killAll(place, world);
    }

    await startReady(place);

    expect(await demoIn(place)).toEqual(WHOLE_DEMO);
  });

  it('the host is told when the provider moves, what people changed stays, and all ends in good order when the supervisor alone is killed', async () => {
    const place = await makePlace();
    const first = await startReady(place);
    const call = await clientOf(place);
    await call(kontorEndpoints.deleteProject, { params: { team: 'acme', project: 'api' } });
    first.child.kill('SIGINT');
    expect(await first.ended).toBe(0);
    const moved = { ...place, providerPort: (await makePlace()).providerPort };

    const second = await startReady(moved);

    expect(second.output()).not.toContain(SEEDING);
    expect(await demoIn(moved)).toEqual({ ...WHOLE_DEMO, projects: ['web'] });
    const { host, provider } = await childrenIn(moved);
    second.child.kill('SIGKILL');
    await Promise.all([isGone(host), isGone(provider)]);
    await noDatabaseRuns(moved);
  });

  it.runIf(process.platform === 'linux' && process.getuid?.() === 0)(
    'runs as an ordinary user, too',
    async () => {
      const place = await makePlace();
      const through = asOrdinaryUser();
      if (through[0] === 'setpriv') await chown(place.dataDirectory, NOBODY, NOBODY);

      await startReady(place, { through });

      const [owner, directory] = await Promise.all(
        [demoPath(place.dataDirectory), place.dataDirectory].map(
          async (path) => (await stat(path)).uid,
        ),
      );
      expect(owner).toBe(directory);
      expect(await demoIn(place)).toEqual(WHOLE_DEMO);
    },
  );
});

it(
  'seeding goes on after any change whose answer was lost, and makes nothing twice',
  async () => {
    const place = await makePlace();
    const hostUrl = `http://127.0.0.1:${place.hostPort}`;
    const host = startWorld(place, {
      program: 'host alone',
      variables: { KONTOR_ALLOW_PRIVATE_ADDRESSES: 'true' },
    });
    await host.says('the host is up');
    const { url, lost } = await startForgetfulProxy(hostUrl);
    let kept: Demo = {
      person: { name: 'Ada', email: 'ada@kontor.localhost', password: 'correct horse' },
      isComplete: false,
    };
    const seedOnce = () =>
      seedDemo(kept, {
        url,
        origin: `http://localhost:${place.hostPort}`,
        providerUrl: `http://127.0.0.1:${place.providerPort}`,
        signal: AbortSignal.timeout(LONG_MS),
        save: async (demo) => {
          kept = demo;
        },
        startProvider: async () => {},
      });

    for (let losses = 0; !kept.isComplete; losses = lost.length) {
      // Whatever else fails than a lost answer is a fault.
      await seedOnce().catch((error: unknown) => {
        if (lost.length === losses) throw error;
      });
    }

    const { id = '' } = kept.integration ?? {};
    expect(lost.map((change) => change.replace(id, 'oac_…').replace(/tok_\w+/, 'tok_…'))).toEqual([
      'POST /kontor/v1/auth/sign-up/email',
      'POST /kontor/v1/auth/sign-in/email',
      'POST /kontor/v1/tokens',
      'DELETE /kontor/v1/tokens/tok_…',
      'POST /kontor/v1/teams',
      'POST /kontor/v1/teams/acme/projects',
      'POST /kontor/v1/teams/kontor-labs/integrations',
      'POST /kontor/v1/teams/kontor-labs/integrations/oac_…/client-secret',
      'PATCH /kontor/v1/teams/kontor-labs/integrations/oac_…',
      'PUT /kontor/v1/teams/kontor-labs/integrations/oac_…/products/postgres',
      'POST /kontor/v1/teams/kontor-labs/integrations/oac_…/listing',
    ]);
    const call = createHostClient({ url: hostUrl, credential: { token: kept.token ?? '' } });
    expect(await demoOf(call)).toEqual(WHOLE_DEMO);
  },
  LONG_MS,
);

const WHOLE_DEMO = {
  email: 'ada@kontor.localhost',
  isOperator: true,
  teams: ['acme', 'kontor-labs'],
  projects: ['api', 'web'],
  tokens: ['npm start'],
  catalog: [
    {
      slug: 'kontor-postgres',
      products: ['postgres'],
      guides: ['node', 'nextjs', 'python', 'go'],
    },
  ],
  isProviderKnown: true,
};

/** What there is of the demo, as its person sees it. */
async function demoIn(place: Place) {
  return demoOf(await clientOf(place), `http://127.0.0.1:${place.providerPort}`);
}

async function demoOf(call: ReturnType<typeof createHostClient>, providerUrl?: string) {
  const me = await call(kontorEndpoints.getMe, {});
  const projects = await call(kontorEndpoints.listProjects, { params: { team: 'acme' } });
  const tokens = await call(kontorEndpoints.listTokens, {});
  const catalog = await call(kontorEndpoints.listCatalog, {});
  const integrations = await call(kontorEndpoints.listIntegrations, {
    params: { team: 'kontor-labs' },
  });
  const [integration, ...others] = integrations.body.integrations;
  return {
    email: me.body.person.email,
    isOperator: me.body.person.isOperator,
    teams: me.body.teams.map(({ slug }) => slug).sort(),
    projects: projects.body.projects.map(({ name }) => name).sort(),
    tokens: tokens.body.tokens.map(({ name }) => name),
    catalog: catalog.body.integrations.map(({ slug, products }) => ({
      slug,
      products: products.map((product) => product.slug),
      guides: products.flatMap(({ details }) =>
        (details.guides ?? []).map((each) => each.framework),
      ),
    })),
    isProviderKnown:
      others.length === 0 && (providerUrl === undefined || integration?.baseUrl === providerUrl),
  };
}

/** They are in files that only their owner can read, and in no log. */
async function keepsSecrets(place: Place): Promise<void> {
  for (const path of [demoPath(place.dataDirectory), passwordPath(place.dataDirectory)]) {
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  }
  const { token = 'none', integration } = await knownDemo(place);
  const logs = (await readLog(place, 'host')) + (await readLog(place, 'provider'));
  expect(logs).not.toContain(token);
  expect(logs).not.toContain(integration?.clientSecret);
}

/** Moments of a first start, in order, at which it can be killed. */
function momentsOf(place: Place): (() => Promise<boolean>)[] {
  const known = () => readDemo(place.dataDirectory);
  return [
    async () => (await childrenIn(place)).host !== undefined,
    async () => existsSync(join(place.dataDirectory, 'postgres')),
    async () => existsSync(join(place.dataDirectory, 'postgres', 'data', 'PG_VERSION')),
    async () => (await known()) !== undefined,
    async () => (await known())?.token !== undefined,
    async () => (await known())?.integration !== undefined,
    async () => (await childrenIn(place)).provider !== undefined,
    async () => (await known())?.isComplete === true,
  ];
}

async function startReady(place: Place, options: StartOptions = {}): Promise<StartedWorld> {
  const world = startWorld(place, { program: 'real world', ...options });
  await world.says(READY);
  return world;
}

/**
 * Kills supervisor, host and provider as one, before any of them can notice. What is left are their
 * databases.
 */
async function killAll(place: Place, world: StartedWorld): Promise<void> {
  world.child.kill('SIGSTOP');
  const pids = Object.values(await childrenIn(place));
  for (const pid of pids) kill(pid);
  world.child.kill('SIGKILL');
  await Promise.all([world.ended, ...pids.map(isGone)]);
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    // Recorded by a former start, and gone.
    expect(error).toMatchObject({ code: 'ESRCH' });
  }
}

async function noDatabaseRuns({ dataDirectory }: Place): Promise<void> {
  for (const directory of ['postgres', 'provider/postgres']) {
    const text = await readFile(join(dataDirectory, directory, 'server.json'), 'utf8');
    await isGone(JSON.parse(text).process.pid);
  }
}

async function clientOf(place: Place) {
  const { token = '' } = await knownDemo(place);
  return createHostClient({ url: `http://127.0.0.1:${place.hostPort}`, credential: { token } });
}

async function knownDemo({ dataDirectory }: Place): Promise<Demo> {
  const demo = await readDemo(dataDirectory);
  if (!demo) throw new Error(`There is no demo in ${dataDirectory}.`);
  return demo;
}

function readLog({ dataDirectory }: Place, name: string): Promise<string> {
  return readFile(join(dataDirectory, 'logs', `${name}.log`), 'utf8');
}

/** Somebody who is not root: a user who can reach the checkout, or root's files without root's rights. */
function asOrdinaryUser(): string[] {
  const nobody = ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'];
  const [command = '', ...args] = [...nobody, 'ls', process.execPath, root];
  if (spawnSync(command, args, { stdio: 'ignore' }).status === 0) return nobody;
  return ['unshare', '--user', '--map-user=1000', '--map-group=1000'];
}
