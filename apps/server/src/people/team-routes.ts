import { ok, type Refusal, type Result, refuse } from '@kontor/core';
import { kontorEndpoints, type Team } from '@kontor/protocol/kontor';
import { type Role, teamId } from '@kontor/protocol/vocabulary';
import type { TeamSummary } from '../http/principal.ts';
import { type PersonCaller, type Route, route, type TeamCaller } from '../http/route.ts';
import { mintId, randomText } from '../ids.ts';
import { type Database, violatedUnique } from '../postgres/database.ts';
import type { Sql } from '../postgres/sql.ts';
import type { RecordEvent } from './record-event.ts';
import { teamStoreOn } from './team-store.ts';

export type PeopleRoutesPorts = {
  readonly database: Pick<Database, 'read' | 'transact'>;
  readonly recordEvent: RecordEvent;
  readonly now: () => Date;
  /** Makes a committed change of people and tokens count at once in this process. */
  readonly forget: () => void;
};

/** Teams: who belongs to which, and what they are called. */
export function teamRoutes(ports: PeopleRoutesPorts): readonly Route[] {
  const { database, forget } = ports;
  return [
    route(kontorEndpoints.listTeams, async ({ caller }) => {
      const memberships = await teamStoreOn(database.read).listMemberships(caller.userId);
      const teams = memberships.map(({ team, role }) => teamView(team, role));
      return ok({ status: 200, body: { teams } });
    }),
    route(kontorEndpoints.createTeam, async ({ caller, body }) => {
      const created = await createTeam(ports, caller, body);
      if (!created.ok) return created;
      forget();
      return ok({ status: 201, body: { team: teamView(created.value, 'owner') } });
    }),
    route(kontorEndpoints.getTeam, async ({ caller }) => {
      return ok({ status: 200, body: { team: teamView(caller.team, roleOf(caller)) } });
    }),
    route(kontorEndpoints.updateTeam, async ({ caller, body }) => {
      const renamed = await renameTeam(ports, caller, body);
      if (!renamed.ok) return renamed;
      forget();
      return ok({ status: 200, body: { team: teamView(renamed.value, roleOf(caller)) } });
    }),
  ];
}

function createTeam(
  { database, recordEvent, now }: PeopleRoutesPorts,
  { userId, tokenId }: PersonCaller,
  names: Names,
): Promise<Result<TeamSummary, Refusal>> {
  const createdAt = now();
  const team = { ...names, id: mintId('team', createdAt), createdAt };
  const { id: teamId } = team;
  return database.transact(async (sql) => {
    const store = teamStoreOn(sql);
    if (!(await store.insertTeam(team))) return slugTaken(team.slug);
    const id = randomText(24);
    await store.insertMember({ id, teamId, userId, role: 'owner', joinedAt: createdAt });
    await recordEvent(sql, {
      teamId,
      type: 'team.created',
      actor: { kind: 'person', userId, ...(tokenId !== null && { tokenId }) },
      subject: { team: teamId },
      data: namesOf(team),
    });
    return ok(team);
  });
}

async function renameTeam(
  { database, recordEvent }: PeopleRoutesPorts,
  { team, actor }: TeamCaller,
  { name, slug }: { [Key in keyof Names]?: string | undefined },
): Promise<Result<TeamSummary, Refusal>> {
  const rename = async (sql: Sql) => {
    const store = teamStoreOn(sql);
    const before = await store.lockTeam(team.id);
    if (!before) return teamNotFound(team.slug);
    const after = { ...before, name: name ?? before.name, slug: slug ?? before.slug };
    if (after.name === before.name && after.slug === before.slug) return ok(before);
    await store.updateTeam(after);
    await recordEvent(sql, {
      teamId: team.id,
      type: 'team.updated',
      actor,
      subject: { team: team.id },
      data: { before: namesOf(before), after: namesOf(after) },
    });
    return ok(after);
  };
  try {
    return await database.transact(rename);
  } catch (error) {
    if (violatedUnique(error) === 'organization_slug_key') return slugTaken(slug ?? team.slug);
    throw error;
  }
}

/** A team as it is shown; machines have no role in it. */
export function teamView(team: TeamSummary, role: Role | undefined): Team {
  return {
    id: teamId.parse(team.id),
    slug: team.slug,
    name: team.name,
    createdAt: team.createdAt.toISOString(),
    ...(role === undefined ? {} : { role }),
  };
}

export function teamNotFound(named: string) {
  return refuse('team_not_found', `There is no team '${named}' that you belong to.`);
}

/** A person's role; machines have a grant and no role. */
function roleOf({ person, grant }: TeamCaller): Role | undefined {
  return person ? grant.role : undefined;
}

type Names = Pick<TeamSummary, 'name' | 'slug'>;

function namesOf({ name, slug }: Names) {
  return { name, slug };
}

function slugTaken(slug: string) {
  return refuse('slug_taken', `Another team has the slug '${slug}'. Choose another one.`, { slug });
}
