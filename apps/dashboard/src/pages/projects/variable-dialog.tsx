import { useState } from 'react';
import { useChange } from '../../api/use-change.ts';
import { CheckboxChoices } from '../../ui/checkbox-choices.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { Select } from '../../ui/select.tsx';
import { TextField } from '../../ui/text-field.tsx';
import type { OwnVariable } from './own-variables.tsx';
import { contentReads, useEnvironments, useProject } from './use-project.ts';

type Kind = OwnVariable['type'];

const kinds: readonly { readonly value: Kind; readonly label: string }[] = [
  { value: 'encrypted', label: 'Encrypted' },
  { value: 'sensitive', label: 'Sensitive: never shown again' },
  { value: 'plain', label: 'Plain: no secret' },
];

/** Not chosen here, and kept where a client of the protocol chose it. */
const system = { value: 'system', label: 'System: the platform fills it in' } as const;

/** Writes a variable, or changes one. The value of an existing one is only ever replaced. */
export function VariableDialog({
  variable,
  onClose,
}: {
  readonly variable?: OwnVariable;
  readonly onClose: () => void;
}) {
  const params = useProject();
  const known = useEnvironments().data?.environments ?? [];
  const [name, setName] = useState(variable?.name ?? '');
  const [value, setValue] = useState('');
  const [environments, setEnvironments] = useState<readonly string[]>(
    variable?.environments ?? ['production', 'preview'],
  );
  const [type, setType] = useState<Kind>(variable?.type ?? 'encrypted');
  const [gitBranch, setGitBranch] = useState(variable?.gitBranch ?? '');
  const [comment, setComment] = useState(variable?.comment ?? '');
  const options = { refreshes: contentReads, onDone: onClose };
  const create = useChange('createVariable', options);
  const update = useChange('updateVariable', options);
  const { error, isPending } = variable === undefined ? create : update;
  // a branch is one of preview, and means nothing elsewhere
  const isForBranches = environments.length === 1 && environments[0] === 'preview';
  const save = () => {
    const body = {
      name,
      environments: [...environments],
      type,
      gitBranch: isForBranches && gitBranch !== '' ? gitBranch : null,
      comment: comment === '' ? null : comment,
    };
    if (variable === undefined) return create.mutate({ params, body: { ...body, value } });
    const { type: kind, ...rest } = body;
    update.mutate({
      params: { ...params, variable: variable.id },
      body: {
        ...rest,
        ...(kind === variable.type ? {} : { type: kind }),
        ...(value === '' ? {} : { value }),
      },
    });
  };
  return (
    <FormDialog
      title={variable === undefined ? 'Add a variable' : `Edit ${variable.name}`}
      onClose={onClose}
      error={error}
      onSubmit={save}
      submit={variable === undefined ? 'Add variable' : 'Save'}
      isPending={isPending}
    >
      <TextField
        name="name"
        label="Name"
        isRequired
        autoFocus
        autoComplete="off"
        value={name}
        onChange={setName}
      />
      <TextField
        name="value"
        label={variable === undefined ? 'Value' : 'New value'}
        hint={variable === undefined ? undefined : 'Leave it empty to keep the present one.'}
        isLong
        autoComplete="off"
        spellCheck="false"
        value={value}
        onChange={setValue}
      />
      <CheckboxChoices
        name="environments"
        label="Environments"
        value={[...environments]}
        choices={known.map(({ slug }) => ({ value: slug, label: slug }))}
        onChange={setEnvironments}
      />
      {isForBranches && (
        <TextField
          name="gitBranch"
          label="Branch"
          hint="Only for deployments of this branch. Leave it empty for all previews."
          value={gitBranch}
          onChange={setGitBranch}
        />
      )}
      <Select
        name="type"
        label="Kind"
        value={type}
        choices={variable?.type === 'system' ? [...kinds, system] : kinds}
        onChange={(chosen) =>
          setType(kinds.find(({ value: kind }) => kind === chosen)?.value ?? type)
        }
      />
      <TextField name="comment" label="Note" value={comment} onChange={setComment} />
    </FormDialog>
  );
}
