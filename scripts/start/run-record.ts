import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { isRunning } from '../../packages/embedded-postgres/src/process-identity.ts';
import { readJson, writePrivately } from './private-file.ts';

const processIdentity = z.object({ pid: z.int().positive(), startedAt: z.string() });

const runRecord = z.object({
  supervisor: processIdentity,
  hostUrl: z.string(),
  providerUrl: z.string(),
  /** Whether everything answers and the demo is complete. */
  isReady: z.boolean(),
  /** The processes that the supervisor started, by name. */
  children: z.record(z.string(), processIdentity),
});

/** Who runs the world of a data directory. It stays behind when the supervisor is killed. */
export type RunRecord = z.infer<typeof runRecord>;

/** What the supervisor keeps for itself in a data directory. */
export function runDirectory(dataDirectory: string): string {
  return join(dataDirectory, 'start');
}

export async function readRunRecord(dataDirectory: string): Promise<RunRecord | undefined> {
  return runRecord.safeParse(await readJson(recordPath(dataDirectory))).data;
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
