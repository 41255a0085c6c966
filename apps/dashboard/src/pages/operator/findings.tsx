import type { Finding, Reconciliation } from '@kontor/protocol/kontor';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { read } from '../../api/read.ts';
import { useChange } from '../../api/use-change.ts';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Section } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { Table } from '../../ui/table.tsx';

const LOOK_EVERY_MS = 2_000;
const SHOWN = 500;

/** What a comparison found, and the way to repair what can be repaired here. */
export function Findings({ report }: { readonly report: Reconciliation }) {
  const [chosen, setChosen] = useState<Finding>();
  const findings = useQuery({
    ...read('listFindings', { params: { reconciliation: report.id }, query: { limit: SHOWN } }),
    refetchInterval: ({ state }) => {
      const known = state.data?.findings;
      // the report may have come to more since they were read
      const isBehind = known?.length !== Math.min(countOf(report), SHOWN);
      const isMoving = report.endedAt === null || known?.some(isRepairing) === true;
      return isBehind || isMoving ? LOOK_EVERY_MS : false;
    },
  });
  return (
    <Section title="Findings">
      <QueryView query={findings} rows={3}>
        {({ findings: rows }) =>
          rows.length === 0 ? (
            <Empty title={report.endedAt === null ? 'Nothing yet' : 'Everything agrees'}>
              What the host, a provider and its bills do not agree in stands here.
            </Empty>
          ) : (
            <FindingTable rows={rows} onRepair={setChosen} />
          )
        }
      </QueryView>
      {chosen && <Repair report={report} finding={chosen} onClose={() => setChosen(undefined)} />}
    </Section>
  );
}

function countOf({ findings }: Reconciliation): number {
  return findings.high + findings.medium + findings.low;
}

function isRepairing({ state }: Finding): boolean {
  return state === 'repairing';
}

const tones: Readonly<Record<Finding['severity'], Tone>> = {
  high: 'bad',
  medium: 'warn',
  low: 'neutral',
};

function FindingTable({
  rows,
  onRepair,
}: {
  readonly rows: readonly Finding[];
  readonly onRepair: (finding: Finding) => void;
}) {
  return (
    <Table
      label="Findings"
      rows={rows}
      keyOf={({ id }) => id}
      columns={[
        {
          name: 'What',
          cell: ({ kind, severity }) => (
            <Badge tone={tones[severity]}>{kind.replaceAll('-', ' ')}</Badge>
          ),
        },
        { name: 'Team', cell: ({ team }) => team.slug ?? team.id },
        { name: 'Provider', cell: ({ integration }) => integration.slug },
        {
          name: 'Which',
          cell: ({ message, externalId, installationId }) => (
            <>
              {message}
              <code className="block text-xs break-all text-muted">
                {externalId ?? installationId}
              </code>
            </>
          ),
        },
        { name: 'Here', cell: ({ here }) => <Side seen={here} /> },
        { name: 'There', cell: ({ there }) => <Side seen={there} /> },
        { name: 'Do', cell: (finding) => <Doing finding={finding} onRepair={onRepair} /> },
      ]}
    />
  );
}

/** How one side has it. */
function Side({ seen }: { readonly seen: Finding['here'] }) {
  if (seen === null) return 'nothing';
  return Object.entries(seen).map(([part, value]) => (
    <span key={part} className="block text-xs break-all">
      {part}: {typeof value === 'string' ? value : JSON.stringify(value)}
    </span>
  ));
}

function Doing({
  finding,
  onRepair,
}: {
  readonly finding: Finding;
  readonly onRepair: (finding: Finding) => void;
}) {
  const { state, repair, advice } = finding;
  if (state === 'repaired') return <Badge tone="good">repaired</Badge>;
  if (state === 'repairing') return <Badge tone="accent">repairing</Badge>;
  if (repair === null) return <span className="text-xs text-muted">{advice}</span>;
  return (
    <Button
      look="quiet"
      aria-label={`Repair: ${finding.message}`}
      onPress={() => onRepair(finding)}
    >
      Repair
    </Button>
  );
}

/** Says what a repair does before it is done. */
function Repair({
  report,
  finding,
  onClose,
}: {
  readonly report: Reconciliation;
  readonly finding: Finding;
  readonly onClose: () => void;
}) {
  const repair = useChange('repairFinding', {
    refreshes: ['listFindings', 'listReconciliations'],
    onDone: onClose,
  });
  return (
    <Confirm
      title={`Repair: ${finding.kind.replaceAll('-', ' ')} of ${finding.team.slug ?? finding.team.id}`}
      action="Repair"
      error={repair.error}
      isPending={repair.isPending}
      onConfirm={() =>
        repair.mutate({ params: { reconciliation: report.id, finding: finding.id }, body: {} })
      }
      onClose={onClose}
    >
      <p>{finding.message}</p>
      <p>{finding.advice}</p>
    </Confirm>
  );
}
