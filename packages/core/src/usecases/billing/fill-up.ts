import {
  type ExternalResourceId,
  externalResourceId,
  type InstallationId,
  type InvoiceId,
  type TeamId,
} from '@kontor/protocol/vocabulary';
import type { InvoiceTerms } from '../../domain/billing/terms.ts';
import { decideTopUp, monthAround, type StandingThreshold } from '../../domain/billing/top-up.ts';
import type { Installation } from '../../domain/installation/installation.ts';
import { ok } from '../../result.ts';
import { type ActiveResource, requireActive } from '../resource/require-active.ts';
import { permitSpending } from '../spend/permit-spending.ts';
import { warnOfSpending } from '../spend/warn-of-spending.ts';
import type { TeamTx } from '../team-tx.ts';
import { planOfBalance } from './buy-balance.ts';
import { type RecordPurchaseTx, recordPurchase } from './record-purchase.ts';
import { stopTopUp, topUpSubject } from './stop-top-up.ts';

export type FillUpTx = RecordPurchaseTx &
  Pick<TeamTx, 'installations' | 'resources' | 'thresholds' | 'spendLimits'>;

export type FillUpPorts = {
  readonly mintInvoiceId: () => InvoiceId;
  /** Under which its invoices are taken. */
  readonly terms: InvoiceTerms;
  readonly traceId: string;
};

/** Whose balances are new. */
export type NewBalances = {
  readonly teamId: TeamId;
  readonly installationId: InstallationId;
  readonly balances: readonly { readonly resourceId?: string | undefined }[];
};

/**
 * Buys on the thresholds that new balances have fallen below, in the transaction that takes those. Of
 * reports that come at once each waits for the one before, so that nothing is bought twice.
 *
 * @see spec/partner-api.md §12.8; spec/purchases.md — PUR-6, PUR-9
 */
export async function fillUp(
  tx: FillUpTx,
  ports: FillUpPorts,
  { teamId, installationId, balances }: NewBalances,
): Promise<void> {
  const named = [...new Set(balances.flatMap(({ resourceId }) => externalIdOf(resourceId)))];
  const thresholds = await tx.thresholds.lock(installationId, named);
  if (thresholds.length === 0) return;
  const installation = await tx.installations.hold(installationId);
  if (installation?.lifecycle !== 'installed') return;
  for (const threshold of thresholds) {
    const resource = await resourceOf(tx, threshold);
    if (resource === undefined) continue;
    await fillUpOne(tx, ports, { teamId, installation, resource, threshold });
  }
}

/** Null for the installation as a whole, and nothing for what can be the id of no resource. */
function externalIdOf(named: string | undefined): readonly (ExternalResourceId | null)[] {
  if (named === undefined) return [null];
  const id = externalResourceId.safeParse(named);
  return id.success ? [id.data] : [];
}

/** Nothing where it is not in use. */
async function resourceOf(
  { resources }: Pick<TeamTx, 'resources'>,
  { resourceId }: StandingThreshold,
): Promise<ActiveResource | null | undefined> {
  if (resourceId === null) return null;
  const active = requireActive(resourceId, await resources.hold(resourceId));
  return active.ok ? active.value : undefined;
}

type Standing = {
  readonly teamId: TeamId;
  readonly installation: Installation;
  readonly resource: ActiveResource | null;
  readonly threshold: StandingThreshold;
};

async function fillUpOne(
  tx: FillUpTx,
  { mintInvoiceId, terms, traceId }: FillUpPorts,
  { teamId, installation, resource, threshold }: Standing,
): Promise<void> {
  const at = await tx.clock.now();
  const { id: installationId } = installation;
  const month = monthAround(at);
  const balance = { installationId, resourceId: threshold.resourceId };
  const bought = await tx.purchases.boughtAutomatically(balance, month);
  const plan = planOfBalance(installation, resource);
  const decided = decideTopUp(threshold, { plan, bought, at });
  switch (decided.do) {
    case 'nothing':
      return;
    case 'arm':
      return tx.thresholds.save(installationId, { ...threshold, isArmed: true });
    case 'stop':
      return stopTopUp(tx, { installationId, threshold, reason: decided.reason });
    case 'hold': {
      await tx.thresholds.save(installationId, { ...threshold, heldUntil: month.end });
      const data = { cap: decided.cap, bought, until: month.end.toISOString() };
      const subject = topUpSubject(installationId, threshold);
      return tx.events.append({ type: 'top-up.held', actor: system, subject, data });
    }
    case 'buy': {
      const { isTest } = installation;
      const permitted = isTest ? ok(null) : await permitSpending(tx, balance, decided.amount);
      if (!permitted.ok) {
        return stopTopUp(tx, { installationId, threshold, reason: 'spend_limit' });
      }
      await tx.thresholds.save(installationId, { ...threshold, isArmed: false });
      const wanted = { teamId, installationId, resource, traceId, callerKey: null } as const;
      const invoiceId = mintInvoiceId();
      const { amount } = decided;
      await recordPurchase(tx, {
        ...wanted,
        invoiceId,
        plan: decided.plan,
        amount,
        terms,
        isTest,
        origin: 'automatic',
        actor: system,
      });
      await warnOfSpending(tx, installationId);
    }
  }
}

const system = { kind: 'system' } as const;
