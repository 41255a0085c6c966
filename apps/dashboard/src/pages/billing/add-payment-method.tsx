import { useState } from 'react';
import { useChange } from '../../api/use-change.ts';
import { useTeamSlug } from '../../shell/use-team.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Form } from '../../ui/form.tsx';
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
    <Dialog title="Add payment method" isOpen onClose={onClose}>
      <Form
        error={add.error}
        onSubmit={() => add.mutate({ params: { team }, body: { token } })}
        actions={
          <>
            <Button onPress={onClose}>Cancel</Button>
            <Button look="primary" type="submit" isPending={add.isPending}>
              Add
            </Button>
          </>
        }
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
      </Form>
    </Dialog>
  );
}
