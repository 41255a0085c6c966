import { ok, type Refusal, type Result, refuse } from '@kontor/core';
import { kontorEndpoints, type ShownSigningKey } from '@kontor/protocol/kontor';
import type { SigningKey } from '@kontor/signatures';
import { actorOf } from '../http/authorise.ts';
import { type Route, route } from '../http/route.ts';
import type { Issuer } from '../oidc/issuer.ts';
import { HOST_LOG, type RecordEvent } from '../people/record-event.ts';
import type { Database } from '../postgres/database.ts';
import type { KeyEncryptionKeys } from '../vault/key-encryption-keys.ts';
import { KeyringError } from '../vault/keyring-file.ts';

export type KeyRoutesPorts = {
  readonly database: Pick<Database, 'transact'>;
  readonly recordEvent: RecordEvent;
  readonly tokens: Pick<Issuer, 'rotate' | 'keys'>;
  readonly keyEncryptionKeys: KeyEncryptionKeys;
  readonly now: () => Date;
};

/** The keys of the host, for those who run it: what signs, and what wraps. */
export function keyRoutes(ports: KeyRoutesPorts): readonly Route[] {
  const { database, recordEvent, tokens, keyEncryptionKeys, now } = ports;
  return [
    route(kontorEndpoints.listSigningKeys, async () => {
      // the first one is made when it is asked for
      const keys = await tokens.keys();
      const at = now();
      const needed = keys.filter(
        ({ publishedUntil }) => publishedUntil === undefined || publishedUntil > at,
      );
      return ok({ status: 200, body: { keys: needed.map((key) => shownAt(at, key)) } });
    }),
    route(kontorEndpoints.rotateSigningKey, async ({ caller }) => {
      const { keyId, signsFrom } = await tokens.rotate((sql, key) =>
        recordEvent(sql, {
          teamId: HOST_LOG,
          type: 'signing-key.created',
          actor: actorOf(caller),
          subject: { key: key.kid },
          data: { signsFrom: key.signsFrom.toISOString() },
        }),
      );
      return ok({ status: 201, body: { keyId, signsFrom: signsFrom.toISOString() } });
    }),
    route(kontorEndpoints.listKeyEncryptionKeys, async () =>
      ok({ status: 200, body: await keyEncryptionKeys.list() }),
    ),
    route(kontorEndpoints.addKeyEncryptionKey, async ({ caller }) => {
      const made = await withKeyring(async () => ok(await keyEncryptionKeys.add()));
      if (!made.ok) return made;
      const added = made.value;
      await database.transact((sql) =>
        recordEvent(sql, {
          teamId: HOST_LOG,
          type: 'key-encryption-key.created',
          actor: actorOf(caller),
          subject: { key: added.id },
          data: {},
        }),
      );
      return ok({ status: 201, body: { key: { ...added, wrapsSince: null, dataKeys: 0 } } });
    }),
    route(kontorEndpoints.rewrapDataKeys, async ({ caller, body: { keyId } }) => {
      const used = await withKeyring(() =>
        keyEncryptionKeys.use(keyId, (sql) =>
          recordEvent(sql, {
            teamId: HOST_LOG,
            type: 'key-encryption-key.used',
            actor: actorOf(caller),
            subject: { key: keyId },
            data: {},
          }),
        ),
      );
      if (!used.ok) return used;
      const { left } = await keyEncryptionKeys.list();
      return ok({ status: 202, body: { left } });
    }),
  ];
}

/** Refuses what a keyring does not let be done that cannot be read or written, with what to do about it. */
async function withKeyring<Value>(
  work: () => Promise<Result<Value, Refusal>>,
): Promise<Result<Value, Refusal>> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof KeyringError) return refuse('keyring_unusable', error.message);
    throw error;
  }
}

function shownAt(now: Date, key: SigningKey): ShownSigningKey {
  const { kid, createdAt, signsFrom, signsUntil, publishedUntil } = key;
  const isOver = signsUntil !== undefined && signsUntil <= now;
  return {
    id: kid,
    state: signsFrom > now ? 'published' : isOver ? 'verifying' : 'signing',
    createdAt: createdAt.toISOString(),
    signsFrom: signsFrom.toISOString(),
    signsUntil: signsUntil?.toISOString() ?? null,
    publishedUntil: publishedUntil?.toISOString() ?? null,
  };
}
