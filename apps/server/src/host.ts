import { startJobsOf } from './host/jobs.ts';
import { mountHost } from './host/mount.ts';
import type { Host, HostOptions } from './host/options.ts';
import { makePieces, type Pieces } from './host/pieces.ts';
import { every } from './jobs/every.ts';
import { createMetricsServer } from './metrics/serve-metrics.ts';
import { CALLERS_CHANGED, listenTo, OPERATION_MOVED } from './postgres/listen.ts';
import { readMoved } from './postgres/tell-moved.ts';

export type { Host, HostOptions } from './host/options.ts';

/** How often a process says which keys it has, and looks which one wraps. */
const FOLLOW_EVERY_MS = 10_000;

/** Puts a host together: the only place, with `host/` and main.ts, that knows every piece. */
export async function createHost(options: HostOptions): Promise<Host> {
  const pieces = await makePieces(options);
  const { people, runner, liveEvents, webhooks, metrics, keyEncryptionKeys, onError } = pieces;
  const { app, drain } = mountHost(pieces);
  let jobs: ReturnType<typeof startJobsOf> | undefined;
  const hearing = listenTo(options.databaseUrl, {
    [CALLERS_CHANGED]: people.callers.forget,
    [OPERATION_MOVED]: (told) => {
      const { operation, isOfPlan } = readMoved(told);
      runner.moved(operation);
      liveEvents.wake();
      if (isOfPlan) jobs?.wakePlans();
    },
  });
  const following = every(FOLLOW_EVERY_MS, keyEncryptionKeys.follow, onError);
  const metricsServer = metrics && createMetricsServer(metrics);
  return {
    app,
    metricsServer,
    start: () => {
      if (options.role === 'api') return;
      runner.start();
      webhooks.start();
      jobs = startJobsOf(pieces);
    },
    drain: (atMostMs) => {
      liveEvents.close();
      return drain.begin(atMostMs);
    },
    close: async () => {
      liveEvents.close();
      await app.close();
      await metricsServer?.close();
      await hearing.close();
      await following.stop();
      await jobs?.stop();
      await closePieces(pieces);
    },
  };
}

/** Whoever works ends before what it works with is closed. */
async function closePieces(pieces: Pieces): Promise<void> {
  await pieces.webhooks.stop();
  await pieces.runner.stop();
  await pieces.refreshes.stop();
  await pieces.reconciler.stop();
  await pieces.client.close();
  await pieces.calls.close();
  await pieces.people.auth.close();
  await pieces.keyEncryptionKeys.leave().catch(pieces.onError);
  await pieces.database.close();
  await pieces.tracing.stop();
}
