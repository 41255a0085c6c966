import {
  allows,
  type createBuyBalance,
  ok,
  paymentMethodNotFound,
  type Refusal,
  type Result,
} from '@kontor/core';
import type { Store } from '@kontor/protocol/rest';
import { type InstallationId, paymentMethodId, teamId } from '@kontor/protocol/vocabulary';
import { forbidden } from '../http/authorise.ts';
import type { TeamCaller } from '../http/route.ts';
import { readResourceId } from '../http/routes/resource-routes.ts';
import type { createPaymentMethods } from '../payments/payment-methods.ts';

export type PayForStorePorts = {
  readonly paymentMethods: Pick<ReturnType<typeof createPaymentMethods>, 'choose'>;
  readonly buyBalance: ReturnType<typeof createBuyBalance>;
};

/** How a store that is made is to be paid for, as its request says. */
export type StorePayment = {
  readonly paymentMethodId?: string | undefined;
  readonly prepaymentAmountCents?: number | undefined;
};

/**
 * Makes a payment method that is named the one of the installation. Done before anything is
 * provisioned, as it is what a plan that costs something needs.
 *
 * @see spec/platform-api.md §3.6
 */
export async function choosePaymentFor(
  { paymentMethods }: PayForStorePorts,
  caller: TeamCaller,
  {
    installationId,
    payment,
  }: { readonly installationId: InstallationId; readonly payment: StorePayment },
): Promise<Result<null, Refusal>> {
  const isAsked =
    payment.paymentMethodId !== undefined || payment.prepaymentAmountCents !== undefined;
  if (!isAsked) return ok(null);
  if (!allows(caller.grant, { action: 'billing:manage' }, caller.at)) {
    return forbidden('billing:manage', caller.grant.role);
  }
  if (payment.paymentMethodId === undefined) return ok(null);
  const id = paymentMethodId.safeParse(payment.paymentMethodId);
  if (!id.success) return paymentMethodNotFound(payment.paymentMethodId);
  const place = { teamId: teamId.parse(caller.team.id), actor: caller.actor, installationId };
  return paymentMethods.choose(place, id.data);
}

/**
 * Buys the first balance of a store that was just made. What is refused is refused with the id of the
 * store, which stays: its balance can be bought by itself.
 */
export async function buyFirstBalance(
  { buyBalance }: PayForStorePorts,
  call: {
    readonly caller: TeamCaller;
    readonly callerKey: string | null;
    readonly traceId: string;
  },
  { installationId, store, cents }: Purchase,
): Promise<Result<null, Refusal>> {
  if (cents === undefined) return ok(null);
  const { caller, callerKey, traceId } = call;
  const resource = readResourceId(store.id);
  if (!resource.ok) return resource;
  const bought = await buyBalance({
    teamId: teamId.parse(caller.team.id),
    actor: caller.actor,
    installationId,
    resourceId: resource.value,
    amount: (cents / 100).toFixed(2),
    callerKey,
    traceId,
  });
  if (bought.ok) return ok(null);
  const { message, facts, ...refusal } = bought.error;
  return {
    ok: false,
    error: {
      ...refusal,
      message: `The store was made, and its first balance was not bought. ${message}`,
      facts: { ...facts, store: store.id },
    },
  };
}

type Purchase = {
  readonly installationId: InstallationId;
  readonly store: Store;
  /** Undefined where none is asked for. */
  readonly cents: number | undefined;
};
