import type { Session } from '@kontor/protocol/kontor';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { read } from '../../api/read.ts';
import { useChange } from '../../api/use-change.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { ProblemNote } from '../../ui/note.tsx';
import { Section } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { RowActions } from '../../ui/row-actions.tsx';
import { Table } from '../../ui/table.tsx';
import { When } from '../../ui/when.tsx';
import { deviceOf } from './device.ts';

const refreshes = ['listSessions'] as const;

/** Where somebody is signed in, and the way out of each. */
export function Sessions() {
  const sessions = useQuery(read('listSessions', {}));
  const end = useChange('endSession', { refreshes });
  const [isEndingOthers, setEndingOthers] = useState(false);
  const hasOthers = sessions.data?.sessions.some(({ isCurrent }) => !isCurrent);
  return (
    <Section
      title="Where you are signed in"
      actions={
        hasOthers && <Button onPress={() => setEndingOthers(true)}>Sign out everywhere else</Button>
      }
    >
      <ProblemNote error={end.error} />
      <QueryView query={sessions}>
        {({ sessions: rows }) => (
          <Table
            label="Where you are signed in"
            rows={rows}
            keyOf={({ id }) => id}
            columns={[
              {
                name: 'Browser',
                cell: (session) => (
                  <span title={session.userAgent ?? undefined} className="flex flex-wrap gap-2">
                    {deviceOf(session.userAgent)}
                    {session.isCurrent && <Badge tone="good">This one</Badge>}
                  </span>
                ),
              },
              { name: 'From', cell: ({ ipAddress }) => ipAddress ?? '—' },
              { name: 'Signed in', cell: ({ createdAt }) => <When at={createdAt} /> },
              { name: 'Last seen', cell: ({ lastSeenAt }) => <When at={lastSeenAt} /> },
              { name: 'Ends', cell: ({ expiresAt }) => <When at={expiresAt} /> },
              {
                name: 'Actions',
                cell: (session: Session) =>
                  !session.isCurrent && (
                    <RowActions>
                      <Button
                        look="quiet"
                        aria-label={`Sign out ${deviceOf(session.userAgent)}`}
                        isPending={end.isPending}
                        onPress={() => end.mutate({ params: { session: session.id } })}
                      >
                        Sign out
                      </Button>
                    </RowActions>
                  ),
              },
            ]}
          />
        )}
      </QueryView>
      {isEndingOthers && <EndOthers onClose={() => setEndingOthers(false)} />}
    </Section>
  );
}

function EndOthers({ onClose }: { readonly onClose: () => void }) {
  const end = useChange('endOtherSessions', { refreshes, onDone: onClose });
  return (
    <Confirm
      title="Sign out everywhere else"
      action="Sign out everywhere else"
      error={end.error}
      isPending={end.isPending}
      onClose={onClose}
      onConfirm={() => end.mutate({})}
    >
      <p>Every browser but this one is signed out at once. Your tokens go on working.</p>
    </Confirm>
  );
}
