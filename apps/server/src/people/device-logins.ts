import { actorOf } from '../http/authorise.ts';
import type { PersonCaller } from '../http/route.ts';
import { mintId, randomText } from '../ids.ts';
import type { Database } from '../postgres/database.ts';
import { deviceLoginStoreOn, type KeptDeviceLogin } from './device-login-store.ts';
import { keepPersonalToken } from './personal-tokens.ts';
import { HOST_LOG, type RecordEvent } from './record-event.ts';
import { hashToken } from './token-text.ts';
import { hashUserCode, mintUserCode, readUserCode } from './user-code.ts';

type Ports = {
  readonly database: Pick<Database, 'read' | 'transact'>;
  /** What user codes are hashed with. */
  readonly secret: Uint8Array;
  readonly recordEvent: RecordEvent;
  readonly now: () => Date;
};

/** What asks, as it says itself and as it is seen. */
export type Asking = Pick<KeptDeviceLogin, 'client' | 'machine' | 'address'>;

export type Begun = {
  readonly deviceCode: string;
  readonly userCode: string;
  readonly expiresInSeconds: number;
  readonly intervalSeconds: number;
};

/** What a machine is told that asks for its token. @see RFC 8628 §3.5 */
export type Finished =
  | { readonly kind: 'done'; readonly secret: string; readonly expiresAt: Date | null }
  | {
      readonly kind:
        | 'authorization_pending'
        | 'slow_down'
        | 'access_denied'
        | 'expired_token'
        | 'invalid_grant';
    };

/** A machine that is shown to whoever has its code. */
export type ShownDeviceLogin = KeptDeviceLogin & { readonly code: string };

const LIVES_SECONDS = 10 * 60;
const INTERVAL_SECONDS = 5;
/** As random as a token is: the code is one for ten minutes. */
const DEVICE_CODE_LENGTH = 43;
const NAME_LENGTH = 100;

/** Machines that are signed in by a code which a person allows. */
export type DeviceLogins = ReturnType<typeof createDeviceLogins>;

export function createDeviceLogins({ database, secret, recordEvent, now }: Ports) {
  const { read } = database;
  const hashOf = (code: string) => hashUserCode(secret, code);
  return {
    begin: async (asking: Asking): Promise<Begun> => {
      const createdAt = now();
      const expiresAt = new Date(createdAt.getTime() + LIVES_SECONDS * 1000);
      const intervalSeconds = INTERVAL_SECONDS;
      for (;;) {
        const [deviceCode, userCode] = [randomText(DEVICE_CODE_LENGTH), mintUserCode()];
        const hashes = { deviceCodeHash: hashToken(deviceCode), userCodeHash: hashOf(userCode) };
        const login = { ...asking, ...hashes, createdAt, expiresAt, intervalSeconds };
        if (await deviceLoginStoreOn(read).insert(login)) {
          return { deviceCode, userCode, expiresInSeconds: LIVES_SECONDS, intervalSeconds };
        }
      }
    },

    /** What waits under a code; undefined where nothing does, for whatever reason. */
    find: async (typed: string): Promise<ShownDeviceLogin | undefined> => {
      const code = readUserCode(typed);
      const found = code && (await deviceLoginStoreOn(read).findWaiting(hashOf(code), now()));
      return found ? { ...found, code } : undefined;
    },

    /** The first decision counts. A token that comes of it lives no longer than the one it is allowed with. */
    decide: async (
      caller: PersonCaller,
      typed: string,
      decision: 'allow' | 'refuse',
    ): Promise<ShownDeviceLogin | undefined> => {
      const code = readUserCode(typed);
      if (code === undefined) return undefined;
      const at = now();
      const token =
        decision === 'allow'
          ? { id: mintId('token', at), expiresAt: caller.expiresAt ?? null }
          : null;
      return database.transact(async (sql) => {
        const decided = { userId: caller.userId, token };
        const login = await deviceLoginStoreOn(sql).decide(hashOf(code), decided, at);
        if (login === undefined) return undefined;
        const { client, machine, address } = login;
        await recordEvent(sql, {
          teamId: HOST_LOG,
          type: 'device-login.decided',
          actor: actorOf(caller),
          subject: { user: caller.userId, ...(token && { token: token.id }) },
          data: { decision, client, machine, address },
        });
        return { ...login, code };
      });
    },

    /** Makes the token of a machine that was allowed, once. */
    finish: async (deviceCode: string, client: string): Promise<Finished> => {
      const at = now();
      const hash = hashToken(deviceCode);
      const standing = await deviceLoginStoreOn(read).ask(hash, client, at);
      if (standing === undefined) return { kind: 'invalid_grant' };
      if (standing.expiresAt <= at) return { kind: 'expired_token' };
      if (standing.state === 'refused') return { kind: 'access_denied' };
      if (standing.state === 'waiting') {
        return { kind: standing.isTooSoon ? 'slow_down' : 'authorization_pending' };
      }
      return database.transact(async (sql) => {
        const allowed = await deviceLoginStoreOn(sql).take(hash, at);
        if (allowed === undefined) return { kind: 'invalid_grant' } as const;
        const { secret } = await keepPersonalToken(sql, {
          id: allowed.tokenId,
          name: nameOf(allowed),
          userId: allowed.userId,
          createdAt: at,
          expiresAt: allowed.tokenExpiresAt,
        });
        return { kind: 'done', secret, expiresAt: allowed.tokenExpiresAt } as const;
      });
    },
  };
}

function nameOf({ client, machine }: Pick<Asking, 'client' | 'machine'>): string {
  return (machine === null ? client : `${client} on ${machine}`).slice(0, NAME_LENGTH);
}
