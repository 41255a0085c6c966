import { readFile } from 'node:fs/promises';
import { writeDurably } from './durable-file.ts';
import { failedWith } from './error.ts';
import { isProcessIdentity, type ProcessIdentity } from './process-identity.ts';
import type { Ids } from './server-user.ts';

/** The last server that was started in a directory. It outlives that server, to keep its port. */
export type ServerRecord = {
  readonly process: ProcessIdentity;
  readonly port: number;
  readonly settings: readonly string[];
};

/** Reads the record; undefined when no server was ever started, or what is there is no record. */
export async function readServerRecord(path: string): Promise<ServerRecord | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'));
    return isServerRecord(value) ? value : undefined;
  } catch (error) {
    if (failedWith(error, 'ENOENT') || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

export async function writeServerRecord(
  path: string,
  record: ServerRecord,
  owner: Ids | undefined,
): Promise<void> {
  await writeDurably(path, `${JSON.stringify(record)}\n`, { mode: 0o644, owner });
}

function isServerRecord(value: unknown): value is ServerRecord {
  return (
    typeof value === 'object' &&
    value !== null &&
    'process' in value &&
    isProcessIdentity(value.process) &&
    'port' in value &&
    typeof value.port === 'number' &&
    'settings' in value &&
    Array.isArray(value.settings)
  );
}
