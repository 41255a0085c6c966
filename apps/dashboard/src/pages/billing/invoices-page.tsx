import type { InvoiceSummary } from '@kontor/protocol/kontor';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { addressTo } from '../../api/call.ts';
import { read } from '../../api/read.ts';
import { useTeamSlug } from '../../shell/use-team.ts';
import { Amount } from '../../ui/amount.tsx';
import { buttonLook } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ExportFiles } from '../../ui/export-files.tsx';
import { Page } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { Select } from '../../ui/select.tsx';
import { Table } from '../../ui/table.tsx';
import { When } from '../../ui/when.tsx';
import { BillingPages } from './billing-pages.tsx';
import { asState, invoiceStates, StateOfInvoice } from './invoice-state.tsx';
import { Period } from './period.tsx';

const ALL = 'all';
const PAGE = 20;

/** What providers have billed, former ones too, newest first. */
export function InvoicesPage() {
  const team = useTeamSlug();
  const { state: named, before } = useSearch({ from: '/t/$team/billing/invoices' });
  const navigate = useNavigate({ from: '/t/$team/billing/invoices' });
  const state = asState(named);
  const invoices = useQuery(
    read('listInvoices', {
      params: { team },
      query: {
        limit: PAGE,
        ...(state === undefined ? {} : { state }),
        ...(before === undefined ? {} : { before }),
      },
    }),
  );
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
      <BillingPages />
      <div className="w-56">
        <Select
          label="State"
          choices={[{ value: ALL, label: 'Every state' }, ...invoiceStates]}
          value={state ?? ALL}
          onChange={(id) => void navigate({ search: { state: asState(id) } })}
        />
      </div>
      <QueryView query={invoices} rows={5}>
        {({ invoices: rows }) =>
          rows.length === 0 ? (
            <Empty title={before === undefined ? 'No invoices' : 'No older invoices'}>
              {state === undefined
                ? 'A provider bills at the end of a period, or when something is bought. What is owed so far stands under “This period”.'
                : 'None is in this state.'}
            </Empty>
          ) : (
            <>
              <InvoiceTable rows={rows} />
              <Pages search={{ state }} before={before} rows={rows} />
            </>
          )
        }
      </QueryView>
    </Page>
  );
}

function InvoiceTable({ rows }: { readonly rows: readonly InvoiceSummary[] }) {
  const team = useTeamSlug();
  return (
    <Table
      label="Invoices"
      rows={rows}
      keyOf={({ id }) => id}
      columns={[
        {
          name: 'Of',
          cell: ({ id, invoiceDate }) => (
            <Link
              to="/t/$team/billing/invoices/$invoice"
              params={{ team, invoice: id }}
              className="text-accent underline"
            >
              <When at={invoiceDate} />
            </Link>
          ),
        },
        { name: 'Integration', cell: ({ integration }) => integration.name },
        { name: 'Period', cell: ({ period }) => <Period {...period} /> },
        { name: 'State', cell: ({ state }) => <StateOfInvoice state={state} /> },
        { name: 'Total', isNumber: true, cell: ({ total }) => <Amount of={total} /> },
      ]}
    />
  );
}

/** The way to older ones, and back to the newest. */
function Pages({
  search,
  before,
  rows,
}: {
  readonly search: { readonly state: string | undefined };
  readonly before: string | undefined;
  readonly rows: readonly InvoiceSummary[];
}) {
  const team = useTeamSlug();
  const last = rows.at(-1);
  return (
    <nav aria-label="Pages of invoices" className="flex gap-2">
      {before !== undefined && (
        <Link
          to="/t/$team/billing/invoices"
          params={{ team }}
          search={search}
          className={buttonLook()}
        >
          Newest
        </Link>
      )}
      {rows.length === PAGE && last !== undefined && (
        <Link
          to="/t/$team/billing/invoices"
          params={{ team }}
          search={{ ...search, before: last.id }}
          className={buttonLook()}
        >
          Older
        </Link>
      )}
    </nav>
  );
}
