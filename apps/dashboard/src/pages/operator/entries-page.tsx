import type { ShownEntry } from '@kontor/protocol/kontor';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { addressTo } from '../../api/call.ts';
import { usePaged } from '../../api/use-paged.ts';
import { Amount } from '../../ui/amount.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ExportFiles } from '../../ui/export-files.tsx';
import { FilterForm } from '../../ui/filter-form.tsx';
import { LongTable, type LongTableProps } from '../../ui/long-table.tsx';
import { Page } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { Select } from '../../ui/select.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { When } from '../../ui/when.tsx';
import { ledgerAccounts, nameOfAccount } from './ledger-accounts.ts';
import { OperatorPages } from './operator-pages.tsx';
import type { EntrySearch } from './routes.ts';

const FROM = '/operator/entries';
const ALL = 'all';
const accounts = [{ value: ALL, label: 'Every account' }, ...ledgerAccounts] as const;

/** What was booked over all teams, narrowed to an account, a team or some days. */
export function EntriesPage() {
  const search = useSearch({ from: FROM });
  const navigate = useNavigate({ from: FROM });
  const { team, account, from, to } = search;
  const narrowed = {
    ...(team !== undefined && { team }),
    ...(account !== undefined && { account }),
  };
  const days = { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
  const asked = {
    ...narrowed,
    ...(from !== undefined && { since: `${from}T00:00:00Z` }),
    ...(to !== undefined && { until: dayAfter(to) }),
  };
  const { query, list } = usePaged(
    'listLedgerEntries',
    { query: asked },
    { rowsOf: ({ entries }) => entries, cursorOf: ({ number }) => number },
  );
  return (
    <Page
      title="Entries"
      lead="Every movement of money, with all of its lines, which sum to nothing."
      actions={
        <ExportFiles
          title="Export the ledger"
          hint={`A row for each line of an entry; the lines of an entry sum to nothing. ${said(narrowed)}`}
          days={days}
          csv={(chosen) => addressTo('exportLedgerCsv', { query: { ...chosen, ...narrowed } })}
          json={(chosen) => addressTo('exportLedgerJson', { query: { ...chosen, ...narrowed } })}
        />
      }
    >
      <OperatorPages />
      <EntryFilter
        key={JSON.stringify(search)}
        search={search}
        onChange={(wanted) => void navigate({ search: wanted })}
      />
      <QueryView query={query} rows={6}>
        {() =>
          list.rows.length === 0 ? (
            <Empty title="Nothing like this was booked">
              Take something out of the filter, or wait for the first invoice.
            </Empty>
          ) : (
            <EntryTable {...list} />
          )
        }
      </QueryView>
    </Page>
  );
}

/** What the export is narrowed to, as the page is. */
function said({ team, account }: Pick<EntrySearch, 'team' | 'account'>): string {
  const of = [
    ...(team === undefined ? [] : [`of the team ${team}`]),
    ...(account === undefined ? [] : [`with a line of “${nameOfAccount(account)}”`]),
  ];
  return of.length === 0 ? '' : `Only entries ${of.join(', ')}, as the page shows them.`;
}

/** The first moment that is not of a day any more, in UTC. */
function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 24 * 60 * 60 * 1000).toISOString();
}

function EntryFilter({
  search,
  onChange,
}: {
  readonly search: EntrySearch;
  readonly onChange: (search: EntrySearch) => void;
}) {
  const [team, setTeam] = useState(search.team ?? '');
  const [days, setDays] = useState({ from: search.from ?? '', to: search.to ?? '' });
  const narrow = (account: string | undefined) =>
    onChange({
      account,
      team: team.trim() || undefined,
      from: days.from || undefined,
      to: days.to || undefined,
    });
  return (
    <search>
      <FilterForm onSearch={() => narrow(search.account)}>
        <div className="w-52">
          <Select
            label="Account"
            choices={accounts}
            value={search.account ?? ALL}
            onChange={(value) => narrow(value === ALL ? undefined : value)}
          />
        </div>
        <TextField label="Team" placeholder="Slug or id" value={team} onChange={setTeam} />
        <TextField
          label="First day"
          type="date"
          value={days.from}
          onChange={(from) => setDays({ ...days, from })}
        />
        <TextField
          label="Last day"
          type="date"
          value={days.to}
          onChange={(to) => setDays({ ...days, to })}
        />
      </FilterForm>
    </search>
  );
}

function EntryTable(
  list: Pick<LongTableProps<ShownEntry>, 'rows' | 'hasMore' | 'isReading' | 'onMore'>,
) {
  return (
    <LongTable
      {...list}
      label="Entries"
      keyOf={({ id }) => id}
      columns={[
        { name: 'When', cell: ({ at }) => <When at={at} /> },
        { name: 'Team', cell: ({ team }) => team.slug ?? `${team.id}, which was deleted` },
        {
          name: 'What',
          cell: ({ kind, subject }) => (
            <>
              {kind}
              <code className="block text-xs break-all text-muted">{subject.id}</code>
            </>
          ),
        },
        {
          name: 'Lines',
          cell: ({ lines }) => (
            <dl className="grid grid-cols-[1fr_auto] gap-x-4">
              {lines.map(({ account, of, amount }) => (
                <div key={`${account} ${of}`} className="contents">
                  <dt title={of}>{nameOfAccount(account)}</dt>
                  <dd className="text-right">
                    <Amount of={amount} isExact />
                  </dd>
                </div>
              ))}
            </dl>
          ),
        },
      ]}
    />
  );
}
