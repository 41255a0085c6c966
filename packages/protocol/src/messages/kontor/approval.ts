import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';
import { approvalState } from '../../vocabulary/approval-state.ts';
import {
  approvalId,
  installationId,
  invoiceId,
  operationId,
  resourceId,
  tokenId,
} from '../../vocabulary/ids.ts';
import { operation } from './operation.ts';
import { purchase } from './purchase.ts';
import { hourly } from './rate-limit.ts';

/** What an agent wants to do, and does once somebody has approved it. */
export const approval = z.object({
  id: approvalId,
  state: approvalState,
  revision: z.int().describe('Counts how often what it asks for has changed.'),
  agent: z.object({ tokenId, name: z.string() }),
  person: z.object({ id: z.string(), name: z.string() }).describe('Whom the agent acts for.'),
  summary: z.string().describe('What is done once it is approved.'),
  action: z.string().describe('The right that it needs.'),
  kind: z.string().describe('Of the operation that waits, or `purchase`.'),
  operationId: operationId.nullable(),
  invoiceId: invoiceId.nullable().describe('Of the purchase that was made.'),
  installationId,
  resourceId: resourceId.nullable(),
  reasons: z
    .array(z.enum(['no_budget', 'per_purchase', 'per_month', 'price_unknown', 'terms']))
    .describe('Why the agent may not do it by itself.'),
  price: z.string().nullable().describe('In dollars: of a month, or at once. Null: nobody knows.'),
  plan: z.object({ id: z.string(), name: z.string(), cost: z.string().nullable() }).nullable(),
  policies: z.array(z.string()).describe('What whoever approves it accepts.'),
  documents: z.object({ eulaUrl: z.string().nullable(), privacyUrl: z.string().nullable() }),
  mayDecide: z.boolean().describe('Whether the caller may decide over it.'),
  url: z.string().describe('The page on which somebody decides.'),
  decidedBy: z.string().nullable(),
  decidedAt: z.iso.datetime().nullable(),
  reason: z.string().nullable(),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
});
export type Approval = z.infer<typeof approval>;

const place = '/kontor/v1/teams/{team}/approvals';

const decided = z.object({
  approval,
  operation: operation.nullable().describe('What goes on now.'),
  purchase: purchase.nullable(),
});

export const listApprovals = {
  id: 'listApprovals',
  method: 'GET',
  path: place,
  summary: 'Lists what agents wait or waited for, newest first.',
  access: { kind: 'team', action: 'installation:read' },
  query: z.strictObject({
    state: approvalState.optional(),
    limit: z.coerce.number().int().min(1).max(100).default(20),
  }),
  responses: { 200: z.object({ approvals: z.array(approval) }) },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

export const getApproval = {
  id: 'getApproval',
  method: 'GET',
  path: `${place}/{approval}`,
  summary: 'Shows what an agent waits or waited for.',
  access: { kind: 'team', action: 'installation:read' },
  responses: { 200: z.object({ approval }) },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

export const approveApproval = {
  id: 'approveApproval',
  method: 'POST',
  path: `${place}/{approval}/approve`,
  summary:
    'Approves what an agent asks for, as it was seen; it is done at once, and once however often it is approved.',
  access: { kind: 'team', action: 'installation:read', inPerson: true, waits: true },
  rateLimit: hourly,
  request: z.strictObject({
    revision: z.int().min(1).describe('Of the approval as it was seen.'),
  }),
  responses: { 200: decided, 202: decided.describe('Approved, and under way.') },
  audit: { event: 'approval.approved' },
} as const satisfies HostEndpoint;

export const refuseApproval = {
  id: 'refuseApproval',
  method: 'POST',
  path: `${place}/{approval}/refuse`,
  summary: 'Refuses what an agent asks for. Nothing of it is done.',
  access: { kind: 'team', action: 'installation:read', inPerson: true },
  request: z.strictObject({ reason: z.string().trim().min(1).max(500).optional() }).default({}),
  responses: { 200: z.object({ approval }) },
  audit: { event: 'approval.refused' },
} as const satisfies HostEndpoint;
