import type { Sql } from './sql.ts';

/** An installation that usage is asked of, with how its reports have been coming. */
export type MeteredInstallation = {
  readonly installationId: string;
  readonly isInstalled: boolean;
  /** Nothing that it reports is ever charged. */
  readonly isTest: boolean;
  readonly integration: { readonly slug: string; readonly name: string };
  /** Null before the first report. */
  readonly lastReportAt: Date | null;
};

/** The native installations of a team that are there or have reported something. */
export async function findMeteredInstallations(
  sql: Sql,
  teamId: string,
): Promise<readonly MeteredInstallation[]> {
  const rows = await sql<{
    installation_id: string;
    lifecycle: string;
    is_test: boolean;
    slug: string;
    name: string;
    last_at: Date | null;
  }>(
    `select i.installation_id, i.lifecycle, i.is_test, g.slug, g.name, u.last_at from installation i
     join integration g on g.integration_id = i.integration_id
     left join usage_reporting u on u.team_id = i.team_id and u.installation_id = i.installation_id
     where i.team_id = $1 and i.kind = 'native'
       and (u.last_at is not null or i.lifecycle in ('installed', 'uninstalling'))
     order by g.slug, i.created_at, i.installation_id`,
    [teamId],
  );
  return rows.map(
    ({ installation_id: installationId, lifecycle, is_test: isTest, slug, name, last_at }) => ({
      installationId,
      isInstalled: lifecycle === 'installed',
      isTest,
      integration: { slug, name },
      lastReportAt: last_at,
    }),
  );
}

/** A resource as its provider knows it. */
export type MeteredResource = {
  readonly installationId: string;
  readonly externalId: string;
};

type ResourceRow = { installation_id: string; external_id: string };

/** A resource of the team by its id, also one that is gone. */
export async function findMeteredResource(
  sql: Sql,
  teamId: string,
  resourceId: string,
): Promise<MeteredResource | undefined> {
  const [row] = await sql<ResourceRow>(
    `select installation_id, external_id from resource
     where team_id = $1 and resource_id = $2 and external_id is not null`,
    [teamId, resourceId],
  );
  return row && resourceOf(row);
}

/** The resources that are connected to a project now; undefined where there is no such project. */
export async function findMeteredProject(
  sql: Sql,
  teamId: string,
  named: string,
): Promise<readonly MeteredResource[] | undefined> {
  const [project] = await sql<{ project_id: string }>(
    `select project_id from project where team_id = $1 and (project_id = $2 or name = $2)
     order by project_id = $2 desc limit 1`,
    [teamId, named],
  );
  if (project === undefined) return undefined;
  const rows = await sql<ResourceRow>(
    `select r.installation_id, r.external_id from connection c
     join resource r on r.team_id = c.team_id and r.resource_id = c.resource_id
     where c.team_id = $1 and c.project_id = $2 and r.external_id is not null`,
    [teamId, project.project_id],
  );
  return rows.map(resourceOf);
}

function resourceOf(row: ResourceRow): MeteredResource {
  return { installationId: row.installation_id, externalId: row.external_id };
}
