import type { OperatedTeam } from '@kontor/protocol/kontor';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { usePaged } from '../../api/use-paged.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { FilterForm } from '../../ui/filter-form.tsx';
import { LongTable, type LongTableProps } from '../../ui/long-table.tsx';
import { Page } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { Select } from '../../ui/select.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { When } from '../../ui/when.tsx';
import { OperatorPages } from './operator-pages.tsx';
import { ResetPassword } from './reset-password.tsx';
import type { TeamSearch } from './routes.ts';

const FROM = '/operator/teams';

/** Every team of the host, found by its name or by who is in it. */
export function TeamsPage() {
  const search = useSearch({ from: FROM });
  const navigate = useNavigate({ from: FROM });
  const [isResetting, setResetting] = useState(false);
  const asked = Object.fromEntries(
    Object.entries(search).filter(([, value]) => value !== undefined),
  );
  const { query, list } = usePaged(
    'listOperatedTeams',
    { query: asked },
    { rowsOf: ({ teams }) => teams, cursorOf: ({ slug }) => slug, pagedBy: 'after' },
  );
  const isNarrowed = Object.keys(asked).length > 0;
  return (
    <Page
      title="Teams"
      lead="Everybody who buys here, by the name in their address."
      actions={<Button onPress={() => setResetting(true)}>Reset a password</Button>}
    >
      <OperatorPages />
      <TeamFilter
        key={JSON.stringify(search)}
        search={search}
        onChange={(wanted) => void navigate({ search: wanted })}
      />
      <QueryView query={query} rows={6}>
        {() =>
          list.rows.length === 0 ? (
            <Empty
              title={isNarrowed ? 'There is no such team' : 'There is no team yet'}
              action={
                isNarrowed && (
                  <Button onPress={() => void navigate({ search: {} })}>Show all</Button>
                )
              }
            >
              {isNarrowed
                ? 'Look for a part of its name, its id, or the e-mail address of somebody in it.'
                : 'Whoever signs up makes one, and a platform brings its own along.'}
            </Empty>
          ) : (
            <TeamTable {...list} />
          )
        }
      </QueryView>
      {isResetting && <ResetPassword onClose={() => setResetting(false)} />}
    </Page>
  );
}

const ALL = 'all';
const standings = [
  { value: ALL, label: 'All' },
  { value: 'true', label: 'Suspended' },
  { value: 'false', label: 'Not suspended' },
] as const;

function TeamFilter({
  search,
  onChange,
}: {
  readonly search: TeamSearch;
  readonly onChange: (search: TeamSearch) => void;
}) {
  const [typed, setTyped] = useState(search.search ?? '');
  const narrow = (suspended: TeamSearch['suspended']) =>
    onChange({ search: typed.trim() || undefined, suspended });
  return (
    <search>
      <FilterForm onSearch={() => narrow(search.suspended)}>
        <div className="w-72 max-w-full">
          <TextField
            label="Find"
            placeholder="Name, id or e-mail address"
            maxLength={128}
            value={typed}
            onChange={setTyped}
          />
        </div>
        <div className="w-44">
          <Select
            label="Which"
            choices={standings}
            value={search.suspended ?? ALL}
            onChange={(value) => narrow(value === 'true' || value === 'false' ? value : undefined)}
          />
        </div>
      </FilterForm>
    </search>
  );
}

function TeamTable(
  list: Pick<LongTableProps<OperatedTeam>, 'rows' | 'hasMore' | 'isReading' | 'onMore'>,
) {
  return (
    <LongTable
      {...list}
      label="Teams"
      keyOf={({ id }) => id}
      columns={[
        {
          name: 'Team',
          cell: ({ name, slug }) => (
            <>
              <Link
                to="/operator/teams/$operated"
                params={{ operated: slug }}
                className="text-accent underline break-words"
              >
                {name}
              </Link>
              <span className="block text-xs break-all text-muted">{slug}</span>
            </>
          ),
        },
        {
          name: 'State',
          cell: ({ suspension }) => suspension && <Badge tone="bad">Suspended</Badge>,
        },
        { name: 'Members', isNumber: true, cell: ({ members }) => members.toLocaleString() },
        {
          name: 'Installed',
          isNumber: true,
          cell: ({ installations }) => installations.toLocaleString(),
        },
        { name: 'Since', cell: ({ createdAt }) => <When at={createdAt} /> },
      ]}
    />
  );
}
