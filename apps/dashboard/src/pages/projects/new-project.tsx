import { useState } from 'react';
import { useChange } from '../../api/use-change.ts';
import { useTeamSlug } from '../../shell/use-team.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { TextField } from '../../ui/text-field.tsx';

/** Asks for the name of a project and makes it. */
export function NewProject({ onClose }: { readonly onClose: () => void }) {
  const team = useTeamSlug();
  const [name, setName] = useState('');
  const create = useChange('createProject', { refreshes: ['listProjects'], onDone: onClose });
  return (
    <FormDialog
      title="New project"
      onClose={onClose}
      error={create.error}
      onSubmit={() => create.mutate({ params: { team }, body: { name } })}
      submit="Make project"
      isPending={create.isPending}
    >
      <TextField
        name="name"
        label="Name"
        hint="Lower case letters, digits and hyphens."
        isRequired
        autoFocus
        value={name}
        onChange={setName}
      />
    </FormDialog>
  );
}
