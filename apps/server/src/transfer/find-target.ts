import { ok, type Refusal, type Result, refuse } from '@kontor/core';
import type { Sql } from '../postgres/sql.ts';
import type { PartRow, TransferRow } from './transfer-store.ts';

/** Where a part goes. */
export type TargetPart = PartRow & { readonly targetInstallationId: string };

type Found = {
  integration_id: string;
  slug: string;
  name: string;
  installation_id: string | null;
};

/** The request as this team may see it now: open to everybody until it expires, then its winner's. */
export function judgeRequest(
  request: TransferRow | undefined,
  teamId: string,
  now: Date,
): Result<TransferRow, Refusal> {
  if (request === undefined) {
    return refuse('transfer_not_found', 'No transfer has this code. Ask for a new one.');
  }
  const isOurs = request.target_team_id === teamId;
  if (request.status === 'withdrawn') return over('was taken back');
  if (request.status === 'declined') return over('was declined');
  if (request.status === 'done') return isOurs ? ok(request) : over('has been used');
  if (request.status === 'accepting') return isOurs ? ok(request) : taken();
  if (request.expires_at <= now) return over('has expired');
  if (request.source_team_id === teamId) {
    return refuse(
      'invalid_request',
      'What the code hands over is of this team already. Name another one.',
    );
  }
  return ok(request);
}

export function taken() {
  return refuse('transfer_taken', 'The transfer is being accepted just now. Try again later.');
}

export function over(how: string) {
  return refuse('transfer_over', `The code ${how}. Ask for a new one.`);
}

/** Where a part would go: its integration, and the team's installation of it where there is one. */
export type Destination = {
  readonly part: PartRow;
  readonly integration: { readonly slug: string; readonly name: string };
  readonly installationId: string | null;
};

/** The team's installations that resources would move to. */
export async function findDestinations(
  sql: Sql,
  teamId: string,
  parts: readonly PartRow[],
): Promise<readonly Destination[]> {
  const rows = await sql<Found>(
    `select g.integration_id, g.slug, g.name, i.installation_id from integration g
     left join installation i on i.team_id = $1 and i.integration_id = g.integration_id
       and i.kind = 'native' and i.lifecycle = 'installed' and not i.is_test
     where g.integration_id = any($2)`,
    [teamId, parts.map((part) => part.integration_id)],
  );
  const by = new Map(rows.map((row) => [row.integration_id, row]));
  return parts.flatMap((part) => {
    const found = by.get(part.integration_id);
    if (found === undefined) return [];
    const { slug, name, installation_id: installationId } = found;
    return [{ part, integration: { slug, name }, installationId }];
  });
}

/** The same, all there or what is missing named. */
export async function findTargets(
  sql: Sql,
  teamId: string,
  parts: readonly PartRow[],
): Promise<Result<TargetPart[], Refusal>> {
  return targetsOf(await findDestinations(sql, teamId, parts));
}

export function targetsOf(destinations: readonly Destination[]): Result<TargetPart[], Refusal> {
  const missing = destinations.filter(({ installationId }) => installationId === null);
  if (missing.length > 0) {
    const names = missing.map(({ integration }) => integration.name).join(', ');
    return refuse('not_installed', `The team has to install ${names} first.`, {
      integrations: missing.map(({ integration }) => integration.slug),
    });
  }
  return ok(
    destinations.map(({ part, installationId }) => ({
      ...part,
      targetInstallationId: installationId ?? '',
    })),
  );
}

/** Why a project (where one comes) or resource cannot have its name in the team, if one cannot. */
export async function clashOfNames(
  sql: Sql,
  teamId: string,
  { name, parts, source }: { name: string | null; parts: readonly TargetPart[]; source: string },
): Promise<Refusal | undefined> {
  const projects = await sql('select from project where team_id = $1 and name = $2', [
    teamId,
    name,
  ]);
  if (projects.length > 0) {
    return refuse(
      'name_taken',
      `The team has a project '${name}' already. Send another newProjectName.`,
      { name },
    ).error;
  }
  for (const { targetInstallationId, resource_ids: ids } of parts) {
    const [clash] = await sql<{ name: string }>(
      `select mine.name from resource mine join resource theirs on theirs.name = mine.name
       where mine.team_id = $1 and mine.installation_id = $2
         and mine.lifecycle in ('provisioning', 'active', 'deleting')
         and theirs.team_id = $3 and theirs.resource_id = any($4)
       limit 1`,
      [teamId, targetInstallationId, source, ids],
    );
    if (clash !== undefined) {
      const message = `The team has a resource '${clash.name}' there already. Rename it first.`;
      return refuse('name_taken', message, { name: clash.name }).error;
    }
  }
  return undefined;
}
