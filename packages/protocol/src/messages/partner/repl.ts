import * as z from 'zod';
import type { PartnerEndpoint } from '../../endpoint.ts';
import { absentWhenNull } from '../../vocabulary/absent-when-null.ts';
import { providerLink } from '../../vocabulary/link.ts';
import { refusal } from '../../vocabulary/refusal.ts';
import { refusals } from './refusals.ts';

const replText = z.object({
  type: z.literal('text'),
  text: z.string(),
  color: absentWhenNull(z.string()),
  bold: absentWhenNull(z.boolean()),
  italic: absentWhenNull(z.boolean()),
  href: absentWhenNull(providerLink).catch(undefined),
});
export type ReplText = z.infer<typeof replText>;

/** One piece of what a command printed. */
export const replBlock = z.discriminatedUnion('type', [
  z.object({ type: z.literal('paragraph'), children: z.array(replText) }),
  z.object({
    type: z.literal('table'),
    header: absentWhenNull(z.array(replText)),
    rows: z.array(z.array(replText)),
  }),
]);
export type ReplBlock = z.infer<typeof replBlock>;

/**
 * Runs one line that a person typed against a resource. A provider may stream the blocks as
 * `application/jsonl`, with or without line ends between them; 400 with blocks is a failed command.
 *
 * @see spec/partner-api.md §4.11
 */
export const replInput = {
  id: 'replInput',
  method: 'POST',
  path: '/v1/installations/{installationId}/resources/{resourceId}/repl',
  summary: 'Runs a command against a resource and answers what it printed.',
  callers: ['user'],
  idempotencyKey: true,
  request: z.object({ input: z.string(), readOnly: z.boolean().optional() }),
  responses: { ...refusals, 200: z.array(replBlock), 400: z.union([z.array(replBlock), refusal]) },
} as const satisfies PartnerEndpoint;
