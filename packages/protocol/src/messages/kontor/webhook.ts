import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';
import { deliveryId, integrationId, redeliveryId, webhookId } from '../../vocabulary/ids.ts';
import { newWebhook } from '../rest/webhook.ts';
import { sentWebhookType, webhookEnvelope, webhookType } from '../webhooks/index.ts';

/** Who is told by webhook: an integration that the team publishes, or a webhook that it has made. */
const receiver = z.object({
  id: z.union([integrationId, webhookId]),
  kind: z.enum(['integration', 'webhook']),
  /** The integration's slug. */
  name: z.string().nullable(),
  /** Null where nothing is sent, only kept. */
  url: z.string().nullable(),
  /** Null for everything that concerns the integration. */
  events: z.array(webhookType).nullable(),
  projectIds: z.array(z.string()).nullable(),
  waiting: z.int(),
  parked: z.int(),
  createdAt: z.iso.datetime(),
});
export type WebhookReceiver = z.infer<typeof receiver>;

export const deliveryState = z.enum(['waiting', 'delivered', 'parked', 'skipped']);
export type DeliveryState = z.infer<typeof deliveryState>;

const attempt = z.object({
  attempt: z.int(),
  at: z.iso.datetime(),
  outcome: z.string().describe('`accepted`, `refused`, `timeout`, or why nothing came back.'),
  status: z.int().nullable(),
  message: z.string().nullable(),
  durationMs: z.int().nullable(),
  responseBody: z.string().nullable().describe('How the answer begins, without secrets.'),
});

const delivery = z.object({
  id: deliveryId,
  position: z.int().describe('Place among the deliveries of the receiver, from 1, without gaps.'),
  type: z.string(),
  subject: z.string().describe('Those of one subject are delivered one after the other.'),
  state: deliveryState,
  attempts: z.int(),
  createdAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
});
export type Delivery = z.infer<typeof delivery>;

const triedDelivery = delivery.extend({
  /** What was sent, with whatever looks like a secret cut out. */
  body: z.json(),
  tries: z.array(attempt),
});
export type TriedDelivery = z.infer<typeof triedDelivery>;

const place = '/kontor/v1/teams/{team}/webhook-receivers';

export const createWebhook = {
  id: 'createWebhook',
  method: 'POST',
  path: '/kontor/v1/teams/{team}/webhooks',
  summary: 'Makes a webhook of the team, and shows the secret that signs it this once.',
  access: { kind: 'team', action: 'webhook:manage' },
  request: newWebhook,
  responses: { 201: z.object({ receiver, secret: z.string() }) },
  audit: { event: 'webhook.created' },
} as const satisfies HostEndpoint;

export const deleteWebhook = {
  id: 'deleteWebhook',
  method: 'DELETE',
  path: '/kontor/v1/teams/{team}/webhooks/{webhook}',
  summary: 'Removes a webhook with everything that it was sent; what waits is not sent any more.',
  access: { kind: 'team', action: 'webhook:manage' },
  responses: { 204: null },
  audit: { event: 'webhook.removed' },
} as const satisfies HostEndpoint;

export const listWebhookReceivers = {
  id: 'listWebhookReceivers',
  method: 'GET',
  path: place,
  summary: 'Lists who is told by webhook: the integrations of the team, then its webhooks.',
  access: { kind: 'team', action: 'event:read' },
  responses: { 200: z.object({ receivers: z.array(receiver) }) },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

export const listDeliveries = {
  id: 'listDeliveries',
  method: 'GET',
  path: `${place}/{receiver}/deliveries`,
  summary: 'Lists what a receiver was sent or is to be sent, newest first.',
  access: { kind: 'team', action: 'event:read' },
  query: z.strictObject({
    state: deliveryState.optional(),
    type: z.string().max(64).optional(),
    from: z.iso.datetime({ offset: true }).optional().describe('Of when it happened, inclusive.'),
    until: z.iso.datetime({ offset: true }).optional().describe('Of when it happened, exclusive.'),
    before: z.coerce.number().int().min(1).optional().describe('Only positions below this one.'),
    limit: z.coerce.number().int().min(1).max(500).default(50),
  }),
  responses: { 200: z.object({ deliveries: z.array(delivery) }) },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

export const getDelivery = {
  id: 'getDelivery',
  method: 'GET',
  path: `${place}/{receiver}/deliveries/{delivery}`,
  summary: 'Shows a delivery with its body and every attempt.',
  access: { kind: 'team', action: 'event:read' },
  responses: { 200: z.object({ delivery: triedDelivery }) },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

export const redeliver = {
  id: 'redeliver',
  method: 'POST',
  path: `${place}/{receiver}/deliveries/{delivery}/redelivery`,
  summary: 'Sends a delivery again, with the same id and body, and tries it for another day.',
  access: { kind: 'team', action: 'webhook:manage' },
  responses: { 202: z.object({ delivery }) },
  audit: { event: 'webhook.redelivered' },
} as const satisfies HostEndpoint;

const span = z.strictObject({
  states: z
    .array(deliveryState.exclude(['waiting']))
    .min(1)
    .default(['parked']),
  type: z.string().max(64).optional(),
  from: z.iso.datetime({ offset: true }).optional().describe('Of when it happened, inclusive.'),
  until: z.iso.datetime({ offset: true }).optional().describe('Of when it happened, exclusive.'),
});

/** How far it is: each of `total` waits for its turn, is being sent, or has come to an end. */
const redelivery = z.object({
  id: redeliveryId,
  status: z
    .enum(['running', 'stopping', 'done', 'stopped'])
    .describe('`stopping` while what is on its way at that moment comes to an end.'),
  states: span.shape.states.unwrap(),
  type: z.string().nullable(),
  from: z.iso.datetime().nullable(),
  until: z.iso.datetime().nullable(),
  total: z.int().describe('Deliveries that the span had when it began.'),
  sending: z.int(),
  delivered: z.int(),
  parked: z.int().describe('Those that were not taken this time either.'),
  createdAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
});
export type Redelivery = z.infer<typeof redelivery>;

const redeliveries = `${place}/{receiver}/redeliveries`;

export const redeliverMany = {
  id: 'redeliverMany',
  method: 'POST',
  path: redeliveries,
  summary:
    'Sends deliveries of a span of time again, a part at a time: those that are parked, unless others are named. Of one receiver, one such goes on at a time.',
  access: { kind: 'team', action: 'webhook:manage' },
  request: span,
  responses: { 202: z.object({ redelivery }) },
  audit: { event: 'webhook.redelivered' },
} as const satisfies HostEndpoint;

export const listRedeliveries = {
  id: 'listRedeliveries',
  method: 'GET',
  path: redeliveries,
  summary: 'Lists what was sent again by span of time, newest first, and how far it is.',
  access: { kind: 'team', action: 'event:read' },
  query: z.strictObject({ limit: z.coerce.number().int().min(1).max(100).default(20) }),
  responses: { 200: z.object({ redeliveries: z.array(redelivery) }) },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

export const getRedelivery = {
  id: 'getRedelivery',
  method: 'GET',
  path: `${redeliveries}/{redelivery}`,
  summary: 'Shows how far sending a span of time again is.',
  access: { kind: 'team', action: 'event:read' },
  responses: { 200: z.object({ redelivery }) },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

export const stopRedelivery = {
  id: 'stopRedelivery',
  method: 'POST',
  path: `${redeliveries}/{redelivery}/stop`,
  summary:
    'Stops sending a span of time again: what is not on its way yet stays as it was. Stopping what has ended changes nothing.',
  access: { kind: 'team', action: 'webhook:manage' },
  responses: { 202: z.object({ redelivery }) },
  audit: { event: 'webhook.redelivery-stopped' },
} as const satisfies HostEndpoint;

export const sendTestWebhook = {
  id: 'sendTestWebhook',
  method: 'POST',
  path: `${place}/{receiver}/tests`,
  summary:
    'Sends `test-webhook`, or a webhook of any other type with a payload of your own, to see what the receiver makes of it.',
  access: { kind: 'team', action: 'webhook:manage' },
  request: z
    .strictObject({
      type: sentWebhookType.default('test-webhook'),
      payload: z
        .record(z.string(), z.json())
        .default({})
        .describe(
          'What is in it. `team` and `user` are filled in where they are missing: the team is that of its `installationId`, by the id that the receiver knows.',
        ),
    })
    .default({ type: 'test-webhook', payload: {} }),
  responses: { 202: z.object({ delivery }) },
  audit: { none: 'changes nothing of the team; the delivery itself is on record' },
} as const satisfies HostEndpoint;

export const listWebhookEvents = {
  id: 'listWebhookEvents',
  method: 'GET',
  path: `${place}/{receiver}/events`,
  summary:
    'Answers what a receiver was sent, or would have been had it listened, in order: for catching up after a position.',
  access: { kind: 'team', action: 'event:read' },
  query: z.strictObject({
    after: z.coerce.number().int().min(0).default(0),
    limit: z.coerce.number().int().min(1).max(500).default(100),
  }),
  responses: {
    200: z.object({
      events: z.array(
        z.object({ position: z.int(), state: deliveryState, event: webhookEnvelope }),
      ),
      next: z.int().describe('The `after` of the next call; the same as now when nothing is new.'),
    }),
  },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;
