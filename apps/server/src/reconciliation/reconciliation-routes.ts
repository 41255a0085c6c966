import { ok, refuse } from '@kontor/core';
import { kontorEndpoints } from '@kontor/protocol/kontor';
import { actorOf } from '../http/authorise.ts';
import { type Route, route } from '../http/route.ts';
import type { RecordEvent } from '../people/record-event.ts';
import type { Database } from '../postgres/database.ts';
import { createIntegrationStore } from '../postgres/integration-store.ts';
import type { ReconciliationStore } from './reconciliation-store.ts';
import {
  findFindingView,
  findReport,
  listFindingViews,
  listReports,
} from './reconciliation-views.ts';
import { type RepairPorts, repair } from './repair-finding.ts';

export type ReconciliationRoutesPorts = RepairPorts & {
  readonly database: Pick<Database, 'read' | 'transact'>;
  readonly store: ReconciliationStore;
  readonly recordEvent: RecordEvent;
  /** Begins at once with what was asked for. */
  readonly kick: () => void;
};

/** Comparisons of host, providers and bills, for those who run the host. */
export function reconciliationRoutes(ports: ReconciliationRoutesPorts): readonly Route[] {
  const { database, store, recordEvent } = ports;
  const { read } = database;

  async function scopeOf({
    integration,
    installation,
  }: {
    readonly integration?: string | undefined;
    readonly installation?: string | undefined;
  }) {
    const integrations = createIntegrationStore(read);
    const found = integration === undefined ? undefined : await integrations.find(integration);
    if (integration !== undefined && found === undefined) {
      return refuse('integration_not_found', `There is no integration '${integration}'.`);
    }
    if (installation === undefined) return ok({ onlyIntegration: found?.id });
    const placed = await integrations.findRoute(installation);
    if (placed === undefined || (found !== undefined && found.id !== placed.id)) {
      return refuse('installation_not_found', `There is no installation '${installation}'.`);
    }
    return ok({ onlyIntegration: placed.id, onlyInstallation: installation });
  }

  return [
    route(kontorEndpoints.startReconciliation, async ({ body, caller }) => {
      const scope = await scopeOf(body);
      if (!scope.ok) return scope;
      const id = await store.begin({ ...scope.value, askedBy: caller.userId });
      ports.kick();
      const reconciliation = await findReport(read, id);
      if (reconciliation === undefined) throw new Error(`the reconciliation ${id} is gone`);
      return ok({ status: 202, body: { reconciliation } });
    }),
    route(kontorEndpoints.listReconciliations, async ({ query }) =>
      ok({ status: 200, body: { reconciliations: await listReports(read, query.limit) } }),
    ),
    route(kontorEndpoints.getReconciliation, async ({ params }) => {
      const reconciliation = await findReport(read, params.reconciliation);
      if (reconciliation === undefined) return noReport(params.reconciliation);
      return ok({ status: 200, body: { reconciliation } });
    }),
    route(kontorEndpoints.listFindings, async ({ params, query }) => {
      const report = await findReport(read, params.reconciliation);
      if (report === undefined) return noReport(params.reconciliation);
      return ok({
        status: 200,
        body: { findings: await listFindingViews(read, report.id, query) },
      });
    }),
    route(kontorEndpoints.repairFinding, async ({ params, caller }) => {
      const found = await findFindingView(read, params.reconciliation, params.finding);
      if (found === undefined) return noFinding(params.finding);
      const actor = actorOf(caller);
      const repaired = await repair(ports, found, actor);
      if (!repaired.ok) return repaired;
      if (found.state === 'open') {
        await database.transact((sql) =>
          recordEvent(sql, {
            teamId: found.team.id,
            type: 'finding.repaired',
            actor,
            subject: {
              installation: found.installationId,
              ...(found.resourceId === null ? {} : { resource: found.resourceId }),
            },
            data: { finding: found.id, kind: found.kind, repair: found.repair },
          }),
        );
      }
      const finding = (await findFindingView(read, params.reconciliation, found.id)) ?? found;
      return ok({ status: repaired.value === 'repaired' ? 200 : 202, body: { finding } });
    }),
  ];
}

function noReport(id: string) {
  return refuse(
    'reconciliation_not_found',
    `There is no comparison '${id}'. They are kept for thirty days.`,
  );
}

function noFinding(id: string) {
  return refuse('finding_not_found', `There is no finding '${id}' in this comparison.`);
}
