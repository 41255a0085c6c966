import { Link, useParams } from '@tanstack/react-router';
import { Facts } from '../../ui/facts.tsx';
import { NotificationNote } from '../../ui/notification-note.tsx';
import { OperationNote } from '../../ui/operation-note.tsx';
import { Page } from '../../ui/page.tsx';
import { costOf } from '../../ui/plan-choice.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { When } from '../../ui/when.tsx';
import { useResource } from './use-resource.ts';

/** Everything about one resource. */
export function ResourcePage() {
  const { team, resource: id } = useParams({ from: '/t/$team/resources/$resource' });
  const { query, operation } = useResource(team, id);
  return (
    <QueryView query={query} rows={5}>
      {({ resource }) => (
        <Page
          title={resource.name}
          above={
            <Link to="/t/$team/resources" params={{ team }} className="text-accent underline">
              Resources
            </Link>
          }
        >
          <OperationNote operation={operation} />
          <NotificationNote
            notification={resource.notification}
            team={team}
            installation={resource.installationId}
            resource={resource.id}
          />
          <Facts
            facts={[
              { name: 'Status', value: <StatusBadge {...resource} /> },
              { name: 'Product', value: resource.product.name },
              {
                name: 'Plan',
                value: resource.billingPlan
                  ? `${resource.billingPlan.name} (${costOf(resource.billingPlan)})`
                  : '—',
              },
              { name: 'Made', value: <When at={resource.createdAt} /> },
            ]}
          />
        </Page>
      )}
    </QueryView>
  );
}
