import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type Answer, addressTo } from '../../api/call.ts';
import { read } from '../../api/read.ts';
import { useChange } from '../../api/use-change.ts';
import { Amount } from '../../ui/amount.tsx';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ExportFiles } from '../../ui/export-files.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { Table } from '../../ui/table.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { When } from '../../ui/when.tsx';
import { Commission } from './commission.tsx';
import { OperatorPages } from './operator-pages.tsx';

type Due = Answer<'listPayouts'>['due'][number];

/** What is due to each provider, what was paid out, and what the host keeps of it. */
export function PayoutsPage() {
  const [paid, setPaid] = useState<Due>();
  const payouts = useQuery(read('listPayouts', {}));
  return (
    <Page
      title="Payouts"
      lead="What came in for providers, without the host's commission."
      actions={
        <ExportFiles
          title="Export payouts"
          hint="For each provider what was due before, became due, was refunded, was paid out, and is due."
          csv={(query) => addressTo('exportPayoutsCsv', { query })}
          json={(query) => addressTo('exportPayoutsJson', { query })}
        />
      }
    >
      <OperatorPages />
      <QueryView query={payouts}>
        {({ due, payouts: rows }) => (
          <>
            <Section title="Due">
              {due.length === 0 ? (
                <Empty title="Nothing is due">
                  Once a team has paid an invoice, what is due to its provider stands here.
                </Empty>
              ) : (
                <DueTable rows={due} onPay={setPaid} />
              )}
            </Section>
            {rows.length > 0 && (
              <Section title="Paid out">
                <Table
                  label="Paid out"
                  rows={rows}
                  keyOf={({ id }) => id}
                  columns={[
                    { name: 'When', cell: ({ paidAt }) => <When at={paidAt} /> },
                    { name: 'Integration', cell: ({ integration }) => integration.slug },
                    { name: 'Reference', cell: ({ reference }) => reference },
                    {
                      name: 'Amount',
                      isNumber: true,
                      cell: ({ amount }) => <Amount of={amount} />,
                    },
                  ]}
                />
              </Section>
            )}
          </>
        )}
      </QueryView>
      {paid && <RecordPayout due={paid} onClose={() => setPaid(undefined)} />}
    </Page>
  );
}

function DueTable({
  rows,
  onPay,
}: {
  readonly rows: readonly Due[];
  readonly onPay: (due: Due) => void;
}) {
  return (
    <Table
      label="Due"
      rows={rows}
      keyOf={({ integration }) => integration.id}
      columns={[
        { name: 'Integration', cell: ({ integration }) => integration.slug },
        { name: 'Teams', isNumber: true, cell: ({ teams }) => teams },
        { name: 'Commission', cell: ({ integration }) => <Commission integration={integration} /> },
        { name: 'Due', isNumber: true, cell: ({ due }) => <Amount of={due} isExact /> },
        {
          name: 'Payout',
          cell: (row) =>
            /^(?!-).*[1-9]/.test(row.due) && (
              <Button look="link" onPress={() => onPay(row)}>
                Record payout
              </Button>
            ),
        },
      ]}
    />
  );
}

function RecordPayout({ due, onClose }: { readonly due: Due; readonly onClose: () => void }) {
  const [reference, setReference] = useState('');
  const record = useChange('recordPayout', {
    refreshes: ['listPayouts', 'verifyLedger'],
    onDone: onClose,
  });
  return (
    <FormDialog
      title={`Payout to ${due.integration.slug}`}
      onClose={onClose}
      error={record.error}
      onSubmit={() =>
        record.mutate({
          params: { integration: due.integration.id },
          body: { amount: due.due, reference },
        })
      }
      submit="Record"
      isPending={record.isPending}
    >
      <p>
        Record that <Amount of={due.due} isExact /> was paid. This moves no money by itself.
      </p>

      <TextField
        name="reference"
        label="Reference"
        hint="Where to find it, such as the number of a transfer."
        isRequired
        autoFocus
        value={reference}
        onChange={setReference}
      />
    </FormDialog>
  );
}
