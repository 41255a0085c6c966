import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  isProcessIdentity,
  isRunning,
  type ProcessIdentity,
} from '../../packages/embedded-postgres/src/process-identity.ts';
import { isObject, readJson, writePrivately } from './private-file.ts';

/** Who runs the world of a data directory. It stays behind when the supervisor is killed. */
export type RunRecord = {
  readonly supervisor: ProcessIdentity;
  readonly hostUrl: string;
  readonly providerUrl: string;
  /** Whether everything answers and the demo is complete. */
  readonly isReady: boolean;
  /** The processes that the supervisor started, by name. */
  readonly children: Readonly<Record<string, ProcessIdentity>>;
};

/** What the supervisor keeps for itself in a data directory. */
export function runDirectory(dataDirectory: string): string {
  return join(dataDirectory, 'start');
}

export async function readRunRecord(dataDirectory: string): Promise<RunRecord | undefined> {
  const value = await readJson(recordPath(dataDirectory));
  return isRunRecord(value) ? value : undefined;
}

export async function writeRunRecord(dataDirectory: string, record: RunRecord): Promise<void> {
  await writePrivately(recordPath(dataDirectory), `${JSON.stringify(record)}\n`);
}

export async function removeRunRecord(dataDirectory: string): Promise<void> {
  await rm(recordPath(dataDirectory), { force: true });
}

/** The record of a world that runs now. */
export async function findRunningWorld(dataDirectory: string): Promise<RunRecord | undefined> {
  const record = await readRunRecord(dataDirectory);
  return record && (await isRunning(record.supervisor)) ? record : undefined;
}

function recordPath(dataDirectory: string): string {
  return join(runDirectory(dataDirectory), 'record.json');
}

// Checked by hand: a schema library takes longer to load than the whole supervisor.
function isRunRecord(value: unknown): value is RunRecord {
  return (
    isObject(value) &&
    isProcessIdentity(value.supervisor) &&
    typeof value.hostUrl === 'string' &&
    typeof value.providerUrl === 'string' &&
    typeof value.isReady === 'boolean' &&
    isObject(value.children) &&
    Object.values(value.children).every(isProcessIdentity)
  );
}
