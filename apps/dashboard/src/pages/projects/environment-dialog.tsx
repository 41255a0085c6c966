import type { BranchMatcher } from '@kontor/protocol';
import { useState } from 'react';
import { useChange } from '../../api/use-change.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { Select } from '../../ui/select.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { contentReads, type Environment, useProject } from './use-project.ts';

const NONE = 'none';
const matchers = [
  { value: NONE, label: 'None by itself' },
  { value: 'equals', label: 'The branch called' },
  { value: 'startsWith', label: 'Branches that begin with' },
  { value: 'endsWith', label: 'Branches that end with' },
] as const;

/** Adds an environment to the project, or changes what one is called, is for and gets. */
export function EnvironmentDialog({
  environment,
  onClose,
}: {
  readonly environment?: Environment;
  readonly onClose: () => void;
}) {
  const params = useProject();
  const [slug, setSlug] = useState(environment?.slug ?? '');
  const [description, setDescription] = useState(environment?.description ?? '');
  const [type, setType] = useState<string>(environment?.branchMatcher?.type ?? NONE);
  const [pattern, setPattern] = useState(environment?.branchMatcher?.pattern ?? '');
  const options = { refreshes: contentReads, onDone: onClose };
  const create = useChange('createEnvironment', options);
  const update = useChange('updateEnvironment', options);
  const { error, isPending } = environment === undefined ? create : update;
  const branchMatcher = matcherOf(type, pattern);
  const save = () => {
    if (environment === undefined) {
      const body = {
        slug,
        ...(description === '' ? {} : { description }),
        ...(branchMatcher === null ? {} : { branchMatcher }),
      };
      return create.mutate({ params, body });
    }
    update.mutate({
      params: { ...params, environment: environment.slug },
      body: {
        ...(slug === environment.slug ? {} : { slug }),
        description: description === '' ? null : description,
        branchMatcher,
      },
    });
  };
  return (
    <FormDialog
      title={environment === undefined ? 'Add an environment' : `Change ${environment.slug}`}
      onClose={onClose}
      error={error}
      onSubmit={save}
      submit={environment === undefined ? 'Add environment' : 'Save'}
      isPending={isPending}
    >
      <TextField
        name="slug"
        label="Name"
        hint={
          environment === undefined
            ? 'For example staging. Lower case letters, digits and hyphens.'
            : 'What is for this environment stays for it. Whatever asks for it by name needs the new one.'
        }
        isRequired
        autoFocus
        value={slug}
        onChange={setSlug}
      />
      <TextField
        name="description"
        label="What it is for"
        value={description}
        onChange={setDescription}
      />
      <Select
        label="Branches that are deployed to it"
        choices={matchers}
        value={type}
        onChange={setType}
      />
      {type !== NONE && (
        <TextField
          name="branchMatcher.pattern"
          label="Name of the branch, or a part"
          isRequired
          value={pattern}
          onChange={setPattern}
        />
      )}
    </FormDialog>
  );
}

function matcherOf(type: string, pattern: string): BranchMatcher | null {
  const known = matchers.find(({ value }) => value === type)?.value;
  return known === undefined || known === NONE ? null : { type: known, pattern };
}
