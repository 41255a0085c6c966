import type { ProviderCall } from '@kontor/protocol/kontor';
import { useState } from 'react';
import type { Answer } from '../../api/call.ts';
import { useChange } from '../../api/use-change.ts';
import { Button } from '../../ui/button.tsx';
import { JsonView } from '../../ui/json-view.tsx';
import { Note, ProblemNote } from '../../ui/note.tsx';
import { RadioCards } from '../../ui/radio-cards.tsx';
import { useIntegrationParams } from './integration-frame.tsx';
import { OutcomeOfCall } from './outcome-of-call.tsx';

type Offer = Answer<'getProviderCall'>['replay'];
type Key = 'same' | 'new';

/** Sends a call of the host once more: what reads at once, what changes something after a question. */
export function ReplayCall({
  call,
  offer,
}: {
  readonly call: ProviderCall;
  readonly offer: Offer;
}) {
  const params = { ...useIntegrationParams(), call: call.id };
  const [isAsking, setAsking] = useState(false);
  const send = useChange('replayProviderCall', {
    refreshes: ['listProviderCalls'],
    onDone: () => setAsking(false),
  });
  if (!offer.isOffered)
    return <p className="text-muted">It cannot be sent again. {offer.reason}</p>;
  const sendIt = (idempotencyKey: Key) =>
    send.mutate({ params, body: { isConfirmed: offer.hasEffects, idempotencyKey } });
  return (
    <section aria-label="Send again" className="flex flex-col gap-3">
      {send.data && <Beside first={call} again={send.data.replay} />}
      <ProblemNote error={send.error} />
      {isAsking ? (
        <Question isPending={send.isPending} onSend={sendIt} onCancel={() => setAsking(false)} />
      ) : (
        <div className="flex justify-end">
          <Button
            isPending={send.isPending}
            onPress={() => (offer.hasEffects ? setAsking(true) : sendIt('same'))}
          >
            {send.isPending ? 'Sending …' : 'Send again'}
          </Button>
        </div>
      )}
    </section>
  );
}

function Question({
  isPending,
  onSend,
  onCancel,
}: {
  readonly isPending: boolean;
  readonly onSend: (key: Key) => void;
  readonly onCancel: () => void;
}) {
  const [key, setKey] = useState<Key>('same');
  return (
    <>
      <Note tone="warn">
        This call changes something on your server. This host takes nothing over of the answer; it
        asks your server afterwards how things stand.
      </Note>
      <RadioCards
        label="Idempotency key"
        value={key}
        onChange={(value) => setKey(value === 'new' ? 'new' : 'same')}
        cards={[
          {
            value: 'same',
            title: 'The same',
            body: 'A repeat: your server answers what it has answered and does nothing twice.',
          },
          {
            value: 'new',
            title: 'A new one',
            body: 'Something new: your server does it once more.',
          },
        ]}
      />
      <div className="flex justify-end gap-2">
        <Button onPress={onCancel}>Cancel</Button>
        <Button look="danger" isPending={isPending} onPress={() => onSend(key)}>
          {isPending ? 'Sending …' : 'Send it again'}
        </Button>
      </div>
    </>
  );
}

/** What came back at first, and what now. */
function Beside({ first, again }: { readonly first: ProviderCall; readonly again: ProviderCall }) {
  const isSame = JSON.stringify(first.responseBody) === JSON.stringify(again.responseBody);
  return (
    <>
      <p role="status">
        {first.status === again.status && isSame
          ? 'It was answered as before.'
          : 'It was answered differently.'}
      </p>
      <div className="grid gap-4 sm:grid-cols-2">
        {[
          { label: 'At first', call: first },
          { label: 'Now', call: again },
        ].map(({ label, call }) => (
          <div key={label} className="flex min-w-0 flex-col gap-2">
            <p className="flex flex-wrap items-center gap-2">
              <OutcomeOfCall call={call} /> {call.durationMs} ms
            </p>
            <JsonView label={label} value={call.responseBody} />
          </div>
        ))}
      </div>
    </>
  );
}
