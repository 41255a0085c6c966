import type { PlanSource } from '@kontor/core';
import {
  listInstallationPlans,
  listProductPlans,
  listResourcePlans,
} from '@kontor/protocol/partner';
import { type BillingPlan, resolveBillingPlan } from '@kontor/protocol/vocabulary';
import { traceIdOf, traceparentOf } from '../http/trace.ts';
import { asSystem, type GatewayPorts } from './gateway-call.ts';
import { outcomeOf } from './outcome-of.ts';

/** Plans as providers state them now. @see spec/concepts.md — C11 */
export function createPlanSource(ports: GatewayPorts): PlanSource {
  const { client } = ports;
  const resolved = ({ plans }: { plans: readonly BillingPlan[] }) =>
    plans.map((plan) => resolveBillingPlan(plan));
  return {
    forProduct: async ({ teamId, integrationId, installationId, product, metadata }) => {
      const baseUrl = await ports.baseUrlOf(integrationId);
      if (baseUrl === undefined) throw new Error(`no integration ${integrationId}`);
      const token = await ports.tokens.systemToken(
        // before anything is installed the token names no account
        installationId === null
          ? { integrationId, installationId: null, teamId: null }
          : { integrationId, installationId, teamId },
      );
      return outcomeOf(
        await client.call(listProductPlans, {
          integration: { id: integrationId, baseUrl },
          params: { productSlug: product },
          query: { metadata: JSON.stringify(metadata) },
          token,
          callerKind: 'system',
          traceparent: traceparentOf(traceIdOf(undefined)),
        }),
        resolved,
      );
    },
    forResource: async ({ externalId, metadata, ...ref }) =>
      outcomeOf(
        await client.call(listResourcePlans, {
          ...(await asSystem(ports, ref)),
          params: { installationId: ref.installationId, resourceId: externalId },
          ...(metadata === undefined ? {} : { query: { metadata: JSON.stringify(metadata) } }),
        }),
        resolved,
      ),
    forInstallation: async (ref) =>
      outcomeOf(
        await client.call(listInstallationPlans, {
          ...(await asSystem(ports, ref)),
          params: { installationId: ref.installationId },
        }),
        resolved,
      ),
  };
}
