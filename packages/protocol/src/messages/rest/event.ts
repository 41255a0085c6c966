import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';
import { refusals } from '../platform/refusals.ts';
import { pageQuery } from './page.ts';
import { scopeQuery } from './scope.ts';

const category = z.enum(['env-variable', 'integration', 'project', 'security', 'storage', 'team']);
export type EventCategory = z.infer<typeof category>;

/**
 * One thing that happened, as clients of the protocol list it. What they have no word for has no
 * `type`.
 *
 * @see spec/platform-api.md §4 — user events of the SDK
 */
const userEvent = z.object({
  id: z.string(),
  text: z.string(),
  createdAt: z.number().describe('Milliseconds since 1970.'),
  entities: z.array(z.never()).describe('Always empty: the text names no parts.'),
  principalId: z.string().describe('Who did it: a person, a token, an installation or `system`.'),
  userId: z.string().optional().describe('The person who did it, if one did.'),
  tokenId: z.string().optional(),
  type: z.string().optional(),
  categories: z.array(category).optional(),
  payload: z
    .record(z.string(), z.json())
    .optional()
    .describe('What the log knows of it, and the ids of what it is about. Only when asked for.'),
});
export type UserEvent = z.infer<typeof userEvent>;

const list = z.string().max(2000).optional();

export const listUserEvents = {
  id: 'listUserEvents',
  method: 'GET',
  path: '/v3/events',
  summary: 'Lists what happened in a team, newest first, in the words of the protocol.',
  access: { kind: 'scope', action: 'event:read' },
  query: scopeQuery.extend({
    ...pageQuery.shape,
    types: list.describe('Types, with commas between them.'),
    userId: z.string().max(128).optional(),
    principalId: z.string().max(128).optional(),
    projectIds: list.describe('Ids of projects, with commas between them.'),
    withPayload: z.string().max(16).optional().describe('`true` for `payload` in each event.'),
  }),
  responses: { 200: z.object({ events: z.array(userEvent) }), ...refusals },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

export const listEventTypes = {
  id: 'listEventTypes',
  method: 'GET',
  path: '/v1/events/types',
  summary: 'Lists the types of events that happen here, in the words of the protocol.',
  access: { kind: 'scope', action: 'event:read' },
  query: scopeQuery,
  responses: {
    200: z.object({
      categories: z.array(z.object({ name: category, label: z.string() })),
      types: z.array(
        z.object({ name: z.string(), description: z.string(), categories: z.array(category) }),
      ),
    }),
    ...refusals,
  },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;
