import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startEmbeddedPostgres } from '@kontor/embedded-postgres';
import { freePort } from '@kontor/testing';
import pg from 'pg';
import { ensureDashboard } from '../scripts/dashboard.mjs';
import { median } from './measure.ts';
import { report } from './report.ts';

/**
 * How long a host takes from nothing to its first answer, and what it holds of memory at rest: with the
 * embedded database and with one of a server, with nothing there yet and with what the time before has
 * left, and `npm start` with all that it starts. Run by `npm run bench:host-start`; `-- --rounds 1`.
 */
const at = process.argv.indexOf('--rounds');
const ROUNDS = at < 0 ? 3 : Number(process.argv[at + 1]);
/** So long it is left alone before its memory is read. */
const REST_MS = 5_000;
/** Nobody waits longer than this. */
const PATIENCE_MS = 180_000;

const root = fileURLToPath(new URL('..', import.meta.url));
const host = [process.execPath, join(root, 'apps/server/src/main.ts')] as const;
const npmStart = [process.execPath, join(root, 'scripts/start.mjs')] as const;

type Taken = {
  readonly ms: number;
  readonly processorMs: number;
  readonly hostMb: number;
  readonly allMb: number;
};
const taken = new Map<string, Taken[]>();
const note = (name: string, one: Taken) => taken.set(name, [...(taken.get(name) ?? []), one]);

// the first `npm start` of a checkout builds it, and no other
await ensureDashboard();
const servers = await mkdtemp(join(tmpdir(), 'kontor-bench-server-'));
const postgres = await startEmbeddedPostgres({ directory: servers });
try {
  for (let round = 0; round < ROUNDS; round += 1) await inTurn(round);
} finally {
  await postgres.stop();
  await rm(servers, { recursive: true });
}
async function inTurn(round: number): Promise<void> {
  await coldAndWarm('the host, embedded', host);
  const name = `start_${round}`;
  await onServer(`create database ${name}`);
  const url = Object.assign(new URL(postgres.url), { pathname: `/${name}` });
  await coldAndWarm('the host, PostgreSQL', host, { DATABASE_URL: url.href });
  await coldAndWarm('npm start', npmStart);
}
report(
  `Start a host, ${ROUNDS} rounds in turn, medians`,
  [...taken].map(([name, all]) => ({
    start: name,
    'first answer, ms': median(all.map(({ ms }) => ms)),
    'processor, ms': median(all.map(({ processorMs }) => processorMs)),
    'host at rest, MB': median(all.map(({ hostMb }) => hostMb)),
    'with all of its processes, MB': median(all.map(({ allMb }) => allMb)),
  })),
  'Cold: an empty data directory, so a database is made and every migration runs. Memory is counted as each process shares it (PSS).',
);

async function onServer(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  await client.query(statement);
  await client.end();
}

async function coldAndWarm(
  name: string,
  command: readonly [string, string],
  more: Readonly<Record<string, string>> = {},
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'kontor-bench-host-'));
  for (const state of ['cold', 'warm'])
    note(`${name}, ${state}`, await start(command, folder, more));
  await rm(folder, { recursive: true });
}

/** Starts it, waits for the first request that is answered, lets it rest, and ends it. */
async function start(
  [program, file]: readonly [string, string],
  folder: string,
  more: Readonly<Record<string, string>>,
): Promise<Taken> {
  const [port, providerPort] = [await freePort(), await freePort()];
  const ports = { KONTOR_PORT: `${port}`, KONTOR_PROVIDER_PORT: `${providerPort}` };
  const env = { PATH: process.env.PATH, HOME: folder, ...ports, KONTOR_DATA: folder, ...more };
  const started = performance.now();
  const child = spawn(program, [file], { cwd: root, env, stdio: ['ignore', 'ignore', 'inherit'] });
  await answer(child, `http://127.0.0.1:${port}/readyz`);
  const ms = performance.now() - started;
  const processorMs = await sumOver(child, processorMsOf);
  await sleep(REST_MS);
  const [hostMb, allMb] = [await hostMemory(child), await sumOver(child, memoryOf)];
  const ended = new Promise((resolve) => child.once('close', resolve));
  child.kill('SIGTERM');
  await ended;
  return { ms, processorMs, hostMb, allMb };
}

async function answer(child: ChildProcess, url: string): Promise<void> {
  const until = performance.now() + PATIENCE_MS;
  while (performance.now() < until) {
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}`);
    if ((await fetch(url).catch(() => undefined))?.ok) return;
    await sleep(10);
  }
  child.kill('SIGTERM');
  throw new Error(`${url} is not answered`);
}

/** The host is the largest of them: what starts it and what it starts beside the database are small. */
async function hostMemory(child: ChildProcess): Promise<number> {
  return Math.max(...(await Promise.all((await family(child.pid ?? 0)).map(memoryOf))));
}

async function sumOver(
  child: ChildProcess,
  figure: (pid: number) => Promise<number>,
): Promise<number> {
  const figures = await Promise.all((await family(child.pid ?? 0)).map(figure));
  return figures.reduce((sum, one) => sum + one, 0);
}

/** A process and all that it has started, as Linux tells. */
async function family(pid: number): Promise<readonly number[]> {
  const pids = (await readdir('/proc')).map(Number).filter((each) => each > 0);
  const parents = new Map(
    await Promise.all(pids.map(async (each) => [each, Number((await statOf(each))[1])] as const)),
  );
  const below = (of: number): number[] => [
    of,
    ...pids.filter((each) => parents.get(each) === of).flatMap(below),
  ];
  return below(pid);
}

/** From the state of the process on. */
async function statOf(pid: number): Promise<readonly string[]> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

/** Of itself and of its children that have ended. Linux counts in ticks of 10 ms. */
async function processorMsOf(pid: number): Promise<number> {
  const fields = (await statOf(pid)).slice(11, 15).map(Number);
  return fields.reduce((sum, one) => sum + one, 0) * 10;
}

async function memoryOf(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
  return Number(/^Pss: +(\d+) kB/m.exec(text)?.[1] ?? 0) / 1024;
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
