import { buildInvoice, createHostClient, HostError } from '@kontor/provider';
import type { Log, Missed, OneAtATime } from '@kontor/provider-process';
import type { Cluster } from '../cluster/cluster.ts';
import type { PostgresProviderConfig } from '../config.ts';
import type { InstallationStore } from '../state/installation-store.ts';
import type { Bill, MeterStore } from '../state/meter-store.ts';
import type { ResourceStore } from '../state/resource-store.ts';
import { itemsOf, usageOf } from './figures.ts';
import { measure } from './measure.ts';
import { dayOf, monthOf, nameOf, type Period } from './month.ts';

export type MeterParts = {
  readonly cluster: Cluster;
  readonly installations: InstallationStore;
  readonly resources: ResourceStore;
  readonly meters: MeterStore;
  readonly oneAtATime: OneAtATime;
  readonly host: PostgresProviderConfig['host'];
  readonly clock: () => Date;
  readonly log: Log;
};

/** How old a period may be that a host still takes reports of. @see spec/partner-api.md §12.2 */
const reportableForMs = 24 * 3_600_000;

/**
 * Measures every database, reports running totals to the host, and bills the months that are over: from
 * the same figures, once each, however often it is called or killed. Answers whom it could not serve
 * now, which is for the next round.
 */
export async function meterAll(parts: MeterParts): Promise<readonly Missed[]> {
  const missed: Missed[] = [];
  for (const id of await parts.installations.all()) {
    try {
      await parts.oneAtATime(meterName(id), () => meterInstallation(parts, id));
    } catch (error) {
      missed.push({ installationId: id, error });
    }
  }
  return missed;
}

/** What must not happen twice at once is done under this name. */
export function meterName(installationId: string): string {
  return `meter ${installationId}`;
}

async function meterInstallation(parts: MeterParts, installationId: string): Promise<void> {
  const { installations, clock } = parts;
  if (await installations.isInstalled(installationId)) {
    await measureInstallation(parts, installationId);
    await billMonthsBefore(parts, installationId, monthOf(clock()).start);
    await reportMonth(parts, installationId);
  }
  await sendBills(parts, installationId);
}

/** Measures every database of an installation now. */
export async function measureInstallation(
  { cluster, resources, meters, clock }: MeterParts,
  installationId: string,
): Promise<void> {
  for (const resource of await resources.list(installationId)) {
    if (resource.status !== 'ready') continue;
    await meters.keep(resource, await measure(cluster, resource.id), clock());
  }
}

/**
 * Ends the billing of an installation that is removed: writes down what is still owed. Answers whether
 * there is something, which the next round sends.
 */
export async function closeBilling(parts: MeterParts, installationId: string): Promise<boolean> {
  const { meters, clock } = parts;
  const now = clock();
  const { start } = monthOf(now);
  await billMonthsBefore(parts, installationId, start);
  // the hour that goes on is billed as well, and nothing after it
  const last = await billOf(parts, installationId, { start, end: now }, true);
  if (last.items.length > 0) await meters.intend(installationId, last);
  return (await meters.unsent(installationId)).length > 0;
}

/** Writes down what is owed for each month that is over. */
async function billMonthsBefore(
  parts: MeterParts,
  installationId: string,
  end: Date,
): Promise<void> {
  for (;;) {
    const oldest = await parts.meters.oldestUnbilled(installationId);
    if (oldest === undefined || oldest >= end) return;
    const bill = await billOf(parts, installationId, monthOf(oldest), false);
    await parts.meters.intend(installationId, bill);
    if (bill.items.length === 0) await parts.meters.markSent(bill.externalId, parts.clock());
  }
}

async function billOf(
  { meters }: MeterParts,
  installationId: string,
  period: Period,
  isFinal: boolean,
): Promise<Bill> {
  const items = itemsOf(await meters.measured(installationId, period), period);
  const last = new Date(period.end.getTime() - 1);
  const usage = usageOf(await meters.used(installationId, period, last));
  const externalId = `${installationId}-${nameOf(period)}${isFinal ? '-final' : ''}`;
  return { externalId, period, items, usage, isFinal };
}

async function reportMonth(parts: MeterParts, installationId: string): Promise<void> {
  const { meters, clock, log } = parts;
  const now = clock();
  const period = monthOf(now);
  const usage = usageOf(await meters.used(installationId, period, now));
  if (usage.length === 0) return;
  const items = itemsOf(await meters.measured(installationId, period), period);
  await report(parts, installationId, { period, items, usage, eod: dayOf(now).end });
  log('info', 'reported', { installationId, items: items.length, usage: usage.length });
}

type Figures = Pick<Bill, 'period' | 'items' | 'usage'> & { readonly eod: Date };

async function report(
  parts: MeterParts,
  installationId: string,
  { period, items, usage, eod }: Figures,
): Promise<void> {
  await clientFor(parts, installationId).submitBillingData({
    timestamp: parts.clock().toISOString(),
    eod: eod.toISOString(),
    period: textOf(period),
    billing: [...items],
    usage: [...usage],
  });
}

/** Sends what was written down. A bill that the host has already is as good as sent. */
async function sendBills(parts: MeterParts, installationId: string): Promise<void> {
  const { meters, installations, clock, log } = parts;
  for (const bill of await meters.unsent(installationId)) {
    const { period, externalId, isFinal } = bill;
    const age = clock().getTime() - period.end.getTime();
    if (age < reportableForMs) await report(parts, installationId, { ...bill, eod: period.end });
    await submit(parts, installationId, bill);
    await meters.markSent(externalId, clock());
    log('info', 'billed', { installationId, externalId, isFinal });
    if (!isFinal) continue;
    await meters.forget(installationId);
    await installations.remove(installationId);
  }
}

async function submit(parts: MeterParts, installationId: string, bill: Bill): Promise<void> {
  const { externalId, period, items, isFinal } = bill;
  const { invoice } = buildInvoice({ externalId, period, items, ...(isFinal && { final: true }) });
  try {
    await clientFor(parts, installationId).submitInvoice(invoice);
  } catch (error) {
    if (error instanceof HostError && error.status === 409) return;
    throw error;
  }
}

function textOf({ start, end }: Period) {
  return { start: start.toISOString(), end: end.toISOString() };
}

function clientFor({ host, installations }: MeterParts, installationId: string) {
  const accessToken = () => installations.accessToken(installationId);
  return createHostClient({ apiUrl: host.apiUrl, installationId, accessToken });
}
