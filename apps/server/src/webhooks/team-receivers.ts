import { ok, type Refusal, type Result, refuse } from '@kontor/core';
import type { WebhookReceiver } from '@kontor/protocol/kontor';
import { integrationId, webhookId } from '@kontor/protocol/vocabulary';
import { createIntegrationStore, type StoredIntegration } from '../postgres/integration-store.ts';
import type { Sql } from '../postgres/sql.ts';
import { type Webhook, webhookStore } from '../postgres/webhook-store.ts';

/** Everybody that a team has told by webhook: its integrations, then its webhooks. */
export async function listReceivers(read: Sql, teamId: string): Promise<WebhookReceiver[]> {
  const [integrations, webhooks, counts] = await Promise.all([
    createIntegrationStore(read).listOwned(teamId),
    webhookStore(read, teamId).list(),
    countOpen(read, teamId),
  ]);
  return [
    ...integrations.map((one) => integrationReceiver(one, counts.get(one.id))),
    ...webhooks.map((one) => webhookReceiver(one, counts.get(one.id))),
  ];
}

/** One of them: an integration by id or slug, a webhook by id. */
export async function findReceiver(
  read: Sql,
  teamId: string,
  named: string,
): Promise<Result<WebhookReceiver, Refusal>> {
  const integration = await createIntegrationStore(read).findOwned(teamId, named);
  if (integration !== undefined) return ok(integrationReceiver(integration, undefined));
  const webhook = await webhookStore(read, teamId).find(named);
  if (webhook !== undefined) return ok(webhookReceiver(webhook, undefined));
  return refuse(
    'receiver_not_found',
    `'${named}' is neither an integration that this team publishes nor a webhook of its own.`,
  );
}

type Open = Pick<WebhookReceiver, 'waiting' | 'parked'>;

async function countOpen(read: Sql, teamId: string): Promise<ReadonlyMap<string, Open>> {
  const rows = await read<Open & { receiver_id: string }>(
    `select receiver_id, count(*) filter (where state = 'waiting')::int as waiting,
       count(*) filter (where state = 'parked')::int as parked
     from webhook_open where team_id = $1 and state in ('waiting', 'parked')
     group by receiver_id`,
    [teamId],
  );
  return new Map(
    rows.map(({ receiver_id, waiting, parked }) => [receiver_id, { waiting, parked }]),
  );
}

const none: Open = { waiting: 0, parked: 0 };

function integrationReceiver(
  { id, slug, webhookUrl, createdAt }: StoredIntegration,
  open: Open = none,
): WebhookReceiver {
  return {
    ...open,
    id: integrationId.parse(id),
    kind: 'integration',
    name: slug,
    url: webhookUrl,
    events: null,
    projectIds: null,
    createdAt: createdAt.toISOString(),
  };
}

export function webhookReceiver(
  { id, url, events, projectIds, createdAt }: Webhook,
  open: Open = none,
): WebhookReceiver {
  return {
    ...open,
    id: webhookId.parse(id),
    kind: 'webhook',
    name: null,
    url,
    events: [...events],
    projectIds: projectIds && [...projectIds],
    createdAt: createdAt.toISOString(),
  };
}
