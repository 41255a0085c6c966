import type { InstallationKind } from '@kontor/protocol/vocabulary';
import { listCustomEnvironments } from '../postgres/custom-environments.ts';
import type { Sql } from '../postgres/sql.ts';

/** An installation, as far as webhooks ask. */
export type ConcernedInstallation = {
  readonly id: string;
  readonly integrationId: string;
  readonly kind: InstallationKind;
  /** Of a linked account that works for nobody now. */
  readonly isDisabled: boolean;
  /** Those that it is kept to; null for all of the team's. */
  readonly projects: readonly string[] | null;
};

export type ConnectedInstallation = {
  readonly installation: ConcernedInstallation;
  readonly externalIds: readonly string[];
};

/**
 * What webhooks say beside what their event says, read from one team's rows. Each takes one text at
 * most, so that a question can be written down.
 */
export type Lookups = {
  /** Also one that is uninstalled. */
  readonly installation: (id: string | undefined) => Promise<ConcernedInstallation | undefined>;
  /** Those that are in use. */
  readonly installations: () => Promise<readonly ConcernedInstallation[]>;
  /** Those in use that may see a project. */
  readonly installationsFor: (
    projectId: string | undefined,
  ) => Promise<readonly ConcernedInstallation[]>;
  /** Those in use with a resource that is connected to a project, each with the providers' ids of those. */
  readonly connectedTo: (projectId: string) => Promise<readonly ConnectedInstallation[]>;
  /** Also one that is gone; what its provider does not know by an id has none. */
  readonly externalId: (resourceId: string | undefined) => Promise<string | undefined>;
  /** Of all projects that the team has. */
  readonly projectIds: () => Promise<readonly string[]>;
  readonly projectName: (projectId: string | undefined) => Promise<string | undefined>;
  readonly customEnvironments: (
    projectId: string,
  ) => Promise<readonly { readonly id: string; readonly slug: string }[]>;
};

export function lookupsOf(read: Sql, teamId: string): Lookups {
  const installations = async () => {
    const rows = await read<Row>(
      `${SELECT} and i.lifecycle in ('installed', 'uninstalling') order by i.installation_id`,
      [teamId],
    );
    return rows.map(installationOf);
  };
  return {
    installations,
    installationsFor: async (projectId) => {
      const all = await installations();
      return all.filter(({ projects }) => projects === null || projects.includes(projectId ?? ''));
    },
    installation: async (id) => {
      const [row] = await read<Row>(`${SELECT} and i.installation_id = $2`, [teamId, id ?? null]);
      return row && installationOf(row);
    },
    connectedTo: async (projectId) => {
      const rows = await read<{ installation_id: string; external_id: string }>(
        `select r.installation_id, r.external_id from connection c
         join resource r on r.team_id = c.team_id and r.resource_id = c.resource_id
         where c.team_id = $1 and c.project_id = $2 and r.external_id is not null
         order by c.created_at, c.connection_id`,
        [teamId, projectId],
      );
      const connected = Map.groupBy(rows, (row) => row.installation_id);
      return (await installations())
        .filter(({ id }) => connected.has(id))
        .map((installation) => ({
          installation,
          externalIds: connected.get(installation.id)?.map((row) => row.external_id) ?? [],
        }));
    },
    externalId: async (resourceId) => {
      const [row] = await read<{ external_id: string | null }>(
        'select external_id from resource where team_id = $1 and resource_id = $2',
        [teamId, resourceId ?? null],
      );
      return row?.external_id ?? undefined;
    },
    projectIds: async () => {
      const rows = await read<{ project_id: string }>(
        'select project_id from project where team_id = $1 order by project_id',
        [teamId],
      );
      return rows.map(({ project_id }) => project_id);
    },
    projectName: async (projectId) => {
      const [row] = await read<{ name: string }>(
        'select name from project where team_id = $1 and project_id = $2',
        [teamId, projectId ?? null],
      );
      return row?.name;
    },
    customEnvironments: (projectId) => listCustomEnvironments(read, { teamId, projectId }),
  };
}

const SELECT = `select i.installation_id, i.integration_id, i.kind, i.projects,
    a.disabled_at is not null as is_disabled
  from installation i
  left join linked_account a on a.team_id = i.team_id and a.installation_id = i.installation_id
  where i.team_id = $1`;

type Row = {
  installation_id: string;
  integration_id: string;
  kind: InstallationKind;
  is_disabled: boolean;
  projects: string[] | null;
};

function installationOf(row: Row): ConcernedInstallation {
  const { installation_id: id, integration_id: integrationId, kind, projects } = row;
  return { id, integrationId, kind, isDisabled: row.is_disabled, projects };
}
