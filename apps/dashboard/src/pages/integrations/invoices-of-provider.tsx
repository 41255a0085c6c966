import type { ProviderInvoice } from '@kontor/protocol/kontor';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { usePaged } from '../../api/use-paged.ts';
import { Amount } from '../../ui/amount.tsx';
import { DisputeBadge } from '../../ui/dispute-badge.tsx';
import { Empty } from '../../ui/empty.tsx';
import { LongTable } from '../../ui/long-table.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { Select } from '../../ui/select.tsx';
import { TestBadge } from '../../ui/test-badge.tsx';
import { TestsChoice } from '../../ui/tests-choice.tsx';
import { testsQuery, type WhichTests } from '../../ui/which-tests.ts';
import { asState, invoiceStates, NOT_NUMBERED, StateOfInvoice } from '../billing/invoice-state.tsx';
import { Day, Period } from '../billing/period.tsx';
import { IntegrationFrame, useIntegrationParams } from './integration-frame.tsx';

const FROM = '/t/$team/integrations/$integration/invoices';
const ALL = 'all';

/** What the provider has billed, over all teams, and what became of it. */
export function InvoicesOfProvider() {
  return <IntegrationFrame title="invoices">{() => <Invoices />}</IntegrationFrame>;
}

function Invoices() {
  const search = useSearch({ from: FROM });
  const navigate = useNavigate({ from: FROM });
  const narrow = (more: Partial<typeof search>) =>
    void navigate({ search: { ...search, ...more } });
  return (
    <>
      <div className="flex flex-wrap items-end gap-4">
        <div className="w-48">
          <Select
            label="State"
            choices={[{ value: ALL, label: 'Every state' }, ...invoiceStates]}
            value={asState(search.state) ?? ALL}
            onChange={(value) => narrow({ state: asState(value) })}
          />
        </div>
        <TestsChoice value={search.tests} onChange={(which) => narrow({ tests: which })} />
      </div>
      <InvoicesOf state={search.state} tests={search.tests} />
    </>
  );
}

/** The invoices of a provider, or those of one installation. */
export function InvoicesOf({
  installation,
  state: named,
  tests: which,
}: {
  readonly installation?: string;
  readonly state?: string | undefined;
  readonly tests?: WhichTests;
}) {
  const params = useIntegrationParams();
  const state = asState(named);
  const { query, list } = usePaged(
    'listProviderInvoices',
    {
      params,
      query: {
        ...(installation === undefined ? {} : { installation }),
        ...(state === undefined ? {} : { state }),
        ...testsQuery(which),
      },
    },
    { rowsOf: ({ invoices }) => invoices, cursorOf: ({ id }) => id },
  );
  return (
    <QueryView query={query} rows={4}>
      {() =>
        list.rows.length === 0 ? (
          <Empty title="No such invoices">
            What your server submits stands here, with what became of it. Its calls are under
            “Calls” either way.
          </Empty>
        ) : (
          <LongTable
            {...list}
            label="Invoices"
            keyOf={({ id }) => id}
            columns={[
              { name: 'Date', cell: ({ invoiceDate }) => <Day at={invoiceDate} /> },
              {
                name: 'Number',
                cell: ({ number, externalId }) => (
                  <span className="break-words">{number ?? externalId ?? NOT_NUMBERED}</span>
                ),
              },
              { name: 'Team', cell: ({ team }) => team.name ?? 'A team that is gone' },
              { name: 'Period', cell: ({ period }) => <Period {...period} /> },
              { name: 'State', cell: (each) => <StateOf invoice={each} /> },
              { name: 'Total', isNumber: true, cell: ({ total }) => <Amount of={total} /> },
              {
                name: 'Commission',
                isNumber: true,
                cell: ({ commission }) => <Amount of={commission} />,
              },
              {
                name: 'Refunded',
                isNumber: true,
                cell: ({ refundTotal }) => /[1-9]/.test(refundTotal) && <Amount of={refundTotal} />,
              },
            ]}
          />
        )
      }
    </QueryView>
  );
}

function StateOf({ invoice: { state, isTest, dispute } }: { readonly invoice: ProviderInvoice }) {
  return (
    <span className="inline-flex flex-wrap gap-1">
      <StateOfInvoice state={state} />
      {dispute !== null && <DisputeBadge state={dispute} />}
      {isTest && <TestBadge />}
    </span>
  );
}
