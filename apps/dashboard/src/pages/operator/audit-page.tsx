import type { AuditEvent } from '@kontor/protocol/kontor';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { call } from '../../api/call.ts';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { LongTable, type LongTableProps } from '../../ui/long-table.tsx';
import { Page } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { When } from '../../ui/when.tsx';
import { AuditDialog } from './audit-dialog.tsx';
import { AuditFilter } from './audit-filter.tsx';
import { throughOf, whereOf, whoOf } from './audit-texts.ts';
import { Verification } from './audit-verification.tsx';
import { OperatorPages } from './operator-pages.tsx';

const PAGE = 100;
const FROM = '/operator/audit';

/** What happened over all teams, and whether it still stands there as it was written. */
export function AuditPage() {
  const search = useSearch({ from: FROM });
  const navigate = useNavigate({ from: FROM });
  const [shown, setShown] = useState<AuditEvent>();
  const asked = Object.fromEntries(
    Object.entries(search).filter(([, value]) => value !== undefined),
  );
  const events = useInfiniteQuery({
    queryKey: ['listAuditEvents', asked],
    queryFn: ({ pageParam, signal }) => {
      const from = pageParam === undefined ? {} : { before: pageParam };
      return call('listAuditEvents', { query: { ...asked, ...from, limit: PAGE } }, { signal });
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ events: rows }) => (rows.length < PAGE ? undefined : rows.at(-1)?.id),
  });
  return (
    <Page
      title="Audit log"
      lead="Everything that happened to any team, and to the host itself. Each event is sealed together with the one before it."
    >
      <OperatorPages />
      <Verification />
      <AuditFilter
        key={JSON.stringify(search)}
        search={search}
        onChange={(wanted) => void navigate({ search: wanted })}
      />
      <QueryView query={events} rows={6}>
        {({ pages }) =>
          pages[0]?.events.length === 0 ? (
            <Empty
              title="Nothing like this happened"
              action={
                <Button onPress={() => void navigate({ search: {} })}>Show everything</Button>
              }
            >
              Take something out of the filter.
            </Empty>
          ) : (
            <AuditTable
              rows={pages.flatMap((page) => page.events)}
              onShow={setShown}
              hasMore={events.hasNextPage}
              isReading={events.isFetchingNextPage}
              onMore={events.fetchNextPage}
            />
          )
        }
      </QueryView>
      {shown && <AuditDialog event={shown} onClose={() => setShown(undefined)} />}
    </Page>
  );
}

function AuditTable({
  onShow,
  ...list
}: Pick<LongTableProps<AuditEvent>, 'rows' | 'hasMore' | 'isReading' | 'onMore'> & {
  readonly onShow: (event: AuditEvent) => void;
}) {
  return (
    <LongTable
      {...list}
      label="Events"
      keyOf={({ id }) => id}
      columns={[
        { name: 'When', cell: ({ at }) => <When at={at} /> },
        {
          name: 'Team',
          cell: (event) => <span className="break-words">{whereOf(event)}</span>,
        },
        {
          name: 'What',
          cell: (event) => (
            <Button look="link" onPress={() => onShow(event)}>
              {event.text}
            </Button>
          ),
        },
        {
          name: 'About',
          cell: ({ subject }) => (
            <ul>
              {Object.entries(subject).map(([noun, id]) => (
                <li key={noun}>
                  <span className="text-muted">{noun}</span>{' '}
                  <code className="text-xs break-all">{id}</code>
                </li>
              ))}
            </ul>
          ),
        },
        {
          name: 'Who',
          cell: (event) => (
            <>
              {whoOf(event)}
              <span className="block text-xs text-muted">{throughOf(event)}</span>
            </>
          ),
        },
      ]}
    />
  );
}
