import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { read } from '../../api/read.ts';
import { useMe, useTeamSlug } from '../../shell/use-team.ts';
import { buttonLook } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { ResourceTable } from '../../ui/resource-table.tsx';
import { AtAGlance } from './at-a-glance.tsx';
import { LastEvents } from './last-events.tsx';
import { Notices } from './notices.tsx';

/** What a team has, what it should look at, and what happened last. */
export function OverviewPage() {
  const team = useTeamSlug();
  const name = useMe().data?.teams.find(({ slug }) => slug === team)?.name ?? team;
  const resources = useQuery(read('listTeamResources', { params: { team } }));
  return (
    <Page title={name}>
      <AtAGlance />
      <Notices team={team} resources={resources.data?.resources ?? []} />
      <Section title="Resources">
        <QueryView query={resources}>
          {({ resources: rows }) =>
            rows.length === 0 ? (
              <Empty
                title="No resources yet"
                action={
                  <Link to="/t/$team/catalog" params={{ team }} className={buttonLook('primary')}>
                    Look at the catalogue
                  </Link>
                }
              >
                A resource is what a provider runs for you: a database, a cache, a mailbox. Install
                an integration and make the first one.
              </Empty>
            ) : (
              <ResourceTable team={team} resources={rows} />
            )
          }
        </QueryView>
      </Section>
      <LastEvents />
    </Page>
  );
}
