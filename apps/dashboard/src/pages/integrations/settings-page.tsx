import type { Integration } from '@kontor/protocol/kontor';
import { useState } from 'react';
import { useChange } from '../../api/use-change.ts';
import { useMay } from '../../shell/use-team.ts';
import { Button } from '../../ui/button.tsx';
import { Form } from '../../ui/form.tsx';
import { Note } from '../../ui/note.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { IntegrationFrame, useIntegrationParams } from './integration-frame.tsx';

const fields = [
  { name: 'name', label: 'Name' },
  { name: 'developer', label: 'Developer' },
  { name: 'shortDescription', label: 'Short description', hint: 'At most 40 characters.' },
  { name: 'category', label: 'Category' },
  { name: 'overview', label: 'Overview', hint: 'At most 768 characters.', isLong: true },
  { name: 'contactEmail', label: 'Contact', type: 'email' },
  { name: 'baseUrl', label: 'Base address', hint: 'Where your server answers.' },
] as const;

/** Addresses that need not be there. */
const addresses = [
  { name: 'webhookUrl', label: 'Webhooks' },
  {
    name: 'redirectLoginUrl',
    label: 'Redirect of sign-in',
    hint: 'Where people arrive who open a resource at yours.',
  },
  { name: 'redirectUrl', label: 'Redirect of linking', hint: 'Where linking an account leads to.' },
  { name: 'configurationUrl', label: 'Configuration of a linked account' },
  { name: 'importResourceUrl', label: 'Import', hint: 'Where a team chooses what to bring along.' },
  { name: 'websiteUrl', label: 'Web site' },
  { name: 'eulaUrl', label: 'Terms of use' },
  { name: 'privacyUrl', label: 'Privacy policy' },
] as const;

/** What a provider says of its integration, and where it is reached. */
export function SettingsPage() {
  return (
    <IntegrationFrame title="settings">
      {(integration) => <SettingsForm known={integration} />}
    </IntegrationFrame>
  );
}

function SettingsForm({ known }: { readonly known: Integration }) {
  const params = useIntegrationParams();
  const mayManage = useMay()('integration:manage');
  const [changes, setChanges] = useState<Partial<Integration>>({});
  const save = useChange('updateIntegration', {
    refreshes: ['getIntegration', 'listIntegrations'],
    onDone: () => setChanges({}),
  });
  const typed = { ...known, ...changes };
  return (
    <div className="max-w-xl">
      <Form
        error={save.error}
        onSubmit={() => save.mutate({ params, body: changes })}
        actions={
          mayManage && (
            <Button
              look="primary"
              type="submit"
              isPending={save.isPending}
              isDisabled={Object.keys(changes).length === 0}
            >
              Save
            </Button>
          )
        }
      >
        {fields.map((field) => (
          <TextField
            key={field.name}
            {...field}
            isReadOnly={!mayManage}
            value={typed[field.name]}
            onChange={(value) => setChanges({ ...changes, [field.name]: value })}
          />
        ))}
        {addresses.map((field) => (
          <TextField
            key={field.name}
            {...field}
            isReadOnly={!mayManage}
            type="url"
            value={typed[field.name] ?? ''}
            onChange={(value) =>
              setChanges({ ...changes, [field.name]: value === '' ? null : value })
            }
          />
        ))}
        {save.isSuccess && Object.keys(changes).length === 0 && <Note>Saved.</Note>}
      </Form>
    </div>
  );
}
