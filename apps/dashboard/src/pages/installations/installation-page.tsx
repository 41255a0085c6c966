import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { read } from '../../api/read.ts';
import { useNewestOperation } from '../../api/use-operation.ts';
import { buttonLook } from '../../ui/button.tsx';
import { Facts } from '../../ui/facts.tsx';
import { NotificationNote } from '../../ui/notification-note.tsx';
import { OperationNote } from '../../ui/operation-note.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { costOf } from '../../ui/plan-choice.tsx';
import { ssoAddress } from '../../ui/provider-link.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { ResourceTable } from '../../ui/resource-table.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { When } from '../../ui/when.tsx';

/** What joins a team to an integration: how it is, and what was made of it. */
export function InstallationPage() {
  const { team, installation: id } = useParams({ from: '/t/$team/installations/$installation' });
  const query = useQuery(read('getTeamInstallation', { params: { team, installation: id } }));
  const operation = useNewestOperation(team, { installation: id }, ['getTeamInstallation']);
  return (
    <QueryView query={query} rows={5}>
      {({ installation }) => (
        <Page
          title={installation.integration.name}
          above={
            <Link
              to="/t/$team/catalog/$integration"
              params={{ team, integration: installation.integration.slug }}
              className="text-accent underline"
            >
              In the catalogue
            </Link>
          }
          actions={
            installation.lifecycle === 'installed' && (
              <a
                href={ssoAddress({ team, installation: id })}
                target="_blank"
                rel="noreferrer"
                className={buttonLook()}
              >
                Open in {installation.integration.name}
              </a>
            )
          }
        >
          <OperationNote operation={operation} />
          <NotificationNote
            notification={installation.notification}
            team={team}
            installation={id}
          />
          <Facts
            facts={[
              { name: 'Status', value: <StatusBadge {...installation} /> },
              {
                name: 'Plan',
                value: installation.billingPlan
                  ? `${installation.billingPlan.name} (${costOf(installation.billingPlan)})`
                  : 'Each resource has its own',
              },
              { name: 'Installed', value: <When at={installation.createdAt} /> },
            ]}
          />
          <Resources team={team} installation={id} />
        </Page>
      )}
    </QueryView>
  );
}

function Resources({
  team,
  installation,
}: {
  readonly team: string;
  readonly installation: string;
}) {
  const resources = useQuery(
    read('listTeamResources', { params: { team }, query: { installation } }),
  );
  return (
    <Section title="Resources">
      <QueryView query={resources}>
        {({ resources: rows }) =>
          rows.length === 0 ? (
            <p className="text-muted">Nothing was made of it yet.</p>
          ) : (
            <ResourceTable team={team} resources={rows} />
          )
        }
      </QueryView>
    </Section>
  );
}
