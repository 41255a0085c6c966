import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { read } from '../../api/read.ts';
import { useTeamSlug } from '../../shell/use-team.ts';
import { buttonLook } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Page } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { ResourceTable } from '../../ui/resource-table.tsx';

/** What providers run for a team. */
export function ResourcesPage() {
  const team = useTeamSlug();
  const resources = useQuery(read('listTeamResources', { params: { team } }));
  const find = (
    <Link to="/t/$team/catalog" params={{ team }} className={buttonLook('primary')}>
      Find one in the catalogue
    </Link>
  );
  return (
    <Page
      title="Resources"
      lead="A database, a cache, a mailbox: each is one instance of a product, run by its provider."
      actions={find}
    >
      <QueryView query={resources}>
        {({ resources: rows }) =>
          rows.length === 0 ? (
            <Empty title="No resources yet" action={find}>
              Choose an integration in the catalogue, install it, and make the first one.
            </Empty>
          ) : (
            <ResourceTable team={team} resources={rows} />
          )
        }
      </QueryView>
    </Page>
  );
}
