import { useState } from 'react';
import { useChange } from '../../api/use-change.ts';
import { Amount } from '../../ui/amount.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Form } from '../../ui/form.tsx';
import { Select } from '../../ui/select.tsx';
import type { OpenInvoice } from './open-invoices-page.tsx';

const charged = [
  { value: 'paid', label: 'It was paid' },
  { value: 'notpaid', label: 'It was not paid' },
] as const;
const refunded = [
  { value: 'refunded', label: 'It was paid back' },
  { value: 'refund-failed', label: 'It could not be paid back' },
] as const;

/** Tells what became of the money of an invoice, where it is moved by hand. */
export function Settle({
  invoice: { id, team, due, state, integration },
  onClose,
}: {
  readonly invoice: OpenInvoice;
  readonly onClose: () => void;
}) {
  const outcomes = state === 'refund_requested' ? refunded : charged;
  const [chosen, setChosen] = useState<(typeof outcomes)[number]['value']>(outcomes[0].value);
  const settle = useChange('settleInvoice', {
    refreshes: ['listOpenInvoices', 'listPayouts', 'verifyLedger'],
    onDone: onClose,
  });
  return (
    <Dialog title="Settle invoice" isOpen onClose={onClose}>
      <p>
        <Amount of={due} /> of {team.slug} to {integration.name}. The provider is told at once.
      </p>
      <Form
        error={settle.error}
        onSubmit={() =>
          settle.mutate({ params: { team: team.id, invoice: id }, body: { outcome: chosen } })
        }
        actions={
          <>
            <Button onPress={onClose}>Cancel</Button>
            <Button look="primary" type="submit" isPending={settle.isPending}>
              Record
            </Button>
          </>
        }
      >
        <Select
          name="outcome"
          label="What became of it"
          choices={outcomes}
          value={chosen}
          onChange={(value) =>
            setChosen(outcomes.find((each) => each.value === value)?.value ?? chosen)
          }
        />
      </Form>
    </Dialog>
  );
}
