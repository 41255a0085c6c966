import type { Sql } from '../postgres/sql.ts';

/** A machine that asks to be signed in, as its person is shown it. */
export type KeptDeviceLogin = {
  readonly client: string;
  readonly machine: string | null;
  readonly address: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
};

export type NewDeviceLogin = KeptDeviceLogin & {
  readonly deviceCodeHash: Buffer;
  readonly userCodeHash: Buffer;
  readonly intervalSeconds: number;
};

/** What somebody has decided about a machine. */
export type Decision = {
  readonly userId: string;
  /** The token that is made for it; null where it is refused. */
  readonly token: { readonly id: string; readonly expiresAt: Date | null } | null;
};

/** How a machine that asks stands. */
export type Standing = {
  readonly state: 'waiting' | 'allowed' | 'refused';
  readonly expiresAt: Date;
  /** Whether it has asked before it should have. */
  readonly isTooSoon: boolean;
};

/** What is needed to make the token of a machine that was allowed. */
export type Allowed = Pick<KeptDeviceLogin, 'client' | 'machine'> & {
  readonly userId: string;
  readonly tokenId: string;
  readonly tokenExpiresAt: Date | null;
};

/** What is added to the wait of whoever asks too soon, in seconds. @see RFC 8628 §3.5 */
const SLOWER_BY = 5;

/** Machines that ask to be signed in, as rows. */
export function deviceLoginStoreOn(sql: Sql) {
  return {
    /** Answers whether it is kept: another may have the same code. */
    insert: async (login: NewDeviceLogin): Promise<boolean> => {
      const rows = await sql(
        `insert into device_login (device_code_hash, user_code_hash, client, machine, address,
           created_at, expires_at, interval_seconds)
         values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing returning 1`,
        [
          login.deviceCodeHash,
          login.userCodeHash,
          login.client,
          login.machine,
          login.address,
          login.createdAt,
          login.expiresAt,
          login.intervalSeconds,
        ],
      );
      return rows.length > 0;
    },

    /** One that waits for its person. */
    findWaiting: async (userCodeHash: Buffer, at: Date): Promise<KeptDeviceLogin | undefined> => {
      const [row] = await sql<Row>(
        `select ${SHOWN} from device_login
         where user_code_hash = $1 and state = 'waiting' and expires_at > $2`,
        [userCodeHash, at],
      );
      return row && shown(row);
    },

    /** Decides about one that waits, once; undefined where none does. */
    decide: async (
      userCodeHash: Buffer,
      { userId, token }: Decision,
      at: Date,
    ): Promise<KeptDeviceLogin | undefined> => {
      const [row] = await sql<Row>(
        `update device_login set state = $3, user_id = $4, token_id = $5, token_expires_at = $6
         where user_code_hash = $1 and state = 'waiting' and expires_at > $2 returning ${SHOWN}`,
        [
          userCodeHash,
          at,
          token === null ? 'refused' : 'allowed',
          userId,
          token?.id ?? null,
          token?.expiresAt ?? null,
        ],
      );
      return row && shown(row);
    },

    /** Notes that the machine asks, and answers how it stands; undefined where there is no such machine. */
    ask: async (
      deviceCodeHash: Buffer,
      client: string,
      at: Date,
    ): Promise<Standing | undefined> => {
      const [row] = await sql<{ state: Standing['state']; expires_at: Date; too_soon: boolean }>(
        `with found as (
           select device_code_hash, coalesce(
               asked_at + make_interval(secs => interval_seconds) > $3, false) as too_soon
           from device_login where device_code_hash = $1 and client = $2 for update)
         update device_login d set asked_at = $3,
           interval_seconds = interval_seconds + case when too_soon then ${SLOWER_BY} else 0 end
         from found where d.device_code_hash = found.device_code_hash
         returning d.state, d.expires_at, found.too_soon`,
        [deviceCodeHash, client, at],
      );
      return row && { state: row.state, expiresAt: row.expires_at, isTooSoon: row.too_soon };
    },

    /** Takes one that was allowed, so that nobody else does. */
    take: async (deviceCodeHash: Buffer, at: Date): Promise<Allowed | undefined> => {
      const [row] = await sql<AllowedRow>(
        `delete from device_login
         where device_code_hash = $1 and state = 'allowed' and expires_at > $2
         returning client, machine, user_id, token_id, token_expires_at`,
        [deviceCodeHash, at],
      );
      return (
        row && {
          client: row.client,
          machine: row.machine,
          userId: row.user_id,
          tokenId: row.token_id,
          tokenExpiresAt: row.token_expires_at,
        }
      );
    },
  };
}

/** How long is told of a code that it is over, rather than that there is none. */
const TOLD_FOR_MS = 24 * 60 * 60 * 1000;

/** Forgets machines whose codes are long over. */
export async function forgetDeviceLogins(sql: Sql, now: Date): Promise<void> {
  await sql('delete from device_login where expires_at < $1', [
    new Date(now.getTime() - TOLD_FOR_MS),
  ]);
}

const SHOWN = 'client, machine, address, created_at, expires_at';

type Row = {
  readonly client: string;
  readonly machine: string | null;
  readonly address: string;
  readonly created_at: Date;
  readonly expires_at: Date;
};

type AllowedRow = Pick<Row, 'client' | 'machine'> & {
  readonly user_id: string;
  readonly token_id: string;
  readonly token_expires_at: Date | null;
};

function shown({ created_at: createdAt, expires_at: expiresAt, ...row }: Row): KeptDeviceLogin {
  return { ...row, createdAt, expiresAt };
}
