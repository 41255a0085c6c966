import type { Transfer } from '@kontor/protocol/kontor';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { read } from '../../api/read.ts';
import { useChange } from '../../api/use-change.ts';
import { TeamSubPages } from '../../shell/team-sub-pages.tsx';
import { useMay, useTeamSlug } from '../../shell/use-team.ts';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Page } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { RowActions } from '../../ui/row-actions.tsx';
import { Table } from '../../ui/table.tsx';
import { When } from '../../ui/when.tsx';

/** How often is looked whether somebody has taken over what is open, in milliseconds. */
const LOOK_EVERY_MS = 5_000;

/** What the team hands over, and how that has gone. */
export function TransfersPage() {
  const params = { team: useTeamSlug() };
  const mayWithdraw = useMay()('resource:write');
  const [ending, setEnding] = useState<Transfer>();
  const transfers = useQuery({
    ...read('listTransfers', { params }),
    refetchInterval: ({ state }) =>
      state.data?.transfers.some(({ status }) => isUnderWay(status)) ? LOOK_EVERY_MS : false,
  });
  const withdraw = useChange('withdrawTransfer', {
    refreshes: ['listTransfers'],
    onDone: () => setEnding(undefined),
  });
  return (
    <Page title="Transfers">
      <TeamSubPages area="Settings" />
      <QueryView query={transfers}>
        {({ transfers: rows }) =>
          rows.length === 0 ? (
            <Empty title="Nothing is handed over">
              A project, a resource or an installation is handed to another team from its own page.
            </Empty>
          ) : (
            <Table
              label="Transfers"
              rows={rows}
              keyOf={({ id }) => id}
              columns={[
                { name: 'What', cell: ({ subject }) => subject.name },
                { name: 'Kind', cell: ({ kind }) => kind },
                { name: 'State', cell: ({ status }) => <StateOf status={status} /> },
                { name: 'Made', cell: ({ createdAt }) => <When at={createdAt} /> },
                {
                  name: 'Ends',
                  cell: ({ endedAt, expiresAt }) => <When at={endedAt ?? expiresAt} />,
                },
                {
                  name: 'Actions',
                  cell: (each) =>
                    mayWithdraw &&
                    each.status === 'open' && (
                      <RowActions>
                        <Button
                          look="quiet"
                          aria-label={`Take ${each.subject.name} back`}
                          onPress={() => setEnding(each)}
                        >
                          Take back
                        </Button>
                      </RowActions>
                    ),
                },
              ]}
            />
          )
        }
      </QueryView>
      {ending && (
        <Confirm
          title={`Take ${ending.subject.name} back`}
          action="Take back"
          error={withdraw.error}
          isPending={withdraw.isPending}
          onClose={() => setEnding(undefined)}
          onConfirm={() => withdraw.mutate({ params: { ...params, transfer: ending.id } })}
        >
          <p>Whoever has its link cannot use it any more. You can make another one.</p>
        </Confirm>
      )}
    </Page>
  );
}

function isUnderWay(status: Transfer['status']): boolean {
  return status === 'open' || status === 'accepting';
}

const states: Readonly<Record<Transfer['status'], readonly [Tone, string]>> = {
  open: ['accent', 'open'],
  accepting: ['warn', 'being taken over'],
  done: ['good', 'taken over'],
  withdrawn: ['neutral', 'taken back'],
  declined: ['bad', 'declined'],
  expired: ['neutral', 'expired'],
};

function StateOf({ status }: { readonly status: Transfer['status'] }) {
  const [tone, word] = states[status];
  return <Badge tone={tone}>{word}</Badge>;
}
