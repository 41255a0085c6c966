import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { createTestDatabase, freePort } from '@kontor/testing';
import { expect, onTestFinished, test } from 'vitest';
import { migrate } from '../../src/postgres/migrate.ts';
import { startScriptedProvider } from '../world/scripted-provider.ts';
import { eventually, install, wanted } from '../world/story.ts';
import { seed } from '../world/world.ts';
import { startBalancer } from './balancer.ts';
import { startOne } from './several-hosts.ts';

const LANES = 4;

test('processes that are restarted one after the other under load fail no request and break no connection', {
  timeout: 180_000,
}, async () => {
  const { processes, balancer, world, url, provider } = await startTown();
  const { owner, team } = world;
  const params = { team, installation: await install(world) };
  const failed: unknown[] = [];
  const made: string[] = [];
  let asked = 0;
  let isOver = false;
  const ask = async (work: () => Promise<{ status: number; error?: unknown }>, fits: number[]) => {
    asked += 1;
    const answer = await work().catch((error: unknown) => ({ status: 0, error }));
    if (!fits.includes(answer.status)) failed.push(answer);
  };
  const lanes = Array.from({ length: LANES }, async () => {
    while (!isOver) {
      const body = wanted({ billingPlanId: 'free' });
      await ask(() => owner.api(k.createResource, { params, body }), [201, 202]);
      made.push(body.name);
      for (let count = 0; count < 5; count++) {
        await ask(() => owner.api(k.listTeamResources, { params: { team } }), [200]);
        await ask(() => fetch(`${url}/kontor/v1/host`), [200]);
      }
    }
  });
  await eventually(async () => made.length >= LANES);

  const [first, second, worker] = processes;
  await Promise.all([first.restart(), worker.restart()]);
  await eventually(async () => balancer.isReady(first.url), 60_000);
  await second.restart();
  isOver = true;
  await Promise.all(lanes);

  expect(failed).toEqual([]);
  expect(balancer.broken).toEqual([]);
  expect(asked).toBeGreaterThan(LANES * 10);
  await eventually(async () => {
    const query = { status: 'running' };
    const { body } = await owner.api(k.listOperations, { params: { team }, query });
    return body.operations.length === 0;
  }, 60_000);
  const { body } = await owner.api(k.listTeamResources, { params: { team } });
  const active = body.resources.filter(({ lifecycle }) => lifecycle === 'active');
  expect(active.map(({ name }) => name).sort()).toEqual([...made].sort());
  expect([...provider.resources.values()].map(({ name }) => name).sort()).toEqual([...made].sort());
});

/** Two processes that answer and one that works, behind one address. */
async function startTown() {
  const database = await createTestDatabase({
    migrate: async (to) => void (await migrate(to)),
    templateKey: 'apps/server',
  });
  const dataDirectory = await mkdtemp(join(tmpdir(), 'kontor-rolling-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const shared = {
    DATABASE_URL: database.url,
    KONTOR_DATA: dataDirectory,
    KONTOR_URL: url,
    KONTOR_DRAIN_SECONDS: '2',
    KONTOR_RATE_LIMITS: 'off',
    KONTOR_ALLOW_PRIVATE_ADDRESSES: 'true',
    KONTOR_LOG_LEVEL: 'error',
  };
  const processes = await Promise.all([
    startOne('api', shared),
    startOne('api', shared),
    startOne('worker', shared),
  ]);
  const answering = processes.slice(0, 2).map((each) => each.url);
  const balancer = await startBalancer(port, answering);
  const provider = await startScriptedProvider();
  onTestFinished(async () => {
    await balancer.close();
    await Promise.all(processes.map(({ stop }) => stop()));
    await provider.down();
    await database.drop();
    await rm(dataDirectory, { recursive: true });
  });
  const world = await seed(url, provider);
  return { processes, balancer, world, url, provider };
}
