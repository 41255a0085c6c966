import type { ProviderEntry } from '@kontor/protocol/kontor';
import { useQuery } from '@tanstack/react-query';
import { read } from '../../api/read.ts';
import { usePaged } from '../../api/use-paged.ts';
import { Amount } from '../../ui/amount.tsx';
import { Facts } from '../../ui/facts.tsx';
import { LongTable } from '../../ui/long-table.tsx';
import { Section } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { Table } from '../../ui/table.tsx';
import { When } from '../../ui/when.tsx';
import { IntegrationFrame, useIntegrationParams } from './integration-frame.tsx';

/** What the provider is owed, what of that was paid out, and every entry that it comes from. */
export function EarningsPage() {
  return (
    <IntegrationFrame title="earnings">
      {() => (
        <>
          <Sums />
          <Entries />
        </>
      )}
    </IntegrationFrame>
  );
}

function Sums() {
  const params = useIntegrationParams();
  const earnings = useQuery(read('getProviderEarnings', { params }));
  return (
    <QueryView query={earnings} rows={3}>
      {({ due, unpaid, paidOut, commission, commissionRate, payouts }) => (
        <>
          <Facts
            facts={[
              { name: 'Due to you', value: <Amount of={due} /> },
              { name: 'Billed, not paid by teams yet', value: <Amount of={unpaid} /> },
              { name: 'Paid out', value: <Amount of={paidOut} /> },
              { name: 'Kept by this host', value: <Amount of={commission} /> },
              { name: 'Commission from now on', value: `${commissionRate} %` },
            ]}
          />
          {payouts.length > 0 && (
            <Section title="Payouts">
              <Table
                label="Payouts"
                rows={payouts}
                keyOf={({ id }) => id}
                columns={[
                  { name: 'When', cell: ({ paidAt }) => <When at={paidAt} /> },
                  { name: 'Reference', cell: ({ reference }) => reference },
                  { name: 'Amount', isNumber: true, cell: ({ amount }) => <Amount of={amount} /> },
                ]}
              />
            </Section>
          )}
        </>
      )}
    </QueryView>
  );
}

const said: Readonly<Record<string, string>> = {
  'invoice.paid': 'Invoice paid',
  'invoice.refunded': 'Invoice refunded',
  'invoice.waived': 'Too little to be charged',
  'invoice.opening': 'Before there were books',
  'payout.paid': 'Paid out',
};

function Entries() {
  const params = useIntegrationParams();
  const { query, list } = usePaged(
    'listProviderEntries',
    { params, query: {} },
    { rowsOf: ({ entries }) => entries, cursorOf: ({ id }: ProviderEntry) => id },
  );
  return (
    <Section title="Entries">
      <QueryView query={query} rows={4}>
        {() =>
          list.rows.length === 0 ? (
            <p className="text-muted">
              Nothing yet. Once a team pays an invoice of yours, your part of it is due to you.
            </p>
          ) : (
            <LongTable
              {...list}
              label="Entries"
              keyOf={({ id }) => id}
              columns={[
                { name: 'When', cell: ({ at }) => <When at={at} /> },
                { name: 'What', cell: ({ kind }) => said[kind] ?? kind },
                {
                  name: 'Of',
                  cell: ({ subject }) => <code className="whitespace-nowrap">{subject.id}</code>,
                },
                {
                  name: 'Commission',
                  isNumber: true,
                  cell: ({ commission }) => <Amount of={commission} />,
                },
                { name: 'Your part', isNumber: true, cell: ({ amount }) => <Amount of={amount} /> },
                { name: 'Due after it', isNumber: true, cell: ({ due }) => <Amount of={due} /> },
              ]}
            />
          )
        }
      </QueryView>
    </Section>
  );
}
