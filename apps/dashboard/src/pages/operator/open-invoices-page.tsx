import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type Answer, addressTo, call } from '../../api/call.ts';
import { Amount } from '../../ui/amount.tsx';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ExportFiles } from '../../ui/export-files.tsx';
import { LongTable } from '../../ui/long-table.tsx';
import { ProblemNote } from '../../ui/note.tsx';
import { Page } from '../../ui/page.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { When } from '../../ui/when.tsx';
import { StateOfInvoice } from '../billing/invoice-state.tsx';
import { OperatorPages } from './operator-pages.tsx';
import { Settle } from './settle.tsx';

const PAGE = 100;
export type OpenInvoice = Answer<'listOpenInvoices'>['invoices'][number];

/** What is not paid yet, over all teams, oldest first. */
export function OpenInvoicesPage() {
  const [settled, setSettled] = useState<OpenInvoice>();
  const invoices = useInfiniteQuery({
    queryKey: ['listOpenInvoices'],
    queryFn: ({ pageParam, signal }) =>
      call(
        'listOpenInvoices',
        { query: { limit: PAGE, ...(pageParam === '' ? {} : { after: pageParam }) } },
        { signal },
      ),
    initialPageParam: '',
    getNextPageParam: ({ invoices: rows }) => (rows.length < PAGE ? undefined : rows.at(-1)?.id),
  });
  const rows = invoices.data?.pages.flatMap((page) => page.invoices);
  return (
    <Page
      title="Open invoices"
      lead="What is owed and not paid, over all teams, oldest first."
      actions={
        <ExportFiles
          title="Export invoices"
          hint="The invoices of all teams by their date, open or not, with what the books hold of each."
          csv={(query) => addressTo('exportAllInvoicesCsv', { query })}
          json={(query) => addressTo('exportAllInvoicesJson', { query })}
        />
      }
    >
      <OperatorPages />
      <ProblemNote error={invoices.error} />
      {rows === undefined && invoices.error === null && <Skeleton />}
      {rows?.length === 0 && (
        <Empty title="Nothing is open">Everything that was billed is paid.</Empty>
      )}
      {rows !== undefined && rows.length > 0 && (
        <LongTable
          label="Open invoices"
          rows={rows}
          keyOf={({ id }) => id}
          hasMore={invoices.hasNextPage}
          isReading={invoices.isFetchingNextPage}
          onMore={invoices.fetchNextPage}
          columns={[
            { name: 'Of', cell: ({ invoiceDate }) => <When at={invoiceDate} /> },
            { name: 'Team', cell: ({ team }) => team.slug },
            { name: 'Integration', cell: ({ integration }) => integration.name },
            { name: 'Number', cell: ({ number }) => number },
            { name: 'State', cell: ({ state }) => <StateOfInvoice state={state} /> },
            { name: 'To pay', isNumber: true, cell: ({ due }) => <Amount of={due} /> },
            {
              name: 'Money',
              cell: (invoice) => (
                <Button look="link" onPress={() => setSettled(invoice)}>
                  Settle
                </Button>
              ),
            },
          ]}
        />
      )}
      {settled && <Settle invoice={settled} onClose={() => setSettled(undefined)} />}
    </Page>
  );
}
