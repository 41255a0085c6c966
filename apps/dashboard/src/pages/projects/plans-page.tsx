import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { read } from '../../api/read.ts';
import { Amount } from '../../ui/amount.tsx';
import { Empty } from '../../ui/empty.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { Table } from '../../ui/table.tsx';
import { When } from '../../ui/when.tsx';
import { PlanStatus } from '../plans/plan-status.tsx';
import { useProject } from './use-project.ts';

/** What files wanted of this project, and whether that was applied. */
export function PlansPage() {
  const params = useProject();
  const plans = useQuery(read('listStatePlans', { params }));
  return (
    <QueryView query={plans}>
      {({ plans: rows }) =>
        rows.length === 0 ? (
          <Empty title="No plans">
            A file says what a project should have. <code>kontor plan</code> says what that changes
            and costs, and the plan stands here, to be looked at and applied.
          </Empty>
        ) : (
          <Table
            label="Plans"
            rows={rows}
            keyOf={({ id }) => id}
            columns={[
              {
                name: 'Made',
                cell: ({ id, createdAt }) => (
                  <Link
                    to="/t/$team/plans/$plan"
                    params={{ team: params.team, plan: id }}
                    className="text-accent underline"
                  >
                    <When at={createdAt} />
                  </Link>
                ),
              },
              { name: 'State', cell: (plan) => <PlanStatus plan={plan} /> },
              {
                name: 'Changes',
                isNumber: true,
                cell: ({ items }) =>
                  items.filter(({ action }) => action !== 'keep' && action !== 'leave').length,
              },
              {
                name: 'In a month',
                isNumber: true,
                cell: ({ perMonth }) => (
                  <>
                    <Amount of={perMonth.known} />
                    {!perMonth.isComplete && ' and more'}
                  </>
                ),
              },
            ]}
          />
        )
      }
    </QueryView>
  );
}
