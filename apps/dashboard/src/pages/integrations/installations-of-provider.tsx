import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { usePaged } from '../../api/use-paged.ts';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { LongTable } from '../../ui/long-table.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { Select } from '../../ui/select.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { When } from '../../ui/when.tsx';
import { IntegrationFrame, useIntegrationParams } from './integration-frame.tsx';
import { TeamOf } from './team-of.tsx';

const FROM = '/t/$team/integrations/$integration/installations';

/** Who has installed the integration. */
export function InstallationsOfProvider() {
  return <IntegrationFrame title="installations">{() => <Installations />}</IntegrationFrame>;
}

function Installations() {
  const params = useIntegrationParams();
  const { state, search } = useSearch({ from: FROM });
  const { query, list } = usePaged(
    'listProviderInstallations',
    {
      params,
      query: {
        ...(state === undefined ? {} : { state }),
        ...(search === undefined ? {} : { search }),
      },
    },
    { rowsOf: ({ installations }) => installations, cursorOf: ({ id }) => id },
  );
  return (
    <>
      <Filters key={search} />
      <QueryView query={query} rows={5}>
        {() =>
          list.rows.length === 0 ? (
            <Empty title="No such installations">
              Once a team installs the integration, it stands here. Until it is published only your
              own team can, to try it.
            </Empty>
          ) : (
            <LongTable
              {...list}
              label="Installations"
              keyOf={({ id }) => id}
              columns={[
                { name: 'Team', cell: (each) => <TeamOf installation={each} /> },
                { name: 'Status', cell: (each) => <StatusBadge {...each} /> },
                { name: 'Plan', cell: ({ billingPlan }) => billingPlan?.name ?? 'Each resource' },
                { name: 'Resources', isNumber: true, cell: ({ resources }) => resources },
                {
                  name: 'Usage reported',
                  cell: ({ lastReportAt }) =>
                    lastReportAt === null ? (
                      <span className="text-muted">Never</span>
                    ) : (
                      <When at={lastReportAt} />
                    ),
                },
                { name: 'Installed', cell: ({ createdAt }) => <When at={createdAt} /> },
              ]}
            />
          )
        }
      </QueryView>
    </>
  );
}

const states = [
  { value: 'all', label: 'All' },
  { value: 'current', label: 'There now' },
  { value: 'former', label: 'Former' },
] as const;

function Filters() {
  const search = useSearch({ from: FROM });
  const navigate = useNavigate({ from: FROM });
  const [typed, setTyped] = useState(search.search ?? '');
  return (
    <search>
      <form
        className="flex flex-wrap items-end gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          void navigate({ search: { ...search, search: typed === '' ? undefined : typed } });
        }}
      >
        <div className="w-40">
          <Select
            label="State"
            choices={states}
            value={search.state ?? 'all'}
            onChange={(value) =>
              void navigate({
                search: {
                  ...search,
                  state: value === 'current' || value === 'former' ? value : undefined,
                },
              })
            }
          />
        </div>
        <TextField
          label="Search"
          type="search"
          placeholder="Team or id"
          value={typed}
          onChange={setTyped}
        />
        <Button type="submit">Search</Button>
      </form>
    </search>
  );
}
