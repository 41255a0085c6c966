import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';
import { agentAction } from '../../vocabulary/actions.ts';
import { amount } from '../../vocabulary/amount.ts';
import { projectId, tokenId } from '../../vocabulary/ids.ts';
import { tokensPerMinute } from './rate-limit.ts';

const environmentName = z.string().min(1).max(64);
const productName = z
  .string()
  .max(128)
  .regex(/^[a-z0-9][a-z0-9-]*(\/[a-z0-9][a-z0-9-]*)?$/)
  .describe('`integration/product`, or `integration` for all products of it.');

/** What a person lets an agent do in their place, and never more than they may themselves. */
export const agentToken = z.object({
  id: tokenId,
  agent: z.string(),
  person: z.object({ id: z.string(), name: z.string() }).describe('Whom the agent acts for.'),
  hint: z.string(),
  actions: z.array(agentAction),
  projects: z.array(projectId).nullable().describe('Null for all, as in the next two.'),
  environments: z.array(z.string()).nullable(),
  products: z.array(z.string()).nullable(),
  budget: z
    .object({
      perMonth: z.string(),
      perPurchase: z.string().nullable(),
      month: z.object({ start: z.iso.datetime(), end: z.iso.datetime() }),
      spent: z.string(),
      reserved: z.string().describe('Begun, and not known yet whether it will be done.'),
      left: z.string(),
      approved: z.string().describe('Approved by somebody, which leaves the budget as it is.'),
    })
    .nullable()
    .describe('In dollars. Null: whatever costs something waits for approval.'),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().nullable(),
  revokedAt: z.iso.datetime().nullable(),
  lastUsedAt: z.iso.datetime().nullable(),
});
export type AgentToken = z.infer<typeof agentToken>;

const place = '/kontor/v1/teams/{team}/agent-tokens';

export const listAgentTokens = {
  id: 'listAgentTokens',
  method: 'GET',
  path: place,
  summary: "Lists the tokens of the caller's agents; of everybody's, for whoever manages tokens.",
  access: { kind: 'team', action: 'team:read' },
  responses: { 200: z.object({ tokens: z.array(agentToken) }) },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

export const createAgentToken = {
  id: 'createAgentToken',
  method: 'POST',
  path: place,
  summary: 'Makes a token with which an agent acts for the caller, never further than they may.',
  access: { kind: 'team', action: 'team:read', inPerson: true, waits: true },
  rateLimit: tokensPerMinute,
  request: z.strictObject({
    agent: z
      .string()
      .trim()
      .regex(/^[A-Za-z0-9][A-Za-z0-9 ._-]{0,63}$/)
      .describe('What the agent is called; it stands beside the person in every record.'),
    actions: z
      .array(agentAction)
      .min(1)
      .optional()
      .describe('What it may do; without them, to build and to see no values.'),
    projects: z
      .array(z.string().min(1).max(128))
      .min(1)
      .max(50)
      .optional()
      .describe('Ids or names of the only projects it is for.'),
    environments: z.array(environmentName).min(1).max(50).optional(),
    products: z.array(productName).min(1).max(50).optional(),
    budget: z
      .strictObject({
        perMonth: amount.max(16).describe('In dollars, for each calendar month in UTC.'),
        perPurchase: amount.max(16).optional().describe('At once; a plan counts as its month.'),
      })
      .optional()
      .describe('What it may spend without asking; without one, nothing.'),
    expiresAt: z.iso.datetime().optional().describe('Without it, in ninety days.'),
  }),
  responses: {
    201: z.object({
      token: agentToken,
      secret: z
        .string()
        .describe('The token itself. It is shown this once and cannot be read again.'),
    }),
  },
  audit: { event: 'token.created' },
} as const satisfies HostEndpoint;

export const getAgentToken = {
  id: 'getAgentToken',
  method: 'GET',
  path: `${place}/{token}`,
  summary: 'Shows an agent token. The id `current` names the one presented.',
  access: { kind: 'team', action: 'team:read' },
  responses: { 200: z.object({ token: agentToken }) },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

export const deleteAgentToken = {
  id: 'deleteAgentToken',
  method: 'DELETE',
  path: `${place}/{token}`,
  summary: 'Revokes an agent token at once. The id `current` names the one presented.',
  access: { kind: 'team', action: 'team:read' },
  responses: { 204: null },
  audit: { event: 'token.revoked' },
} as const satisfies HostEndpoint;
