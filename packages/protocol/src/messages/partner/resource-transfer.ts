import * as z from 'zod';
import type { PartnerEndpoint } from '../../endpoint.ts';
import { absentWhenNull } from '../../vocabulary/absent-when-null.ts';
import { billingPlan } from '../../vocabulary/billing-plan.ts';
import { refusalsWith422 } from './refusals.ts';

/** The installation in the path is the source; the target is not known yet. @see spec/partner-api.md §4.16 */
export const createTransferRequest = {
  id: 'createTransferRequest',
  method: 'POST',
  path: '/v1/installations/{installationId}/resource-transfer-requests',
  summary: 'Prepares the move of resources to another installation.',
  callers: ['system'],
  idempotencyKey: true,
  request: z.object({
    resourceIds: z.array(z.string().min(1)).min(1),
    /** Milliseconds since 1970. */
    expiresAt: z.int().positive(),
  }),
  responses: { 200: z.object({ providerClaimId: z.string().min(1) }), ...refusalsWith422 },
} as const satisfies PartnerEndpoint;

/** The plan the target must take first; without one, its present plan can carry the resources. */
export const transferVerification = z.preprocess(
  spelledAsNewBillingPlan,
  z.object({ newBillingPlan: absentWhenNull(billingPlan) }),
);
export type TransferVerification = z.infer<typeof transferVerification>;

/** The installation in the path is the target; several may ask about one claim. @see spec/partner-api.md §4.17 */
export const verifyTransferRequest = {
  id: 'verifyTransferRequest',
  method: 'GET',
  path: '/v1/installations/{installationId}/resource-transfer-requests/{providerClaimId}/verify',
  summary: 'Asks whether an installation can take over prepared resources, and under which plan.',
  callers: ['system'],
  idempotencyKey: false,
  responses: { 200: transferVerification, ...refusalsWith422 },
} as const satisfies PartnerEndpoint;

/** The installation in the path is the target; one accept wins, and the claim is used up. @see spec/partner-api.md §4.18 */
export const acceptTransferRequest = {
  id: 'acceptTransferRequest',
  method: 'POST',
  path: '/v1/installations/{installationId}/resource-transfer-requests/{providerClaimId}/accept',
  summary: 'Moves prepared resources into an installation.',
  callers: ['system'],
  idempotencyKey: true,
  responses: { 200: z.unknown(), 204: null, ...refusalsWith422 },
} as const satisfies PartnerEndpoint;

/** One of the protocol's guides calls the plan `billingPlan`, and shows little of it. @see spec/partner-api.md §4.17, §20 */
function spelledAsNewBillingPlan(body: unknown): unknown {
  if (typeof body !== 'object' || body === null) return {};
  const { newBillingPlan, billingPlan: spelled } = body as Record<string, unknown>;
  return { newBillingPlan: newBillingPlan ?? completed(spelled) };
}

function completed(plan: unknown): unknown {
  if (typeof plan !== 'object' || plan === null) return plan;
  const { id, cost, ...rest } = plan as Record<string, unknown>;
  return {
    type: 'subscription',
    name: id,
    ...rest,
    id,
    ...(cost === undefined ? {} : { cost: typeof cost === 'number' ? String(cost) : cost }),
  };
}
