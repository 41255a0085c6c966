import { lchown, mkdir, rename } from 'node:fs/promises';
import { syncDirectory } from './durable-file.ts';
import { EmbeddedPostgresError } from './error.ts';
import type { Layout } from './layout.ts';
import { runProgram } from './run-program.ts';
import type { Seat } from './server-user.ts';
import { removeTree, unfinishedPath } from './unfinished.ts';

/** The superuser of every embedded server. */
export const SUPERUSER = 'kontor';

const TIMEOUT_MS = 300_000;

/**
 * Makes the data directory. It is made under another name and renamed when it is complete, so one
 * that was interrupted is never mistaken for a database.
 *
 * @throws EmbeddedPostgresError `initialise_failed`
 */
export async function initialise(
  layout: Layout,
  { user, binaries }: Seat,
  { durable }: { durable: boolean },
): Promise<void> {
  const unfinished = unfinishedPath(layout.data);
  await mkdir(unfinished, { mode: 0o700 });
  if (user.ids) await lchown(unfinished, user.ids.uid, user.ids.gid);
  const command = [binaries.initdb, ...initdbArguments(unfinished, layout)];
  const outcome = await runProgram(user, durable ? command : [...command, '--no-sync'], {
    cwd: layout.directory,
    timeoutMs: TIMEOUT_MS,
  });
  if (!outcome.ok) {
    await removeTree(unfinished);
    throw new EmbeddedPostgresError(
      'initialise_failed',
      `PostgreSQL could not make a database in ${layout.directory}:\n${outcome.output}`,
    );
  }
  await rename(unfinished, layout.data);
  await syncDirectory(layout.directory);
}

/** The order of text is by code point, so that it does not change with the system's libraries. */
function initdbArguments(data: string, layout: Layout): string[] {
  return [
    `--pgdata=${data}`,
    `--username=${SUPERUSER}`,
    `--pwfile=${layout.password}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-instructions',
  ];
}
