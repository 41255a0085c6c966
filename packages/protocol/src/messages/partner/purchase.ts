import * as z from 'zod';
import type { PartnerEndpoint } from '../../endpoint.ts';
import { balance } from '../../vocabulary/balance.ts';
import { refusalsWith422 } from './refusals.ts';

/** Credits a paid invoice of a prepayment; of several balances the one with the newest `timestamp` holds. @see spec/partner-api.md §4.15 */
export const provisionPurchase = {
  id: 'provisionPurchase',
  method: 'POST',
  path: '/v1/installations/{installationId}/billing/provision',
  summary: 'Tells the provider that a prepayment has been paid and is to be credited.',
  callers: ['user', 'system'],
  idempotencyKey: true,
  request: z.object({ invoiceId: z.string().min(1) }),
  responses: {
    200: z.object({ timestamp: z.iso.datetime({ offset: true }), balances: z.array(balance) }),
    ...refusalsWith422,
  },
} as const satisfies PartnerEndpoint;
