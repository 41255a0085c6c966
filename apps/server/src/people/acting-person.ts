import type { Actor } from '@kontor/core';
import { partnerRoleOf } from '@kontor/core';
import type { PartnerRole, Role } from '@kontor/protocol/vocabulary';
import type { Sql } from '../postgres/sql.ts';

/** Whom the provider is told that a call is made for. */
export type ActingPerson = {
  readonly userId: string;
  readonly email: string;
  readonly name: string;
  readonly role: PartnerRole;
};

/** Who is best written to about a team. */
export type Contact = { readonly email: string; readonly name: string };

export type ActingPeople = {
  readonly of: (teamId: string, actor: Actor) => Promise<ActingPerson>;
  /** Asked anew each time, because people come and go. @see spec/concepts.md — C5 */
  readonly contactOf: (teamId: string) => Promise<Contact | undefined>;
  readonly teamName: (teamId: string) => Promise<string | undefined>;
};

/**
 * Finds the person behind an actor. A machine has no e-mail of its own, so the team's contact stands
 * for it. Somebody who has left since still finishes what they were allowed to begin.
 */
export function createActingPeople(read: Sql): ActingPeople {
  const contactOf = async (teamId: string) => {
    const [row] = await read<Contact>(
      `select u."email", u."name" from people."member" m join people."user" u on u."id" = m."userId"
       where m."organizationId" = $1
       order by array_position(array['owner', 'member', 'developer', 'billing'], m."role"),
                m."createdAt" limit 1`,
      [teamId],
    );
    return row;
  };
  return {
    contactOf,
    teamName: async (teamId) => {
      const [row] = await read<{ name: string }>(
        'select o."name" from people."organization" o where o."id" = $1',
        [teamId],
      );
      return row?.name;
    },
    of: async (teamId, actor) => {
      if (actor.kind === 'person') {
        const person = await personOf(read, teamId, actor.userId);
        if (person !== undefined) return person;
      }
      const contact = await contactOf(teamId);
      const userId = actor.kind === 'machine' ? actor.tokenId : teamId;
      return { userId, role: 'ADMIN', email: contact?.email ?? '', name: contact?.name ?? '' };
    },
  };
}

async function personOf(
  read: Sql,
  teamId: string,
  userId: string,
): Promise<ActingPerson | undefined> {
  const [row] = await read<Contact & { role: Role | null }>(
    `select u."email", u."name", m."role" from people."user" u
     left join people."member" m on m."userId" = u."id" and m."organizationId" = $1
     where u."id" = $2`,
    [teamId, userId],
  );
  if (row === undefined) return undefined;
  const role = row.role === null ? 'ADMIN' : partnerRoleOf(row.role);
  return { userId, email: row.email, name: row.name, role };
}
