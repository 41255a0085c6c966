import * as catalogEndpoints from '@kontor/protocol/kontor/catalog';
import { CliError } from '../../cli-error.ts';
import { exitCode } from '../../exit-code.ts';
import { suggest } from '../../names/suggest.ts';
import type { Session } from '../../session.ts';
import { findNative } from '../installation/find-installation.ts';
import type { PlanQuestion } from './choose-plan.ts';

/**
 * Refuses a plan that is not offered before the integration is installed for it. Where it is
 * installed, the host refuses the plan before it makes anything.
 */
export async function requirePlan(
  session: Pick<Session, 'call' | 'team'>,
  plan: string,
  { listing, product, metadata }: PlanQuestion,
): Promise<string> {
  if (listing.billsPerInstallation) return plan;
  if ((await findNative(session, listing.id)) !== undefined) return plan;
  const { body } = await session.call(catalogEndpoints.listProductPlans, {
    params: { team: await session.team(), integration: listing.slug, product: product.slug },
    query: { metadata: JSON.stringify(metadata) },
  });
  const offered = body.plans.filter(({ disabled }) => disabled !== true).map(({ id }) => id);
  if (offered.includes(plan)) return plan;
  throw new CliError({
    code: 'plan_not_offered',
    exitCode: exitCode.notFound,
    message: `${listing.name} does not offer the plan '${plan}' now.${suggest(plan, offered)}`,
    facts: { offered },
  });
}
