import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { generateKeys, playHost, registration, runTrials } from '@kontor/check';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';

const run = promisify(execFile);
const program = fileURLToPath(new URL('../bin/create-kontor-provider.js', import.meta.url));
const modules = fileURLToPath(new URL('../../../node_modules', import.meta.url));
const keys = generateKeys();

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kontor-created-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Makes a provider as people do, and gives it what npm would install. */
async function created(variant: string): Promise<string> {
  const { stdout } = await run(process.execPath, [program, variant, '--variant', variant], {
    cwd: folder,
  });
  expect(stdout).toContain(`cd ${variant}`);
  const project = join(folder, variant);
  const { dependencies } = JSON.parse(await readFile(join(project, 'package.json'), 'utf8'));
  for (const [name, version] of Object.entries<string>(dependencies)) {
    const from = version.startsWith('file:')
      ? join(project, version.slice(5))
      : join(modules, name);
    await link(from, join(project, 'node_modules', name));
  }
  for (const name of ['zod', 'jose'])
    await link(join(modules, name), join(project, 'node_modules', name));
  return project;
}

async function link(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await symlink(from, to);
}

test.each(['node', 'hono', 'express'])(
  'a provider on %s passes what can be judged of it',
  async (variant) => {
    const project = await created(variant);
    const registered = JSON.parse(await readFile(join(project, 'provider.json'), 'utf8'));
    const host = await playHost({ ...registered, keys: await keys });
    onTestFinished(() => host.stop());
    const baseUrl = await start(project, { host, ...registered });
    const webhookUrl = baseUrl + registered.webhookUrl;

    // at the next level a verifier may keep its keys for half a minute
    const report = await runTrials({
      host,
      subject: { ...registration.parse({ ...registered, webhookUrl }), baseUrl },
      level: 'complete',
    });

    expect(
      report.trials.filter(({ verdict }) => verdict === 'failed' || verdict === 'advised'),
    ).toEqual([]);
    expect(report.counts.passed).toBeGreaterThan(45);
    expect(report.made.filter(({ isRemoved }) => !isRemoved)).toEqual([]);
  },
);

test('the tests that it comes with pass', async () => {
  const project = join(folder, 'node');
  const { stdout } = await run(process.execPath, ['--test', ...(await testsOf(project))], {
    cwd: project,
  });
  expect(stdout).toMatch(/pass 3/);
  expect(stdout).toMatch(/fail 0/);
});

test('a provider for Next has its route, and the same provider behind it', async () => {
  const project = await created('next');
  const route = await readFile(join(project, 'app/[...path]/route.ts'), 'utf8');
  expect(route).toContain(
    'export const { GET, PUT, POST, PATCH, DELETE } = toRouteHandlers(provider);',
  );
  const answer = await run(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      "const { GET } = await import('./app/[...path]/route.ts'); console.log((await GET(new Request('http://x/v1/products/queue/plans'))).status)",
    ],
    { cwd: project },
  );
  expect(answer.stdout.trim()).toBe('403');
});

test('what is there is left alone, and what cannot be is said', async () => {
  await mkdir(join(folder, 'full'));
  await writeFile(join(folder, 'full/mine.txt'), 'mine');
  const refusalOf = (...words: string[]) =>
    run(process.execPath, [program, ...words], { cwd: folder }).then(
      () => undefined,
      ({ code, stderr }) => [code, stderr],
    );

  expect(await refusalOf('full')).toEqual([2, 'full is not empty.\n']);
  expect(await refusalOf('new', '--variant', 'koa')).toEqual([
    2,
    expect.stringContaining("no variant 'koa'"),
  ]);
  expect(await refusalOf()).toEqual([
    2,
    expect.stringContaining('Usage: npm create kontor-provider'),
  ]);
  expect(await readdir(join(folder, 'full'))).toEqual(['mine.txt']);
});

async function testsOf(project: string): Promise<string[]> {
  return (await readdir(join(project, 'test'))).map((name) => join('test', name));
}

type Judged = {
  readonly host: { readonly url: string };
  readonly clientId: string;
  readonly clientSecret: string;
};

/** Starts it as its package.json says, and answers where it is. */
async function start(project: string, { host, clientId, clientSecret }: Judged): Promise<string> {
  const port = await freePort();
  const { scripts } = JSON.parse(await readFile(join(project, 'package.json'), 'utf8'));
  const [, file = ''] = /^node (\S+)$/.exec(scripts.start) ?? [];
  const child = spawn(process.execPath, [file], {
    cwd: project,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: {
      PATH: process.env.PATH,
      PORT: String(port),
      KONTOR_CLIENT_ID: clientId,
      KONTOR_CLIENT_SECRET: clientSecret,
      KONTOR_ISSUER: host.url,
      KONTOR_HOST_URL: host.url,
    },
  });
  onTestFinished(async () => {
    child.kill();
    await once(child, 'exit');
  });
  const url = `http://127.0.0.1:${port}`;
  const isUp = () => fetch(url).then(Boolean, () => false);
  await expect.poll(isUp, { timeout: 30_000 }).toBe(true);
  return url;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('There is no port.');
  return address.port;
}
