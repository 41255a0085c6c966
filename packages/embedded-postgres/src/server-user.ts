import { chown, readdir, stat } from 'node:fs/promises';
import type { Binaries } from './binaries.ts';
import { copyBinaries } from './copy-binaries.ts';
import { EmbeddedPostgresError, messageOf } from './error.ts';
import type { Layout } from './layout.ts';
import { runProgram } from './run-program.ts';

export type Ids = { readonly uid: number; readonly gid: number };

/** As whom PostgreSQL's programs run: what is put before their command, and the ids they drop to. */
export type ServerUser = { readonly prefix: readonly string[]; readonly ids?: Ids };

/** A user that PostgreSQL accepts, with the programs that this user can reach and their version. */
export type Seat = {
  readonly user: ServerUser;
  readonly binaries: Binaries;
  /** For instance `18.4`. */
  readonly version: string;
};

const OURSELVES: ServerUser = { prefix: [] };
/** In a user namespace this process is not root for PostgreSQL; outside its files stay root's. */
const NAMESPACE: ServerUser = {
  prefix: ['unshare', '--user', '--map-user=1000', '--map-group=1000'],
};
/** The ids that Unix systems keep for a user who owns nothing. */
const NOBODY: Ids = { uid: 65_534, gid: 65_534 };
const PROBE_TIMEOUT_MS = 30_000;

/**
 * Decides as whom PostgreSQL runs, because it refuses root. An ordinary user runs it as is. Root runs
 * it as the owner of the directory; where that is root too, in a user namespace; and where the
 * system allows none, as `nobody`, to whom an empty directory is then given.
 *
 * @throws EmbeddedPostgresError `binaries_broken`, or `root_refused` when root finds no way
 */
export async function chooseSeat(layout: Layout, binaries: Binaries): Promise<Seat> {
  const ourselves = await seatOfOurselves(binaries);
  if (process.getuid?.() !== 0) return ourselves;
  const { uid, gid } = await stat(layout.directory);
  if (uid !== 0) return seatOf({ uid, gid }, layout, binaries);
  const namespace = await probe(NAMESPACE, binaries);
  if (namespace.seat && (await canWrite(NAMESPACE, layout))) return namespace.seat;
  return seatOfNobody(layout, binaries, namespace.output);
}

async function seatOfOurselves(binaries: Binaries): Promise<Seat> {
  const { seat, output } = await probe(OURSELVES, binaries);
  if (seat) return seat;
  throw new EmbeddedPostgresError(
    'binaries_broken',
    `The program ${binaries.postgres} does not run on this system: ${output}. ` +
      'Set DATABASE_URL to a PostgreSQL server of version 15 or newer.',
  );
}

async function seatOf(ids: Ids, layout: Layout, binaries: Binaries): Promise<Seat> {
  const user = { prefix: [], ids };
  if (!(await canWrite(user, layout))) {
    throw rootRefused(layout, `the user ${ids.uid} cannot reach this directory`);
  }
  const installed = await probe(user, binaries);
  if (installed.seat) return installed.seat;
  // Usually node_modules lies under a home that nobody else may enter.
  const { seat, output } = await probe(user, await copyBinaries(binaries, layout));
  if (seat) return seat;
  throw rootRefused(layout, `as user ${ids.uid}: ${output}`);
}

async function seatOfNobody(layout: Layout, binaries: Binaries, reason: string): Promise<Seat> {
  const names = await readdir(layout.directory);
  if (names.includes('data')) {
    throw rootRefused(layout, `the data is root's, and a user namespace does not help (${reason})`);
  }
  try {
    await chown(layout.directory, NOBODY.uid, NOBODY.gid);
  } catch (error) {
    throw rootRefused(layout, `it cannot be given away (${messageOf(error)}; ${reason})`);
  }
  try {
    return await seatOf(NOBODY, layout, binaries);
  } catch (error) {
    await chown(layout.directory, 0, 0);
    throw error;
  }
}

/** The user must get there by its own rights, so the check does not begin inside the directory. */
async function canWrite(user: ServerUser, layout: Layout): Promise<boolean> {
  const command = ['/bin/sh', '-c', 'test -w "$1"', 'sh', layout.directory];
  return (await runProgram(user, command, { cwd: '/', timeoutMs: PROBE_TIMEOUT_MS })).ok;
}

/** Tries whether this user can run these programs. */
async function probe(
  user: ServerUser,
  binaries: Binaries,
): Promise<{ seat?: Seat; output: string }> {
  const { ok, output } = await runProgram(user, [binaries.postgres, '--version'], {
    cwd: '/',
    timeoutMs: PROBE_TIMEOUT_MS,
  });
  const version = /\d+\.\d+/.exec(output)?.[0];
  return ok && version ? { seat: { user, binaries, version }, output } : { output };
}

function rootRefused(layout: Layout, reason: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'root_refused',
    `PostgreSQL does not run as root, and for ${layout.directory} no other user works: ${reason}. ` +
      'Do one of these: start as an ordinary user; give the directory, with all in it, to an ordinary ' +
      'user who can reach it (chown -R); allow user namespaces (util-linux "unshare"); or set ' +
      'DATABASE_URL to a PostgreSQL server of version 15 or newer.',
  );
}
