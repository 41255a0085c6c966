import * as z from 'zod';
import type { PartnerEndpoint } from '../../endpoint.ts';
import { billingPlan } from '../../vocabulary/billing-plan.ts';
import { refusals } from './refusals.ts';

const plans = z.object({ plans: z.array(billingPlan) });

/** `metadata` is the values of the form so far, as JSON text, so that a provider can quote for them. */
const metadataQuery = z.object({ metadata: z.string().optional() });

/** May be asked before anything is installed, with a token that names no account. @see spec/partner-api.md §4.12 */
export const listProductPlans = {
  id: 'listProductPlans',
  method: 'GET',
  path: '/v1/products/{productSlug}/plans',
  summary: 'Lists the plans a product can be had under.',
  callers: ['system'],
  idempotencyKey: false,
  query: metadataQuery,
  responses: { 200: plans, ...refusals },
} as const satisfies PartnerEndpoint;

/** @see spec/partner-api.md §4.13 */
export const listResourcePlans = {
  id: 'listResourcePlans',
  method: 'GET',
  path: '/v1/installations/{installationId}/resources/{resourceId}/plans',
  summary: 'Lists the plans a resource can move to.',
  callers: ['system'],
  idempotencyKey: false,
  query: metadataQuery,
  responses: { 200: plans, ...refusals },
} as const satisfies PartnerEndpoint;

/** Only of integrations with installation-level plans. @see spec/partner-api.md §4.14 */
export const listInstallationPlans = {
  id: 'listInstallationPlans',
  method: 'GET',
  path: '/v1/installations/{installationId}/plans',
  summary: 'Lists the plans that can cover a whole installation.',
  callers: ['system'],
  idempotencyKey: false,
  responses: { 200: plans, ...refusals },
} as const satisfies PartnerEndpoint;
