import { useNavigate, useSearch } from '@tanstack/react-router';
import { TeamSubPages } from '../../shell/team-sub-pages.tsx';
import { useTeamSlug } from '../../shell/use-team.ts';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { EventTable } from '../../ui/events/event-table.tsx';
import { useNames } from '../../ui/events/use-names.ts';
import { Page } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { EventFilter } from './event-filter.tsx';
import type { EventSearch } from './routes.ts';
import { useLog } from './use-log.ts';

const FROM = '/t/$team/activity';

/** Everything that happened to a team, newest first. */
export function ActivityPage() {
  const team = useTeamSlug();
  const search = useSearch({ from: FROM });
  const navigate = useNavigate({ from: FROM });
  const show = (wanted: EventSearch) => void navigate({ search: wanted });
  const names = useNames();
  const { older, rows } = useLog(team, search);
  return (
    <Page
      title="Activity"
      lead="Everything that happened, with who did it. Nothing is ever taken out or changed."
    >
      <TeamSubPages area="Activity" />
      <EventFilter search={search} names={names} onChange={show} />
      <QueryView query={older} rows={6}>
        {() =>
          rows.length === 0 ? (
            <Empty
              title="Nothing like this happened"
              action={<Button onPress={() => show({})}>Show everything</Button>}
            >
              Take something out of the filter, or go back to the newest events.
            </Empty>
          ) : (
            <>
              <EventTable
                rows={rows}
                names={names}
                hasMore={older.hasNextPage}
                isReading={older.isFetchingNextPage}
                onMore={older.fetchNextPage}
              />
              {search.before !== undefined && (
                <div>
                  <Button onPress={() => show({ ...search, before: undefined })}>Newest</Button>
                </div>
              )}
            </>
          )
        }
      </QueryView>
    </Page>
  );
}
