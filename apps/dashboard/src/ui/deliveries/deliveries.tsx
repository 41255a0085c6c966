import type { Delivery, DeliveryState } from '@kontor/protocol/kontor';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../api/call.ts';
import { useChange } from '../../api/use-change.ts';
import { useMay, useTeamSlug } from '../../shell/use-team.ts';
import { Badge, type Tone } from '../badge.tsx';
import { Button } from '../button.tsx';
import { Empty } from '../empty.tsx';
import { LongTable, type OlderRows } from '../long-table.tsx';
import { Note, ProblemNote } from '../note.tsx';
import { QueryView } from '../query-view.tsx';
import { Select } from '../select.tsx';
import { When } from '../when.tsx';
import { DeliveryDialog } from './delivery-dialog.tsx';

const PAGE = 50;
const ALL = 'all';

const said: Readonly<Record<DeliveryState, readonly [label: string, tone: Tone]>> = {
  waiting: ['Waiting', 'warn'],
  delivered: ['Delivered', 'good'],
  parked: ['Not delivered', 'bad'],
  skipped: ['Only kept', 'neutral'],
};

export type Which = { readonly state?: string | undefined; readonly before?: number | undefined };

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
  readonly which: Which;
  readonly onChange: (which: Which) => void;
}) {
  const team = useTeamSlug();
  const [shown, setShown] = useState<Delivery>();
  const state = Object.keys(said).find((each): each is DeliveryState => each === which.state);
  const { before } = which;
  const params = { team, receiver };
  const filter = { limit: PAGE, ...(state === undefined ? {} : { state }) };
  const deliveries = useInfiniteQuery({
    queryKey: ['listDeliveries', { params }, filter, before],
    queryFn: ({ pageParam, signal }) => {
      const from = pageParam === undefined ? {} : { before: pageParam };
      return call('listDeliveries', { params, query: { ...filter, ...from } }, { signal });
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
      <div className="flex flex-wrap items-end gap-4">
        <div className="w-44">
          <Select
            label="State"
            choices={[
              { value: ALL, label: 'Every state' },
              ...Object.entries(said).map(([value, [label]]) => ({ value, label })),
            ]}
            value={state ?? ALL}
            onChange={(value) => onChange({ state: value === ALL ? undefined : value })}
          />
        </div>
        {url !== null && <Sending receiver={receiver} />}
      </div>
      <QueryView query={deliveries} rows={5}>
        {({ pages }) =>
          pages[0]?.deliveries.length === 0 ? (
            <Empty title="No deliveries">
              When something happens that concerns the receiver, what it is told stands here.
            </Empty>
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
                  <Button onPress={() => onChange({ state })}>Newest</Button>
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

/** Sends something to see whether the receiver listens, or what it has missed. */
function Sending({ receiver }: { readonly receiver: string }) {
  const params = { team: useTeamSlug(), receiver };
  const may = useMay();
  const refreshes = ['listDeliveries', 'listWebhookReceivers'] as const;
  const test = useChange('sendTestWebhook', { refreshes });
  const again = useChange('redeliverMany', { refreshes });
  if (!may('webhook:manage')) return null;
  return (
    <>
      <Button isPending={test.isPending} onPress={() => test.mutate({ params })}>
        Send a test
      </Button>
      <Button
        isPending={again.isPending}
        onPress={() => again.mutate({ params, body: { states: ['parked'] } })}
      >
        Send all again that were not delivered
      </Button>
      {again.data && <p role="status">{again.data.count} are sent again.</p>}
      <ProblemNote error={test.error ?? again.error} />
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

export function StateOfDelivery({ state }: { readonly state: DeliveryState }) {
  const [label, tone] = said[state];
  return <Badge tone={tone}>{label}</Badge>;
}
