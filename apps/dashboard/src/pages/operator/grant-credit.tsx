import type { OperatedTeam } from '@kontor/protocol/kontor';
import { useState } from 'react';
import { useChange } from '../../api/use-change.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { TextField } from '../../ui/text-field.tsx';

/** Gives a team something off its next invoices, and says why. */
export function GrantCredit({
  team,
  onClose,
}: {
  readonly team: OperatedTeam;
  readonly onClose: () => void;
}) {
  const [amount, setAmount] = useState('');
  const [reason, setReason] = useState('');
  const grant = useChange('grantCredit', {
    refreshes: ['getOperatedTeam', 'verifyLedger'],
    onDone: onClose,
  });
  return (
    <FormDialog
      title={`Credit for ${team.name}`}
      onClose={onClose}
      error={grant.error}
      onSubmit={() =>
        grant.mutate({ params: { team: team.id }, body: { amount: amount.trim(), reason } })
      }
      submit="Grant"
      isPending={grant.isPending}
    >
      <p>
        It is taken off the next invoices of the team before they are charged, and is in the books
        at once. Providers get what they are due all the same.
      </p>

      <TextField
        name="amount"
        label="Amount in US dollars"
        hint="In full cents, such as 12.50."
        inputMode="decimal"
        isRequired
        autoFocus
        value={amount}
        onChange={setAmount}
      />
      <TextField
        name="reason"
        label="Reason"
        hint="The team reads it."
        isRequired
        maxLength={1024}
        value={reason}
        onChange={setReason}
      />
    </FormDialog>
  );
}
