import { useState } from 'react';
import { useChange } from '../../api/use-change.ts';
import { Amount } from '../../ui/amount.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
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
    <FormDialog
      title="Settle invoice"
      onClose={onClose}
      error={settle.error}
      onSubmit={() =>
        settle.mutate({ params: { team: team.id, invoice: id }, body: { outcome: chosen } })
      }
      submit="Record"
      isPending={settle.isPending}
    >
      <p>
        <Amount of={due} /> of {team.slug} to {integration.name}. The provider is told at once.
      </p>

      <Select
        name="outcome"
        label="What became of it"
        choices={outcomes}
        value={chosen}
        onChange={(value) =>
          setChosen(outcomes.find((each) => each.value === value)?.value ?? chosen)
        }
      />
    </FormDialog>
  );
}
