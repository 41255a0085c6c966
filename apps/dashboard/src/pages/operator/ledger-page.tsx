import { useQuery } from '@tanstack/react-query';
import { type Answer, addressTo } from '../../api/call.ts';
import { read } from '../../api/read.ts';
import { Amount } from '../../ui/amount.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ExportFiles } from '../../ui/export-files.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { Table } from '../../ui/table.tsx';
import { nameOfAccount } from './ledger-accounts.ts';
import { OperatorPages } from './operator-pages.tsx';

/** Whether the books add up, and what each kind of account holds. */
export function LedgerPage() {
  const report = useQuery({ ...read('verifyLedger', {}), staleTime: Number.POSITIVE_INFINITY });
  return (
    <Page
      title="Ledger"
      lead="Every movement of money is booked on both sides. This adds all of it up, and compares it with every invoice, credit and payout."
      actions={
        <>
          <ExportFiles
            title="Export the ledger"
            hint="A row for each line of an entry; the lines of an entry sum to nothing."
            csv={(query) => addressTo('exportLedgerCsv', { query })}
            json={(query) => addressTo('exportLedgerJson', { query })}
          />
          <Button isPending={report.isFetching} onPress={() => void report.refetch()}>
            Verify again
          </Button>
        </>
      }
    >
      <OperatorPages />
      <QueryView query={report}>{(data) => <Report {...data} />}</QueryView>
    </Page>
  );
}

function Report(report: Answer<'verifyLedger'>) {
  const { isSound, entries, sum, accounts, invoices, payouts, credits, flaws } = report;
  return (
    <>
      <Facts
        facts={[
          {
            name: 'Books',
            value: isSound ? (
              <Badge tone="good">They add up</Badge>
            ) : (
              <Badge tone="bad">They do not add up</Badge>
            ),
          },
          { name: 'Sum of all lines', value: <Amount of={sum} isExact /> },
          { name: 'Entries', value: entries },
          { name: 'Invoices', value: invoices },
          { name: 'Payouts', value: payouts },
          { name: 'Credits', value: credits },
        ]}
      />
      {flaws.length > 0 && (
        <Section title="What does not add up">
          <Table
            label="What does not add up"
            rows={flaws}
            keyOf={({ team, subject, message }) => [team, subject, message].join(' ')}
            columns={[
              { name: 'Team', cell: ({ team }) => team },
              { name: 'Of', cell: ({ subject }) => <code>{subject}</code> },
              { name: 'What', cell: ({ message }) => message },
            ]}
          />
        </Section>
      )}
      <Section title="Accounts">
        {accounts.length === 0 ? (
          <Empty title="Nothing is booked yet">
            With the first invoice, credit or payout, each account that it moves stands here with
            what it holds.
          </Empty>
        ) : (
          <Table
            label="Accounts"
            rows={accounts}
            keyOf={({ kind }) => kind}
            columns={[
              { name: 'Account', cell: ({ kind }) => nameOfAccount(kind) },
              {
                name: 'Holds',
                isNumber: true,
                cell: ({ sum: held }) => <Amount of={held} isExact />,
              },
            ]}
          />
        )}
      </Section>
    </>
  );
}
