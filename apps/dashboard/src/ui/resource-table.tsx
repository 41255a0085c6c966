import type { Resource } from '@kontor/protocol/kontor';
import { Link } from '@tanstack/react-router';
import { planText } from './plan-text.ts';
import { StatusBadge } from './status-badge.tsx';
import { Table } from './table.tsx';
import { useWaiting } from './use-waiting.ts';
import { When } from './when.tsx';

/** Resources, each leading to its page. */
export function ResourceTable({
  team,
  resources,
}: {
  readonly team: string;
  readonly resources: readonly Resource[];
}) {
  const waiting = useWaiting(team, resources);
  return (
    <Table
      label="Resources"
      rows={resources}
      keyOf={({ id }) => id}
      columns={[
        {
          name: 'Name',
          cell: ({ id, name }) => (
            <Link
              to="/t/$team/resources/$resource"
              params={{ team, resource: id }}
              className="font-medium text-accent underline"
            >
              {name}
            </Link>
          ),
        },
        { name: 'Product', cell: ({ product }) => product.name },
        {
          name: 'Status',
          cell: (each) => <StatusBadge {...each} isWaiting={waiting.has(each.id)} />,
        },
        {
          name: 'Plan',
          cell: ({ billingPlan }) => (billingPlan === null ? '—' : planText(billingPlan)),
        },
        { name: 'Projects', isNumber: true, cell: ({ connectionCount }) => connectionCount },
        { name: 'Made', cell: ({ createdAt }) => <When at={createdAt} /> },
      ]}
    />
  );
}
