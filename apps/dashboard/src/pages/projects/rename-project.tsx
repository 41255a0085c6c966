import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useChange } from '../../api/use-change.ts';
import { Button } from '../../ui/button.tsx';
import { Form } from '../../ui/form.tsx';
import { Section } from '../../ui/page.tsx';
import { TextField } from '../../ui/text-field.tsx';

/** What a project is called, and so where its pages are. */
export function RenameProject({
  team,
  project,
}: {
  readonly team: string;
  readonly project: { readonly id: string; readonly name: string };
}) {
  const navigate = useNavigate();
  const [name, setName] = useState(project.name);
  const rename = useChange('updateProject', {
    // it is not found by its former name any more
    refreshes: ['listProjects'],
    onDone: ({ project: { name: now } }) =>
      void navigate({
        to: '/t/$team/projects/$project/settings',
        params: { team, project: now },
        replace: true,
      }),
  });
  return (
    <Section title="General">
      <div className="max-w-md">
        <Form
          error={rename.error}
          onSubmit={() => rename.mutate({ params: { team, project: project.id }, body: { name } })}
          actions={
            <>
              {rename.isSuccess && name === project.name && <span role="status">Saved</span>}
              <Button
                look="primary"
                type="submit"
                isPending={rename.isPending}
                isDisabled={name === project.name}
              >
                Rename
              </Button>
            </>
          }
        >
          <TextField
            name="name"
            label="Name"
            hint="Lower case letters, digits and hyphens. Whatever asks for the project by its name, such as a build, needs the new one; its id stays."
            isRequired
            value={name}
            onChange={setName}
          />
        </Form>
      </div>
    </Section>
  );
}
