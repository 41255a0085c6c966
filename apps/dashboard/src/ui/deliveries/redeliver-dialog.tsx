import { useState } from 'react';
import { given } from '../../api/given.ts';
import { useChange } from '../../api/use-change.ts';
import { useTeamSlug } from '../../shell/use-team.ts';
import { CheckboxChoices } from '../checkbox-choices.tsx';
import { FormDialog } from '../form-dialog.tsx';
import { instantOf, localOf } from '../local-time.ts';
import { Select } from '../select.tsx';
import { TextField } from '../text-field.tsx';
import { typesWith } from './delivery-filters.tsx';
import { deliveryStates, stateIn } from './delivery-state.tsx';
import type { WhichDeliveries } from './which-deliveries.ts';

const ALL = 'all';
const ended = ['parked', 'skipped', 'delivered'] as const;
type Ended = (typeof ended)[number];

/** Asks which deliveries are sent again; it begins with what the list is narrowed to. */
export function RedeliverDialog({
  receiver,
  which,
  onClose,
}: {
  readonly receiver: string;
  readonly which: WhichDeliveries;
  readonly onClose: () => void;
}) {
  const [states, setStates] = useState<readonly Ended[]>(statesOf(which));
  const [type, setType] = useState(which.type ?? ALL);
  const [from, setFrom] = useState(localOf(which.from));
  const [until, setUntil] = useState(localOf(which.until));
  const again = useChange('redeliverMany', {
    refreshes: ['listRedeliveries', 'listDeliveries', 'listWebhookReceivers'],
    onDone: onClose,
  });
  const team = useTeamSlug();
  const send = () => {
    const span = given({
      type: type === ALL ? undefined : type,
      from: instantOf(from),
      until: instantOf(until),
    });
    again.mutate({ params: { team, receiver }, body: { states: [...states], ...span } });
  };
  return (
    <FormDialog
      title="Send a span of time again"
      isWide
      onClose={onClose}
      error={again.error}
      onSubmit={send}
      submit="Send them again"
      isPending={again.isPending}
      isReady={states.length > 0}
    >
      <p className="text-muted">
        Each is sent with the id and body that it had, and tried for another day. You can leave this
        page meanwhile; it goes on, and can be stopped.
      </p>
      <CheckboxChoices
        name="states"
        label="Those that are"
        choices={deliveryStates.filter(({ value }) => isEnded(value))}
        value={[...states]}
        onChange={(values) => setStates(values.filter(isEnded))}
      />
      <Select
        name="type"
        label="Type"
        choices={[
          { value: ALL, label: 'Every type' },
          ...typesWith(which.type).map((value) => ({ value, label: value })),
        ]}
        value={type}
        onChange={setType}
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          name="from"
          label="From"
          hint="Empty: from the first on."
          type="datetime-local"
          value={from}
          onChange={setFrom}
        />
        <TextField
          name="until"
          label="Until"
          hint="Empty: up to now."
          type="datetime-local"
          value={until}
          onChange={setUntil}
        />
      </div>
    </FormDialog>
  );
}

function isEnded(state: string | undefined): state is Ended {
  return ended.some((each) => each === state);
}

function statesOf({ state }: WhichDeliveries): readonly Ended[] {
  const shown = stateIn(state);
  return isEnded(shown) ? [shown] : ['parked'];
}
