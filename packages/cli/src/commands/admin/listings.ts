import * as listingEndpoints from '@kontor/protocol/kontor/listing';
import * as z from 'zod';
import { command } from '../../command.ts';
import { argument } from '../../inputs.ts';
import { steps } from '../../next/steps.ts';
import { day } from '../../output/day.ts';
import { table } from '../../output/table.ts';

const { state } = listingEndpoints.listListings.query.shape;
const integration = argument('Integration, by slug or id.');

export const listListings = command({
  args: z.strictObject({}),
  options: z.strictObject({
    state: state.meta({
      description: 'Only those that are so (default: all but drafts).',
      placeholder: 'state',
    }),
  }),
  details: 'For operators. What waits for a decision comes first.',
  examples: ['kontor admin listings', 'kontor admin listings --state submitted'],
  output: listingEndpoints.listListings.responses[200],
  run: async ({ options }, { call }) => {
    const { body } = await call(listingEndpoints.listListings, { query: options });
    const waiting = body.listings.find((each) => each.state === 'submitted');
    const rows = body.listings.map((each) => [
      each.integration.slug,
      each.state,
      day(each.since),
      each.hasChanged ? 'yes' : 'no',
      String(each.installations),
      each.reason ?? each.note ?? '',
    ]);
    const titles = ['INTEGRATION', 'STATE', 'SINCE', 'CHANGED', 'INSTALLATIONS', 'WHY'];
    return {
      data: body,
      text: rows.length === 0 ? ['There are no such listings.'] : table(titles, rows),
      next: waiting === undefined ? [] : [steps.reviewListing(waiting.integration.slug)],
    };
  },
});

export const reviewListing = command({
  args: z.strictObject({ integration }),
  options: z.strictObject({}),
  details: 'For operators. Without an approval before, everything that its provider says.',
  examples: ['kontor admin review lagoon'],
  output: listingEndpoints.reviewListing.responses[200],
  run: async ({ args }, { call }) => {
    const { body } = await call(listingEndpoints.reviewListing, { params: args });
    const rows = body.changes.map(({ field, before, after }) => [
      field,
      JSON.stringify(before),
      JSON.stringify(after),
    ]);
    return {
      data: body,
      text: [
        `${body.listing.integration.slug} is ${body.listing.state}.`,
        ...(rows.length === 0
          ? ['Nothing has changed since it was approved.']
          : ['', ...table(['FIELD', 'BEFORE', 'NOW'], rows)]),
      ],
      next: [steps.approveListing(args.integration, body.revision)],
    };
  },
});

export const approveListing = command({
  args: z.strictObject({
    integration,
    revision: argument('What was reviewed, as kontor admin review names it.'),
  }),
  options: z.strictObject({}),
  details: 'For operators. Refused where it has changed since it was reviewed.',
  examples: ['kontor admin approve lagoon rev_…'],
  output: listingEndpoints.decideListing.responses[200],
  run: async ({ args: { integration: named, revision } }, { call }) => {
    const { body } = await call(listingEndpoints.decideListing, {
      params: { integration: named },
      body: { decision: 'approve', revision },
    });
    return { data: body, text: [`${named} is ${body.listing.state}.`] };
  },
});

export const refuseListing = deciding('refuse', 'kontor admin refuse lagoon');
export const unlistIntegration = deciding('unlist', 'kontor admin unlist lagoon');

function deciding(decision: 'refuse' | 'unlist', typed: string) {
  return command({
    args: z.strictObject({ integration, reason: argument('Why; its provider is shown it.') }),
    options: z.strictObject({}),
    details: 'For operators. What is installed goes on.',
    examples: [`${typed} 'The privacy policy is missing'`],
    output: listingEndpoints.decideListing.responses[200],
    run: async ({ args: { integration: named, reason } }, { call }) => {
      const { body } = await call(listingEndpoints.decideListing, {
        params: { integration: named },
        body: { decision, reason },
      });
      return { data: body, text: [`${named} is ${body.listing.state}.`] };
    },
  });
}
