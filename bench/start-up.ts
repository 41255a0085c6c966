import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median } from './measure.ts';
import { report } from './report.ts';

/** How long the command takes to start, against Node that does nothing. Run by `npm run bench:start-up`. */
const ROUNDS = 41;
/** What `--version` and `--help` may take, in milliseconds. */
const LIMIT_MS = 150;

const kontor = fileURLToPath(new URL('../packages/cli/bin/kontor.js', import.meta.url));
const subjects = [
  { name: 'node, which does nothing', args: ['-e', '0'] },
  { name: 'kontor --version', args: [kontor, '--version'] },
  { name: 'kontor --help', args: [kontor, '--help'] },
  { name: 'kontor resource create --help', args: [kontor, 'resource', 'create', '--help'] },
  { name: 'completion of a verb', args: [kontor, 'complete', '--line', 'kontor resource cr'] },
  { name: 'kontor hosts list', args: [kontor, 'hosts', 'list'] },
] as const;

const home = mkdtempSync(join(tmpdir(), 'kontor-bench-start-'));
const env = { PATH: process.env.PATH ?? '', HOME: home };

function started(args: readonly string[]): number {
  const before = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`);
  return performance.now() - before;
}

/** Instructions of one start, as Valgrind counts them; undefined where there is none. */
function instructionsOf(args: readonly string[]): number | undefined {
  const counting = ['--tool=cachegrind', '--cache-sim=no', '--cachegrind-out-file=/dev/null'];
  const { stderr } = spawnSync('valgrind', [...counting, process.execPath, ...args], {
    env,
    encoding: 'utf8',
  });
  const [, counted] = /I\s+refs:\s+([\d,]+)/.exec(stderr ?? '') ?? [];
  return counted === undefined ? undefined : Number(counted.replaceAll(',', ''));
}

try {
  const times = new Map<string, number[]>(subjects.map(({ name }) => [name, []]));
  // in turn, so that what disturbs the machine disturbs all; the first round compiles and does not count
  for (let round = 0; round <= ROUNDS; round++) {
    for (const { name, args } of subjects) {
      const ms = started(args);
      if (round > 0) times.get(name)?.push(ms);
    }
  }
  const counted = subjects.map(({ args }) => instructionsOf(args));
  const timeOf = (name: string) => median(times.get(name) ?? []);
  const nothing = timeOf(subjects[0].name);
  report(
    `Start the command, ${ROUNDS} rounds in turn`,
    subjects.map(({ name }, index) => {
      const [least, own] = [counted[0], counted[index]];
      return {
        start: name,
        'p50 ms': timeOf(name),
        '× node': timeOf(name) / nothing,
        'million instructions': own === undefined ? 'not counted' : own / 1e6,
        '× those of node': own === undefined || least === undefined ? '' : own / least,
      };
    }),
    ['kontor --version', 'kontor --help'].every((name) => timeOf(name) < LIMIT_MS)
      ? `--version and --help take less than ${LIMIT_MS} ms.`
      : `--version or --help takes more than ${LIMIT_MS} ms.`,
  );
} finally {
  rmSync(home, { recursive: true });
}
