import { ok } from '@kontor/core';
import { type RestWebhook, restEndpoints } from '@kontor/protocol/rest';
import { type Route, route } from '../http/route.ts';
import type { Webhook } from '../postgres/webhook-store.ts';
import type { OwnWebhooks } from '../webhooks/own-webhooks.ts';

/** Webhooks as clients of the protocol make them. @see spec/platform-api.md §4.4 */
export function restWebhookRoutes({
  webhooks,
}: {
  readonly webhooks: OwnWebhooks;
}): readonly Route[] {
  return [
    route(restEndpoints.createRestWebhook, async ({ caller, body }) => {
      const made = await webhooks.create(caller, body);
      if (!made.ok) return made;
      const { webhook, secret } = made.value;
      return ok({ status: 200, body: { ...viewOf(webhook, caller.team.id), secret } });
    }),
    route(restEndpoints.listRestWebhooks, async ({ caller, query }) => {
      const listed = await webhooks.list(caller, query.projectId);
      if (!listed.ok) return listed;
      return ok({ status: 200, body: listed.value.map((one) => viewOf(one, caller.team.id)) });
    }),
    route(restEndpoints.getRestWebhook, async ({ caller, params }) => {
      const found = await webhooks.find(caller, params.webhook);
      return found.ok ? ok({ status: 200, body: viewOf(found.value, caller.team.id) }) : found;
    }),
    route(restEndpoints.deleteRestWebhook, async ({ caller, params }) => {
      const removed = await webhooks.remove(caller, params.webhook);
      return removed.ok ? ok({ status: 204, body: null }) : removed;
    }),
  ];
}

function viewOf(webhook: Webhook, ownerId: string): RestWebhook {
  const { id, url, events, projectIds, createdAt, updatedAt } = webhook;
  return {
    id,
    url,
    events: [...events],
    ownerId,
    ...(projectIds === null ? {} : { projectIds: [...projectIds] }),
    createdAt: createdAt.getTime(),
    updatedAt: updatedAt.getTime(),
  };
}
