import type { PaymentBackEnd } from '@kontor/core';
import type { Sql } from '../postgres/sql.ts';
import { createManualBackEnd } from './manual-back-end.ts';
import { createTestBackEnd } from './test-back-end.ts';

/** Which payment back end the host has. */
export type PaymentSettings = { readonly kind: 'manual' } | { readonly kind: 'test' };

export function createPaymentBackEnd(settings: PaymentSettings, sql: Sql): PaymentBackEnd {
  switch (settings.kind) {
    case 'manual':
      return createManualBackEnd();
    case 'test':
      return createTestBackEnd(sql);
  }
}
