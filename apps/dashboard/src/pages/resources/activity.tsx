import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { read } from '../../api/read.ts';
import { useMay } from '../../shell/use-team.ts';
import { EventTable } from '../../ui/events/event-table.tsx';
import { useNames } from '../../ui/events/use-names.ts';
import { Section } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { wholeList } from '../../ui/whole-list.ts';

const SHOWN = 5;

/** What happened to a resource last, and the way to all of it. */
export function Activity({ team, resource }: { readonly team: string; readonly resource: string }) {
  const mayRead = useMay()('event:read');
  const names = useNames();
  const query = { subject: resource, limit: SHOWN };
  const events = useQuery({
    ...read('listEvents', { params: { team }, query }),
    enabled: mayRead,
  });
  if (!mayRead) return null;
  return (
    <Section
      title="Activity"
      actions={
        <Link
          to="/t/$team/activity"
          params={{ team }}
          search={{ subject: resource }}
          className="text-accent underline"
        >
          Everything about this resource
        </Link>
      }
    >
      <QueryView query={events}>
        {({ events: rows }) => <EventTable {...wholeList(rows)} names={names} />}
      </QueryView>
    </Section>
  );
}
