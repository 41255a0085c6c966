import type { Sql } from '../postgres/sql.ts';

export type KeptSession = {
  readonly id: string;
  readonly userAgent: string | null;
  readonly ipAddress: string | null;
  readonly createdAt: Date;
  readonly lastSeenAt: Date;
  readonly expiresAt: Date;
};

/** Where people are signed in. Never reads what a session is known by. */
export function sessionStoreOn(sql: Sql) {
  return {
    /** Those that are not over. */
    list: (userId: string, now: Date): Promise<KeptSession[]> =>
      sql<KeptSession>(
        `select "id", nullif("userAgent", '') as "userAgent", nullif("ipAddress", '') as "ipAddress",
           "createdAt", coalesce("lastSeenAt", "createdAt") as "lastSeenAt", "expiresAt"
         from people."session" where "userId" = $1 and "expiresAt" > $2
         order by "createdAt" desc, "id"`,
        [userId, now],
      ),

    touch: async (id: string, at: Date): Promise<void> => {
      await sql('update people."session" set "lastSeenAt" = $2 where "id" = $1', [id, at]);
    },

    /** Answers false where it is nobody's, or another person's. */
    end: async (userId: string, id: string): Promise<boolean> => {
      const rows = await sql(
        'delete from people."session" where "userId" = $1 and "id" = $2 returning 1',
        [userId, id],
      );
      return rows.length === 1;
    },

    /** Answers how many there were beside the one that stays. */
    endOthers: async (userId: string, kept: string | null): Promise<number> => {
      const rows = await sql(
        `delete from people."session" where "userId" = $1 and "id" is distinct from $2 returning 1`,
        [userId, kept],
      );
      return rows.length;
    },
  };
}
