import { readdir, readlink, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { EmbeddedPostgresError, failedWith } from './error.ts';
import { identifyProcess, isRunning, type ProcessIdentity } from './process-identity.ts';

/** The right of one process to run the server of a directory. It ends with `release` or with the process. */
export type Claim = { release(): Promise<void> };

type ClaimLink = { readonly generation: number; readonly owner: ProcessIdentity | 'nobody' };

const LINK_NAME = /^owner\.(\d+)$/;
const RELEASED = 'nobody';

/**
 * Makes this process the owner of the directory.
 *
 * Ownership is the symbolic link `owner.<generation>` with the greatest generation; what it points
 * to is the owner's pid and start time, or `nobody`. A link is made whole or not at all, and only
 * once, so of many processes that follow a dead owner one wins. The greatest one is never removed:
 * even giving up ownership is a new generation, so a process that was slow to look cannot win late.
 *
 * @throws EmbeddedPostgresError `already_running` while the owner lives, this very process included.
 */
export async function claimDirectory(directory: string): Promise<Claim> {
  const self = await identifyProcess(process.pid);
  if (!self) throw new Error(`The start time of this process (${process.pid}) cannot be read.`);
  for (;;) {
    const latest = await readLatest(directory);
    if (latest && latest.owner !== RELEASED && (await isRunning(latest.owner))) {
      throw alreadyRunning(directory, latest.owner.pid);
    }
    const generation = (latest?.generation ?? 0) + 1;
    if (!(await makeLink(directory, generation, `${self.pid} ${self.startedAt}`))) continue;
    if ((await readLatest(directory))?.generation !== generation) {
      await rm(linkPath(directory, generation), { force: true });
      continue;
    }
    await removeOlder(directory, generation);
    return { release: () => release(directory, generation) };
  }
}

/** Whether any process ever owned the directory. */
export async function wasEverClaimed(directory: string): Promise<boolean> {
  return (await readGenerations(directory)).length > 0;
}

async function release(directory: string, generation: number): Promise<void> {
  await makeLink(directory, generation + 1, RELEASED);
  await removeOlder(directory, generation + 1);
}

async function readLatest(directory: string): Promise<ClaimLink | undefined> {
  for (;;) {
    const generation = Math.max(0, ...(await readGenerations(directory)));
    if (generation === 0) return undefined;
    const target = await readlink(linkPath(directory, generation)).catch((error: unknown) => {
      if (failedWith(error, 'ENOENT')) return undefined;
      throw error;
    });
    // Removed since it was listed: a greater one stands now.
    if (target === undefined) continue;
    const [, pid, startedAt] = /^(\d+) (.+)$/.exec(target) ?? [];
    const owner = startedAt === undefined ? RELEASED : { pid: Number(pid), startedAt };
    return { generation, owner };
  }
}

async function readGenerations(directory: string): Promise<number[]> {
  const names = await readdir(directory);
  return names.flatMap((name) => {
    const generation = LINK_NAME.exec(name)?.[1];
    return generation === undefined ? [] : [Number(generation)];
  });
}

async function makeLink(directory: string, generation: number, target: string): Promise<boolean> {
  try {
    await symlink(target, linkPath(directory, generation));
    return true;
  } catch (error) {
    if (failedWith(error, 'EEXIST')) return false;
    throw error;
  }
}

async function removeOlder(directory: string, generation: number): Promise<void> {
  for (const older of await readGenerations(directory)) {
    if (older < generation) await rm(linkPath(directory, older), { force: true });
  }
}

function linkPath(directory: string, generation: number): string {
  return join(directory, `owner.${generation}`);
}

function alreadyRunning(directory: string, ownerPid: number): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'already_running',
    `The process ${ownerPid} already runs PostgreSQL in ${directory}. Stop it first, or choose another directory.`,
    { ownerPid },
  );
}
