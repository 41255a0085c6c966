import { type Actor, ok, type Refusal, type Result, refuse } from '@kontor/core';
import type { TeamSummary } from '../http/principal.ts';
import { mintId, randomText } from '../ids.ts';
import { type Database, violatedUnique } from '../postgres/database.ts';
import type { Sql } from '../postgres/sql.ts';
import type { RecordEvent } from './record-event.ts';
import { type TeamDetails, teamStoreOn } from './team-store.ts';

export type TeamChangePorts = {
  readonly database: Pick<Database, 'transact'>;
  readonly recordEvent: RecordEvent;
  readonly now: () => Date;
};

type Names = Pick<TeamSummary, 'name' | 'slug'>;
type Founder = { readonly userId: string; readonly actor: Actor };

/** Makes a team and its first owner. */
export function createTeam(
  { database, recordEvent, now }: TeamChangePorts,
  { userId, actor }: Founder,
  names: Names,
): Promise<Result<TeamSummary, Refusal>> {
  const createdAt = now();
  const team = { ...names, id: mintId('team', createdAt), createdAt };
  const { id: teamId } = team;
  return database.transact(async (sql) => {
    const store = teamStoreOn(sql);
    if (!(await store.insertTeam(team, userId))) return slugTaken(team.slug);
    const id = randomText(24);
    await store.insertMember({ id, teamId, userId, role: 'owner', joinedAt: createdAt });
    await recordEvent(sql, {
      teamId,
      type: 'team.created',
      actor,
      subject: { team: teamId },
      data: namesOf(team),
    });
    return ok(team);
  });
}

export type TeamChange = {
  readonly team: TeamSummary;
  readonly actor: Actor;
  readonly name?: string | undefined;
  readonly slug?: string | undefined;
  readonly description?: string | undefined;
};

/** Changes what a team is called. What is so already leaves no event. */
export async function updateTeam(
  { database, recordEvent, now }: TeamChangePorts,
  { team, actor, name, slug, description }: TeamChange,
): Promise<Result<TeamDetails, Refusal>> {
  const update = async (sql: Sql) => {
    const store = teamStoreOn(sql);
    const before = await store.lockTeam(team.id);
    if (!before) return teamNotFound(team.slug);
    const after = {
      ...before,
      name: name ?? before.name,
      slug: slug ?? before.slug,
      description: description ?? before.description,
    };
    const hasNewNames = after.name !== before.name || after.slug !== before.slug;
    if (!hasNewNames && after.description === before.description) return ok(before);
    const updated = { ...after, updatedAt: now() };
    await store.updateTeam(updated);
    const told = after.description === before.description ? namesOf : describedOf;
    await recordEvent(sql, {
      teamId: team.id,
      type: 'team.updated',
      actor,
      subject: { team: team.id },
      data: { before: told(before), after: told(after) },
    });
    return ok(updated);
  };
  try {
    return await database.transact(update);
  } catch (error) {
    if (violatedUnique(error) === 'organization_slug_key') return slugTaken(slug ?? team.slug);
    throw error;
  }
}

export function teamNotFound(named: string) {
  return refuse('team_not_found', `There is no team '${named}' that you belong to.`);
}

function namesOf({ name, slug }: Names) {
  return { name, slug };
}

function describedOf({ name, slug, description }: TeamDetails) {
  return { name, slug, description };
}

function slugTaken(slug: string) {
  return refuse('slug_taken', `Another team has the slug '${slug}'. Choose another one.`, {
    slug,
    fields: [
      { key: 'slug', message: `Another team is at the address “${slug}”. Choose another one.` },
    ],
  });
}
