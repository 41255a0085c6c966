import { ok, type Refusal, type ReportedDay, type Result, refuse } from '@kontor/core';
import { findReportedDays } from '../../postgres/reported-days.ts';
import type { Sql } from '../../postgres/sql.ts';
import {
  findMeteredInstallations,
  findMeteredProject,
  findMeteredResource,
  type MeteredInstallation,
  type MeteredResource,
} from '../../postgres/usage-selection.ts';

/** What usage is asked of, as it stands in a query. */
export type Selection = {
  readonly installation?: string | undefined;
  readonly resource?: string | undefined;
  readonly project?: string | undefined;
};

/** Installations, and the resources that only their lines are asked of; null for all lines. */
export type Selected = {
  readonly installations: readonly MeteredInstallation[];
  readonly resources: readonly MeteredResource[] | null;
};

/** Finds what a query asks of; what it names has to be the team's. */
export async function select(
  read: Sql,
  teamId: string,
  { installation, resource, project }: Selection,
): Promise<Result<Selected, Refusal>> {
  const all = await findMeteredInstallations(read, teamId);
  const isNamed = installation !== undefined || resource !== undefined;
  // what a test would cost belongs to no sum of what the team owes
  const named = all.filter(
    ({ installationId, isTest }) =>
      (installation ?? installationId) === installationId && (isNamed || !isTest),
  );
  if (installation !== undefined && named.length === 0) {
    return refuse(
      'installation_not_found',
      `There is no installation '${installation}' in this team that reports usage.`,
    );
  }
  const one = resource === undefined ? null : await findMeteredResource(read, teamId, resource);
  if (one === undefined) {
    return refuse('resource_not_found', `There is no resource '${resource}' in this team.`);
  }
  const connected = project === undefined ? null : await findMeteredProject(read, teamId, project);
  if (connected === undefined) {
    return refuse('project_not_found', `There is no project '${project}' in this team.`);
  }
  const resources = inBoth(one && [one], connected);
  if (resources === null) return ok({ installations: named, resources });
  const theirs = new Set(resources.map(({ installationId }) => installationId));
  const installations = named.filter(({ installationId }) => theirs.has(installationId));
  return ok({ installations, resources });
}

type Resources = readonly MeteredResource[] | null;

function inBoth(some: Resources, others: Resources): Resources {
  if (some === null) return others;
  if (others === null) return some;
  return some.filter((one) =>
    others.some(
      (other) => one.installationId === other.installationId && one.externalId === other.externalId,
    ),
  );
}

/** The reported days of what is asked of, by installation, with the lines that are asked of. */
export async function readDays(
  read: Sql,
  teamId: string,
  {
    installations,
    resources,
    ...range
  }: Selected & { readonly after?: Date; readonly until?: Date; readonly limit?: number },
): Promise<ReadonlyMap<string, readonly ReportedDay[]>> {
  const installationIds = installations.map(({ installationId }) => installationId);
  const days = await findReportedDays(read, [teamId], { installationIds, ...range });
  if (resources === null) return days;
  return new Map([...days].map(([id, all]) => [id, all.map(linesOf(resources, id))]));
}

function linesOf(resources: readonly MeteredResource[], id: string) {
  const wanted = new Set(
    resources.flatMap(({ installationId, externalId }) =>
      installationId === id ? [externalId] : [],
    ),
  );
  const isWanted = ({ resourceId }: { readonly resourceId: string | null }) =>
    resourceId !== null && wanted.has(resourceId);
  return (day: ReportedDay): ReportedDay => ({
    ...day,
    charges: day.charges.filter(isWanted),
    usage: day.usage.filter(isWanted),
  });
}
