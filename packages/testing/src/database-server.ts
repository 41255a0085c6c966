import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  EmbeddedPostgresError,
  startEmbeddedPostgres,
  stopAbandonedPostgres,
} from '@kontor/embedded-postgres';
import type { TestProject } from 'vitest/node';
import { dropDatabasesOfRun, requireUsableServer } from './database-admin.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** What DATABASE_URL says; empty when it is not set. */
    readonly givenDatabaseUrl: string;
    /** Where test databases are made. It holds a password. */
    readonly adminDatabaseUrl: string;
    /** Part of the name of every database of this run. */
    readonly databaseRun: string;
  }
}

const DIRECTORY_PREFIX = 'kontor-test-postgres-';

/**
 * Gives a test run its PostgreSQL server, as vitest's global setup: the one that DATABASE_URL names
 * (version 15 or newer, with the right to make databases), or an embedded one that lives in a
 * temporary directory until the run ends.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = project.getProvidedContext().givenDatabaseUrl;
  const run = randomBytes(4).toString('hex');
  project.provide('databaseRun', run);
  if (given === '') return setupEmbedded(project);
  await requireUsableServer(given);
  project.provide('adminDatabaseUrl', given);
  return () => dropDatabasesOfRun(given, run);
}

async function setupEmbedded(project: TestProject): Promise<() => Promise<void>> {
  await removeAbandoned();
  const directory = await mkdtemp(join(tmpdir(), DIRECTORY_PREFIX));
  const server = await startEmbeddedPostgres({ directory, durable: false });
  project.provide('adminDatabaseUrl', server.url);
  return async () => {
    await server.stop();
    await rm(directory, { recursive: true });
  };
}

/** Removes what test runs left that were killed. */
async function removeAbandoned(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    if (name.startsWith(DIRECTORY_PREFIX)) await removeIfAbandoned(join(tmpdir(), name));
  }
}

async function removeIfAbandoned(directory: string): Promise<void> {
  try {
    if ((await stat(directory)).uid !== process.getuid?.()) return;
    if ((await stopAbandonedPostgres(directory)) === 'unclaimed') return;
    await rm(directory, { recursive: true, force: true });
  } catch (error) {
    if (error instanceof EmbeddedPostgresError && error.code === 'already_running') return;
    // Another run that started at the same time has removed it.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return;
    throw error;
  }
}
