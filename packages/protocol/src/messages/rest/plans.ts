import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';
import { resolvedBillingPlan } from '../../vocabulary/billing-plan.ts';
import { installationSource } from '../../vocabulary/installation-source.ts';
import { hourly } from '../kontor/rate-limit.ts';
import { refusalsOfChanges } from '../platform/refusals.ts';
import { scopeQuery } from './scope.ts';

/** Scope and payment method are filled in where the provider left them out. @see spec/platform-api.md §3.5 */
export const listIntegrationPlans = {
  id: 'listIntegrationPlans',
  method: 'GET',
  path: '/v1/integrations/integration/{integration}/products/{product}/plans',
  aliases: ['/integrations/integration/{integration}/products/{product}/plans'],
  summary: 'Asks the provider what a product costs now, before or after installing.',
  access: { kind: 'scope', action: 'installation:read' },
  rateLimit: hourly,
  query: scopeQuery.extend({
    integrationConfigurationId: z.string().max(128).optional(),
    metadata: z.string().max(16_384).optional().describe('The form so far, as JSON text.'),
    source: installationSource.optional(),
  }),
  responses: { 200: z.object({ plans: z.array(resolvedBillingPlan) }), ...refusalsOfChanges },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;
