import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { read } from '../../api/read.ts';
import { useChange } from '../../api/use-change.ts';
import { Button } from '../../ui/button.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { TextField } from '../../ui/text-field.tsx';

type Integration = { readonly id: string; readonly slug: string };

/** The host's share of what an integration bills, and the way to change it. */
export function Commission({ integration }: { readonly integration: Integration }) {
  const params = { integration: integration.id };
  const { data } = useQuery(read('getCommission', { params }));
  const [isSetting, setSetting] = useState(false);
  const rate = data?.rates[0]?.rate;
  return (
    <>
      {data !== undefined && (rate === undefined ? 'None' : `${rate} %`)}{' '}
      <Button
        look="link"
        aria-label={`Set the commission of ${integration.slug}`}
        onPress={() => setSetting(true)}
      >
        Set
      </Button>
      {isSetting && (
        <SetCommission
          integration={integration}
          known={rate ?? '0'}
          onClose={() => setSetting(false)}
        />
      )}
    </>
  );
}

function SetCommission({
  integration,
  known,
  onClose,
}: {
  readonly integration: Integration;
  readonly known: string;
  readonly onClose: () => void;
}) {
  const [rate, setRate] = useState(known);
  const set = useChange('setCommission', { refreshes: ['getCommission'], onDone: onClose });
  return (
    <FormDialog
      title={`Commission of ${integration.slug}`}
      onClose={onClose}
      error={set.error}
      onSubmit={() => set.mutate({ params: { integration: integration.id }, body: { rate } })}
      submit="Set"
      isPending={set.isPending}
    >
      <TextField
        name="rate"
        label="Percent"
        hint="Of the invoices from now on, such as 12.5. Those before keep their share."
        inputMode="decimal"
        isRequired
        value={rate}
        onChange={setRate}
      />
    </FormDialog>
  );
}
