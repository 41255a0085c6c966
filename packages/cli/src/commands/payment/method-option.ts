import type { PaymentMethod } from '@kontor/protocol/kontor';
import * as paymentEndpoints from '@kontor/protocol/kontor/payment';
import { argument } from '../../inputs.ts';
import type { Session } from '../../session.ts';

export const methodArgument = argument('Payment method, by id.');

/** How people know a payment method. */
export function described({ label, expires, isDefault }: PaymentMethod): string {
  const until = expires === null ? '' : `, good until ${expires}`;
  return `${label}${until}${isDefault ? ' (default)' : ''}`;
}

export async function paymentMethodsOf({ call, team }: Session) {
  const { body } = await call(paymentEndpoints.listPaymentMethods, {
    params: { team: await team() },
  });
  return body;
}
