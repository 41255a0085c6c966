import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';
import { eventId, teamId } from '../../vocabulary/ids.ts';

/** Who did something: always somebody, the host itself included. */
export const actor = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('person'),
    userId: z.string(),
    tokenId: z.string().optional(),
    serviceId: z.string().optional().describe('The service that acted for them.'),
    agent: z.string().optional().describe('The agent that acted for them, by its token.'),
  }),
  z.object({ kind: z.literal('machine'), tokenId: z.string() }),
  z.object({ kind: z.literal('service'), serviceId: z.string(), tokenId: z.string() }),
  z.object({ kind: z.literal('provider'), installationId: z.string() }),
  z.object({ kind: z.literal('system') }),
]);
export type Actor = z.infer<typeof actor>;

/** Something that happened to a team. Events are only ever added, and each seals the one before. */
export const event = z.object({
  id: eventId,
  teamId,
  /** Position in the team's log, without gaps from 1. */
  sequence: z.int(),
  type: z.string(),
  text: z.string().describe('What happened, in a sentence for people.'),
  at: z.iso.datetime(),
  actor,
  subject: z.record(z.string(), z.string()).describe('Ids of what it is about, by noun.'),
  operationId: z.string().nullable(),
  data: z.record(z.string(), z.json()),
  previousHash: z.string(),
  hash: z.string(),
});
export type Event = z.infer<typeof event>;

export const listEvents = {
  id: 'listEvents',
  method: 'GET',
  path: '/kontor/v1/teams/{team}/events',
  summary:
    'Lists what happened: oldest first after a sequence number, otherwise newest first, from the end or before a sequence number.',
  access: { kind: 'team', action: 'event:read' },
  query: z.strictObject({
    after: z.coerce.number().int().min(0).optional(),
    before: z.coerce.number().int().min(1).optional(),
    type: z
      .string()
      .max(64)
      .optional()
      .describe('A type, or everything about a noun, such as `project.*`.'),
    actor: z
      .string()
      .max(128)
      .optional()
      .describe('Id of who did it: person, token, service or installation; or the kind of actor.'),
    subject: z.string().max(128).optional().describe('Id of something that it was about.'),
    limit: z.coerce.number().int().min(1).max(500).default(50),
  }),
  responses: { 200: z.object({ events: z.array(event) }) },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

export const followEvents = {
  id: 'followEvents',
  method: 'GET',
  path: '/kontor/v1/teams/{team}/events/stream',
  summary:
    'Streams what happens as server-sent events, until access ends: from now on, or after a sequence number. `Last-Event-ID` goes before `after`.',
  access: { kind: 'team', action: 'event:read' },
  query: z.strictObject({ after: z.coerce.number().int().min(0).optional() }),
  streams: true,
  media: 'text/event-stream',
  responses: { 200: z.array(event) },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

export const verifyEvents = {
  id: 'verifyEvents',
  method: 'GET',
  path: '/kontor/v1/teams/{team}/events/verification',
  summary: "Recomputes the chain of a team's events and names the first that does not fit.",
  access: { kind: 'team', action: 'event:read' },
  responses: {
    200: z.object({ intact: z.boolean(), count: z.int(), brokenAt: z.int().nullable() }),
  },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;
