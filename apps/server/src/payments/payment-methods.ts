import {
  type Actor,
  isRealMoney,
  ok,
  type PaymentBackEnd,
  type PaymentMethod,
  paymentMethodNotFound,
  type Refusal,
  type Result,
  refuse,
  type TeamTx,
  type Transact,
} from '@kontor/core';
import type {
  EventType,
  InstallationId,
  PaymentMethodId,
  TeamId,
} from '@kontor/protocol/vocabulary';

type Place = { readonly teamId: TeamId; readonly actor: Actor };

export type PaymentMethodsPorts = {
  readonly transact: Transact<TeamTx>;
  readonly backEnd: PaymentBackEnd;
  readonly mintPaymentMethodId: () => PaymentMethodId;
  readonly now: () => Date;
};

/** What teams pay with. Adding the same twice answers the first; a removed one is added anew. */
export function createPaymentMethods(ports: PaymentMethodsPorts) {
  const { transact, backEnd, mintPaymentMethodId, now } = ports;
  return {
    list: (teamId: TeamId) => transact(teamId, (tx) => usable(tx, backEnd)),
    add: async (
      { teamId, actor }: Place,
      token: string,
    ): Promise<Result<PaymentMethod, Refusal>> => {
      const known = await transact(teamId, async (tx) =>
        (await isOnTestClock(tx, backEnd))
          ? onTestClock()
          : ok(await tx.paymentMethods.customer(backEnd.name)),
      );
      if (!known.ok) return known;
      const customer = known.value;
      const attached = await backEnd.attach({ teamId, token, customer });
      if (!attached.ok) return attached;
      return transact(teamId, async (tx) => {
        const method = await tx.paymentMethods.insert({
          ...attached.value,
          id: mintPaymentMethodId(),
          teamId,
          backEnd: backEnd.name,
          isDefault: false,
          createdAt: now(),
        });
        await tell(tx, 'payment-method.added', { actor, id: method.id });
        return ok(method);
      });
    },
    makeDefault: ({ teamId, actor }: Place, id: PaymentMethodId) =>
      transact(teamId, async (tx): Promise<Result<PaymentMethod, Refusal>> => {
        const known = await findUsable(tx, backEnd, id);
        if (known === undefined) return paymentMethodNotFound(id);
        await tx.paymentMethods.makeDefault(id);
        await tell(tx, 'payment-method.made-default', { actor, id });
        return ok({ ...known, isDefault: true });
      }),
    choose: (
      { teamId, actor, installationId }: Place & { readonly installationId: InstallationId },
      id: PaymentMethodId | null,
    ) =>
      transact(teamId, async (tx): Promise<Result<null, Refusal>> => {
        const installation = await tx.installations.hold(installationId);
        if (installation === undefined) return notInstalled(installationId);
        if (id !== null && (await findUsable(tx, backEnd, id)) === undefined) {
          return paymentMethodNotFound(id);
        }
        await tx.paymentMethods.choose(installationId, id);
        await tell(tx, 'payment-method.chosen', { actor, id, installation: installationId });
        return ok(null);
      }),
    remove: async (
      { teamId, actor }: Place,
      id: PaymentMethodId,
    ): Promise<Result<null, Refusal>> => {
      const removed = await transact(
        teamId,
        async (tx): Promise<Result<PaymentMethod, Refusal>> => {
          const known = (await tx.paymentMethods.list()).find((each) => each.id === id);
          if (known === undefined) return paymentMethodNotFound(id);
          const installations = await tx.paymentMethods.usedBy(id);
          if (installations.length > 0) return inUse(known, installations);
          await tx.paymentMethods.remove(id, now());
          await tell(tx, 'payment-method.removed', { actor, id });
          return ok(known);
        },
      );
      if (!removed.ok) return removed;
      if (removed.value.backEnd === backEnd.name) await backEnd.detach(removed.value.reference);
      return ok(null);
    },
  };
}

/** Those of the back end that the host has now. */
async function usable(
  { paymentMethods }: Pick<TeamTx, 'paymentMethods'>,
  { name }: PaymentBackEnd,
) {
  return (await paymentMethods.list()).filter((method) => method.backEnd === name);
}

async function findUsable(tx: TeamTx, backEnd: PaymentBackEnd, id: PaymentMethodId) {
  return (await usable(tx, backEnd)).find((each) => each.id === id);
}

/** Its clock could stand still before a bill, and its bills would be paid with real money. */
async function isOnTestClock({ testClocks }: Pick<TeamTx, 'testClocks'>, { name }: PaymentBackEnd) {
  return isRealMoney(name) && (await testClocks.find()) !== undefined;
}

function onTestClock() {
  return refuse(
    'real_money',
    'This team is on a test clock, and a payment method would move real money. Remove the clock, or use another team.',
  );
}

async function tell(
  { events }: Pick<TeamTx, 'events'>,
  type: EventType,
  {
    actor,
    id,
    installation,
  }: { readonly actor: Actor; readonly id: PaymentMethodId | null; readonly installation?: string },
): Promise<void> {
  const subject = {
    ...(id === null ? {} : { paymentMethod: id }),
    ...(installation === undefined ? {} : { installation }),
  };
  await events.append({ type, actor, subject });
}

function notInstalled(installationId: string) {
  return refuse('installation_not_found', `There is no installation '${installationId}' here.`);
}

function inUse({ id, label }: PaymentMethod, installations: readonly string[]) {
  return refuse(
    'payment_method_in_use',
    `${label} pays for ${installations.join(', ')}. Choose another payment method for what costs something first.`,
    { paymentMethodId: id, installations },
  );
}
