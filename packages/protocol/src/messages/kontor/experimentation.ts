import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';
import { refusal } from '../../vocabulary/refusal.ts';
import { experimentationItem } from '../platform/experimentation.ts';

/** An item with its way to the provider. @see spec/experimentation.md — EXP-2 */
const shownItem = experimentationItem.extend({
  url: z.url().describe('Signs a member on at the provider and opens the item there.'),
});

const experimentation = z.object({
  isSyncing: z.boolean().describe('Whether connected projects read a map of values.'),
  configId: z.string().nullable(),
  items: z.array(shownItem),
});

export const getExperimentation = {
  id: 'getTeamResourceExperimentation',
  method: 'GET',
  path: '/kontor/v1/teams/{team}/resources/{resource}/experimentation',
  summary: 'Shows the flags and experiments of a resource, and whether values are synced.',
  access: { kind: 'team', action: 'installation:read' },
  responses: { 200: z.object({ experimentation }) },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

export const putExperimentation = {
  id: 'putTeamResourceExperimentation',
  method: 'PUT',
  path: '/kontor/v1/teams/{team}/resources/{resource}/experimentation',
  summary: 'Switches on or off that connected projects read values which the provider keeps.',
  access: { kind: 'team', action: 'resource:write' },
  request: z.strictObject({ isSyncing: z.boolean() }),
  responses: { 200: z.object({ experimentation }) },
  audit: { event: 'resource.syncing-enabled' },
} as const satisfies HostEndpoint;

const configReads = {
  method: 'GET',
  // a token of the map is asked for, in the query or as bearer
  access: { kind: 'public' },
  query: z.object({ token: z.string().max(128).optional() }),
  audit: { none: 'reads only' },
} as const;
const refused = { 401: refusal, 404: refusal } as const;

/**
 * What the variable EXPERIMENTATION_CONFIG leads to. Paths and answers are those that the clients of
 * such maps know.
 *
 * @see spec/partner-api.md §7.10
 */
export const readConfigItems = {
  ...configReads,
  id: 'readConfigItems',
  path: '/edge-config/{configId}/items',
  aliases: ['/edge-config/{configId}'],
  summary: 'Answers the whole map of values.',
  responses: { 200: z.record(z.string(), z.json()), 304: null, ...refused },
} as const satisfies HostEndpoint;

export const readConfigItem = {
  ...configReads,
  id: 'readConfigItem',
  path: '/edge-config/{configId}/item/{itemKey}',
  summary: 'Answers one value of the map.',
  responses: { 200: z.json(), 304: null, ...refused },
} as const satisfies HostEndpoint;

export const readConfigDigest = {
  ...configReads,
  id: 'readConfigDigest',
  path: '/edge-config/{configId}/digest',
  summary: 'Answers the digest of the map, which changes with it.',
  responses: { 200: z.string(), 304: null, ...refused },
} as const satisfies HostEndpoint;
