import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { read } from '../../api/read.ts';
import { useTeamSlug } from '../../shell/use-team.ts';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { EventTable } from '../../ui/events/event-table.tsx';
import { useNames } from '../../ui/events/use-names.ts';
import { Page } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { ActivityPages } from './activity-pages.tsx';
import { EventFilter } from './event-filter.tsx';
import type { EventSearch } from './routes.ts';

const PAGE = 50;
const FROM = '/t/$team/activity';

/** Everything that happened to a team, newest first. */
export function ActivityPage() {
  const team = useTeamSlug();
  const search = useSearch({ from: FROM });
  const navigate = useNavigate({ from: FROM });
  const show = (wanted: EventSearch) => void navigate({ search: wanted });
  const names = useNames();
  const asked = Object.entries(search).filter(([, value]) => value !== undefined);
  const events = useQuery(
    read('listEvents', { params: { team }, query: { ...Object.fromEntries(asked), limit: PAGE } }),
  );
  return (
    <Page
      title="Activity"
      lead="Everything that happened, with who did it. Nothing is ever taken out or changed."
    >
      <ActivityPages />
      <EventFilter search={search} names={names} onChange={show} />
      <QueryView query={events} rows={6}>
        {({ events: rows }) =>
          rows.length === 0 ? (
            <Empty
              title="Nothing like this happened"
              action={<Button onPress={() => show({})}>Show everything</Button>}
            >
              Take something out of the filter, or go back to the newest events.
            </Empty>
          ) : (
            <>
              <EventTable events={rows} names={names} />
              <nav aria-label="Pages of events" className="flex gap-2">
                {search.before !== undefined && (
                  <Button onPress={() => show({ ...search, before: undefined })}>Newest</Button>
                )}
                {rows.length === PAGE && (
                  <Button onPress={() => show({ ...search, before: rows.at(-1)?.sequence })}>
                    Older
                  </Button>
                )}
              </nav>
            </>
          )
        }
      </QueryView>
    </Page>
  );
}
