import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { generateKeys, playHost, registration, runTrials } from '@kontor/check';
import { freePort, PATIENCE_MS } from '@kontor/testing';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';

vi.setConfig({ testTimeout: 240_000 });

const run = promisify(execFile);
const program = fileURLToPath(new URL('../bin/create-kontor-provider.js', import.meta.url));
const modules = fileURLToPath(new URL('../../../node_modules', import.meta.url));
const keys = generateKeys();

/** What the SDK may be made of: itself, and packages of the registry. */
const known = new Set(['@kontor/protocol', '@kontor/signatures', 'jose', 'zod']);

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

test.concurrent.for(['node', 'hono', 'express', 'next'])(
  'a provider on %s passes what can be judged of it, faults included',
  async (variant, { expect, onTestFinished }) => {
    const project = await created(variant);
    const registered = JSON.parse(await readFile(join(project, 'provider.json'), 'utf8'));
    const host = await playHost({ ...registered, keys: await keys });
    onTestFinished(() => host.stop());
    const { baseUrl, elapse, stop } = await start(project, { host, ...registered });
    onTestFinished(stop);
    const webhookUrl = baseUrl + registered.webhookUrl;

    const report = await runTrials({
      host,
      subject: { ...registration.parse({ ...registered, webhookUrl }), baseUrl },
      level: 'robust',
      patienceMs: PATIENCE_MS,
      elapse,
    });

    expect(
      report.trials.filter(({ verdict }) => verdict === 'failed' || verdict === 'advised'),
    ).toEqual([]);
    expect(report.counts.passed).toBeGreaterThan(60);
    expect(report.made.filter(({ isRemoved }) => !isRemoved)).toEqual([]);
  },
);

test.for(['node', 'hono', 'express'])(
  'a provider on %s whose port is taken says which, and how to choose another',
  async (variant) => {
    const squatter = createServer().listen(0);
    onTestFinished(() => void squatter.close());
    await once(squatter, 'listening');
    const { port } = squatter.address() as AddressInfo;

    const ended = await run(process.execPath, ['src/server.ts'], {
      cwd: join(folder, variant),
      env: { PATH: process.env.PATH, PORT: `${port}` },
    }).catch((failure) => failure);

    expect([ended.code, ended.stderr]).toEqual([
      1,
      `Port ${port} is in use by another program. Stop it, or set PORT to a free port.\n`,
    ]);
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

test('the SDK that travels along wants nothing that npm would not find', async () => {
  for (const name of ['provider', 'protocol', 'signatures']) {
    const manifest = await readFile(join(folder, `node/vendor/${name}/package.json`), 'utf8');
    const { dependencies = {}, ...rest } = JSON.parse(manifest);
    expect(Object.keys(dependencies).filter((each) => !known.has(each))).toEqual([]);
    expect(rest).not.toHaveProperty('devDependencies');
  }
});

test('what to type next is taken by a shell as it stands', async () => {
  const { stdout } = await run(process.execPath, [program, "Ada's queues!"], { cwd: folder });
  const [, change = ''] = /^ {2}(cd .*)$/m.exec(stdout) ?? [];

  const entered = await run('sh', ['-c', `${change} && ls`], { cwd: folder });

  expect(entered.stdout).toContain('provider.json');
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
  expect(await refusalOf(join('full', 'mine.txt'))).toEqual([
    2,
    expect.stringMatching(/^full\/mine\.txt cannot be made: EEXIST.*\n$/),
  ]);
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

/**
 * Starts it as its package.json says, and answers where it is and how its clock is moved. Next's own server
 * is too much to install for a test, so that its routes are served in the way it calls them.
 */
async function start(project: string, { host, clientId, clientSecret }: Judged) {
  const port = await freePort();
  const { scripts } = JSON.parse(await readFile(join(project, 'package.json'), 'utf8'));
  const [, file = 'serve-routes.mjs'] = /^node (\S+)$/.exec(scripts.start) ?? [];
  const program = file === 'serve-routes.mjs' ? beside(file) : file;
  const child = spawn(process.execPath, ['--import', beside('moved-clock.mjs'), program], {
    cwd: project,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: {
      PATH: process.env.PATH,
      PORT: String(port),
      KONTOR_CLIENT_ID: clientId,
      KONTOR_CLIENT_SECRET: clientSecret,
      KONTOR_ISSUER: host.url,
      KONTOR_HOST_URL: host.url,
    },
  });
  const stop = async () => {
    child.kill();
    await once(child, 'exit');
  };
  const url = `http://127.0.0.1:${port}`;
  const isUp = () => fetch(url).then(Boolean, () => false);
  await expect.poll(isUp, { timeout: 30_000 }).toBe(true);
  const elapse = async (milliseconds: number) => {
    const moved = once(child, 'message');
    child.send(milliseconds);
    await moved;
  };
  return { baseUrl: url, elapse, stop };
}

function beside(file: string): string {
  return fileURLToPath(new URL(file, import.meta.url));
}

test.for(['dev', 'check'])(
  'npm run %s says what to do where the kontor command is missing',
  async (script) => {
    const home = await mkdtemp(join(folder, 'alone-'));
    await run(process.execPath, [program, 'made'], { cwd: home });
    const project = join(home, 'made');
    const { scripts } = JSON.parse(await readFile(join(project, 'package.json'), 'utf8'));
    const bin = join(home, 'bin');
    await link(process.execPath, join(bin, 'node'));
    // what npm runs before the script itself, which ends it when it fails
    const before = () =>
      run('/bin/sh', ['-c', scripts[`pre${script}`]], { cwd: project, env: { PATH: bin } });

    await expect(before()).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/The kontor command is missing\..*npm run pack:cli/s),
    });
    await writeFile(join(bin, 'kontor'), '', { mode: 0o755 });
    await expect(before()).resolves.toEqual({ stdout: '', stderr: '' });
  },
);
