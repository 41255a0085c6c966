import { useQuery } from '@tanstack/react-query';
import type { Answer } from '../../api/call.ts';
import { read } from '../../api/read.ts';
import { useChange } from '../../api/use-change.ts';
import { Amount } from '../../ui/amount.tsx';
import { Button } from '../../ui/button.tsx';
import { DisputeBadge } from '../../ui/dispute-badge.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ProblemNote } from '../../ui/note.tsx';
import { Page } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { RowActions } from '../../ui/row-actions.tsx';
import { Table } from '../../ui/table.tsx';
import { When } from '../../ui/when.tsx';
import { OperatorPages } from './operator-pages.tsx';

type Dispute = Answer<'listDisputes'>['disputes'][number];

/** What banks want back of what was charged, over all teams. */
export function DisputesPage() {
  const disputes = useQuery(read('listDisputes', { query: { limit: 100 } }));
  return (
    <Page
      title="Disputes"
      lead="Charges whose money the bank of the person who paid wants back. It is held apart in the books until the bank decides."
    >
      <OperatorPages />
      <QueryView query={disputes}>
        {({ disputes: rows }) =>
          rows.length === 0 ? (
            <Empty title="No charge is disputed">
              When a bank wants money of a charge back, it stands here, and how that ends.
            </Empty>
          ) : (
            <DisputeTable rows={rows} />
          )
        }
      </QueryView>
    </Page>
  );
}

function DisputeTable({ rows }: { readonly rows: readonly Dispute[] }) {
  const decide = useChange('decideDispute', { refreshes: ['listDisputes'] });
  return (
    <>
      <ProblemNote error={decide.error} />
      <Table
        label="Disputes"
        rows={rows}
        keyOf={({ paymentId }) => paymentId}
        columns={[
          { name: 'Charged', cell: ({ chargedAt }) => <When at={chargedAt} /> },
          { name: 'Team', cell: ({ team }) => team.slug },
          { name: 'Integration', cell: ({ integration }) => integration.name },
          { name: 'Invoice', cell: ({ invoiceNumber, invoiceId }) => invoiceNumber ?? invoiceId },
          { name: 'State', cell: ({ state }) => <DisputeBadge state={state} /> },
          { name: 'Amount', isNumber: true, cell: ({ amount }) => <Amount of={amount} /> },
          {
            name: 'Decide',
            cell: ({ paymentId, state, backEnd }) =>
              // of real money the bank decides
              state === 'open' &&
              backEnd === 'test' && (
                <RowActions>
                  {(['won', 'lost'] as const).map((end) => (
                    <Button
                      key={end}
                      look="quiet"
                      isPending={decide.isPending}
                      onPress={() =>
                        decide.mutate({ params: { payment: paymentId }, body: { state: end } })
                      }
                    >
                      {end === 'won' ? 'Won' : 'Lost'}
                    </Button>
                  ))}
                </RowActions>
              ),
          },
        ]}
      />
    </>
  );
}
