import type { Delivery, TriedDelivery } from '@kontor/protocol/kontor';
import { useQuery } from '@tanstack/react-query';
import { read } from '../../api/read.ts';
import { useChange } from '../../api/use-change.ts';
import { useMay, useTeamSlug } from '../../shell/use-team.ts';
import { Button } from '../button.tsx';
import { Dialog } from '../dialog.tsx';
import { JsonView } from '../json-view.tsx';
import { ProblemNote } from '../note.tsx';
import { QueryView } from '../query-view.tsx';
import { Table } from '../table.tsx';
import { When } from '../when.tsx';

/** One delivery: what was sent, and how each attempt ended. It can be sent again. */
export function DeliveryDialog({
  receiver,
  delivery: { id, type },
  onClose,
}: {
  readonly receiver: string;
  readonly delivery: Delivery;
  readonly onClose: () => void;
}) {
  const may = useMay();
  const params = { team: useTeamSlug(), receiver, delivery: id };
  const delivery = useQuery({
    ...read('getDelivery', { params }),
    refetchInterval: ({ state: { data } }) => data?.delivery.state === 'waiting' && 2_000,
  });
  const again = useChange('redeliver', {
    refreshes: ['getDelivery', 'listDeliveries', 'listWebhookReceivers'],
  });
  const isWaiting = delivery.data?.delivery.state === 'waiting';
  return (
    <Dialog title={type} isOpen isWide onClose={onClose}>
      <QueryView query={delivery}>
        {({ delivery: found }) => (
          <>
            <Attempts tries={found.tries} />
            <JsonView label="Body" value={found.body} />
          </>
        )}
      </QueryView>
      <ProblemNote error={again.error} />
      {may('webhook:manage') && (
        <div className="flex justify-end">
          <Button
            isDisabled={isWaiting}
            isPending={again.isPending}
            onPress={() => again.mutate({ params })}
          >
            {isWaiting ? 'On its way' : 'Send again'}
          </Button>
        </div>
      )}
    </Dialog>
  );
}

function Attempts({ tries }: { readonly tries: TriedDelivery['tries'] }) {
  if (tries.length === 0) return <p className="text-muted">Not tried yet.</p>;
  return (
    <Table
      label="Attempts"
      rows={tries}
      keyOf={({ attempt }) => String(attempt)}
      columns={[
        { name: 'When', cell: ({ at }) => <When at={at} /> },
        {
          name: 'Outcome',
          cell: ({ outcome, status }) => (status === null ? outcome : `${outcome}, ${status}`),
        },
        { name: 'Message', cell: ({ message, responseBody }) => message ?? responseBody },
        {
          name: 'Took',
          isNumber: true,
          cell: ({ durationMs }) => durationMs !== null && `${durationMs}\u00a0ms`,
        },
      ]}
    />
  );
}
