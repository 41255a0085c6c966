import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Answer } from '../../api/call.ts';
import { useChange } from '../../api/use-change.ts';
import { useTeamSlug } from '../../shell/use-team.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { ShownOnce } from '../../ui/shown-once.tsx';
import { TextField } from '../../ui/text-field.tsx';

const fields = [
  { name: 'name', label: 'Name', hint: 'As people see it, such as Acme Postgres.' },
  { name: 'slug', label: 'Slug', hint: 'As people type it: lower case, digits and hyphens.' },
  { name: 'developer', label: 'Developer', hint: 'Who makes it.' },
  { name: 'shortDescription', label: 'Short description', hint: 'At most 40 characters.' },
  { name: 'category', label: 'Category', hint: 'Such as Databases.' },
  { name: 'contactEmail', label: 'Contact', hint: 'An e-mail address for who runs this host.' },
  {
    name: 'baseUrl',
    label: 'Base address',
    hint: 'Where your server answers, such as https://api.example.com/kontor.',
  },
] as const;
type Typed = Record<(typeof fields)[number]['name'], string>;

const nothing: Typed = {
  name: '',
  slug: '',
  developer: '',
  shortDescription: '',
  category: '',
  contactEmail: '',
  baseUrl: '',
};

/** Registers an integration, and shows its client id and secret. */
export function NewIntegration({ onClose }: { readonly onClose: () => void }) {
  const team = useTeamSlug();
  const navigate = useNavigate();
  const [typed, setTyped] = useState(nothing);
  const [made, setMade] = useState<Answer<'createIntegration'>>();
  const create = useChange('createIntegration', {
    refreshes: ['listIntegrations'],
    onDone: setMade,
  });
  if (made !== undefined) {
    const { id, slug } = made.integration;
    const open = () =>
      void navigate({
        to: '/t/$team/integrations/$integration',
        params: { team, integration: slug },
      });
    return (
      <ShownOnce title="The client secret" secret={made.clientSecret} onClose={open}>
        <p>
          The client id is <code className="break-all">{id}</code>, and stays on the page of the
          integration.
        </p>
      </ShownOnce>
    );
  }
  return (
    <FormDialog
      title="Register integration"
      isWide
      onClose={onClose}
      error={create.error}
      onSubmit={() => create.mutate({ params: { team }, body: typed })}
      submit="Register"
      isPending={create.isPending}
    >
      {fields.map((field) => (
        <TextField
          key={field.name}
          {...field}
          isRequired
          value={typed[field.name]}
          onChange={(value) => setTyped({ ...typed, [field.name]: value })}
        />
      ))}
    </FormDialog>
  );
}
