import type { Delivery } from '@kontor/protocol/kontor';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../api/call.ts';
import { given } from '../../api/given.ts';
import { useChange } from '../../api/use-change.ts';
import { useMay, useTeamSlug } from '../../shell/use-team.ts';
import { Button } from '../button.tsx';
import { Empty } from '../empty.tsx';
import { LongTable, type OlderRows } from '../long-table.tsx';
import { Note, ProblemNote } from '../note.tsx';
import { QueryView } from '../query-view.tsx';
import { When } from '../when.tsx';
import { DeliveryDialog } from './delivery-dialog.tsx';
import { DeliveryFilters } from './delivery-filters.tsx';
import { StateOfDelivery, stateIn } from './delivery-state.tsx';
import { RedeliverDialog } from './redeliver-dialog.tsx';
import { isOpen, RedeliveryProgress, useNewestRedelivery } from './redelivery-progress.tsx';
import type { WhichDeliveries } from './which-deliveries.ts';

const PAGE = 100;

/** What a receiver of webhooks was sent or is to be sent, newest first. */
export function Deliveries({
  receiver,
  url,
  which,
  onChange,
}: {
  readonly receiver: string;
  /** Null where nothing is sent, only kept. */
  readonly url: string | null;
  readonly which: WhichDeliveries;
  readonly onChange: (which: WhichDeliveries) => void;
}) {
  const team = useTeamSlug();
  const [shown, setShown] = useState<Delivery>();
  const { before, type, from, until } = which;
  const params = { team, receiver };
  const filter = { limit: PAGE, state: stateIn(which.state), type, from, until };
  const deliveries = useInfiniteQuery({
    queryKey: ['listDeliveries', { params }, filter, before],
    queryFn: ({ pageParam, signal }) => {
      const query = given({ ...filter, before: pageParam });
      return call('listDeliveries', { params, query }, { signal });
    },
    initialPageParam: before,
    getNextPageParam: ({ deliveries: rows }) =>
      rows.length < PAGE ? undefined : rows.at(-1)?.position,
    // an event becomes a delivery a moment after it is told, and an attempt leaves no event
    refetchInterval: ({ state: { data } }) =>
      before === undefined && data?.pages.length === 1 && 3_000,
  });
  return (
    <>
      {url === null && (
        <Note>No address for webhooks is set, so nothing is sent. What would be is kept here.</Note>
      )}
      <DeliveryFilters key={JSON.stringify([from, until])} which={which} onChange={onChange} />
      {url !== null && <Sending receiver={receiver} which={which} />}
      <QueryView query={deliveries} rows={5}>
        {({ pages }) =>
          pages[0]?.deliveries.length === 0 ? (
            <NoDeliveries isNarrowed={isNarrowed(which)} onAll={() => onChange({})} />
          ) : (
            <>
              <DeliveryTable
                rows={pages.flatMap((page) => page.deliveries)}
                hasMore={deliveries.hasNextPage}
                isReading={deliveries.isFetchingNextPage}
                onMore={deliveries.fetchNextPage}
                onShow={setShown}
              />
              {before !== undefined && (
                <div>
                  <Button onPress={() => onChange({ ...which, before: undefined })}>Newest</Button>
                </div>
              )}
            </>
          )
        }
      </QueryView>
      {shown && (
        <DeliveryDialog receiver={receiver} delivery={shown} onClose={() => setShown(undefined)} />
      )}
    </>
  );
}

function isNarrowed({ state, type, from, until }: WhichDeliveries): boolean {
  return [stateIn(state), type, from, until].some((each) => each !== undefined);
}

function NoDeliveries({
  isNarrowed,
  onAll,
}: {
  readonly isNarrowed: boolean;
  readonly onAll: () => void;
}) {
  if (isNarrowed) {
    return (
      <Empty title="No such deliveries" action={<Button onPress={onAll}>Show all</Button>}>
        Nothing that the receiver was told is of that type, state and time.
      </Empty>
    );
  }
  return (
    <Empty title="No deliveries">
      When something happens that concerns the receiver, what it is told stands here.
    </Empty>
  );
}

/** Sends something to see whether the receiver listens, or what it has missed. */
function Sending({
  receiver,
  which,
}: {
  readonly receiver: string;
  readonly which: WhichDeliveries;
}) {
  const params = { team: useTeamSlug(), receiver };
  const may = useMay();
  const [isAsking, setAsking] = useState(false);
  const newest = useNewestRedelivery(receiver);
  const test = useChange('sendTestWebhook', {
    refreshes: ['listDeliveries', 'listWebhookReceivers'],
  });
  return (
    <>
      {may('webhook:manage') && (
        <div className="flex flex-wrap gap-3">
          <Button isPending={test.isPending} onPress={() => test.mutate({ params, body: {} })}>
            Send a test
          </Button>
          <Button isDisabled={isOpen(newest)} onPress={() => setAsking(true)}>
            Send a span of time again
          </Button>
        </div>
      )}
      <ProblemNote error={test.error} />
      {newest && <RedeliveryProgress receiver={receiver} redelivery={newest} />}
      {isAsking && (
        <RedeliverDialog receiver={receiver} which={which} onClose={() => setAsking(false)} />
      )}
    </>
  );
}

function DeliveryTable({
  onShow,
  ...list
}: OlderRows<Delivery> & {
  readonly onShow: (delivery: Delivery) => void;
}) {
  return (
    <LongTable
      {...list}
      label="Deliveries"
      keyOf={({ id }) => id}
      columns={[
        { name: 'Place', isNumber: true, cell: ({ position }) => position },
        {
          name: 'Type',
          cell: (delivery) => (
            <Button look="link" onPress={() => onShow(delivery)}>
              {delivery.type}
            </Button>
          ),
        },
        { name: 'About', cell: ({ subject }) => <code className="break-all">{subject}</code> },
        { name: 'State', cell: ({ state }) => <StateOfDelivery state={state} /> },
        { name: 'Attempts', isNumber: true, cell: ({ attempts }) => attempts },
        { name: 'Happened', cell: ({ createdAt }) => <When at={createdAt} /> },
      ]}
    />
  );
}
