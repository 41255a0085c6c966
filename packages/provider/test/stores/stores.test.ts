import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createUsageReporter, type Handlers, type HostClient, sealWith } from '@kontor/provider';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { leastHandlers, newResource, provisioning, startProvider } from '../provider-under-test.ts';
import { installationId, startTestHost, type TestHost } from '../test-host.ts';
import {
  type LastingWorld,
  memoryWorld,
  redisWorld,
  type StoreWorld,
  secret,
  sqlWorld,
} from './store-worlds.ts';

const answer = {
  status: 200,
  contentType: 'application/json',
  body: '{"secrets":[{"name":"URL","value":"postgres://ann:s3cret@db"}]}',
};
/** In hours: shorter than any answer takes. */
const noTime = 1e-9;

let host: TestHost;
beforeAll(async () => {
  host = await startTestHost();
});
afterAll(() => host.stop());

/** One world for the tests of a kind; every test has keys of its own. */
function worldOf<World extends StoreWorld>(open: () => Promise<World>): { now: () => World } {
  let world: World | undefined;
  beforeAll(async () => {
    world = await open();
  });
  afterAll(() => world?.stop());
  return {
    now: () => {
      if (!world) throw new Error('The world is not open yet.');
      return world;
    },
  };
}

describe.each([
  ['memory', memoryWorld],
  ['PostgreSQL', sqlWorld],
  ['Redis', redisWorld],
])('a store in %s', (_kind, open: () => Promise<StoreWorld>) => {
  const world = worldOf(open);

  test('a key is claimed once, runs, and gives its answer from then on', async () => {
    const store = world.now().openStore();

    expect(await store.begin('once', 'f')).toEqual({ state: 'new' });
    expect(await store.begin('once', 'f')).toEqual({ state: 'running' });
    await store.finish('once', answer);
    expect(await store.begin('once', 'f')).toEqual({ state: 'answered', answer });
    expect(await store.begin('once', 'f')).toEqual({ state: 'answered', answer });
  });

  test('a key that comes with another call is mismatched, while it runs and when it is answered', async () => {
    const store = world.now().openStore();

    await store.begin('two', 'f');
    expect(await store.begin('two', 'g')).toEqual({ state: 'mismatched' });
    await store.finish('two', answer);
    expect(await store.begin('two', 'g')).toEqual({ state: 'mismatched' });
  });

  test('a call that came to nothing leaves its key to any other', async () => {
    const store = world.now().openStore();

    await store.begin('nothing', 'f');
    await store.abandon('nothing');

    expect(await store.begin('nothing', 'g')).toEqual({ state: 'new' });
  });

  test('abandoning late does not take an answer back', async () => {
    const store = world.now().openStore();
    await store.begin('late', 'f');
    await store.finish('late', answer);

    await store.abandon('late');
    await store.abandon('never begun');

    expect(await store.begin('late', 'f')).toEqual({ state: 'answered', answer });
  });

  test('an answer without a body is kept too', async () => {
    const store = world.now().openStore();
    const empty = { status: 204, contentType: null, body: null };
    await store.begin('empty', 'f');
    await store.finish('empty', empty);

    expect(await store.begin('empty', 'f')).toEqual({ state: 'answered', answer: empty });
  });

  test('an answer is forgotten after the time it is kept for', async () => {
    const store = world.now().openStore({ keepHours: noTime });
    await store.begin('old', 'f');
    await store.finish('old', answer);

    await expect.poll(() => store.begin('old', 'g')).toEqual({ state: 'new' });
  });

  test('of a hundred calls at once under one key one is carried out, and all have its answer', async () => {
    let made = 0;
    const provision = async () => {
      made += 1;
      return { ...newResource, id: `db_${made}` };
    };
    const handlers: Handlers = {
      ...leastHandlers,
      resource: { ...leastHandlers.resource, provision },
    };
    // memory has one process, whose provider takes all of them
    const first = world.now().openStore();
    const second = 'address' in world.now() ? world.now().openStore() : first;
    const providers = await Promise.all(
      [first, second].map((idempotencyStore) =>
        startProvider(host, { handlers, idempotencyStore }),
      ),
    );
    const resources = `/v1/installations/${installationId}/resources`;
    const token = await host.userToken();
    const call = { method: 'POST', key: 'race', token, body: provisioning };
    const takers = first === second ? providers.slice(0, 1) : providers;

    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        takers[index % takers.length]?.asUser(resources, call),
      ),
    );
    await Promise.all(providers.map((provider) => provider.stop()));

    expect(made).toBe(1);
    expect(new Set(answers.map((each) => `${each?.status} ${each?.text}`)).size).toBe(1);
    expect(answers[0]).toMatchObject({ status: 200, json: { id: 'db_1' } });
  });

  test('what is counted at once in two processes is all there', async () => {
    const stores = [world.now().openUsage(), world.now().openUsage()];
    const reporters = stores.map((store) => reporterOn(store).reporter);
    await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        reporters[index % 2]?.record('icfg_race', [runs(0.1)]),
      ),
    );

    const { reporter, sent } = reporterOn(world.now().openUsage());
    await reporter.report('icfg_race');

    expect(sent[0]?.usage).toMatchObject([{ name: 'Runs', dayValue: 4, periodValue: 4 }]);
  });
});

describe.each([
  ['PostgreSQL', sqlWorld],
  ['Redis', redisWorld],
])('a store in %s, which outlives processes,', (_kind, open: () => Promise<LastingWorld>) => {
  const world = worldOf(open);

  test('shows each process what the others did', async () => {
    const [one, other] = [world.now().openStore(), world.now().openStore()];

    await one.begin('shared', 'f');
    expect(await other.begin('shared', 'f')).toEqual({ state: 'running' });
    await one.finish('shared', answer);
    expect(await other.begin('shared', 'f')).toEqual({ state: 'answered', answer });
  });

  test('has a call hold its key for as long as its process lives', async () => {
    const store = world.now().openStore({ leaseSeconds: 60, renewSeconds: 0.02 });
    await store.begin('long', 'f');

    let left = await world.now().remainingMs('long');
    await expect
      .poll(
        async () => {
          const before = left;
          left = await world.now().remainingMs('long');
          return left > before;
        },
        { interval: 1 },
      )
      .toBe(true);
    await store.finish('long', answer);
    expect(await world.now().remainingMs('long')).toBeGreaterThan(3_600_000);
  });

  test('lets another process have the key once the lease is over, and its answer holds', async () => {
    const slow = world.now().openStore({ leaseSeconds: 0.001, renewSeconds: 3600 });
    const next = world.now().openStore();
    await slow.begin('lapsed', 'f');
    await expect.poll(() => next.begin('lapsed', 'f')).toEqual({ state: 'new' });

    await slow.finish('lapsed', { ...answer, body: '"too late"' });
    expect(await next.begin('lapsed', 'f')).toEqual({ state: 'running' });
    await next.finish('lapsed', answer);

    expect(await slow.begin('lapsed', 'f')).toEqual({ state: 'answered', answer });
  });

  test('a call that lost its lease and gives up leaves the key with the one that took it', async () => {
    const slow = world.now().openStore({ leaseSeconds: 0.001, renewSeconds: 3600 });
    const next = world.now().openStore();
    await slow.begin('given up', 'f');
    await expect.poll(() => next.begin('given up', 'f')).toEqual({ state: 'new' });

    await slow.abandon('given up');

    expect(await slow.begin('given up', 'f')).toEqual({ state: 'running' });
  });

  test('keeps an answer that came after the lease, where nobody took the key', async () => {
    const slow = world.now().openStore({ leaseSeconds: 0.001, renewSeconds: 3600 });
    await slow.begin('alone', 'f');

    await slow.finish('alone', answer);

    expect(await slow.begin('alone', 'f')).toEqual({ state: 'answered', answer });
  });

  test('of one process at a time knows that what ran elsewhere is dead, and takes it up once', async () => {
    await world.now().openStore().begin('dead', 'f');
    const next = world.now().openStore({ soleProcess: true });

    const begun = await Promise.all(Array.from({ length: 20 }, () => next.begin('dead', 'f')));

    const states = begun.map(({ state }) => state).sort();
    expect(states).toEqual(['new', ...Array(19).fill('running')].sort());
  });

  test('holds no secret that can be read, and no answer that opens under another key', async () => {
    const store = world.now().openStore();
    await store.begin('hidden', 'f');
    await store.finish('hidden', answer);

    expect(await world.now().stolen('hidden')).toContain('fingerprint');
    expect(await world.now().stolen('hidden')).not.toContain('s3cret');
  });

  test('gives a killed process back its totals, and others the key it held', async () => {
    const store = world.now().openStore();
    const child = dyingProcess(world.now());
    const counted = await child.counted(5);
    expect(await store.begin('dies', 'f')).toEqual({ state: 'running' });

    const acknowledged = Math.max(counted, await child.kill());

    await expect
      .poll(() => store.begin('dies', 'f'), { timeout: 20_000 })
      .toEqual({ state: 'new' });
    const { reporter, sent } = reporterOn(world.now().openUsage());
    await reporter.report('icfg_dies');
    const total = sent[0]?.usage[0]?.periodValue ?? 0;
    // what it was told is kept is there; one more may be, which it had no time to say
    expect([acknowledged, acknowledged + 1].map((count) => count / 10)).toContain(total);
  });
});

test('a sealed text opens with its secret, or after it was replaced, and in its place alone', async () => {
  const sealed = await sealWith(secret).seal('text', 'here');
  const newest = 'another secret, that is as long as it has to be';

  expect(await sealWith(newest, secret).open(sealed, 'here')).toBe('text');
  await expect(sealWith(secret).open(sealed, 'there')).rejects.toThrow('another place');
  await expect(sealWith(newest).open(sealed, 'here')).rejects.toThrow('another secret');
  expect(() => sealWith('short')).toThrow('at least 32 characters; this one has 5');
});

type Sent = Parameters<HostClient['submitBillingData']>[0];

const runs = (value: number) => ({ name: 'Runs', type: 'interval', units: 'runs', value }) as const;

function reporterOn(store: ReturnType<StoreWorld['openUsage']>) {
  const sent: Sent[] = [];
  const reporter = createUsageReporter({
    store,
    host: () => ({ submitBillingData: async (data) => void sent.push(data) }),
    now: () => new Date('2028-02-29T10:00:00Z'),
  });
  return { reporter, sent };
}

/** Runs the process beside this one until it is killed in the middle of its work. */
function dyingProcess({ address }: LastingWorld) {
  const script = fileURLToPath(new URL('process-that-dies.ts', import.meta.url));
  const given = JSON.stringify({ ...address, secret });
  const child = spawn(process.execPath, [script, given], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines = createInterface(child.stdout);
  let last = 0;
  const reached = new Map<number, () => void>();
  lines.on('line', (line) => {
    const [what, count] = line.split(' ');
    if (what !== 'counted') return;
    last = Number(count);
    reached.get(last)?.();
  });
  return {
    counted: (count: number) =>
      new Promise<number>((resolve) => reached.set(count, () => resolve(last))),
    kill: async () => {
      const ended = Promise.all([once(child, 'exit'), once(lines, 'close')]);
      child.kill('SIGKILL');
      await ended;
      return last;
    },
  };
}
