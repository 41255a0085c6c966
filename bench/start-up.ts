import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { unpackCli } from '../scripts/unpack-cli.ts';
import { median } from './measure.ts';
import { report } from './report.ts';
import { startBenchWorld } from './world.ts';

/**
 * How long the command takes, of a checkout and of its tarball, against Node that does nothing. Run by
 * `npm run bench:start-up`, with `-- --instructions` for Valgrind's count, which takes minutes.
 */
const ROUNDS = 11;
/** On a busy machine there are fewer rounds, in milliseconds. */
const LONGEST_MS = 40_000;
/** What any of them may take, in milliseconds. */
const LIMIT_MS = 150;
const counts = process.argv.includes('--instructions');

const lines = {
  'kontor --version': ['--version'],
  'kontor --help': ['--help'],
  'kontor resource create --help': ['resource', 'create', '--help'],
  'completion of a verb': ['complete', '--line', 'kontor resource cr'],
  'completion of an option': ['complete', '--line', 'kontor resource create --na'],
  'kontor hosts list': ['hosts', 'list'],
  'kontor catalog': ['catalog'],
  'kontor resource list': ['resource', 'list'],
};

type Start = { readonly name: string; readonly of: string; readonly args: readonly string[] };
type Taken = { readonly ms: number; readonly processorMs: number };

const home = await mkdtemp(join(tmpdir(), 'kontor-bench-start-'));
const world = await startBenchWorld();
const env = {
  PATH: process.env.PATH ?? '',
  HOME: home,
  KONTOR_HOST_URL: world.url,
  KONTOR_TOKEN: world.token,
  KONTOR_TEAM: world.team,
};

try {
  const programs = {
    checkout: fileURLToPath(new URL('../packages/cli/bin/kontor.js', import.meta.url)),
    tarball: join(await unpackCli(home), 'dist/kontor.js'),
  };
  const nothing: Start = { name: 'node, which does nothing', of: 'node', args: ['-e', '0'] };
  const starts = Object.entries(programs).flatMap(([of, program]) =>
    Object.entries(lines).map(([name, args]): Start => ({ name, of, args: [program, ...args] })),
  );
  const all = [nothing, ...starts];
  const { taken, rounds } = await inTurn(all);
  const rows = all.map((start) => rowOf(start, taken.get(start) ?? []));
  const slow = rows.filter((row) => row['p50 ms'] >= LIMIT_MS);
  report(
    `Start the command, ${rounds} rounds in turn`,
    rows,
    slow.length === 0
      ? `All take less than ${LIMIT_MS} ms.`
      : `Not within ${LIMIT_MS} ms: ${slow.map((row) => `${row.start} (${row.of})`).join(', ')}.`,
  );
} finally {
  await world.stop();
  await rm(home, { recursive: true });
}

/** In turn, so that what disturbs the machine disturbs all; the first round compiles and does not count. */
async function inTurn(all: readonly Start[]) {
  const taken = new Map<Start, Taken[]>(all.map((start) => [start, []]));
  const until = performance.now() + LONGEST_MS;
  let rounds = 0;
  for (const start of all) await run(start);
  while (rounds < ROUNDS && performance.now() < until) {
    for (const start of all) taken.get(start)?.push(await run(start));
    rounds += 1;
  }
  return { taken, rounds };
}

async function run({ args }: Start): Promise<Taken> {
  const [before, processorBefore] = [performance.now(), await processorMsOfChildren()];
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}: ${said}`);
  const ms = performance.now() - before;
  return { ms, processorMs: (await processorMsOfChildren()) - processorBefore };
}

/** What all children that have ended took of the processors, as Linux counts it: in ticks of 10 ms. */
async function processorMsOfChildren(): Promise<number> {
  const stat = await readFile('/proc/self/stat', 'utf8').catch(() => '');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [user = 0, system = 0] = fields.slice(13, 15).map(Number);
  return (user + system) * 10;
}

function rowOf({ name, of, args }: Start, taken: readonly Taken[]) {
  const processor = taken.reduce((sum, each) => sum + each.processorMs, 0) / taken.length;
  return {
    start: name,
    of,
    'p50 ms': median(taken.map(({ ms }) => ms)),
    'processor ms': processor,
    ...(counts && { 'million instructions': instructionsOf(args) }),
  };
}

/** Instructions of one start in millions, as Valgrind counts them. */
function instructionsOf(args: readonly string[]): number | string {
  const counting = ['--tool=cachegrind', '--cache-sim=no', '--cachegrind-out-file=/dev/null'];
  const { stderr } = spawnSync('valgrind', [...counting, process.execPath, ...args], {
    env,
    encoding: 'utf8',
  });
  const [, counted] = /I\s+refs:\s+([\d,]+)/.exec(stderr ?? '') ?? [];
  return counted === undefined ? 'not counted' : Number(counted.replaceAll(',', '')) / 1e6;
}
