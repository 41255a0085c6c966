import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgresProvider } from '@kontor/provider-postgres';
import { inject } from 'vitest';
import { inDatabase } from './sql.ts';
import { type Team, teamOf } from './team.ts';
import { clientId, clientSecret, startTestHost } from './test-host.ts';

type WorldOptions = {
  readonly adminUrl?: string;
  readonly clock?: () => Date;
  readonly branchPatienceMs?: number;
};

/** A host, a provider on the server of the test run, and teams whose databases go with the world. */
export async function startWorld({
  adminUrl = inject('adminDatabaseUrl'),
  clock,
  branchPatienceMs,
}: WorldOptions = {}) {
  const host = await startTestHost();
  const dataDirectory = await mkdtemp(join(tmpdir(), 'kontor-provider-postgres-'));
  const stateDatabase = `kontor_test_${inject('databaseRun')}_${randomBytes(6).toString('hex')}`;
  const teams: Team[] = [];
  const log: string[] = [];
  let provider = await start();

  return {
    host,
    log,
    stateUrl: inDatabase(adminUrl, stateDatabase),
    dataDirectory,
    baseUrl: () => provider.baseUrl,
    /** A team that has installed the integration. */
    team: async (): Promise<Team> => {
      const team = teamOf(host, () => provider.baseUrl);
      teams.push(team);
      await team.install();
      return team;
    },
    admin: (path: string, { token = provider.adminToken, body }: AdminOptions = {}) =>
      fetch(`${provider.baseUrl}/admin${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}` },
        body: body ? JSON.stringify(body) : null,
      }),
    restart: async () => {
      await provider.stop();
      provider = await start();
    },
    stop: async () => {
      for (const team of teams) await team.uninstall();
      await provider.stop();
      await host.stop();
      await rm(dataDirectory, { recursive: true });
    },
  };

  function start() {
    return startPostgresProvider({
      port: 0,
      dataDirectory,
      adminUrl,
      ...(branchPatienceMs !== undefined && { branchPatienceMs }),
      stateDatabase,
      host: { issuer: host.url, apiUrl: host.url },
      integration: { clientId, clientSecret },
      meterEveryMs: null,
      writeLog: (line) => log.push(line),
      ...(clock && { clock }),
    });
  }
}

type AdminOptions = { readonly token?: string; readonly body?: object };

export type World = Awaited<ReturnType<typeof startWorld>>;
