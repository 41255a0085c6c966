import { createHostClient, HostError, type WebhookEvent } from '@kontor/provider';
import type { Log } from '@kontor/provider-process';
import type { RedisProviderConfig } from '../config.ts';
import { holdToLimits } from '../lifecycle/admit.ts';
import { microsOf } from '../product/prices.ts';
import type { Resource } from '../state/resources.ts';
import { balanceName, balancesOf, type PurchaseParts, takePurchase } from './purchases.ts';

export type InvoiceEventParts = PurchaseParts & {
  readonly host: RedisProviderConfig['host'];
  readonly log: Log;
};

type About = { readonly installationId: string; readonly invoiceId: string };

/**
 * Takes what the host tells of a payment: one that was paid is credited, in case the call for it was
 * lost; one that was refunded is taken back, as far as it was not used; after one that failed the team
 * sees why nothing was added. The webhook only says where to look: what counts is the invoice that the
 * host shows. Answers whether the event was one of these.
 *
 * @see spec/purchases.md — PUR-2, PUR-4; spec/webhooks.md — WHK-10
 */
export async function takeInvoiceEvent(
  parts: InvoiceEventParts,
  { type, payload }: WebhookEvent,
): Promise<boolean> {
  const act = actions[type];
  const { installationId, invoiceId } = payload;
  if (act === undefined) return false;
  if (typeof installationId !== 'string' || typeof invoiceId !== 'string') return true;
  if (!(await parts.installations.isInstalled(installationId))) return true;
  const about = { installationId, invoiceId };
  try {
    await act(parts, about);
    await tellBalances(parts, installationId);
    parts.log('info', 'heard of an invoice', { ...about, type });
  } catch (error) {
    if (!isUnknownInvoice(error)) throw error;
    parts.log('warn', 'heard of an invoice that the host does not know', { ...about, type });
  }
  return true;
}

type Act = (parts: InvoiceEventParts, about: About) => Promise<void>;

const actions: Readonly<Record<string, Act>> = {
  'marketplace.invoice.paid': async (parts, about) => {
    const host = clientFor(parts, about);
    const { state } = await host.getInvoice(about.invoiceId);
    await showPayment(parts, about, false);
    // what was refunded since is told by another webhook, and credited by none
    if (state === 'paid') await takePurchase(parts, { ...about, host });
  },
  'marketplace.invoice.notpaid': async (parts, about) => {
    const { state } = await clientFor(parts, about).getInvoice(about.invoiceId);
    await showPayment(parts, about, state !== 'paid');
  },
  'marketplace.invoice.refunded': async (parts, about) => {
    const { installationId, invoiceId } = about;
    const { refundTotal = '0' } = await clientFor(parts, about).getInvoice(invoiceId);
    await parts.oneAtATime(balanceName(installationId), () =>
      parts.balances.takeBack(installationId, invoiceId, microsOf(refundTotal)),
    );
    await eachReady(parts, about, (resource) => resource);
  },
};

/** Shows at prepaid resources whether the last payment failed, or no more. */
function showPayment(parts: InvoiceEventParts, about: About, hasFailed: boolean): Promise<void> {
  return eachReady(parts, about, (resource) =>
    resource.planId === 'prepaid' ? { ...resource, hasPaymentFailed: hasFailed } : resource,
  );
}

/** Changes what is ready of an installation, holds it to its limits, and has the host read what is otherwise now. */
async function eachReady(
  parts: InvoiceEventParts,
  about: About,
  changed: (resource: Resource) => Resource,
): Promise<void> {
  const { resources, oneAtATime } = parts;
  const { installationId } = about;
  for (const { id } of await resources.list(installationId)) {
    const isOther = await oneAtATime(id, async () => {
      const resource = await resources.find(installationId, id);
      if (resource?.status !== 'ready') return false;
      const next = changed(resource);
      const { hasChanged } = await holdToLimits(parts, next);
      return hasChanged || next.hasPaymentFailed !== resource.hasPaymentFailed;
    });
    if (!isOther) continue;
    const event = { type: 'resource.updated', resourceId: id, productId: 'redis' } as const;
    await clientFor(parts, about).sendEvent(event);
  }
}

async function tellBalances(parts: InvoiceEventParts, installationId: string): Promise<void> {
  const { balances, clock } = parts;
  const left = balancesOf(await balances.of(installationId));
  if (left.length === 0) return;
  const host = clientFor(parts, { installationId });
  await host.submitBalances({ timestamp: clock().toISOString(), balances: left });
}

function clientFor(
  { host, installations }: InvoiceEventParts,
  { installationId }: Pick<About, 'installationId'>,
) {
  const accessToken = () => installations.accessToken(installationId);
  return createHostClient({ apiUrl: host.apiUrl, installationId, accessToken });
}

/** Asked again, it would be as little there. */
function isUnknownInvoice(error: unknown): boolean {
  return error instanceof HostError && error.code === 'refused' && error.status === 404;
}
