import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@kontor/embedded-postgres';
import type { TestProject } from 'vitest/node';
import { dropDatabasesOfRun, requireUsableServer } from './database-admin.ts';
import { databaseFolder, databaseFolders } from './database-folder.mjs';
import { removeAbandonedServers, SERVER_PREFIX } from './database-leftovers.ts';

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

/**
 * Gives a test run its PostgreSQL server, as vitest's global setup: the one that DATABASE_URL names
 * (version 15 or newer, with the right to make databases), or an embedded one that lives in a
 * temporary directory until the run ends, in memory where there is room.
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
  for (const folder of databaseFolders()) await removeAbandonedServers(folder);
  const directory = await mkdtemp(join(databaseFolder(), SERVER_PREFIX));
  const server = await startEmbeddedPostgres({ directory, durable: false });
  project.provide('adminDatabaseUrl', server.url);
  return async () => {
    await server.stop();
    await rm(directory, { recursive: true });
  };
}
