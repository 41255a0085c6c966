import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { read } from '../../api/read.ts';
import { TeamSubPages } from '../../shell/team-sub-pages.tsx';
import { useTeamSlug } from '../../shell/use-team.ts';
import { Empty } from '../../ui/empty.tsx';
import { Page } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { Select } from '../../ui/select.tsx';
import { Table } from '../../ui/table.tsx';
import { When } from '../../ui/when.tsx';
import { ApprovalState, Price } from './approval-words.tsx';

const FROM = '/t/$team/approvals';

const choices = [
  { value: 'pending', label: 'Waiting' },
  { value: 'approved', label: 'Approved' },
  { value: 'refused', label: 'Refused' },
  { value: 'expired', label: 'Expired' },
  { value: 'void', label: 'Void' },
] as const;

/** What agents wait or waited for. */
export function ApprovalsPage() {
  const team = useTeamSlug();
  const search = useSearch({ from: FROM });
  const navigate = useNavigate({ from: FROM });
  const state = choices.find(({ value }) => value === search.state)?.value ?? 'pending';
  const approvals = useQuery(
    read('listApprovals', { params: { team }, query: { state, limit: 100 } }),
  );
  return (
    <Page title="Approvals">
      <TeamSubPages area="Agents" />
      <div className="max-w-56">
        <Select
          name="state"
          label="State"
          value={state}
          choices={choices}
          onChange={(value) => void navigate({ search: { state: value } })}
        />
      </div>
      <QueryView query={approvals}>
        {({ approvals: rows }) =>
          rows.length === 0 ? (
            <Empty title="Nothing here">
              What an agent may not do by itself stands here until its person, or an owner of the
              team, has decided.
            </Empty>
          ) : (
            <Table
              label="Approvals"
              rows={rows}
              keyOf={({ id }) => id}
              columns={[
                {
                  name: 'Wants',
                  cell: ({ id, summary }) => (
                    <Link
                      to="/t/$team/approvals/$approval"
                      params={{ team, approval: id }}
                      className="text-accent underline"
                    >
                      {summary}
                    </Link>
                  ),
                },
                {
                  name: 'Who',
                  cell: ({ agent, person }) => `${person.name} through agent ${agent.name}`,
                },
                { name: 'Cost', cell: (approval) => <Price {...approval} /> },
                { name: 'State', cell: (approval) => <ApprovalState {...approval} /> },
                { name: 'Asked', cell: ({ createdAt }) => <When at={createdAt} /> },
              ]}
            />
          )
        }
      </QueryView>
    </Page>
  );
}
