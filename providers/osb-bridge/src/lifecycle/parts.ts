import type { Log, OneAtATime } from '@kontor/provider-process';
import type { Broker, Instance } from '../broker/client.ts';
import type { OpenCatalogue } from '../catalog/open-catalogue.ts';
import type { Records, Resource } from '../state/records.ts';

/** What everything that happens to a resource works with. */
export type Parts = {
  readonly broker: Broker;
  readonly catalogue: OpenCatalogue;
  readonly records: Records;
  readonly oneAtATime: OneAtATime;
  readonly clock: () => Date;
  readonly log: Log;
  /** How often the broker is asked about what is under way, and how long at most. */
  readonly pollEveryMs: number;
  readonly mostPollingMs: number;
};

/** When the broker is asked again, at the earliest when it says. */
export function nextPoll({ clock, pollEveryMs }: Parts, retryAfterMs = 0): number {
  return clock().getTime() + Math.max(pollEveryMs, retryAfterMs);
}

/** When polling ends: what the plan allows, and the bridge. */
export function endOfPolling(
  { clock, catalogue, mostPollingMs }: Parts,
  { serviceId, planId }: Instance,
) {
  const seconds = catalogue.plan(serviceId, planId)?.plan.maximum_polling_duration;
  return clock().getTime() + Math.min(mostPollingMs, (seconds ?? Number.POSITIVE_INFINITY) * 1000);
}

export function instanceOf({ serviceId, planId, instanceId }: Resource): Instance {
  return { serviceId, planId, instanceId };
}

/** The page that a broker has for an instance, where it is one that can be opened. */
export function dashboardIn(body: Readonly<Record<string, unknown>>) {
  const { dashboard_url: url } = body;
  return typeof url === 'string' && /^https?:/.test(url) ? { dashboardUrl: url } : {};
}
