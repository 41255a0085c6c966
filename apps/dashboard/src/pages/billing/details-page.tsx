import type { BillingDetails } from '@kontor/protocol/kontor';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { read } from '../../api/read.ts';
import { useChange } from '../../api/use-change.ts';
import { TeamSubPages } from '../../shell/team-sub-pages.tsx';
import { useTeamSlug } from '../../shell/use-team.ts';
import { Button } from '../../ui/button.tsx';
import { Form } from '../../ui/form.tsx';
import { Note } from '../../ui/note.tsx';
import { Page } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { TextField } from '../../ui/text-field.tsx';

/** Whom invoices are addressed to. */
export function DetailsPage() {
  const team = useTeamSlug();
  const details = useQuery(read('getBillingDetails', { params: { team } }));
  return (
    <Page
      title="Addressee"
      lead="Whom invoices are addressed to from now on. Those that were sent stay as they are."
    >
      <TeamSubPages area="Billing" />
      <QueryView query={details}>
        {({ billingDetails }) => <DetailsForm known={billingDetails} />}
      </QueryView>
    </Page>
  );
}

const fields = [
  { name: 'name', label: 'Name', isRequired: true },
  { name: 'address', label: 'Address', isLong: true },
  { name: 'country', label: 'Country', hint: 'Two letters, such as DE.' },
  { name: 'taxId', label: 'Tax number', hint: 'Such as a VAT number.' },
  {
    name: 'email',
    label: 'E-mail address',
    type: 'email',
    hint: 'Whom to write to about invoices.',
  },
] as const;

function DetailsForm({ known }: { readonly known: BillingDetails }) {
  const team = useTeamSlug();
  const [typed, setTyped] = useState<BillingDetails>(known);
  const save = useChange('updateBillingDetails', { refreshes: ['getBillingDetails'] });
  return (
    <div className="max-w-xl">
      <Form
        error={save.error}
        onSubmit={() => save.mutate({ params: { team }, body: typed })}
        actions={
          <Button look="primary" type="submit" isPending={save.isPending}>
            Save
          </Button>
        }
      >
        {fields.map(({ name, ...field }) => (
          <TextField
            key={name}
            {...field}
            name={name}
            value={typed[name] ?? ''}
            onChange={(value) =>
              setTyped({ ...typed, [name]: value === '' && name !== 'name' ? null : value })
            }
          />
        ))}
        {save.isSuccess && <Note>Saved.</Note>}
      </Form>
    </div>
  );
}
