import { type Role, role } from '@kontor/protocol/vocabulary';
import type { TeamSummary } from '../http/principal.ts';
import type { Sql } from '../postgres/sql.ts';

export type TeamMember = {
  readonly userId: string;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly joinedAt: Date;
};

export type Membership = { readonly team: TeamSummary; readonly role: Role };

/** Teams and their people, as better-auth keeps them. */
export type TeamStore = ReturnType<typeof teamStoreOn>;

const TEAM = 'o."id", o."slug", o."name", o."createdAt"';
const MEMBER = 'm."userId", u."email", u."name", m."role", m."createdAt" as "joinedAt"';

type MembershipRow = TeamSummary & { readonly role: string };
type MemberRow = Omit<TeamMember, 'role'> & { readonly role: string };

export function teamStoreOn(sql: Sql) {
  return {
    /** A team by its id or slug. */
    findTeam: async (named: string): Promise<TeamSummary | undefined> => {
      const [row] = await sql<TeamSummary>(
        `select ${TEAM} from people.organization o where o.${nameColumn(named)} = $1`,
        [named],
      );
      return row;
    },

    findMembership: async (userId: string, named: string): Promise<Membership | undefined> => {
      const [row] = await sql<MembershipRow>(
        `select ${TEAM}, m."role" from people.organization o
         join people.member m on m."organizationId" = o."id" and m."userId" = $1
         where o.${nameColumn(named)} = $2`,
        [userId, named],
      );
      return row && membershipOf(row);
    },

    /** The teams of a person, by name. */
    listMemberships: async (userId: string): Promise<Membership[]> => {
      const rows = await sql<MembershipRow>(
        `select ${TEAM}, m."role" from people.member m
         join people.organization o on o."id" = m."organizationId"
         where m."userId" = $1 order by o."name", o."id"`,
        [userId],
      );
      return rows.map(membershipOf);
    },

    /** The id of the team that a person has belonged to for longest. */
    findFirstTeam: async (userId: string): Promise<string | undefined> => {
      const [row] = await sql<{ id: string }>(
        `select "organizationId" as id from people.member
         where "userId" = $1 order by "createdAt", "organizationId" limit 1`,
        [userId],
      );
      return row?.id;
    },

    /** The people of a team, longest first. */
    listMembers: async (teamId: string): Promise<TeamMember[]> => {
      const rows = await sql<MemberRow>(
        `select ${MEMBER} from people.member m join people."user" u on u."id" = m."userId"
         where m."organizationId" = $1 order by m."createdAt", m."userId"`,
        [teamId],
      );
      return rows.map(memberOf);
    },

    findMember: async (teamId: string, userId: string): Promise<TeamMember | undefined> => {
      const [row] = await sql<MemberRow>(
        `select ${MEMBER} from people.member m join people."user" u on u."id" = m."userId"
         where m."organizationId" = $1 and m."userId" = $2`,
        [teamId, userId],
      );
      return row && memberOf(row);
    },

    countOwners: async (teamId: string): Promise<number> => {
      const [row] = await sql<{ owners: number }>(
        `select count(*)::int as owners from people.member
         where "organizationId" = $1 and "role" = 'owner'`,
        [teamId],
      );
      return row?.owners ?? 0;
    },

    /** Waits until nobody else changes the team, and keeps others waiting until the transaction ends. */
    lockTeam: async (teamId: string): Promise<TeamSummary | undefined> => {
      const [row] = await sql<TeamSummary>(
        `select ${TEAM} from people.organization o where o."id" = $1 for update`,
        [teamId],
      );
      return row;
    },

    /** Answers false when the slug is another team's. */
    insertTeam: async ({ id, slug, name, createdAt }: TeamSummary): Promise<boolean> => {
      const rows = await sql(
        `insert into people.organization ("id", "slug", "name", "createdAt")
         values ($1, $2, $3, $4) on conflict ("slug") do nothing returning 1`,
        [id, slug, name, createdAt],
      );
      return rows.length === 1;
    },

    /** Throws a unique violation when the slug is another team's. */
    updateTeam: async ({ id, slug, name }: Omit<TeamSummary, 'createdAt'>): Promise<void> => {
      await sql('update people.organization set "slug" = $2, "name" = $3 where "id" = $1', [
        id,
        slug,
        name,
      ]);
    },

    /** Answers false when the person is a member already. */
    insertMember: async (member: NewMember): Promise<boolean> => {
      const rows = await sql(
        `insert into people.member ("id", "organizationId", "userId", "role", "createdAt")
         values ($1, $2, $3, $4, $5) on conflict ("organizationId", "userId") do nothing returning 1`,
        [member.id, member.teamId, member.userId, member.role, member.joinedAt],
      );
      return rows.length === 1;
    },

    updateRole: async (teamId: string, userId: string, newRole: Role): Promise<void> => {
      await sql(
        'update people.member set "role" = $3 where "organizationId" = $1 and "userId" = $2',
        [teamId, userId, newRole],
      );
    },

    deleteMember: async (teamId: string, userId: string): Promise<void> => {
      await sql('delete from people.member where "organizationId" = $1 and "userId" = $2', [
        teamId,
        userId,
      ]);
    },
  };
}

type NewMember = Pick<TeamMember, 'userId' | 'role' | 'joinedAt'> & {
  readonly id: string;
  readonly teamId: string;
};

/** Ids hold an underscore and slugs never do, so a name is one or the other. */
function nameColumn(named: string): '"id"' | '"slug"' {
  return named.includes('_') ? '"id"' : '"slug"';
}

function membershipOf({ role: text, ...team }: MembershipRow): Membership {
  return { team, role: role.parse(text) };
}

function memberOf(row: MemberRow): TeamMember {
  return { ...row, role: role.parse(row.role) };
}
