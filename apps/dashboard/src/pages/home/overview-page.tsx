import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { read } from '../../api/read.ts';
import { useMe, useTeamSlug } from '../../shell/use-team.ts';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { Table } from '../../ui/table.tsx';
import { When } from '../../ui/when.tsx';

/** What a team has, at a glance. */
export function OverviewPage() {
  const team = useTeamSlug();
  const name = useMe().data?.teams.find(({ slug }) => slug === team)?.name ?? team;
  const resources = useQuery(read('listTeamResources', { params: { team } }));
  return (
    <Page title={name}>
      <Section title="Resources">
        <QueryView query={resources}>
          {({ resources: rows }) =>
            rows.length === 0 ? (
              <Empty title="No resources yet">
                A resource is what a provider runs for you: a database, a cache, a mailbox. Install
                an integration and make the first one.
              </Empty>
            ) : (
              <Table
                label="Resources"
                rows={rows}
                keyOf={({ id }) => id}
                columns={[
                  { name: 'Name', cell: ({ name: own }) => own },
                  { name: 'Product', cell: ({ product }) => product.name },
                  {
                    name: 'Status',
                    cell: ({ status }) => <Badge tone={toneOf(status)}>{status}</Badge>,
                  },
                  { name: 'Made', cell: ({ createdAt }) => <When at={createdAt} /> },
                ]}
              />
            )
          }
        </QueryView>
      </Section>
      <p>
        <Link to="/t/$team/projects" params={{ team }} className="text-accent underline">
          Projects
        </Link>
      </p>
    </Page>
  );
}

function toneOf(status: string): Tone {
  if (status === 'ready') return 'good';
  return status === 'error' || status === 'suspended' ? 'bad' : 'warn';
}
