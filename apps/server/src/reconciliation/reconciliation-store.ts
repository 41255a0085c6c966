import type { Finding } from '@kontor/core';
import type { InstallationId, IntegrationId, TeamId } from '@kontor/protocol/vocabulary';
import { mintId } from '../ids.ts';
import type { Database } from '../postgres/database.ts';
import type { Sql } from '../postgres/sql.ts';

/** How far a comparison has come. */
export type Run = {
  readonly id: string;
  readonly onlyIntegration: IntegrationId | null;
  readonly onlyInstallation: InstallationId | null;
  readonly atIntegration: IntegrationId | null;
  readonly atInstallation: string;
  readonly pauses: number;
};

/** What one page of it came to, and where the next begins. */
export type PageResult = {
  readonly found: readonly Found[];
  readonly installations: number;
  readonly resources: number;
  readonly unanswered: readonly UnansweredRow[];
  readonly next: Next;
};

export type Found = {
  readonly teamId: TeamId;
  readonly integrationId: IntegrationId;
  readonly installationId: InstallationId;
  readonly finding: Finding;
};

export type UnansweredRow = {
  readonly integration: string;
  readonly reason: string;
  readonly installations: number;
};

export type Next =
  | { readonly kind: 'end' }
  | {
      readonly kind: 'go-on';
      readonly atIntegration: IntegrationId | null;
      readonly atInstallation: string;
      readonly pauses: number;
      readonly afterMs: number;
    };

export type Begin = {
  readonly onlyIntegration?: string | undefined;
  readonly onlyInstallation?: string | undefined;
  readonly askedBy: string;
};

type RunRow = {
  reconciliation_id: string;
  integration_id: IntegrationId | null;
  installation_id: InstallationId | null;
  at_integration: IntegrationId | null;
  at_installation: string;
  pauses: number;
};

/** For how long a comparison belongs to a process that shows no sign of life. */
const LEASE_MS = 60_000;
/** How long reports are kept. */
const KEPT = `interval '30 days'`;

export type ReconciliationStore = ReturnType<typeof createReconciliationStore>;

/** Comparisons and what they found. Several processes may work: each page is one's alone. */
export function createReconciliationStore(
  database: Pick<Database, 'read' | 'transact'>,
  { holder, now }: { readonly holder: string; readonly now: () => Date },
) {
  const { read, transact } = database;
  const leased = [holder, LEASE_MS] as const;
  return {
    begin: async ({ onlyIntegration, onlyInstallation, askedBy }: Begin): Promise<string> => {
      const id = mintId('reconciliation', now());
      await read(
        `insert into reconciliation (reconciliation_id, origin, integration_id, installation_id,
           asked_by, started_at, due_at) values ($1, 'asked', $2, $3, $4, $5, now())`,
        [id, onlyIntegration ?? null, onlyInstallation ?? null, askedBy, now()],
      );
      return id;
    },
    /** Begins that of the day, unless there is one. Nothing is compared on the first day of a host. */
    beginDaily: async (): Promise<void> => {
      const at = now();
      await read(
        `insert into reconciliation (reconciliation_id, origin, day, started_at, due_at)
         select $1, 'daily', $2::date, $3, now()
         where exists (select from integration where created_at < $3::timestamptz - interval '1 day')
         on conflict (day) do nothing`,
        [mintId('reconciliation', at), at.toISOString().slice(0, 10), at],
      );
    },
    /** Takes one that is due and that nobody is at. */
    claim: async (): Promise<Run | undefined> => {
      const [row] = await read<RunRow>(
        `update reconciliation set leased_by = $1, leased_until = now() + $2 * interval '1 millisecond'
         where reconciliation_id = (select reconciliation_id from reconciliation
           where ended_at is null and due_at <= now()
             and (leased_until is null or leased_until < now())
           order by due_at limit 1 for update skip locked)
         returning *`,
        [...leased],
      );
      return row && runOf(row);
    },
    renew: async ({ id }: Run): Promise<void> => {
      await read(
        `update reconciliation set leased_until = now() + $2 * interval '1 millisecond'
         where reconciliation_id = $3 and leased_by = $1`,
        [...leased, id],
      );
    },
    /** Keeps a page with all that it found, unless another process has taken it over meanwhile. */
    keep: (run: Run, page: PageResult): Promise<void> =>
      transact(async (sql) => {
        const rows = await advance(sql, { run, page, holder, at: now() });
        if (rows.length === 0) return;
        for (const found of page.found) await add(sql, run, found, now());
      }),
    noteRepair: async (
      { teamId, findingId }: { readonly teamId: string; readonly findingId: string },
      { operationId }: { readonly operationId: string | null },
    ): Promise<void> => {
      await read(
        `update reconciliation_finding set repaired_at = coalesce(repaired_at, $3), operation_id = $4
         where team_id = $1 and finding_id = $2`,
        [teamId, findingId, operationId === null ? now() : null, operationId],
      );
    },
    prune: async (): Promise<void> => {
      await read(`delete from reconciliation_finding where found_at < $1::timestamptz - ${KEPT}`, [
        now(),
      ]);
      await read(`delete from reconciliation where started_at < $1::timestamptz - ${KEPT}`, [
        now(),
      ]);
    },
  };
}

function runOf(row: RunRow): Run {
  return {
    id: row.reconciliation_id,
    onlyIntegration: row.integration_id,
    onlyInstallation: row.installation_id,
    atIntegration: row.at_integration,
    atInstallation: row.at_installation,
    pauses: row.pauses,
  };
}

type Advance = {
  readonly run: Run;
  readonly page: PageResult;
  readonly holder: string;
  readonly at: Date;
};

function advance(sql: Sql, { run, page, holder, at }: Advance) {
  const { next } = page;
  const place =
    next.kind === 'end' ? { atIntegration: null, atInstallation: '', pauses: 0, afterMs: 0 } : next;
  return sql(
    `update reconciliation set installations = installations + $3, resources = resources + $4,
       unanswered = unanswered || $5::jsonb, at_integration = $6, at_installation = $7, pauses = $8,
       due_at = now() + $9 * interval '1 millisecond', ended_at = $10, leased_until = null,
       leased_by = null
     where reconciliation_id = $1 and leased_by = $2 and ended_at is null
     returning reconciliation_id`,
    [
      run.id,
      holder,
      page.installations,
      page.resources,
      JSON.stringify(page.unanswered),
      place.atIntegration,
      place.atInstallation,
      place.pauses,
      place.afterMs,
      next.kind === 'end' ? at : null,
    ],
  );
}

async function add(sql: Sql, run: Run, found: Found, at: Date): Promise<void> {
  const { teamId, integrationId, installationId, finding } = found;
  await sql(
    `insert into reconciliation_finding (team_id, finding_id, reconciliation_id, integration_id,
       installation_id, resource_id, external_id, kind, severity, here, there, message, repair,
       advice, found_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
    [
      teamId,
      mintId('finding', at),
      run.id,
      integrationId,
      installationId,
      finding.resourceId,
      finding.externalId,
      finding.kind,
      finding.severity,
      finding.here,
      finding.there,
      finding.message,
      finding.repair,
      finding.advice,
      at,
    ],
  );
}
