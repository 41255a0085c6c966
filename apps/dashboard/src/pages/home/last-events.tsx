import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Fragment } from 'react';
import { read } from '../../api/read.ts';
import { useMay, useTeamSlug } from '../../shell/use-team.ts';
import { Section } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { When } from '../../ui/when.tsx';

const SHOWN = 5;

/** What happened in a team last, and the way to all of it. */
export function LastEvents() {
  const team = useTeamSlug();
  const mayRead = useMay()('event:read');
  const events = useQuery({
    ...read('listEvents', { params: { team }, query: { limit: SHOWN } }),
    enabled: mayRead,
  });
  if (!mayRead) return null;
  return (
    <Section
      title="What happened last"
      actions={
        <Link to="/t/$team/activity" params={{ team }} className="text-accent underline">
          All activity
        </Link>
      }
    >
      <QueryView query={events}>
        {({ events: rows }) => (
          <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
            {rows.map(({ id, text, at }) => (
              <li key={id} className="flex flex-wrap justify-between gap-x-6 px-4 py-2">
                <span className="min-w-0 break-words">{addressesApart(text)}</span>
                <span className="text-muted">
                  <When at={at} />
                </span>
              </li>
            ))}
          </ul>
        )}
      </QueryView>
    </Section>
  );
}

/** A text whose addresses may go on in the next line behind their `@`, and not in the middle of a word. */
function addressesApart(text: string) {
  const [first, ...rest] = text.split('@');
  return (
    <>
      {first}
      {rest.map((part) => (
        <Fragment key={part}>
          @<wbr />
          {part}
        </Fragment>
      ))}
    </>
  );
}
