import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseEnv, promisify } from 'node:util';
import { TEAM, type Tour } from './tour.ts';

const KONTOR = fileURLToPath(new URL('../../packages/cli/bin/kontor.js', import.meta.url));
const FILE = '.env.local';

/** What `kontor env pull` wrote. */
export type Pulled = {
  readonly variables: Readonly<Record<string, string>>;
  /** Who may read the file, as in `chmod`. */
  readonly mode: string;
};

/** Runs the real command line in a folder of its own, and reads the file that it wrote. */
export async function pullEnvironment(
  tour: Tour,
  { project, environment }: { project: string; environment: string },
): Promise<Pulled> {
  const folder = await mkdtemp(join(tmpdir(), 'kontor-tour-'));
  try {
    const said = await runKontor(tour, folder, [
      ...['env', 'pull', project, FILE],
      ...['--environment', environment],
    ]);
    const text = await readFile(join(folder, FILE), 'utf8');
    const variables = parsed(text);
    tour.mask.learnVariables(variables);
    const { mode } = await stat(join(folder, FILE));
    tour.note(said);
    tour.note({ kind: 'command', command: `cat ${FILE}`, output: tour.mask.text(text).trimEnd() });
    return { variables, mode: (mode & 0o777).toString(8) };
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function runKontor({ world, mask, signal }: Tour, folder: string, args: readonly string[]) {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [KONTOR, ...args], {
    cwd: folder,
    signal,
    env: {
      ...process.env,
      NO_COLOR: '1',
      KONTOR_HOST_URL: world.hostUrl,
      KONTOR_TOKEN: world.token,
      KONTOR_TEAM: TEAM,
      // Whatever the person of this machine has set up stays out of it.
      XDG_CONFIG_HOME: folder,
    },
  });
  const output = mask.text(`${stderr}${stdout}`).trimEnd();
  return { kind: 'command', command: `npx kontor ${args.join(' ')}`, output } as const;
}

/** What Node itself makes of the file, as `node --env-file` does. */
function parsed(text: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(parseEnv(text)).map(([name, value]) => [name, value ?? '']),
  );
}
