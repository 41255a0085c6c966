import type { InvoiceSummary } from '@kontor/protocol/kontor';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { addressTo, call } from '../../api/call.ts';
import { TeamSubPages } from '../../shell/team-sub-pages.tsx';
import { useTeamSlug } from '../../shell/use-team.ts';
import { Amount } from '../../ui/amount.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ExportFiles } from '../../ui/export-files.tsx';
import { LongTable, type OlderRows } from '../../ui/long-table.tsx';
import { Page } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { Select } from '../../ui/select.tsx';
import { asState, invoiceStates, NOT_NUMBERED, StateOfInvoice } from './invoice-state.tsx';
import { Day, Period } from './period.tsx';

const ALL = 'all';
const PAGE = 100;

/** What providers have billed, former ones too, newest first. */
export function InvoicesPage() {
  const team = useTeamSlug();
  const { state: named, before } = useSearch({ from: '/t/$team/billing/invoices' });
  const navigate = useNavigate({ from: '/t/$team/billing/invoices' });
  const state = asState(named);
  const filter = { limit: PAGE, ...(state === undefined ? {} : { state }) };
  const invoices = useInfiniteQuery({
    queryKey: ['listInvoices', { params: { team } }, filter, before],
    queryFn: ({ pageParam, signal }) => {
      const from = pageParam === undefined ? {} : { before: pageParam };
      return call('listInvoices', { params: { team }, query: { ...filter, ...from } }, { signal });
    },
    initialPageParam: before,
    getNextPageParam: ({ invoices: rows }) => (rows.length < PAGE ? undefined : rows.at(-1)?.id),
  });
  return (
    <Page
      title="Invoices"
      actions={
        <ExportFiles
          title="Export invoices"
          hint="A row for each invoice, by its date."
          csv={(query) => addressTo('exportInvoicesCsv', { params: { team }, query })}
          json={(query) => addressTo('exportInvoicesJson', { params: { team }, query })}
        />
      }
    >
      <TeamSubPages area="Billing" />
      <div className="w-56">
        <Select
          label="State"
          choices={[{ value: ALL, label: 'Every state' }, ...invoiceStates]}
          value={state ?? ALL}
          onChange={(id) => void navigate({ search: { state: asState(id) } })}
        />
      </div>
      <QueryView query={invoices} rows={5}>
        {({ pages }) =>
          pages[0]?.invoices.length === 0 ? (
            <Empty title={before === undefined ? 'No invoices' : 'No older invoices'}>
              {state === undefined
                ? 'A provider bills at the end of a period, or when something is bought. What is owed so far stands under “This period”.'
                : 'None is in this state.'}
            </Empty>
          ) : (
            <InvoiceTable
              rows={pages.flatMap((page) => page.invoices)}
              hasMore={invoices.hasNextPage}
              isReading={invoices.isFetchingNextPage}
              onMore={invoices.fetchNextPage}
            />
          )
        }
      </QueryView>
    </Page>
  );
}

function InvoiceTable(list: OlderRows<InvoiceSummary>) {
  const team = useTeamSlug();
  return (
    <LongTable
      {...list}
      label="Invoices"
      keyOf={({ id }) => id}
      columns={[
        {
          name: 'Number',
          cell: ({ id, number, externalId, state }) => (
            <>
              <Link
                to="/t/$team/billing/invoices/$invoice"
                params={{ team, invoice: id }}
                className="break-words text-accent underline"
              >
                {number ?? externalId ?? NOT_NUMBERED}
              </Link>
              {/* what one looks for first is in sight on a phone, too */}
              <div className="sm:hidden">
                <StateOfInvoice state={state} />
              </div>
            </>
          ),
        },
        { name: 'State', needsRoom: true, cell: ({ state }) => <StateOfInvoice state={state} /> },
        { name: 'Total', isNumber: true, cell: ({ total }) => <Amount of={total} /> },
        { name: 'Integration', cell: ({ integration }) => integration.name },
        { name: 'Date', cell: ({ invoiceDate }) => <Day at={invoiceDate} /> },
        { name: 'Period', cell: ({ period }) => <Period {...period} /> },
      ]}
    />
  );
}
