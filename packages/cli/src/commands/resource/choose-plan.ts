import type { Listing, Product } from '@kontor/protocol/kontor';
import * as catalogEndpoints from '@kontor/protocol/kontor/catalog';
import type { Metadata, ResolvedBillingPlan } from '@kontor/protocol/vocabulary';
import { CliError } from '../../cli-error.ts';
import { exitCode } from '../../exit-code.ts';
import { steps } from '../../next/steps.ts';
import type { Session } from '../../session.ts';
import { costOf } from '../catalog/plans.ts';

export type PlanQuestion = {
  readonly listing: Listing;
  readonly product: Product;
  readonly metadata: Metadata;
};

/**
 * The plan that the person chooses. Undefined leaves the choice to the host, which takes the free
 * one; where there is none and nobody to ask, that is said before anything is made.
 */
export async function choosePlan(
  { call, team, ask }: Pick<Session, 'call' | 'team' | 'ask'>,
  { listing, product, metadata }: PlanQuestion,
): Promise<string | undefined> {
  // the installation has the plan, and every resource in it is covered
  if (listing.billsPerInstallation) return undefined;
  const { body } = await call(catalogEndpoints.listProductPlans, {
    params: { team: await team(), integration: listing.slug, product: product.slug },
    query: { metadata: JSON.stringify(metadata) },
  });
  const plans = body.plans.filter(({ disabled }) => disabled !== true);
  const free = plans.filter(({ paymentMethodRequired }) => !paymentMethodRequired);
  if (free.length > 0 && (!ask.canAsk || plans.length === 1)) return undefined;
  if (!ask.canAsk) throw planNeeded(listing, plans);
  return ask.toChoose({
    message: 'Which plan?',
    instead: '--plan <id>',
    choices: [...free, ...plans.filter((plan) => !free.includes(plan))].map((plan) => ({
      value: plan.id,
      label: plan.name,
      hint: costOf(plan),
    })),
  });
}

function planNeeded({ name }: Listing, plans: readonly ResolvedBillingPlan[]) {
  const offered = plans.map((plan) => `${plan.id}: ${plan.name}, ${costOf(plan)}`);
  return new CliError({
    code: 'answer_needed',
    exitCode: exitCode.wrongUsage,
    message: `${name} has no free plan for this. Choose one with --plan <id>.`,
    details: offered,
    next: plans.map(({ id }) => steps.answer('--plan', id)),
    facts: { option: '--plan <id>', offered },
  });
}
