import { type HostClient, ProviderError, type ReportedBalances } from '@kontor/provider';
import type { OneAtATime } from '@kontor/provider-process';
import { type AdmitParts, holdToLimits } from '../lifecycle/admit.ts';
import { microsOf, microsPerCent } from '../product/prices.ts';
import type { BalanceStore } from '../state/balances.ts';
import type { InstallationStore } from '../state/installations.ts';

export type PurchaseParts = AdmitParts & {
  readonly installations: InstallationStore;
  readonly oneAtATime: OneAtATime;
  readonly clock: () => Date;
};

/**
 * Credits what was paid: only on the host's own word, and once however often it is told.
 *
 * @see spec/partner-api.md §4.15
 */
export async function takePurchase(
  parts: PurchaseParts,
  {
    installationId,
    invoiceId,
    host,
  }: Record<'installationId' | 'invoiceId', string> & { host: HostClient },
): Promise<ReportedBalances> {
  const { installations, resources, balances, oneAtATime, clock } = parts;
  if (!(await installations.isInstalled(installationId))) {
    throw new ProviderError('not_found', `${installationId} is not installed.`);
  }
  const invoice = await host.getInvoice(invoiceId).catch((cause: unknown) => {
    throw new ProviderError('conflict', `The invoice ${invoiceId} cannot be read.`, { cause });
  });
  if (invoice.state !== 'paid') {
    throw new ProviderError('conflict', `The invoice ${invoiceId} is ${invoice.state}, not paid.`);
  }
  const credits = invoice.items.map(({ resourceId, total }) => ({
    resourceId,
    micros: microsOf(total),
  }));
  await oneAtATime(balanceName(installationId), () =>
    balances.credit(installationId, invoiceId, credits),
  );
  for (const { id } of await resources.list(installationId)) {
    await oneAtATime(id, async () => {
      const resource = await resources.find(installationId, id);
      if (resource?.status === 'ready') await holdToLimits(parts, resource);
    });
  }
  return { timestamp: clock(), balances: balancesOf(await balances.of(installationId)) };
}

/** What changes the balances of an installation is done under this name. */
export function balanceName(installationId: string): string {
  return `balance ${installationId}`;
}

/** Balances as the protocol has them: in cents, of which a begun one that is not full does not count. */
export function balancesOf(left: Awaited<ReturnType<BalanceStore['of']>>) {
  return [...left]
    .filter(([resourceId, micros]) => resourceId !== '' || micros > 0)
    .map(([resourceId, micros]) => ({
      currencyValueInCents: Math.floor(micros / microsPerCent),
      ...(resourceId !== '' && { resourceId }),
    }));
}
