import type { ClientSecrets } from '../catalog/client-secret.ts';
import type { Sql } from '../postgres/sql.ts';
import type { ReceiverKey } from '../postgres/webhook-delivery-store.ts';
import { SharedReadings } from '../shared-readings.ts';
import type { Vault } from '../vault/vault.ts';
import type { ReceiverAddress } from './send.ts';

export type AddressesPorts = {
  readonly read: Sql;
  readonly vault: Pick<Vault, 'open'>;
  readonly clientSecrets: Pick<ClientSecrets, 'of'>;
};

/**
 * Finds where a receiver listens and the secret that is valid now. Deliveries to one receiver that begin at
 * the same time share a look. @see spec/webhooks.md — WHK-5
 */
export function createAddresses(ports: AddressesPorts) {
  const looks = new SharedReadings<ReceiverAddress | undefined>();
  return (receiver: ReceiverKey): Promise<ReceiverAddress | undefined> =>
    looks.read(
      JSON.stringify([receiver.teamId, receiver.receiverId]),
      async () =>
        (await integrationAddress(ports, receiver)) ?? (await webhookAddress(ports, receiver)),
    );
}

async function integrationAddress(
  { read, clientSecrets }: AddressesPorts,
  { teamId, receiverId }: ReceiverKey,
): Promise<ReceiverAddress | undefined> {
  const [row] = await read<{ webhook_url: string | null }>(
    'select webhook_url from integration where integration_id = $2 and owner_team_id = $1',
    [teamId, receiverId],
  );
  const secret = row?.webhook_url && (await clientSecrets.of(receiverId));
  return row?.webhook_url && secret ? { url: row.webhook_url, secret } : undefined;
}

async function webhookAddress(
  { read, vault }: AddressesPorts,
  { teamId, receiverId }: ReceiverKey,
): Promise<ReceiverAddress | undefined> {
  const [row] = await read<{ url: string; sealed_secret: Buffer }>(
    'select url, sealed_secret from webhook where team_id = $1 and webhook_id = $2',
    [teamId, receiverId],
  );
  if (row === undefined) return undefined;
  const secret = await vault.open(teamId, webhookSecretContext(receiverId), row.sealed_secret);
  return { url: row.url, secret: secret.toString('utf8') };
}

/** What the secret of a webhook is sealed under. */
export function webhookSecretContext(webhookId: string): string {
  return `webhook-secret:${webhookId}`;
}
