import type { Redelivery } from '@kontor/protocol/kontor';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { read, refresh } from '../../api/read.ts';
import { useChange } from '../../api/use-change.ts';
import { useMay, useTeamSlug } from '../../shell/use-team.ts';
import { Button } from '../button.tsx';
import { ProblemNote } from '../note.tsx';
import { When } from '../when.tsx';

const LOOK_EVERY_MS = 1_000;

/** How the newest redelivery of a receiver stands, for as long as there was one. */
export function useNewestRedelivery(receiver: string): Redelivery | undefined {
  const params = { team: useTeamSlug(), receiver };
  const { data } = useQuery({
    ...read('listRedeliveries', { params, query: { limit: 1 } }),
    refetchInterval: ({ state }) => isOpen(state.data?.redeliveries[0]) && LOOK_EVERY_MS,
  });
  const newest = data?.redeliveries[0];
  const wasOpen = useRef(false);
  useEffect(() => {
    if (wasOpen.current && !isOpen(newest)) void refresh('listDeliveries', 'listWebhookReceivers');
    wasOpen.current = isOpen(newest);
  }, [newest]);
  return newest;
}

/** Whether one goes on, so that no other can begin. */
export function isOpen(redelivery: Redelivery | undefined): redelivery is Redelivery {
  return redelivery !== undefined && redelivery.endedAt === null;
}

/** How far a redelivery is while it goes on, and afterwards what became of it. */
export function RedeliveryProgress({
  receiver,
  redelivery,
}: {
  readonly receiver: string;
  readonly redelivery: Redelivery;
}) {
  const { total, delivered, parked, status } = redelivery;
  if (!isOpen(redelivery)) return <Ended of={redelivery} />;
  const left = total - delivered - parked;
  return (
    <div className="flex flex-col gap-2 rounded-md border border-line bg-accent-tint px-3 py-2">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p role="status">
          <span className="font-medium">
            {status === 'stopping' ? 'Stopping …' : `Sending ${told(total)} again …`}
          </span>{' '}
          {told(delivered)} delivered{parked > 0 && `, ${told(parked)} not delivered`}
          {status !== 'stopping' && `, ${told(left)} to go`}.
        </p>
        <Stop receiver={receiver} redelivery={redelivery} />
      </div>
      <progress
        aria-label="Deliveries that are sent again"
        className="h-1.5 w-full appearance-none overflow-hidden rounded-full bg-line [&::-moz-progress-bar]:bg-accent-fill [&::-webkit-progress-bar]:bg-line [&::-webkit-progress-value]:bg-accent-fill"
        value={delivered + parked}
        max={total}
      />
    </div>
  );
}

function Ended({ of: { status, total, delivered, parked, endedAt } }: { readonly of: Redelivery }) {
  const some = `${told(delivered)} of ${told(total)}`;
  return (
    <p role="status" className="text-muted">
      {total === 0 && 'There was nothing to send again'}
      {total > 0 && status === 'done' && `${some} were delivered when they were sent again`}
      {total > 0 && status === 'stopped' && `${some} were sent again before it was stopped`}
      {parked > 0 && `, ${told(parked)} not`}
      {endedAt !== null && (
        <>
          {' '}
          (<When at={endedAt} />)
        </>
      )}
      .
    </p>
  );
}

function told(count: number): string {
  return count.toLocaleString();
}

function Stop({
  receiver,
  redelivery: { id, status },
}: {
  readonly receiver: string;
  readonly redelivery: Redelivery;
}) {
  const team = useTeamSlug();
  const may = useMay();
  const stop = useChange('stopRedelivery', { refreshes: ['listRedeliveries'] });
  if (!may('webhook:manage') || status === 'stopping') return null;
  return (
    <>
      <Button
        isPending={stop.isPending}
        onPress={() => stop.mutate({ params: { team, receiver, redelivery: id } })}
      >
        Stop
      </Button>
      <ProblemNote error={stop.error} />
    </>
  );
}
