import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';
import { amount } from '../../vocabulary/amount.ts';
import { resolvedBillingPlan } from '../../vocabulary/billing-plan.ts';
import { installationId, invoiceId, resourceId } from '../../vocabulary/ids.ts';
import { installationKind } from '../../vocabulary/installation-kind.ts';
import { invoiceState } from '../../vocabulary/invoice-state.ts';
import { notification } from '../../vocabulary/notification.ts';
import { resourceStatus } from '../../vocabulary/resource-status.ts';
import { installationLifecycle } from './installation.ts';
import { signedAmount } from './ledger.ts';
import { resourceLifecycle } from './resource.ts';
import { usageReport } from './usage.ts';

const place = '/kontor/v1/teams/{team}/integrations/{integration}';
const reads = { none: 'reads only' } as const;
const moment = z.iso.datetime();

/**
 * What was installed of an integration, as its provider sees it: of the team the name alone, which the
 * protocol tells it too, and never its id or people.
 *
 * @see spec/concepts.md — C5; spec/partner-api.md §4.2
 */
export const providerInstallation = z.object({
  id: installationId,
  team: z.object({ name: z.string().nullable().describe('Null for a team that is gone.') }),
  kind: installationKind,
  isTest: z.boolean().describe('Nothing of it is charged.'),
  lifecycle: installationLifecycle,
  status: resourceStatus,
  billingPlan: resolvedBillingPlan.nullable(),
  resources: z.int().describe('Those that are there.'),
  lastReportAt: moment.nullable().describe('When usage was reported last.'),
  createdAt: moment,
  uninstalledAt: moment.nullable(),
});
export type ProviderInstallation = z.infer<typeof providerInstallation>;

export const listProviderInstallations = {
  id: 'listProviderInstallations',
  method: 'GET',
  path: `${place}/installations`,
  summary: 'Lists what teams have installed of an integration, for its provider, newest first.',
  access: { kind: 'team', action: 'integration:read' },
  query: z.strictObject({
    state: z
      .enum(['current', 'former'])
      .optional()
      .describe('Only those that are there, or only those that were removed or failed.'),
    search: z
      .string()
      .min(1)
      .max(128)
      .optional()
      .describe('Only those whose id or whose team has this in its name.'),
    before: installationId.optional().describe('Only those older than this one.'),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  responses: { 200: z.object({ installations: z.array(providerInstallation) }) },
  audit: reads,
} as const satisfies HostEndpoint;

export const getProviderInstallation = {
  id: 'getProviderInstallation',
  method: 'GET',
  path: `${place}/installations/{installation}`,
  summary: 'Shows one installation to the provider of its integration.',
  access: { kind: 'team', action: 'integration:read' },
  responses: {
    200: z.object({
      installation: providerInstallation.extend({
        notification: notification.nullable(),
        billingUntil: moment
          .nullable()
          .describe('Of a former installation, until when invoices may come.'),
        finalizedAt: moment.nullable(),
      }),
    }),
  },
  audit: reads,
} as const satisfies HostEndpoint;

const providerResource = z.object({
  id: resourceId,
  externalId: z.string().nullable().describe("The provider's own id."),
  name: z.string(),
  product: z.string().describe('Slug.'),
  lifecycle: resourceLifecycle,
  status: resourceStatus,
  billingPlan: resolvedBillingPlan.nullable(),
  createdAt: moment,
});
export type ProviderResource = z.infer<typeof providerResource>;

export const listProviderResources = {
  id: 'listProviderResources',
  method: 'GET',
  path: `${place}/installations/{installation}/resources`,
  summary: 'Lists the resources of one installation for its provider, newest first.',
  access: { kind: 'team', action: 'integration:read' },
  query: z.strictObject({
    before: resourceId.optional().describe('Only those older than this one.'),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  responses: { 200: z.object({ resources: z.array(providerResource) }) },
  audit: reads,
} as const satisfies HostEndpoint;

export const listProviderUsage = {
  id: 'listProviderUsage',
  method: 'GET',
  path: `${place}/installations/{installation}/usage`,
  summary: 'Shows what the provider reported last of one installation, newest first.',
  access: { kind: 'team', action: 'billing:read' },
  query: z.strictObject({
    per: z.enum(['day', 'week', 'month']).default('day'),
    limit: z.coerce.number().int().min(1).max(31).default(1),
  }),
  responses: { 200: z.object({ reports: z.array(usageReport) }) },
  audit: reads,
} as const satisfies HostEndpoint;

/** An invoice as whoever sent it sees it: what became of its money, and the host's share of it. */
export const providerInvoice = z.object({
  id: invoiceId,
  installationId,
  team: z.object({ name: z.string().nullable() }),
  externalId: z.string().nullable(),
  number: z.string().nullable(),
  state: invoiceState,
  isTest: z.boolean().describe('Tests move no money.'),
  invoiceDate: moment,
  period: z.object({ start: moment, end: moment }),
  total: amount,
  commission: amount,
  refundTotal: amount,
  refundReason: z.string().nullable(),
  dispute: z.enum(['open', 'won', 'lost']).nullable(),
  paidAt: moment.nullable(),
  refundedAt: moment.nullable(),
});
export type ProviderInvoice = z.infer<typeof providerInvoice>;

export const listProviderInvoices = {
  id: 'listProviderInvoices',
  method: 'GET',
  path: `${place}/invoices`,
  summary: 'Lists the invoices that a provider has sent, over all teams, newest first.',
  access: { kind: 'team', action: 'invoice:read' },
  query: z.strictObject({
    state: invoiceState.optional(),
    installation: installationId.optional(),
    tests: z.enum(['true', 'false']).optional().describe('Only tests, or none of them.'),
    before: invoiceId.optional().describe('Only those older than this one.'),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  responses: { 200: z.object({ invoices: z.array(providerInvoice) }) },
  audit: reads,
} as const satisfies HostEndpoint;

/** Something that changed what a provider is owed. */
export const providerEntry = z.object({
  id: z.string().describe('Greater for what was posted later.'),
  kind: z.string(),
  at: moment,
  subject: z.object({ kind: z.string(), id: z.string() }),
  amount: signedAmount.describe('What the provider is owed more, or less.'),
  commission: signedAmount.describe('What the host keeps more, or less.'),
  due: signedAmount.describe('What is due afterwards.'),
});
export type ProviderEntry = z.infer<typeof providerEntry>;

export const getProviderEarnings = {
  id: 'getProviderEarnings',
  method: 'GET',
  path: `${place}/earnings`,
  summary: 'Tells what a provider is owed and was paid, and what is not paid by teams yet.',
  access: { kind: 'team', action: 'invoice:read' },
  responses: {
    200: z.object({
      due: signedAmount.describe('Less than nothing where more was refunded than came in.'),
      unpaid: signedAmount.describe('Billed, and not paid by the teams yet.'),
      commission: signedAmount.describe('What the host has kept.'),
      commissionRate: z.string().describe('Of what is billed from now on, in percent.'),
      paidOut: amount,
      payouts: z.array(z.object({ id: z.string(), amount, reference: z.string(), paidAt: moment })),
    }),
  },
  audit: reads,
} as const satisfies HostEndpoint;

export const listProviderEntries = {
  id: 'listProviderEntries',
  method: 'GET',
  path: `${place}/ledger`,
  summary: 'Lists what changed what a provider is owed, newest first.',
  access: { kind: 'team', action: 'invoice:read' },
  query: z.strictObject({
    before: z
      .string()
      .regex(/^[0-9]{1,18}$/, 'the id of an entry')
      .optional()
      .describe('Only those older than the entry of this id.'),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  responses: { 200: z.object({ entries: z.array(providerEntry) }) },
  audit: reads,
} as const satisfies HostEndpoint;
