import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { createTestDatabase } from '@kontor/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ScriptedProvider, startScriptedProvider } from '../world/scripted-provider.ts';
import { eventually, install, wanted } from '../world/story.ts';
import { freePort, seed } from '../world/world.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

let provider: ScriptedProvider;
let world: Awaited<ReturnType<typeof seed>>;
let host: ChildProcess;
let start: () => Promise<ChildProcess>;
let end: () => Promise<void>;

beforeAll(async () => {
  const database = await createTestDatabase({});
  const dataDirectory = await mkdtemp(join(tmpdir(), 'kontor-killed-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  start = () =>
    startHost({
      DATABASE_URL: database.url,
      KONTOR_DATA: dataDirectory,
      KONTOR_PORT: String(port),
      KONTOR_URL: url,
      KONTOR_ALLOW_PRIVATE_ADDRESSES: 'true',
      KONTOR_LOG_LEVEL: 'error',
    });
  host = await start();
  provider = await startScriptedProvider();
  world = await seed(url, provider);
  end = async () => {
    await stopped(host, 'SIGTERM');
    await provider.down();
    await database.drop();
    await rm(dataDirectory, { recursive: true });
  };
});
afterAll(() => end());

test.for([
  ['before the provider acts', 'hold'],
  ['after the provider has created', 'hang-after'],
] as const)(
  'a provision in flight when the host is killed %s ends after a restart, with one database',
  { timeout: 90_000 },
  async ([, kind]) => {
    const installation = await currentInstallation();
    let arrived = () => {};
    const called = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    provider.misbehave(
      ({ method }) => {
        if (method === 'POST') arrived();
        return method === 'POST';
      },
      kind === 'hold' ? { kind, until: new Promise(() => {}) } : { kind },
    );
    const ask = wanted({ billingPlanId: 'free' });
    const lost = world.owner
      .api(k.createResource, { params: { team: world.team, installation }, body: ask })
      .catch(() => 'the connection broke');
    await called;
    await eventually(async () => kind === 'hold' || provider.resources.size > 0);

    await stopped(host, 'SIGKILL');
    expect(await lost).toBe('the connection broke');
    host = await start();

    const operation = await eventually(async () => {
      const { body } = await world.owner.api(k.listOperations, { params: { team: world.team } });
      const [newest] = body.operations;
      return newest?.kind === 'provision' && newest.status !== 'running' && newest;
    }, 60_000);
    expect(operation.status).toBe('succeeded');
    const made = [...provider.resources.values()].filter(({ name }) => name === ask.name);
    expect(made).toHaveLength(1);
    const { body } = await world.owner.api(k.listTeamResources, { params: { team: world.team } });
    expect(body.resources.filter(({ name }) => name === ask.name)).toMatchObject([
      { lifecycle: 'active', externalId: made[0]?.id },
    ]);
    const running = await world.owner.api(k.listOperations, {
      params: { team: world.team },
      query: { status: 'running' },
    });
    expect(running.body.operations).toEqual([]);
  },
);

async function currentInstallation(): Promise<string> {
  const { body } = await world.owner.api(k.listInstallations, { params: { team: world.team } });
  return body.installations[0]?.id ?? install(world);
}

function startHost(env: Record<string, string>): Promise<ChildProcess> {
  const child = spawn(process.execPath, [MAIN], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  return new Promise((resolve, reject) => {
    child.once('message', () => resolve(child));
    child.once('exit', (code) => reject(new Error(`the host ended with ${code}`)));
  });
}

function stopped(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill(signal);
  });
}
