import { BoundedCache } from '../bounded-cache.ts';
import { openClientSecret } from '../catalog/client-secret.ts';
import type { Sql } from '../postgres/sql.ts';
import type { ReceiverKey } from '../postgres/webhook-delivery-store.ts';
import type { Vault } from '../vault/vault.ts';
import type { ReceiverAddress } from './send.ts';

export type AddressesPorts = {
  readonly read: Sql;
  readonly vault: Pick<Vault, 'open'>;
};

/** Where receivers listen, by their ids; one that is gone or has no address is not among them. */
export type Addresses = (
  receivers: readonly ReceiverKey[],
) => Promise<ReadonlyMap<string, Promise<ReceiverAddress>>>;

/** Addresses that a process keeps beside the secrets they came with. */
const KEPT = 1_000;

/**
 * Finds where receivers listen and the secret of each that is valid now, all with one look. A secret is
 * opened once, for as long as it and the address stay what they are; one that cannot be opened is in
 * nobody else's way. @see spec/webhooks.md — WHK-5
 */
export function createAddresses({ read, vault }: AddressesPorts): Addresses {
  const kept = new BoundedCache<string, Kept>(KEPT);
  const addressIn = (row: Row): Promise<ReceiverAddress> => {
    const key = JSON.stringify([row.team_id, row.receiver_id]);
    const known = kept.get(key);
    if (known !== undefined && known.url === row.url && row.sealed.equals(known.sealed)) {
      return known.address;
    }
    const address = openSecret(vault, row).then((secret) => ({
      url: row.url,
      secret: secret.toString('utf8'),
    }));
    kept.set(key, { url: row.url, sealed: row.sealed, address });
    address.catch(() => kept.delete(key));
    return address;
  };
  return async (receivers) => {
    const rows = await read<Row>(ADDRESSES, [
      receivers.map(({ teamId }) => teamId),
      receivers.map(({ receiverId }) => receiverId),
    ]);
    return new Map(rows.map((row) => [row.receiver_id, addressIn(row)]));
  };
}

type Kept = Pick<Row, 'url' | 'sealed'> & { readonly address: Promise<ReceiverAddress> };

type Row = {
  readonly team_id: string;
  readonly receiver_id: string;
  readonly is_integration: boolean;
  readonly url: string;
  readonly sealed: Buffer;
};

const ADDRESSES = `
  with asked as (
    select * from unnest($1::text[], $2::text[]) as a (team_id, receiver_id))
  select a.team_id, a.receiver_id, true as is_integration, i.webhook_url as url,
    i.client_secret as sealed
  from asked a join integration i on i.integration_id = a.receiver_id and i.owner_team_id = a.team_id
  where i.webhook_url is not null
  union all
  select a.team_id, a.receiver_id, false, w.url, w.sealed_secret
  from asked a join webhook w on w.team_id = a.team_id and w.webhook_id = a.receiver_id
  where w.team_id = any($1)`;

function openSecret(vault: Pick<Vault, 'open'>, row: Row): Promise<Buffer> {
  const { team_id: teamId, receiver_id: receiverId, sealed } = row;
  return row.is_integration
    ? openClientSecret(vault, receiverId, sealed)
    : vault.open(teamId, webhookSecretContext(receiverId), sealed);
}

/** What the secret of a webhook is sealed under. */
export function webhookSecretContext(webhookId: string): string {
  return `webhook-secret:${webhookId}`;
}
