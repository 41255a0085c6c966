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

/** A team with what is shown of it beside its name. */
export type TeamDetails = TeamSummary & {
  readonly description: string | null;
  readonly updatedAt: Date;
  /** Who made it, or else who has been in it for longest; empty when nobody is. */
  readonly creatorId: string;
};

/** A team of a person, with since when they are in it. */
export type JoinedTeam = {
  readonly team: TeamDetails;
  readonly role: Role;
  readonly joinedAt: Date;
};

/** A part of a list by time, newest first; both ends are left out themselves. */
export type TimeSlice = {
  readonly limit: number;
  readonly since?: Date | undefined;
  readonly until?: Date | undefined;
};

/** The entries of a slice with how many there are in its bounds. Entries of one moment stay together. */
export type Slice<Entry> = { readonly entries: readonly Entry[]; readonly total: number };

/** Teams and their people, as better-auth keeps them. */
export type TeamStore = ReturnType<typeof teamStoreOn>;

const TEAM = `o."id", o."slug", o."name", o."createdAt",
  (select c.now from test_clock c where c.team_id = o."id") as "testClock"`;
const SUSPENSION = `(select s.reason from team_suspension s where s.team_id = o."id") as suspension`;
const MEMBER = 'm."userId", u."email", u."name", m."role", m."createdAt" as "joinedAt"';

const DETAILS = `${TEAM}, o."description", coalesce(o."updatedAt", o."createdAt") as "updatedAt",
  coalesce(o."creatorId", (select f."userId" from people.member f where f."organizationId" = o."id"
    order by f."createdAt", f."userId" limit 1), '') as "creatorId"`;

type MembershipRow = TeamSummary & { readonly role: string };
type MemberRow = Omit<TeamMember, 'role'> & { readonly role: string };
type Counted = { readonly total: number };

export function teamStoreOn(sql: Sql) {
  return {
    /** A team by its id or slug. */
    findTeam: async (named: string): Promise<TeamSummary | undefined> => {
      const [row] = await sql<TeamSummary>(
        `select ${TEAM}, ${SUSPENSION} from people.organization o where o.${nameColumn(named)} = $1`,
        [named],
      );
      return row && summaryOf(row);
    },

    findMembership: async (userId: string, named: string): Promise<Membership | undefined> => {
      const [row] = await sql<MembershipRow>(
        `select ${TEAM}, ${SUSPENSION}, m."role" from people.organization o
         join people.member m on m."organizationId" = o."id" and m."userId" = $1
         where o.${nameColumn(named)} = $2`,
        [userId, named],
      );
      return row && membershipOf(row);
    },

    /** The teams of a person, by name. */
    listMemberships: async (userId: string): Promise<Membership[]> => {
      const rows = await sql<MembershipRow>(
        `select ${TEAM}, ${SUSPENSION}, m."role" from people.member m
         join people.organization o on o."id" = m."organizationId"
         where m."userId" = $1 order by o."name", o."id"`,
        [userId],
      );
      return rows.map(membershipOf);
    },

    findDetails: async (teamId: string): Promise<TeamDetails | undefined> => {
      const [row] = await sql<TeamDetails>(
        `select ${DETAILS} from people.organization o where o."id" = $1`,
        [teamId],
      );
      return row;
    },

    /** The teams of a person by when they were made; those of `only`, if it is given. */
    sliceOfTeams: async (
      userId: string,
      { limit, since, until, only }: TimeSlice & { readonly only?: string | undefined },
    ): Promise<Slice<JoinedTeam>> => {
      const moment = momentOf('o');
      const rows = await sql<TeamDetails & Counted & { role: string; joinedAt: Date }>(
        `select ${DETAILS}, m."role", m."createdAt" as "joinedAt", count(*) over ()::int as total
         from people.member m join people.organization o on o."id" = m."organizationId"
         where m."userId" = $1 and ($5::text is null or o."id" = $5) and ${within(moment)}
         order by ${moment} desc fetch first ($2) rows with ties`,
        [userId, limit, since ?? null, until ?? null, only ?? null],
      );
      return sliceOf(rows, ({ role: text, joinedAt, ...team }) => ({
        team,
        role: role.parse(text),
        joinedAt,
      }));
    },

    /** The people of a team by when they joined, of one role and with a part of a name if asked. */
    sliceOfMembers: async (
      teamId: string,
      { limit, since, until, search, role: wanted }: MemberSearch,
    ): Promise<Slice<TeamMember>> => {
      const moment = momentOf('m');
      const rows = await sql<MemberRow & Counted>(
        `select ${MEMBER}, count(*) over ()::int as total
         from people.member m join people."user" u on u."id" = m."userId"
         where m."organizationId" = $1 and ${within(moment)}
           and ($5::text is null or m."role" = $5)
           and ($6::text is null or position(lower($6) in lower(u."name" || ' ' || u."email")) > 0)
         order by ${moment} desc fetch first ($2) rows with ties`,
        [teamId, limit, since ?? null, until ?? null, wanted ?? null, search ?? null],
      );
      return sliceOf(rows, memberOf);
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
    lockTeam: async (teamId: string): Promise<TeamDetails | undefined> => {
      const [row] = await sql<TeamDetails>(
        `select ${DETAILS} from people.organization o where o."id" = $1 for update`,
        [teamId],
      );
      return row;
    },

    /** Answers false when the slug is another team's. */
    insertTeam: async (
      { id, slug, name, createdAt }: TeamSummary,
      creatorId: string | null = null,
    ): Promise<boolean> => {
      const rows = await sql(
        `insert into people.organization ("id", "slug", "name", "createdAt", "creatorId")
         values ($1, $2, $3, $4, $5) on conflict ("slug") do nothing returning 1`,
        [id, slug, name, createdAt, creatorId],
      );
      return rows.length === 1;
    },

    /** Throws a unique violation when the slug is another team's. */
    updateTeam: async ({ id, slug, name, description, updatedAt }: TeamDetails): Promise<void> => {
      await sql(
        `update people.organization
         set "slug" = $2, "name" = $3, "description" = $4, "updatedAt" = $5 where "id" = $1`,
        [id, slug, name, description, updatedAt],
      );
    },

    /** Takes its memberships and invitations along. */
    deleteTeam: async (teamId: string): Promise<void> => {
      await sql('delete from people.organization where "id" = $1', [teamId]);
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

type MemberSearch = TimeSlice & {
  readonly search?: string | undefined;
  readonly role?: Role | undefined;
};

/** Times as clients see them, so that what they send back names the same moment. */
function momentOf(table: 'o' | 'm'): string {
  return `date_trunc('milliseconds', ${table}."createdAt")`;
}

function within(moment: string): string {
  return `($3::timestamptz is null or ${moment} > $3) and ($4::timestamptz is null or ${moment} < $4)`;
}

function sliceOf<Row extends Counted, Entry>(
  rows: readonly Row[],
  read: (row: Omit<Row, 'total'>) => Entry,
): Slice<Entry> {
  return { entries: rows.map(({ total: _, ...row }) => read(row)), total: rows[0]?.total ?? 0 };
}

/** Ids hold an underscore and slugs never do, so a name is one or the other. */
function nameColumn(named: string): '"id"' | '"slug"' {
  return named.includes('_') ? '"id"' : '"slug"';
}

function membershipOf({ role: text, ...team }: MembershipRow): Membership {
  return { team: summaryOf(team), role: role.parse(text) };
}

/** A team that nobody has suspended has nothing to say of it. */
function summaryOf({ suspension, ...team }: TeamSummary): TeamSummary {
  return suspension ? { ...team, suspension } : team;
}

function memberOf(row: MemberRow): TeamMember {
  return { ...row, role: role.parse(row.role) };
}
