import { useState } from 'react';
import { useChange } from '../../api/use-change.ts';
import { useTeamSlug } from '../../shell/use-team.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Form } from '../../ui/form.tsx';
import { TextField } from '../../ui/text-field.tsx';

/** Asks for the name of a project and makes it. */
export function NewProject({ onClose }: { readonly onClose: () => void }) {
  const team = useTeamSlug();
  const [name, setName] = useState('');
  const create = useChange('createProject', { refreshes: ['listProjects'], onDone: onClose });
  return (
    <Dialog title="New project" isOpen onClose={onClose}>
      <Form
        error={create.error}
        onSubmit={() => create.mutate({ params: { team }, body: { name } })}
        actions={
          <>
            <Button onPress={onClose}>Cancel</Button>
            <Button look="primary" type="submit" isPending={create.isPending}>
              Make project
            </Button>
          </>
        }
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
      </Form>
    </Dialog>
  );
}
