import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { bareEnvironment, createTestDatabase, freePort } from '@kontor/testing';
import { migrate } from '../../src/postgres/migrate.ts';
import { startScriptedProvider } from '../world/scripted-provider.ts';
import type { Stage } from '../world/story.ts';
import { scriptedSchema, seed, type World } from '../world/world.ts';
import type { Order, Point, Told } from './point.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const INSIDE = fileURLToPath(new URL('killed-inside.ts', import.meta.url));

/** On which database, and whether its server dies with the host. */
export type Engine = 'DATABASE_URL' | 'embedded' | 'embedded, killed with the host';

/** A host in a process of its own that dies where it is told to, and what it works with. */
export type Lane = Stage &
  Pick<World, 'url' | 'provider' | 'signUp'> & {
    /** A team that has done nothing yet, of the same owner. */
    readonly freshTeam: () => Promise<Stage>;
    /** The points that the process passes while `work` is done. */
    readonly pointsOf: (work: () => Promise<void>) => Promise<readonly Point[]>;
    /** Has the process die at this point. Answers when it is dead. */
    readonly killAt: (point: Point) => Promise<void>;
    /** Has it die no more, unless it is dead. Answers when the process has heard it, or is found dead. */
    readonly disarm: () => Promise<void>;
    /** Starts it anew, dead or not, once its database is dead too where that belongs to it. */
    readonly restart: () => Promise<void>;
    /** Whether the process is there. */
    readonly isAlive: () => boolean;
    /** Where the database is, or undefined where only the host knows. */
    readonly databaseUrl: string | undefined;
    readonly close: () => Promise<void>;
  };

export async function openLane(engine: Engine): Promise<Lane> {
  const database =
    engine === 'DATABASE_URL'
      ? await createTestDatabase({
          migrate: async (url) => void (await migrate(url)),
          templateKey: 'apps/server',
        })
      : undefined;
  const dataDirectory = await mkdtemp(join(tmpdir(), 'kontor-crash-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const settings = {
    ...(database && { DATABASE_URL: database.url }),
    KONTOR_DATA: dataDirectory,
    KONTOR_PORT: String(port),
    KONTOR_URL: url,
    KONTOR_SIGN_UP: 'open',
    KONTOR_PAYMENTS: 'test',
    KONTOR_RATE_LIMITS: 'off',
    KONTOR_DRAIN_SECONDS: '0',
    KONTOR_ALLOW_PRIVATE_ADDRESSES: 'true',
    KONTOR_LOG_LEVEL: 'silent',
  };
  let host = await startHost(settings);
  const provider = await startScriptedProvider();
  const world = await seed(url, provider);
  await offerEverything(world);
  let teams = 0;
  const order = (given: Order) => void host.send(given);

  return {
    ...world,
    url,
    provider,
    databaseUrl: database?.url,
    isAlive: () => host.exitCode === null && host.signalCode === null,
    freshTeam: async () => {
      teams += 1;
      const team = `team-${teams}`;
      const made = await world.owner.api(k.createTeam, { body: { name: team, slug: team } });
      if (made.status !== 201) throw new Error(JSON.stringify(made.error));
      return { owner: world.owner, team, integration: world.integration };
    },
    pointsOf: async (work) => {
      order({ kind: 'note' });
      await work();
      const told = new Promise<Told>((resolve) => host.once('message', resolve));
      order({ kind: 'tell' });
      return (await told).points;
    },
    killAt: (point) => {
      order({ kind: 'arm', point });
      return ended(host);
    },
    disarm: async () => {
      const heard = new Promise<void>((resolve) => host.once('message', () => resolve()));
      // whoever is dead has no ear: then its end is what is waited for
      host.send({ kind: 'tell' } satisfies Order, () => undefined);
      await Promise.race([heard, ended(host)]);
    },
    restart: async () => {
      host.kill('SIGKILL');
      await ended(host);
      if (engine === 'embedded, killed with the host') await killServer(dataDirectory);
      host = await startHost(settings);
    },
    close: async () => {
      host.kill('SIGTERM');
      await ended(host);
      await provider.down();
      await database?.drop();
      await rm(dataDirectory, { recursive: true });
    },
  };
}

/** A product with which every flow has something to do. */
async function offerEverything({ owner, team, integration }: Stage): Promise<void> {
  const { status, error } = await owner.api(k.putProduct, {
    params: { team, integration: integration.id, product: 'db' },
    body: {
      name: 'Database',
      metadataSchema: scriptedSchema,
      capabilities: { transferable: true, secretRotation: { maxDelayHours: 48 } },
    },
  });
  if (status >= 300) throw new Error(JSON.stringify(error));
}

function startHost(env: Record<string, string>): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['--import', INSIDE, MAIN], {
    env: { ...bareEnvironment(), ...env },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  return new Promise((resolve, reject) => {
    child.once('message', () => resolve(child));
    child.once('exit', (code) => reject(new Error(`the host ended with ${code}`)));
  });
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  await new Promise<void>((resolve) => child.once('exit', () => resolve()));
}

/** The embedded server has outlived its host, and does so no longer. */
async function killServer(dataDirectory: string): Promise<void> {
  const record = await readFile(join(dataDirectory, 'postgres', 'server.json'), 'utf8');
  process.kill(JSON.parse(record).process.pid, 'SIGKILL');
}
