import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { read } from '../../api/read.ts';
import { useOpen } from '../../shell/use-open.ts';
import { useMay, useTeamSlug } from '../../shell/use-team.ts';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ListingBadge } from '../../ui/listing-badge.tsx';
import { Page } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { Table } from '../../ui/table.tsx';
import { When } from '../../ui/when.tsx';
import { NewIntegration } from './new-integration.tsx';

/** The integrations that a team publishes as their provider. */
export function IntegrationsPage() {
  const team = useTeamSlug();
  const may = useMay();
  const [isMaking, setMaking] = useOpen('register', 'integration:manage');
  const integrations = useQuery(read('listIntegrations', { params: { team } }));
  const register = may('integration:manage') && (
    <Button look="primary" onPress={() => setMaking(true)}>
      Register integration
    </Button>
  );
  return (
    <Page
      title="Integrations"
      lead="What your team offers to others here, as its provider."
      actions={register}
    >
      <QueryView query={integrations}>
        {({ integrations: rows }) =>
          rows.length === 0 ? (
            <Empty title="No integrations yet" action={register}>
              Register one to get its client id and secret, then tell this host where your server
              listens and what you offer. Nobody else sees it before you publish it.
            </Empty>
          ) : (
            <Table
              label="Integrations"
              rows={rows}
              keyOf={({ id }) => id}
              columns={[
                {
                  name: 'Name',
                  cell: ({ name, slug }) => (
                    <Link
                      to="/t/$team/integrations/$integration"
                      params={{ team, integration: slug }}
                      className="text-accent underline"
                    >
                      {name}
                    </Link>
                  ),
                },
                { name: 'Slug', cell: ({ slug }) => <code>{slug}</code> },
                {
                  name: 'Products',
                  cell: ({ products }) => products.map(({ name }) => name).join(', '),
                },
                {
                  name: 'Catalogue',
                  cell: ({ listing }) => <ListingBadge state={listing.state} />,
                },
                { name: 'Registered', cell: ({ createdAt }) => <When at={createdAt} /> },
              ]}
            />
          )
        }
      </QueryView>
      {isMaking && <NewIntegration onClose={() => setMaking(false)} />}
    </Page>
  );
}
