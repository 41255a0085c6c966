import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';
import { actor } from './event.ts';

/** Outbound is from the host to the provider. */
const callDirection = z.enum(['outbound', 'inbound']);
const callId = z.string().regex(/^[0-9]{1,18}$/, 'the id of a call');
const word = z.string().min(1).max(256);

/** One request between host and provider, with secrets cut out. */
export const providerCall = z.object({
  id: z.string().describe('Greater for what was kept later.'),
  at: z.iso.datetime(),
  direction: callDirection,
  operation: z.string(),
  method: z.string(),
  path: z.string(),
  status: z.int().nullable(),
  outcome: z.string(),
  durationMs: z.int(),
  attempt: z.int().nullable().describe('How often it was tried until then, where that is counted.'),
  traceId: z.string(),
  installationId: z.string().nullable(),
  resourceId: z.string().nullable().describe("The provider's own id."),
  idempotencyKey: z
    .string()
    .nullable()
    .describe('What repeats of a change are told by; of an operation, its id.'),
  replayOf: z.string().nullable().describe('The call that this one repeats on request.'),
  replayedBy: actor.nullable(),
  requestBody: z.json(),
  responseBody: z.json(),
});
export type ProviderCall = z.infer<typeof providerCall>;

const place = '/kontor/v1/teams/{team}/integrations/{integration}/calls';

export const listProviderCalls = {
  id: 'listProviderCalls',
  method: 'GET',
  path: place,
  summary: 'Lists requests between the host and this provider, both ways, newest first.',
  access: { kind: 'team', action: 'integration:read' },
  query: z.strictObject({
    direction: callDirection.optional(),
    failed: z
      .enum(['true', 'false'])
      .optional()
      .describe('Only those that were not answered, or only the others.'),
    status: z
      .string()
      .regex(/^[1-5](?:[0-9]{2}|xx)$/, 'a status such as 404, or a class such as 5xx')
      .optional(),
    operation: word.optional().describe('Only calls of this endpoint.'),
    installation: word.optional(),
    resource: word.optional().describe("The provider's own id of it."),
    trace: word.optional(),
    from: z.iso.datetime({ offset: true }).optional().describe('Inclusive.'),
    until: z.iso.datetime({ offset: true }).optional().describe('Exclusive.'),
    search: word
      .optional()
      .describe(
        'Only those that have this in endpoint, path, installation, resource, trace, idempotency key or outcome.',
      ),
    before: callId.optional().describe('Only those older than the call of this id.'),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  responses: {
    200: z.object({
      calls: z.array(providerCall),
      keptForDays: z.int().describe('How long a call is kept.'),
    }),
  },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

export const getProviderCall = {
  id: 'getProviderCall',
  method: 'GET',
  path: `${place}/{call}`,
  summary: 'Shows one request between the host and this provider.',
  access: { kind: 'team', action: 'integration:read' },
  responses: {
    200: z.object({
      call: providerCall,
      replay: z
        .object({
          isOffered: z.boolean(),
          reason: z.string().nullable().describe('Why it cannot be sent again, where it cannot.'),
          hasEffects: z.boolean().describe('Whether it has to be confirmed.'),
        })
        .describe('Whether it can be sent again.'),
    }),
  },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

/** The host takes nothing over of what comes back: a replay is for whoever mends a server. */
export const replayProviderCall = {
  id: 'replayProviderCall',
  method: 'POST',
  path: `${place}/{call}/replays`,
  summary: 'Sends a call to the provider once more, and answers both. Its answer changes nothing.',
  access: { kind: 'team', action: 'integration:manage' },
  rateLimit: { requests: 30, windowSeconds: 60, per: 'person' },
  request: z.strictObject({
    isConfirmed: z
      .boolean()
      .default(false)
      .describe('Needed for calls that change something at the provider.'),
    idempotencyKey: z
      .enum(['same', 'new'])
      .default('same')
      .describe('With a new one the provider does it once more.'),
  }),
  responses: { 200: z.object({ call: providerCall, replay: providerCall }) },
  audit: { event: 'integration.call-replayed' },
} as const satisfies HostEndpoint;
