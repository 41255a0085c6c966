import {
  createHostClient,
  createUsageReporter,
  type Measurement,
  type UsageStore,
} from '@kontor/provider';
import type { Log, Missed } from '@kontor/provider-process';
import type { RedisProviderConfig } from '../config.ts';
import { holdToLimits } from '../lifecycle/admit.ts';
import { bytesPerMegabyte, priceOfHour, startedMegabytes } from '../product/prices.ts';
import { prefixOf } from '../spaces/names.ts';
import type { Resource } from '../state/resources.ts';
import { balanceName, balancesOf, type PurchaseParts } from './purchases.ts';

export type MeterParts = PurchaseParts & {
  readonly usage: UsageStore;
  readonly host: RedisProviderConfig['host'];
  readonly log: Log;
};

/**
 * Measures every key space, draws the hour from its balance, holds it to its limits, and tells the host
 * what was used and what is left. Answers whom it could not serve now, which is for the next round.
 */
export async function meterAll(parts: MeterParts): Promise<readonly Missed[]> {
  const missed: Missed[] = [];
  const measured = await parts.spaces.measure();
  for (const installationId of await parts.installations.all()) {
    if (!(await parts.installations.isInstalled(installationId))) continue;
    try {
      await meterInstallation(parts, installationId, measured);
    } catch (error) {
      missed.push({ installationId, error });
    }
  }
  return missed;
}

async function meterInstallation(
  parts: MeterParts,
  installationId: string,
  measured: ReadonlyMap<string, number>,
): Promise<void> {
  const { resources, balances, usage, oneAtATime, clock } = parts;
  const host = clientFor(parts, installationId);
  const reporter = createUsageReporter({ store: usage, host: () => host, now: clock });
  const changed: Resource[] = [];
  const found = await resources.list(installationId);
  for (const { id } of found) {
    await oneAtATime(id, async () => {
      const resource = await resources.find(installationId, id);
      if (resource?.status !== 'ready') return;
      const bytes = measured.get(prefixOf(id)) ?? 0;
      await reporter.record(installationId, await drawn(parts, { ...resource, bytes }));
      const held = await holdToLimits(parts, { ...resource, bytes });
      if (held.hasChanged) changed.push(held.resource);
    });
  }
  if (found.length === 0) return;
  for (const { id } of changed) {
    await host.sendEvent({ type: 'resource.updated', resourceId: id, productId: 'redis' });
  }
  await reporter.report(installationId);
  const left = balancesOf(await balances.of(installationId));
  if (left.length === 0) return;
  await host.submitBalances({ timestamp: clock().toISOString(), balances: left });
}

/** Draws the hour that goes on, if it was not, and answers what was used. */
async function drawn(
  { balances, oneAtATime, clock }: MeterParts,
  { id: resourceId, installationId, planId, bytes }: Resource,
): Promise<Measurement[]> {
  const size = { name: 'Memory', type: 'total', units: 'MB', resourceId } as const;
  const held = { ...size, value: Math.round((bytes / bytesPerMegabyte) * 1000) / 1000 };
  if (planId !== 'prepaid') return [held];
  const hour = clock().toISOString().slice(0, 13);
  const isNew = await oneAtATime(balanceName(installationId), () =>
    balances.draw({ installationId, resourceId, hour }, priceOfHour(bytes)),
  );
  if (!isNew) return [held];
  const hours = { name: 'Megabyte hours', type: 'interval', units: 'MB·h', resourceId } as const;
  return [held, { ...hours, value: startedMegabytes(bytes) }];
}

function clientFor({ host, installations }: MeterParts, installationId: string) {
  const accessToken = () => installations.accessToken(installationId);
  return createHostClient({ apiUrl: host.apiUrl, installationId, accessToken });
}
