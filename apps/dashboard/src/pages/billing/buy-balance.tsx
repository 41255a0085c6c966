import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useChange } from '../../api/use-change.ts';
import { usePrepaid } from '../../shell/use-prepaid.ts';
import { useTeamSlug } from '../../shell/use-team.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { Note } from '../../ui/note.tsx';
import { Select } from '../../ui/select.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { ToCatalogue } from './nothing-prepaid.tsx';

/** Buys a balance, and leads to the invoice of it. */
export function BuyBalance({ onClose }: { readonly onClose: () => void }) {
  const team = useTeamSlug();
  const navigate = useNavigate();
  const { prepaid, isNothing } = usePrepaid();
  const [chosen, setChosen] = useState<string>();
  const [amount, setAmount] = useState('');
  const target = prepaid.find(({ value }) => value === chosen) ?? prepaid[0];
  const buy = useChange('createPurchase', {
    refreshes: ['listPurchases', 'listInvoices'],
    onDone: ({ purchase }) =>
      void navigate({
        to: '/t/$team/billing/invoices/$invoice',
        params: { team, invoice: purchase?.invoiceId ?? '' },
      }),
  });
  const submit = () =>
    target &&
    buy.mutate({
      params: { team, installation: target.installation },
      body: { amount, ...(target.resource === undefined ? {} : { resource: target.resource }) },
    });
  return (
    <FormDialog
      title="Buy balance"
      onClose={onClose}
      error={buy.error}
      onSubmit={submit}
      submit="Buy"
      isPending={buy.isPending}
      isReady={target !== undefined}
    >
      {isNothing && (
        <Note>
          Nothing here has a plan that is paid before it is used. <ToCatalogue />
        </Note>
      )}
      {target !== undefined && (
        <>
          <Select
            name="resource"
            label="For"
            choices={prepaid}
            value={target.value}
            onChange={setChosen}
          />
          <TextField
            name="amount"
            label="Amount in US dollars"
            hint="Such as 25.00. The plan says how little and how much can be bought at once."
            inputMode="decimal"
            isRequired
            value={amount}
            onChange={setAmount}
          />
        </>
      )}
    </FormDialog>
  );
}
