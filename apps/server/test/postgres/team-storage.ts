import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LoggedEvent, TeamStorage } from '@kontor/testing/team-world';
import { afterAll, beforeAll } from 'vitest';
import { createInstallationTokens } from '../../src/people/installation-tokens.ts';
import type { Database } from '../../src/postgres/database.ts';
import { openEnvironment } from '../../src/postgres/environment-store.ts';
import { type EventRow, linkOf } from '../../src/postgres/event-log.ts';
import type { Lease } from '../../src/postgres/operation-store.ts';
import { createTeamTransact } from '../../src/postgres/team-transact.ts';
import { openKeyring } from '../../src/vault/keyring.ts';
import { createVault, type Vault } from '../../src/vault/vault.ts';
import { useDatabase } from '../vault/test-database.ts';

/** The process whose leases new operations get. */
export const beginner: Lease = { holder: 'beginner', leaseMs: 60_000 };

/** The stores of the host on a database of their own, for the tests of one file. */
export function useTeamStorage() {
  const held = useDatabase();
  const open: { storage?: TeamStorage; directory?: string } = {};
  const now = () => new Date();
  beforeAll(async () => {
    const directory = await mkdtemp(join(tmpdir(), 'kontor-keyring-'));
    open.directory = directory;
    const { database } = held;
    const keyWrapper = await openKeyring(directory, now());
    const vault = createVault({ database, keyWrapper, now });
    const { issueInstallationToken } = createInstallationTokens({ secret: Buffer.alloc(32), now });
    const issueCredential = issueInstallationToken;
    const ports = { database, vault, now, lease: beginner, issueCredential };
    open.storage = { transact: createTeamTransact(ports), ...behind(database, vault) };
  });
  afterAll(async () => {
    if (open.directory) await rm(open.directory, { recursive: true });
  });
  return {
    get storage() {
      if (!open.storage) throw new Error('the storage opens before the first test');
      return open.storage;
    },
    get database() {
      return held.database;
    },
    get url() {
      return held.url;
    },
  };
}

/** What no port of the use cases shows or makes. */
function behind({ read }: Database, vault: Vault): Omit<TeamStorage, 'transact'> {
  return {
    addIntegration: async (integrationId) => {
      await read(
        `insert into integration (integration_id, owner_team_id, slug, name, developer,
           short_description, category, overview, contact_email, base_url, bills_per_installation,
           client_secret, created_at, updated_at)
         values ($1, 'team_none', $1, $1, 'Acme', '', '', '', '', '', false, '', now(), now())
         on conflict (integration_id) do nothing`,
        [integrationId],
      );
    },
    addProject: async (
      teamId,
      { id, name, settings, createdAt, updatedAt, customEnvironments },
    ) => {
      await read(
        `insert into project (team_id, project_id, name, settings, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6)`,
        [teamId, id, name, settings, createdAt, updatedAt],
      );
      for (const environment of customEnvironments) {
        await read(
          `insert into custom_environment (team_id, environment_id, project_id, slug, created_at)
           values ($1, $2, $3, $4, now())`,
          [teamId, environment.id, id, environment.slug],
        );
      }
    },
    credentialsOf: async (teamId, installationId) => {
      const rows = await read(
        'select 1 from access_token where team_id = $1 and installation_id = $2',
        [teamId, installationId],
      );
      return rows.length;
    },
    queued: async (teamId, id) => {
      const [row] = await read<{ due_in_ms: number; is_leased: boolean }>(
        `select (extract(epoch from due_at - now()) * 1000)::float8 as due_in_ms,
           coalesce(leased_until > now(), false) as is_leased
         from operation_queue where team_id = $1 and operation_id = $2`,
        [teamId, id],
      );
      return row && { dueInMs: row.due_in_ms, isLeased: row.is_leased };
    },
    versions: async (teamId, place) => {
      const rows = await read<VersionRow>(
        `select version, sealed, cause, operation_id from environment_version
         where team_id = $1 and project_id = $2 and environment = $3 order by version`,
        [teamId, place.projectId, place.environment],
      );
      return Promise.all(
        rows.map(async ({ version, sealed, cause, operation_id }) => {
          const variables = await openEnvironment(vault, teamId, place, sealed);
          return { ...place, version, variables, cause, operationId: operation_id };
        }),
      );
    },
    stale: async (teamId) => {
      const rows = await read<{ project_id: string; cause: string; operation_id: string | null }>(
        `select project_id, cause, operation_id from stale_project where team_id = $1
         order by project_id`,
        [teamId],
      );
      return rows.map(({ project_id, cause, operation_id }) => ({
        projectId: project_id,
        cause,
        ...(operation_id === null ? {} : { operationId: operation_id }),
      }));
    },
    events: async (teamId) => {
      const rows = await read<EventRow>(
        'select * from event where team_id = $1 order by sequence',
        [teamId],
      );
      return rows.map((row) => {
        const link = linkOf(row);
        return { ...link, event: link.event as LoggedEvent };
      });
    },
  };
}

type VersionRow = {
  version: number;
  sealed: Buffer;
  cause: string;
  operation_id: string | null;
};
