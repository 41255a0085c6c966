import { ok, refuse } from '@kontor/core';
import { kontorEndpoints, type Passkey } from '@kontor/protocol/kontor';
import { type Route, route } from '../http/route.ts';
import type { Database } from '../postgres/database.ts';

/** The passkeys of a person. Making one and signing in with one is better-auth's. */
export function passkeyRoutes({
  database: { read },
}: {
  readonly database: Pick<Database, 'read'>;
}): readonly Route[] {
  return [
    route(kontorEndpoints.listPasskeys, async ({ caller }) => {
      const rows = await read<Row>(
        `select ${COLUMNS} from people."passkey" where "userId" = $1 order by "createdAt", "id"`,
        [caller.userId],
      );
      return ok({ status: 200, body: { passkeys: rows.map(viewOf) } });
    }),
    route(kontorEndpoints.updatePasskey, async ({ caller, params, body: { name } }) => {
      const [row] = await read<Row>(
        `update people."passkey" set "name" = $3 where "userId" = $1 and "id" = $2
         returning ${COLUMNS}`,
        [caller.userId, params.passkey, name],
      );
      return row === undefined
        ? passkeyNotFound(params.passkey)
        : ok({ status: 200, body: { passkey: viewOf(row) } });
    }),
    route(kontorEndpoints.deletePasskey, async ({ caller, params }) => {
      const rows = await read(
        'delete from people."passkey" where "userId" = $1 and "id" = $2 returning 1',
        [caller.userId, params.passkey],
      );
      return rows.length === 0 ? passkeyNotFound(params.passkey) : ok({ status: 204, body: null });
    }),
  ];
}

const COLUMNS = '"id", "name", "backedUp", "createdAt", "lastUsedAt"';

type Row = {
  readonly id: string;
  readonly name: string | null;
  readonly backedUp: boolean;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
};

function viewOf({ id, name, backedUp, createdAt, lastUsedAt }: Row): Passkey {
  return {
    id,
    name: name ?? 'Passkey',
    isSynced: backedUp,
    createdAt: createdAt.toISOString(),
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
  };
}

function passkeyNotFound(id: string) {
  return refuse('passkey_not_found', `No passkey of yours has the id '${id}'.`);
}
