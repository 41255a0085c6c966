import type { PaymentBackEnd } from '@kontor/core';
import type { Sql } from '../postgres/sql.ts';
import { createManualBackEnd } from './manual-back-end.ts';
import { createStripeBackEnd } from './stripe/stripe-back-end.ts';
import { createStripeClient, type StripeSettings } from './stripe/stripe-client.ts';
import { createTestBackEnd } from './test-back-end.ts';

/** Which payment back end the host has. */
export type PaymentSettings =
  | { readonly kind: 'manual' }
  | { readonly kind: 'test' }
  | StripeSettings;

export function createPaymentBackEnd(
  settings: PaymentSettings,
  { sql, onError }: { readonly sql: Sql; readonly onError: (error: unknown) => void },
): PaymentBackEnd {
  switch (settings.kind) {
    case 'manual':
      return createManualBackEnd();
    case 'test':
      return createTestBackEnd(sql);
    case 'stripe':
      return createStripeBackEnd(createStripeClient(settings), onError);
  }
}
