import * as catalogEndpoints from '@kontor/protocol/kontor/catalog';
import type { ResolvedBillingPlan } from '@kontor/protocol/vocabulary';
import * as z from 'zod';
import { command } from '../../command.ts';
import { argument } from '../../inputs.ts';
import type { Line } from '../../output/line.ts';
import { table } from '../../output/table.ts';
import { chooseProduct, readProductName } from './choose-product.ts';
import { findListing } from './find-listing.ts';
import { metadataOption, readMetadata } from './read-metadata.ts';

export const listPlans = command({
  args: z.strictObject({ product: argument('Product, as <integration>/<product>.') }),
  options: z.strictObject({ ...metadataOption }),
  examples: ['kontor plans lagoon/postgres', 'kontor plans lagoon/postgres --metadata region=fra1'],
  output: catalogEndpoints.listProductPlans.responses[200],
  run: async ({ args, options }, session) => {
    const named = readProductName(args.product);
    const listing = await findListing(session, named.integration);
    const product = await chooseProduct(session.ask, listing, named.product);
    const metadata = readMetadata(options.metadata, product.metadataSchema);
    const { body } = await session.call(catalogEndpoints.listProductPlans, {
      params: { team: await session.team(), integration: listing.slug, product: product.slug },
      query: options.metadata.length === 0 ? {} : { metadata: JSON.stringify(metadata) },
    });
    return {
      data: { plans: body.plans },
      text:
        body.plans.length === 0
          ? [`${listing.name} offers no plans for ${product.name} now.`]
          : planTable(body.plans),
    };
  },
});

/** Plans with what they cost. */
export function planTable(plans: readonly ResolvedBillingPlan[]): Line[] {
  return table(
    ['PLAN', 'NAME', 'COST', 'TYPE', 'SCOPE', 'PAYMENT'],
    plans.map((plan) => [
      plan.id,
      plan.name + (plan.disabled === true ? ' (not available)' : ''),
      costOf(plan),
      plan.type,
      plan.scope,
      plan.paymentMethodRequired ? 'needed' : 'not needed',
    ]),
  );
}

/** What a plan costs, in its provider's words. */
export function costOf({ cost, paymentMethodRequired }: ResolvedBillingPlan): string {
  return cost ?? (paymentMethodRequired ? 'not stated' : 'free');
}
