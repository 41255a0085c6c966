import { useState } from 'react';
import { useChange } from '../../api/use-change.ts';
import { useTeamSlug } from '../../shell/use-team.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { TextField } from '../../ui/text-field.tsx';

/** Adds what the payment back end has given a token for. The number of a card never comes here. */
export function AddPaymentMethod({ onClose }: { readonly onClose: () => void }) {
  const team = useTeamSlug();
  const [token, setToken] = useState('');
  const add = useChange('addPaymentMethod', {
    refreshes: ['listPaymentMethods'],
    onDone: onClose,
  });
  return (
    <FormDialog
      title="Add payment method"
      onClose={onClose}
      error={add.error}
      onSubmit={() => add.mutate({ params: { team }, body: { token } })}
      submit="Add"
      isPending={add.isPending}
    >
      <TextField
        name="token"
        label="Token"
        hint="What the payment service calls it, such as pm_… of Stripe."
        isRequired
        autoFocus
        autoComplete="off"
        value={token}
        onChange={setToken}
      />
    </FormDialog>
  );
}
