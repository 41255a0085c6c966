import { createTestClocks } from '../clock/test-clocks.ts';
import { defaultProviderLimits } from '../partner-api/limits.ts';
import { createRefreshWorker } from '../platform/refresh-worker.ts';
import { createRefreshQueue } from '../postgres/refresh-queue.ts';
import { sqlOn } from '../postgres/sql.ts';
import { createReconciler } from '../reconciliation/advance-reconciliation.ts';
import { createReconciliationStore } from '../reconciliation/reconciliation-store.ts';
import { createWebhooks } from '../webhooks/webhooks.ts';
import type { Calling } from './calling.ts';
import type { Decisions } from './decisions.ts';
import type { Foundation } from './foundation.ts';
import type { HostOptions } from './options.ts';

export type Work = ReturnType<typeof createWork>;

/** What is done beside requests: refreshes, comparisons, webhooks, and time that a test clock brings. */
export function createWork(
  options: HostOptions,
  foundation: Foundation,
  { client, useCases, backEnd }: Pick<Calling, 'client'> & Pick<Decisions, 'useCases' | 'backEnd'>,
) {
  const { database, read, transact, vault, people, now, onError, lease, log, tracing, url } =
    foundation;
  const refreshes = createRefreshWorker({
    queue: createRefreshQueue(database.upkeep, lease),
    refreshResource: useCases.refreshResource,
    refreshInstallation: useCases.refreshInstallation,
    log,
  });
  const reconciliations = createReconciliationStore(database, { holder: lease.holder, now });
  const reconciler = createReconciler({
    read,
    store: reconciliations,
    reconcileInstallation: useCases.reconcileInstallation,
    breakerOf: client.breakerOf,
    pauseMs: options.limits?.halfOpenAfterMs ?? defaultProviderLimits.halfOpenAfterMs,
    onError,
  });
  const webhooks = createWebhooks({
    tracing,
    database,
    vault,
    pairwise: people.pairwise,
    url,
    allowPrivateAddresses: options.allowPrivateAddresses,
    now,
    leaseMs: lease.leaseMs,
    onError,
    ...(options.webhookLimits === undefined ? {} : { limits: options.webhookLimits }),
  });
  const collectInvoice = backEnd.isAutomatic ? useCases.collectInvoice : undefined;
  const clocks = createTestClocks({
    ...useCases,
    sql: sqlOn(database.pool),
    database,
    transact,
    forget: people.callers.forget,
    now,
    onError,
    collectInvoice,
  });
  return { refreshes, reconciliations, reconciler, webhooks, collectInvoice, clocks };
}
