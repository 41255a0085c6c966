import type { InstallationId, InvoiceId, ResourceId, TeamId } from '@kontor/protocol/vocabulary';
import type { Actor } from '../../domain/actor.ts';
import { checkPurchase, type Purchase } from '../../domain/billing/purchase.ts';
import type { InvoiceTerms } from '../../domain/billing/terms.ts';
import { type Refusal, refuse } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';
import { requireNative } from '../installation/require-installed.ts';
import { type ActiveResource, requireActive } from '../resource/require-active.ts';
import type { TeamTx, Transact } from '../team-tx.ts';
import { type RecordPurchaseTx, recordPurchase } from './record-purchase.ts';

export type BuyBalanceTx = RecordPurchaseTx & Pick<TeamTx, 'installations' | 'resources'>;

export type BuyBalancePorts = {
  readonly transact: Transact<BuyBalanceTx>;
  readonly mintInvoiceId: () => InvoiceId;
  readonly termsOf: TermsOf;
};

/** What an invoice of an installation is taken under now. */
export type TermsOf = (place: {
  readonly teamId: TeamId;
  readonly installationId: InstallationId;
}) => Promise<InvoiceTerms>;

export type BuyBalanceRequest = {
  readonly teamId: TeamId;
  readonly actor: Actor;
  readonly installationId: InstallationId;
  /** Whose balance is filled up; null for that of the installation as a whole. */
  readonly resourceId: ResourceId | null;
  /** In dollars. */
  readonly amount: string;
  readonly callerKey: string | null;
  readonly traceId: string;
};

/**
 * Buys a balance under the prepayment that holds, with an invoice of its own. The provider is told
 * once that is paid. Repeated with the caller's own key it is the same purchase.
 *
 * @see spec/concepts.md — C23, C24; spec/partner-api.md §7.9
 */
export function createBuyBalance({ transact, mintInvoiceId, termsOf }: BuyBalancePorts) {
  return async ({ resourceId, amount, ...request }: BuyBalanceRequest) => {
    const terms = await termsOf(request);
    return transact(request.teamId, async (tx): Promise<Result<Purchase, Refusal>> => {
      const { callerKey, installationId } = request;
      const former = callerKey === null ? undefined : await tx.purchases.findByCallerKey(callerKey);
      if (former !== undefined) return ok(former);
      const held = requireNative(installationId, await tx.installations.hold(installationId));
      if (!held.ok) return held;
      const resource = await resourceOf(tx, { installationId, resourceId });
      if (!resource.ok) return resource;
      const bargain = checkPurchase(planOfBalance(held.value, resource.value), amount);
      if (!bargain.ok) return bargain;
      const wanted = {
        ...request,
        ...bargain.value,
        terms,
        invoiceId: mintInvoiceId(),
        resource: resource.value,
        origin: 'manual',
      } as const;
      return ok(await recordPurchase(tx, wanted));
    });
  };
}

async function resourceOf(
  { resources }: Pick<TeamTx, 'resources'>,
  { installationId, resourceId }: Pick<BuyBalanceRequest, 'installationId' | 'resourceId'>,
): Promise<Result<ActiveResource | null, Refusal>> {
  if (resourceId === null) return ok(null);
  const active = requireActive(resourceId, await resources.hold(resourceId));
  if (!active.ok || active.value.installationId === installationId) return active;
  return refuse('resource_not_found', `There is no resource '${resourceId}' in ${installationId}.`);
}

/** The plan that a balance belongs to: the resource's own, else that of the installation. @see spec/concepts.md — C23 */
export function planOfBalance<Plan>(
  installation: { readonly billingPlan: Plan | null },
  resource: { readonly billingPlan: Plan | null } | null,
): Plan | null {
  return resource?.billingPlan ?? installation.billingPlan;
}
