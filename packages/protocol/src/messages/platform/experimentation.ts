import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';
import { refusal } from '../../vocabulary/refusal.ts';
import { perMinute } from './rate-limit.ts';
import { refusals, refusalsOfChanges } from './refusals.ts';

const text = z.string().max(1024);

const itemFields = {
  slug: text,
  origin: z.string().max(2048).describe('Where it is edited.'),
  category: z.enum(['experiment', 'flag']).optional(),
  name: text.optional(),
  description: text.optional(),
  isArchived: z.boolean().optional(),
  createdAt: z.number().optional().describe('Milliseconds since 1970.'),
  updatedAt: z.number().optional().describe('Milliseconds since 1970.'),
};

/** A flag or an experiment of a provider, to be shown at the host; closed. @see spec/platform-api.md §2.19 */
export const experimentationItem = z.strictObject({ id: text.min(1), ...itemFields });
export type ExperimentationItem = z.infer<typeof experimentationItem>;

const items = '/v1/installations/{installationId}/resources/{resourceId}/experimentation/items';

/** Items that are known already are updated. @see spec/platform-api.md §2.19 */
export const putExperimentationItems = {
  id: 'putExperimentationItems',
  method: 'POST',
  path: items,
  summary: 'Makes flags and experiments known to the host.',
  access: { kind: 'installation' },
  rateLimit: perMinute(100),
  request: z.strictObject({ items: z.array(experimentationItem).max(50) }),
  responses: { 204: null, ...refusalsOfChanges },
  audit: { none: 'they are the provider’s own, and only shown here' },
} as const satisfies HostEndpoint;

/** @see spec/platform-api.md §2.19 */
export const patchExperimentationItem = {
  id: 'patchExperimentationItem',
  method: 'PATCH',
  path: `${items}/{itemId}`,
  summary: 'Changes a flag or experiment.',
  access: { kind: 'installation' },
  rateLimit: perMinute(100),
  request: z.strictObject(itemFields),
  responses: { 204: null, ...refusalsOfChanges },
  audit: { none: 'they are the provider’s own, and only shown here' },
} as const satisfies HostEndpoint;

/** @see spec/platform-api.md §2.19 */
export const deleteExperimentationItem = {
  id: 'deleteExperimentationItem',
  method: 'DELETE',
  path: `${items}/{itemId}`,
  summary: 'Takes a flag or experiment away; one that is not there is no mistake.',
  access: { kind: 'installation' },
  rateLimit: perMinute(100),
  responses: { 204: null, ...refusalsOfChanges },
  audit: { none: 'they are the provider’s own, and only shown here' },
} as const satisfies HostEndpoint;

/** The map of values that connected projects read. @see spec/platform-api.md §2.20 */
export const experimentationConfig = z.object({
  items: z.record(z.string(), z.json()),
  digest: z.string(),
  updatedAt: z.number().describe('Milliseconds since 1970.'),
  purpose: z.enum(['experimentation', 'flags']).optional(),
});
export type ExperimentationConfig = z.infer<typeof experimentationConfig>;

const experimentation = '/v1/installations/{installationId}/resources/{resourceId}/experimentation';
const configPaths = {
  path: `${experimentation}/edge-config`,
  aliases: [`${experimentation}/global-config`],
} as const;

/** Also with HEAD. There is none while syncing is off. @see spec/platform-api.md §2.20 */
export const getExperimentationConfig = {
  id: 'getExperimentationConfig',
  method: 'GET',
  ...configPaths,
  summary: 'Answers the values that connected projects read.',
  access: { kind: 'installation' },
  rateLimit: perMinute(1000),
  responses: { 200: experimentationConfig, 304: null, ...refusals },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

/** Replaces the whole map; with `If-Match` only the one of that digest. @see spec/platform-api.md §2.20 */
export const putExperimentationConfig = {
  id: 'putExperimentationConfig',
  method: 'PUT',
  ...configPaths,
  summary: 'Replaces the values that connected projects read.',
  access: { kind: 'installation' },
  rateLimit: perMinute(100),
  request: z.strictObject({ data: z.record(z.string(), z.json()) }),
  responses: { 200: experimentationConfig, ...refusalsOfChanges, 412: refusal },
  audit: { none: 'the map belongs to the provider, and its digest tells of each change' },
} as const satisfies HostEndpoint;
