import type { Reconciliation } from '@kontor/protocol/kontor';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { read } from '../../api/read.ts';
import { useChange } from '../../api/use-change.ts';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Note, ProblemNote } from '../../ui/note.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { Table } from '../../ui/table.tsx';
import { When } from '../../ui/when.tsx';
import { Findings } from './findings.tsx';
import { OperatorPages } from './operator-pages.tsx';

const LOOK_EVERY_MS = 2_000;

/** In what the host, its providers and their bills do not agree, and what can be done about it. */
export function ReconciliationPage() {
  const { report } = useSearch({ from: '/operator/reconciliation' });
  const reports = useQuery({
    ...read('listReconciliations', { query: { limit: 20 } }),
    refetchInterval: ({ state }) =>
      state.data?.reconciliations.some(isRunning) ? LOOK_EVERY_MS : false,
  });
  const start = useChange('startReconciliation', { refreshes: ['listReconciliations'] });
  return (
    <Page
      title="Reconciliation"
      lead="Once a day every installation is compared with what its provider says of it and with what was billed. Comparing only reads."
      actions={
        <Button isPending={start.isPending} onPress={() => start.mutate({ body: {} })}>
          Compare now
        </Button>
      }
    >
      <OperatorPages />
      <ProblemNote error={start.error} />
      <QueryView query={reports} rows={4}>
        {({ reconciliations }) => {
          const shown = reconciliations.find(({ id }) => id === report) ?? reconciliations[0];
          return shown === undefined ? (
            <Empty title="Nothing was compared yet">
              The first comparison comes by itself within a day. “Compare now” does not wait for it.
            </Empty>
          ) : (
            <>
              <Report report={shown} />
              <Findings report={shown} />
              <Reports rows={reconciliations} />
            </>
          );
        }}
      </QueryView>
    </Page>
  );
}

function isRunning({ endedAt }: Reconciliation): boolean {
  return endedAt === null;
}

function Report({ report }: { readonly report: Reconciliation }) {
  const { startedAt, endedAt, installations, resources, findings, unanswered } = report;
  return (
    <Section title={endedAt === null ? 'Comparing …' : 'Compared'}>
      <Facts
        facts={[
          { name: 'Began', value: <When at={startedAt} /> },
          { name: 'Ended', value: endedAt === null ? 'It goes on' : <When at={endedAt} /> },
          { name: 'Of', value: scopeOf(report) },
          { name: 'Installations', value: installations.toLocaleString() },
          { name: 'Resources', value: resources.toLocaleString() },
          { name: 'Open findings', value: findings.open.toLocaleString() },
        ]}
      />
      {unanswered.map((each) => (
        <Note key={`${each.integration} ${each.reason}`} tone="warn">
          {each.integration} did not answer everything ({each.reason}), so there may be more.
        </Note>
      ))}
    </Section>
  );
}

function scopeOf({ installationId, integration }: Reconciliation): string {
  return installationId ?? integration ?? 'everything';
}

/** Former reports, each of which can be shown. */
function Reports({ rows }: { readonly rows: readonly Reconciliation[] }) {
  const navigate = useNavigate({ from: '/operator/reconciliation' });
  return (
    <Section title="Reports">
      <Table
        label="Reports"
        rows={rows}
        keyOf={({ id }) => id}
        columns={[
          { name: 'Began', cell: ({ startedAt }) => <When at={startedAt} /> },
          { name: 'Asked for', cell: ({ origin }) => (origin === 'daily' ? 'daily' : 'by hand') },
          { name: 'Of', cell: (report) => <span className="break-all">{scopeOf(report)}</span> },
          { name: 'Installations', isNumber: true, cell: (report) => report.installations },
          { name: 'Open', isNumber: true, cell: ({ findings }) => findings.open },
          {
            name: 'Show',
            cell: ({ id, startedAt }) => (
              <Button
                look="link"
                aria-label={`Show the report of ${startedAt}`}
                onPress={() => void navigate({ search: { report: id } })}
              >
                Show
              </Button>
            ),
          },
        ]}
      />
    </Section>
  );
}
