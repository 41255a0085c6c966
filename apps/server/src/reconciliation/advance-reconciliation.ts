import type { createReconcileInstallation, Reconciled } from '@kontor/core';
import type { InstallationId, IntegrationId, TeamId } from '@kontor/protocol/vocabulary';
import type { ProviderClient } from '../partner-api/provider-client.ts';
import type { Sql } from '../postgres/sql.ts';
import type { Found, Next, PageResult, ReconciliationStore, Run } from './reconciliation-store.ts';

export type ReconciliationPorts = {
  readonly read: Sql;
  readonly store: ReconciliationStore;
  readonly reconcileInstallation: ReturnType<typeof createReconcileInstallation>;
  readonly breakerOf: ProviderClient['breakerOf'];
  /** How long a provider that is ill is left alone. */
  readonly pauseMs: number;
  readonly onError: (error: unknown) => void;
};

export type Reconciler = {
  /** Goes on with comparisons that are due, a page at a time, until none is. */
  readonly runDue: () => Promise<void>;
  /** The same at once and beside the caller, who has just begun one. */
  readonly kick: () => void;
  /** Lets the pages that are being compared end, and begins no more. */
  readonly stop: () => Promise<void>;
};

/** Installations of one page, and how many of them at a time: a provider has other calls to answer. */
const PAGE = 50;
const AT_A_TIME = 4;
/** After so many waits in a row for a provider it is left for the next comparison. */
const PAUSES = 3;
const LONGEST_PAUSE_MS = 15 * 60_000;
const RENEW_MS = 20_000;

/** Compares, in one process. Others may do it at the same time: each page is one's alone. */
export function createReconciler(ports: ReconciliationPorts): Reconciler {
  const running = new Set<Promise<void>>();
  let isStopped = false;

  async function runDue(): Promise<void> {
    while (!isStopped) {
      const run = await ports.store.claim();
      if (run === undefined) return;
      await comparing(ports, run);
    }
  }

  return {
    runDue,
    kick: () => {
      const run = runDue()
        .catch(ports.onError)
        .finally(() => running.delete(run));
      running.add(run);
    },
    stop: async () => {
      isStopped = true;
      await Promise.allSettled(running);
    },
  };
}

/** Compares a page, while it belongs to this process. */
async function comparing(ports: ReconciliationPorts, run: Run): Promise<void> {
  const renewal = setInterval(() => {
    ports.store.renew(run).catch(ports.onError);
  }, RENEW_MS);
  renewal.unref();
  try {
    await ports.store.keep(run, await comparePage(ports, run));
  } finally {
    clearInterval(renewal);
  }
}

type Integration = { integration_id: IntegrationId; slug: string };
type Route = { installation_id: InstallationId; team_id: TeamId };

async function comparePage(ports: ReconciliationPorts, run: Run): Promise<PageResult> {
  const integration = await findIntegration(ports.read, run);
  if (integration === undefined) return emptyPage({ kind: 'end' });
  const { integration_id: integrationId } = integration;
  const isNew = integrationId !== run.atIntegration;
  const cursor = isNew ? '' : run.atInstallation;
  const pauses = isNew ? 0 : run.pauses;
  const routes = await listInstallations(ports.read, run, { integrationId, after: cursor });
  if (routes.length === 0) return emptyPage(nextIntegration(run, integrationId));
  if (ports.breakerOf(integrationId) === 'open') {
    return waitFor(ports, { run, integration, cursor, pauses, reason: 'held back by its breaker' });
  }
  return compareAll(ports, { run, integration, routes, cursor, pauses });
}

type Page = {
  readonly run: Run;
  readonly integration: Integration;
  readonly routes: readonly Route[];
  readonly cursor: string;
  readonly pauses: number;
};

/** Compares installation after installation, as far as the provider answers. */
async function compareAll(ports: ReconciliationPorts, page: Page): Promise<PageResult> {
  const { run, integration, routes } = page;
  const { integration_id: integrationId } = integration;
  let { cursor, pauses } = page;
  const done = { found: [] as Found[], installations: 0, resources: 0 };
  const reasons = new Map<string, number>();
  for (let start = 0; start < routes.length; start += AT_A_TIME) {
    const some = routes.slice(start, start + AT_A_TIME);
    const compared = await Promise.all(
      some.map((route) => compareOne(ports, integrationId, route)),
    );
    const ill = compared.find(({ unanswered }) => unanswered?.retryAfterMs !== undefined);
    const isHeldBack = ports.breakerOf(integrationId) === 'open';
    if (ill !== undefined || isHeldBack) {
      const waiting = waitFor(ports, {
        ...{ run, integration, cursor, pauses },
        reason: ill?.unanswered?.reason ?? 'held back by its breaker',
        ...(ill?.unanswered?.retryAfterMs === undefined
          ? {}
          : { afterMs: ill.unanswered.retryAfterMs }),
      });
      return {
        ...waiting,
        ...done,
        unanswered: [...rowsOf(integration, reasons), ...waiting.unanswered],
      };
    }
    for (const [index, each] of compared.entries()) {
      const route = some[index];
      if (route === undefined) continue;
      const { team_id: teamId, installation_id: installationId } = route;
      const place = { teamId, integrationId, installationId };
      done.found.push(...each.findings.map((finding) => ({ ...place, finding })));
      done.installations += 1;
      done.resources += each.resources;
      if (each.unanswered !== undefined) {
        const { reason } = each.unanswered;
        reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
      }
      cursor = installationId;
    }
    pauses = 0;
  }
  const next: Next =
    routes.length < PAGE
      ? nextIntegration(run, integrationId)
      : goOn({ atIntegration: integrationId, atInstallation: cursor });
  return { ...done, unanswered: rowsOf(integration, reasons), next };
}

/** What breaks down here is told, and does not keep the others from being compared. */
async function compareOne(
  { reconcileInstallation, onError }: ReconciliationPorts,
  integrationId: IntegrationId,
  { team_id: teamId, installation_id: installationId }: Route,
): Promise<Reconciled> {
  try {
    return await reconcileInstallation({ teamId, integrationId, installationId });
  } catch (cause) {
    onError(new Error(`the installation ${installationId} was not compared`, { cause }));
    return { findings: [], resources: 0, unanswered: { reason: 'the comparison broke down' } };
  }
}

type Wait = Omit<Page, 'routes'> & { readonly reason: string; readonly afterMs?: number };

/** The same page again, later; or the next provider, where this one was waited for often enough. */
function waitFor(
  { pauseMs }: ReconciliationPorts,
  { run, integration, cursor, pauses, reason, afterMs = pauseMs }: Wait,
): PageResult {
  const { integration_id: integrationId, slug } = integration;
  if (pauses >= PAUSES) {
    return {
      ...emptyPage(nextIntegration(run, integrationId)),
      unanswered: [
        { integration: slug, reason: `${reason}, and left for next time`, installations: 0 },
      ],
    };
  }
  const wait = Math.min(Math.max(afterMs, pauseMs), LONGEST_PAUSE_MS);
  return emptyPage({
    ...goOn({ atIntegration: integrationId, atInstallation: cursor }),
    pauses: pauses + 1,
    afterMs: wait,
  });
}

function emptyPage(next: Next): PageResult {
  return { found: [], installations: 0, resources: 0, unanswered: [], next };
}

type Place = { readonly atIntegration: IntegrationId; readonly atInstallation: string };

function goOn(place: Place) {
  return { kind: 'go-on', ...place, pauses: 0, afterMs: 0 } as const;
}

/** Everything of one integration is behind it: `~` comes after every id. */
function nextIntegration(run: Run, integrationId: IntegrationId): Next {
  if (run.onlyIntegration !== null || run.onlyInstallation !== null) return { kind: 'end' };
  return goOn({ atIntegration: integrationId, atInstallation: '~' });
}

function rowsOf({ slug: integration }: Integration, reasons: ReadonlyMap<string, number>) {
  return [...reasons].map(([reason, installations]) => ({ integration, reason, installations }));
}

/** That which it is at, or the next one. */
async function findIntegration(read: Sql, run: Run): Promise<Integration | undefined> {
  const [row] = await read<Integration>(
    `select integration_id, slug from integration
     where ($1::text is null or integration_id = $1)
       and ($2::text is null or integration_id collate "C" >= $2)
       and ($3 <> '~' or integration_id collate "C" > $2)
     order by integration_id collate "C" limit 1`,
    [run.onlyIntegration, run.atIntegration, run.atInstallation],
  );
  return row;
}

function listInstallations(
  read: Sql,
  run: Run,
  { integrationId, after }: { readonly integrationId: IntegrationId; readonly after: string },
): Promise<readonly Route[]> {
  return read<Route>(
    `select installation_id, team_id from installation_route
     where integration_id = $1 and installation_id > $2
       and ($3::text is null or installation_id = $3)
     order by installation_id limit ${PAGE}`,
    [integrationId, after, run.onlyInstallation],
  );
}
