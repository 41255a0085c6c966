import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';
import { plansAnswer } from './catalog.ts';

const reads = { none: 'reads only' } as const;

const state = z.enum(['draft', 'submitted', 'listed', 'refused', 'unlisted']);
export type ListingState = z.infer<typeof state>;
const reason = z.string().trim().min(1).max(1024).describe('Shown to the provider.');

/** How far an integration is on its way into the catalogue, as its provider sees it. */
export const listingStanding = z.object({
  state: state.describe(
    'listed: it is in the catalogue. submitted: an operator decides. refused, unlisted: an operator has said no, or taken it out.',
  ),
  reason: z.string().nullable().describe('Why it was refused or taken out last.'),
  note: z.string().nullable().describe('What its provider said when submitting it.'),
  since: z.iso.datetime(),
  needsApproval: z
    .boolean()
    .describe('Whether submitting it waits for an operator before everybody finds it.'),
});
export type ListingStanding = z.infer<typeof listingStanding>;

const atIntegration = '/kontor/v1/teams/{team}/integrations/{integration}/listing';
const standing = z.object({ listing: listingStanding });

export const submitListing = {
  id: 'submitListing',
  method: 'POST',
  path: atIntegration,
  summary:
    'Submits an integration for the catalogue. Where nobody has to approve, it is in it at once.',
  access: { kind: 'team', action: 'integration:manage' },
  request: z.strictObject({
    note: z.string().trim().min(1).max(1024).optional().describe('For whoever decides.'),
  }),
  responses: { 200: standing },
  audit: { event: 'listing.submitted' },
} as const satisfies HostEndpoint;

export const withdrawListing = {
  id: 'withdrawListing',
  method: 'DELETE',
  path: atIntegration,
  summary:
    'Takes an integration out of the catalogue, or its submission back. Installations go on.',
  access: { kind: 'team', action: 'integration:manage' },
  responses: { 200: standing },
  audit: { event: 'listing.withdrawn' },
} as const satisfies HostEndpoint;

/** An integration with its listing, as those see it who run the host. */
export const operatedListing = listingStanding.extend({
  integration: z.object({
    id: z.string(),
    slug: z.string(),
    name: z.string(),
    developer: z.string(),
    category: z.string(),
  }),
  team: z.object({ id: z.string(), slug: z.string().nullable() }),
  approvedAt: z.iso.datetime().nullable().describe('When an operator approved it last.'),
  hasChanged: z.boolean().describe('Whether it is something else than what was approved last.'),
  installations: z.int().describe('Those that are there.'),
});
export type OperatedListing = z.infer<typeof operatedListing>;

const listingChange = z.object({
  field: z.string().describe('With dots where it is within something.'),
  before: z.json(),
  after: z.json(),
});
export type ListingChange = z.infer<typeof listingChange>;

export const listListings = {
  id: 'listListings',
  method: 'GET',
  path: '/kontor/v1/operator/listings',
  summary: 'Lists what is in the catalogue or on its way, what waits for a decision first.',
  access: { kind: 'operator' },
  query: z.strictObject({ state: state.optional().describe('Without it, all but drafts.') }),
  responses: {
    200: z.object({
      listings: z.array(operatedListing),
      needsApproval: z
        .boolean()
        .describe('Whether this host approves what comes into the catalogue.'),
    }),
  },
  audit: reads,
} as const satisfies HostEndpoint;

export const reviewListing = {
  id: 'reviewListing',
  method: 'GET',
  path: '/kontor/v1/operator/listings/{integration}',
  summary:
    'Shows what a provider says of its integration, and what of it changed since it was approved.',
  access: { kind: 'operator' },
  responses: {
    200: z.object({
      listing: operatedListing,
      revision: z.string().describe('Of all that is shown; to be named when it is approved.'),
      changes: z
        .array(listingChange)
        .describe('All that there is, where nothing was approved before.'),
    }),
  },
  audit: reads,
} as const satisfies HostEndpoint;

/** Before it is in the catalogue nobody else can ask. The provider is asked for no account of anybody. */
export const listReviewedPlans = {
  id: 'listReviewedPlans',
  method: 'GET',
  path: '/kontor/v1/operator/listings/{integration}/products/{product}/plans',
  summary: 'Asks the provider what a product costs now, whether or not it is in the catalogue.',
  access: { kind: 'operator' },
  responses: { 200: plansAnswer },
  audit: reads,
} as const satisfies HostEndpoint;

/** Installations of what is taken out go on; nobody new can install it. */
export const decideListing = {
  id: 'decideListing',
  method: 'POST',
  path: '/kontor/v1/operator/listings/{integration}/decisions',
  summary: 'Approves what was reviewed, refuses it, or takes it out of the catalogue.',
  access: { kind: 'operator' },
  request: z.discriminatedUnion('decision', [
    z.strictObject({
      decision: z.literal('approve'),
      revision: z.string().max(128).describe('What was reviewed. Refused where it changed since.'),
    }),
    z.strictObject({ decision: z.literal('refuse'), reason }),
    z.strictObject({ decision: z.literal('unlist'), reason }),
  ]),
  responses: { 200: z.object({ listing: operatedListing }) },
  audit: { event: 'listing.decided' },
} as const satisfies HostEndpoint;
