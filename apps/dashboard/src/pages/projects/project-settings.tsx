import { useState } from 'react';
import type { Answer } from '../../api/call.ts';
import { useChange } from '../../api/use-change.ts';
import { useMay } from '../../shell/use-team.ts';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Form } from '../../ui/form.tsx';
import { HandOver } from '../../ui/hand-over.tsx';
import { Section } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { RowActions } from '../../ui/row-actions.tsx';
import { Table } from '../../ui/table.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { DeleteProject } from './delete-project.tsx';
import { contentReads, useEnvironments, useProject } from './use-project.ts';

type Environment = Answer<'listEnvironments'>['environments'][number];

/** The environments of a project, its way to another team, and its end. */
export function ProjectSettings() {
  const may = useMay();
  const mayWrite = may('project:write');
  const environments = useEnvironments();
  const [isAdding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<Environment>();
  const [isGiving, setGiving] = useState(false);
  const [isDeleting, setDeleting] = useState(false);
  const params = useProject();
  return (
    <>
      <Section
        title="Environments"
        actions={mayWrite && <Button onPress={() => setAdding(true)}>Add an environment</Button>}
      >
        <QueryView query={environments}>
          {(answer) => (
            <Table
              label="Environments"
              rows={answer.environments}
              keyOf={({ slug }) => slug}
              columns={[
                { name: 'Name', cell: ({ slug }) => slug },
                { name: 'Variables', isNumber: true, cell: (each) => each.variableCount },
                { name: 'Version', isNumber: true, cell: ({ version }) => version || '—' },
                {
                  name: 'Actions',
                  cell: (each) =>
                    each.id === undefined ? (
                      <span className="text-muted">every project has it</span>
                    ) : (
                      mayWrite && (
                        <RowActions>
                          <Button
                            look="quiet"
                            aria-label={`Remove ${each.slug}`}
                            onPress={() => setRemoving(each)}
                          >
                            Remove
                          </Button>
                        </RowActions>
                      )
                    ),
                },
              ]}
            />
          )}
        </QueryView>
      </Section>
      {mayWrite && may('environment:read-values') && may('resource:write') && (
        <Section title="Hand this project to another team">
          <div>
            <Button onPress={() => setGiving(true)}>Hand over</Button>
          </div>
        </Section>
      )}
      {mayWrite && (
        <Section title="Delete this project">
          <div>
            <Button look="danger" onPress={() => setDeleting(true)}>
              Delete project
            </Button>
          </div>
        </Section>
      )}
      {isAdding && <AddEnvironment onClose={() => setAdding(false)} />}
      {removing && (
        <RemoveEnvironment environment={removing} onClose={() => setRemoving(undefined)} />
      )}
      {isGiving && (
        <HandOver
          team={params.team}
          of={{ kind: 'project', id: params.project, name: params.project }}
          onClose={() => setGiving(false)}
        />
      )}
      {isDeleting && <DeleteProject onClose={() => setDeleting(false)} />}
    </>
  );
}

function AddEnvironment({ onClose }: { readonly onClose: () => void }) {
  const params = useProject();
  const [slug, setSlug] = useState('');
  const create = useChange('createEnvironment', { refreshes: contentReads, onDone: onClose });
  return (
    <Dialog title="Add an environment" isOpen onClose={onClose}>
      <Form
        error={create.error}
        onSubmit={() => create.mutate({ params, body: { slug } })}
        actions={
          <>
            <Button onPress={onClose}>Cancel</Button>
            <Button look="primary" type="submit" isPending={create.isPending}>
              Add environment
            </Button>
          </>
        }
      >
        <TextField
          name="slug"
          label="Name"
          hint="For example staging. Lower case letters, digits and hyphens."
          isRequired
          autoFocus
          value={slug}
          onChange={setSlug}
        />
      </Form>
    </Dialog>
  );
}

function RemoveEnvironment({
  environment: { slug, variableCount },
  onClose,
}: {
  readonly environment: Environment;
  readonly onClose: () => void;
}) {
  const params = useProject();
  const remove = useChange('deleteEnvironment', { refreshes: contentReads, onDone: onClose });
  return (
    <Confirm
      title={`Remove ${slug}`}
      action="Remove environment"
      error={remove.error}
      isPending={remove.isPending}
      onClose={onClose}
      onConfirm={() => remove.mutate({ params: { ...params, environment: slug } })}
    >
      <p>
        {variableCount === 0 ? 'It has no variables.' : `It has ${variableCount} variables.`}{' '}
        Connections and variables that were for {slug} lose it; what was for {slug} alone is
        deleted, and so is its history.
      </p>
    </Confirm>
  );
}
