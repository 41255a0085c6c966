import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import {
  childrenIn,
  isGone,
  livesIn,
  makeFakePlace,
  type Place,
  type StartedWorld,
  startWorld,
} from './start/fakes/started-world.ts';
import { readRunRecord, runDirectory, writeRunRecord } from './start/run-record.ts';

const READY = 'Kontor is running.';
const AGAIN = '\nEverything else is stopped with it. To start it all again: npm start\n';

describe('stopping', () => {
  it('Ctrl-C ends the host, then the provider, and is no failure', async () => {
    const { place, world } = await startReady();

    world.child.kill('SIGINT');

    expect(await world.ended).toBe(0);
    expect((await livesIn(place)).filter((line) => line.endsWith('ended'))).toEqual([
      'host ended',
      'provider ended',
    ]);
  });

  it('one Ctrl-C that arrives several times is one', async () => {
    const { place, world } = await startReady({ FAKE_HOST: 'slow' });

    for (let time = 0; time < 3; time++) world.child.kill('SIGINT');

    expect(await world.ended).toBe(0);
    expect(await livesIn(place)).toContain('host ended');
  });

  it('a second Ctrl-C kills what has not ended yet', async () => {
    const { place, world } = await startReady({ FAKE_HOST: 'stubborn' });
    const { host, provider } = await childrenIn(place);
    world.child.kill('SIGINT');

    const pressAgain = setInterval(() => world.child.kill('SIGINT'), 50);
    onTestFinished(() => clearInterval(pressAgain));
    await world.says('The host has not ended yet, so it is killed.');
    clearInterval(pressAgain);

    expect(await world.ended).toBe(0);
    await Promise.all([isGone(host), isGone(provider)]);
  });

  it('the end of the script around it ends everything', async () => {
    const place = await makeFakePlace();
    const around = spawn(
      process.execPath,
      [
        '--input-type=module',
        '--eval',
        `import { runWithOwnNode } from ${JSON.stringify(new URL('start/run-with-own-node.mjs', import.meta.url))};
       await runWithOwnNode('scripts/start/fakes/fake-start.ts', []);`,
      ],
      { env: { ...process.env, ...variablesOf(place) } },
    );
    onTestFinished(() => void around.kill('SIGKILL'));
    await once(around.stdout, 'data');
    await vi.waitUntil(async () => (await livesIn(place)).length === 2, { timeout: 20_000 });
    const { host, provider } = await childrenIn(place);
    const supervisor = (await readRunRecord(place.dataDirectory))?.supervisor.pid;
    expect(supervisor).toBeGreaterThan(0);

    around.kill('SIGKILL');

    await Promise.all([host, provider, supervisor].map(isGone));
    expect(await livesIn(place)).toContain('provider ended');
  });
});

describe('dying', () => {
  it.each(['host', 'provider'] as const)(
    'when the %s dies its last lines are told and the rest is stopped',
    async (name) => {
      const { place, world } = await startReady();
      const port = name === 'host' ? place.hostPort : place.providerPort;
      const { host, provider } = await childrenIn(place);
      await ask(port, '/say/I feel unwell.');

      await ask(port, '/die/3').catch(() => {});

      expect(await world.ended).toBe(1);
      expect(world.output()).toContain(`The ${name} ended with code 3. Its last lines:\n`);
      expect(world.output()).toContain('  I feel unwell.\n');
      expect(world.output()).toContain(join(place.dataDirectory, 'logs', `${name}.log`));
      expect(world.output()).toContain(AGAIN);
      await Promise.all([isGone(host), isGone(provider)]);
    },
  );

  it('what the host said as it gave up starting is told once', async () => {
    const place = await makeFakePlace();

    const world = startWorld(place, { variables: { FAKE_HOST: 'misconfigured' } });

    expect(await world.ended).toBe(1);
    expect(world.output().match(/KONTOR_URL is no address\./g)).toHaveLength(1);
    expect(world.output()).toContain(
      'The host ended with code 1. What it said last stands above.\n',
    );
    expect(world.output()).toContain(AGAIN);
  });

  it('when the host is killed it is said by what, and how to start again', async () => {
    const { place, world } = await startReady();
    const { host } = await childrenIn(place);

    process.kill(Number(host), 'SIGKILL');

    expect(await world.ended).toBe(1);
    expect(world.output()).toContain('The host was killed (SIGKILL).');
    expect(world.output()).toContain(AGAIN);
  });

  it('host and provider end by themselves when the supervisor is killed', async () => {
    const { place, world } = await startReady();
    const { host, provider } = await childrenIn(place);

    world.child.kill('SIGKILL');

    await Promise.all([isGone(host), isGone(provider)]);
    expect(await livesIn(place)).toEqual(expect.arrayContaining(['host ended', 'provider ended']));
  });

  it('what still runs of a killed start is stopped by the next one', async () => {
    const { place, world } = await startReady({ FAKE_HOST: 'hard-of-hearing' });
    const { host, provider } = await childrenIn(place);
    world.child.kill('SIGKILL');
    await isGone(provider);

    const next = startWorld(place);
    await next.says(READY);

    expect(next.output()).toContain(
      `The host of a former start still runs as process ${host}; it is stopped.`,
    );
    await isGone(host);
  });

  it('a process that has got the pid of a former host is left alone', async () => {
    const place = await makeFakePlace();
    const bystander = spawn('sleep', ['600']);
    await once(bystander, 'spawn');
    onTestFinished(() => void bystander.kill());
    const was = { pid: bystander.pid ?? 0, startedAt: 'another boot/1' };
    await mkdir(runDirectory(place.dataDirectory));
    await writeRunRecord(place.dataDirectory, {
      supervisor: was,
      hostUrl: '',
      providerUrl: '',
      isReady: true,
      children: { host: was },
    });

    await startWorld(place).says(READY);

    expect(bystander.exitCode ?? bystander.signalCode).toBeNull();
  });
});

describe('starting', () => {
  it('a second start says who runs already and leaves it alone', async () => {
    const { place, world } = await startReady();

    const second = startWorld(place);

    expect(await second.ended).toBe(1);
    expect(second.output()).toContain(`Kontor runs already at http://localhost:${place.hostPort}`);
    expect(second.output()).toContain(`process ${world.pid}`);
    expect((await ask(place.hostPort, '/healthz')).status).toBe(200);
  });

  it('of two starts at once one runs and the other says so', async () => {
    const place = await makeFakePlace();

    const both = [startWorld(place), startWorld(place)];
    const loser = await Promise.race(
      both.map(async (world) => [await world.ended, world] as const),
    );

    expect(loser[0]).toBe(1);
    expect(loser[1].output()).toContain('Kontor runs already');
    await both.find((world) => world !== loser[1])?.says(READY);
  });

  it.each([
    ['host', 'hostPort', 'KONTOR_PORT'],
    ['provider', 'providerPort', 'KONTOR_PROVIDER_PORT'],
  ] as const)(
    'a busy port of the %s is named, and nothing is started',
    async (_, port, variable) => {
      const place = await makeFakePlace();
      const squatter = createServer().listen(place[port], '127.0.0.1');
      await once(squatter, 'listening');
      onTestFinished(() => void squatter.close());

      const world = startWorld(place);

      expect(await world.ended).toBe(1);
      expect(world.output()).toContain(`Port ${place[port]}`);
      expect(world.output()).toContain(`${variable}=${place[port] + 100} npm start`);
      expect(existsSync(join(place.dataDirectory, 'life.log'))).toBe(false);
    },
  );

  it('a port that is no port is refused', async () => {
    const world = startWorld(await makeFakePlace(), { variables: { KONTOR_PORT: 'http' } });

    expect(await world.ended).toBe(1);
    expect(world.output()).toBe('KONTOR_PORT is "http", and a port is a number from 1 to 65535.\n');
  });

  it('what was compiled of its programs is kept while they run, because they may be killed', async () => {
    const place = await makeFakePlace();
    const cache = join(place.dataDirectory, 'compiled');
    const world = startWorld(place, { variables: { NODE_COMPILE_CACHE: cache } });
    await world.says(READY);

    const kept = () => readdir(cache, { recursive: true, withFileTypes: true });
    await vi.waitUntil(async () => (await kept()).some((entry) => entry.isFile()), 20_000);
  });

  it('warnings of the host are shown in the terminal, and everything is in its log', async () => {
    const { place, world } = await startReady();

    await ask(place.hostPort, '/say/{"level":30,"msg":"all is well"}');
    await ask(place.hostPort, '/say/{"level":40,"msg":"the disk is nearly full"}');

    await world.says('host: the disk is nearly full\n');
    expect(world.output()).not.toContain('all is well');
  });

  it('says where everything is and how to sign in', async () => {
    const { place, world } = await startReady();

    expect(world.output()).toContain(`Dashboard   http://localhost:${place.hostPort}\n`);
    expect(world.output()).toContain('Sign in as  ada@kontor.localhost\n');
    expect(world.output()).toContain('Password    correct horse\n');
  });
});

async function startReady(
  variables: Readonly<Record<string, string>> = {},
): Promise<{ place: Place; world: StartedWorld }> {
  const place = await makeFakePlace();
  const world = startWorld(place, { variables });
  await world.says(READY);
  return { place, world };
}

function ask(port: number, path: string): Promise<Response> {
  return fetch(`http://127.0.0.1:${port}${path}`);
}

function variablesOf({ dataDirectory, hostPort, providerPort }: Place): Record<string, string> {
  return {
    KONTOR_DATA: dataDirectory,
    KONTOR_PORT: `${hostPort}`,
    KONTOR_PROVIDER_PORT: `${providerPort}`,
  };
}
