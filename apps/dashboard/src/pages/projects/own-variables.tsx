import type { Answer } from '../../api/call.ts';
import { useOpen, useOpenAbout } from '../../shell/use-open.ts';
import { useMay } from '../../shell/use-team.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Section } from '../../ui/page.tsx';
import { RowActions } from '../../ui/row-actions.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { When } from '../../ui/when.tsx';
import { doLater, useTakenAway } from '../../undo/do-later.ts';
import { contentReads, useProject } from './use-project.ts';
import { VariableDialog } from './variable-dialog.tsx';

export type OwnVariable = Answer<'listVariables'>['variables'][number];

/** What the team wrote by hand for one project: added, changed and removed here. */
export function OwnVariables({ variables: all }: { readonly variables: readonly OwnVariable[] }) {
  const params = useProject();
  const isTakenAway = useTakenAway();
  const variables = all.filter(({ id }) => !isTakenAway(id));
  const mayWrite = useMay()('variable:write');
  const [isAdding, setAdding] = useOpen('add-variable', 'variable:write');
  const [changing, setChanging, endChanging] = useOpenAbout('edit-variable', {
    action: 'variable:write',
    among: variables,
    keyOf: ({ id }) => id,
  });
  const add = mayWrite && <Button onPress={() => setAdding(true)}>Add a variable</Button>;
  const remove = ({ id, name, environments }: OwnVariable) =>
    doLater(
      'deleteVariable',
      { params: { ...params, variable: id } },
      {
        of: id,
        text: `${name} is being removed. The next deployments of ${environments.join(', ')} will not find it.`,
        refreshes: contentReads,
      },
    );
  const actions: Column<OwnVariable> = {
    name: 'Actions',
    cell: (variable) => (
      <RowActions>
        <Button
          look="quiet"
          aria-label={`Edit ${variable.name}`}
          onPress={() => setChanging(variable)}
        >
          Edit
        </Button>
        <Button
          look="quiet"
          aria-label={`Remove ${variable.name}`}
          onPress={() => remove(variable)}
        >
          Remove
        </Button>
      </RowActions>
    ),
  };
  return (
    <Section title="Written by hand" actions={variables.length > 0 && add}>
      {variables.length === 0 ? (
        <Empty title="Nothing is written by hand" action={add}>
          What no resource gives, such as a log level or the key of a service elsewhere, is written
          here. Values can be replaced, and are never shown.
        </Empty>
      ) : (
        <Table
          label="Variables written by hand"
          rows={variables}
          keyOf={({ id }) => id}
          columns={mayWrite ? [...columns, actions] : columns}
        />
      )}
      {isAdding && <VariableDialog onClose={() => setAdding(false)} />}
      {changing && <VariableDialog key={changing.id} variable={changing} onClose={endChanging} />}
    </Section>
  );
}

const columns: readonly Column<OwnVariable>[] = [
  {
    name: 'Name',
    cell: ({ name, comment }) => (
      <>
        <code>{name}</code>
        {comment && <p className="max-w-prose text-muted">{comment}</p>}
      </>
    ),
  },
  {
    name: 'Environments',
    cell: ({ environments, gitBranch }) =>
      gitBranch === null ? environments.join(', ') : `preview, branch ${gitBranch}`,
  },
  {
    name: 'Kind',
    cell: ({ type }) => <Badge tone={type === 'sensitive' ? 'accent' : 'neutral'}>{type}</Badge>,
  },
  { name: 'Changed', cell: ({ updatedAt }) => <When at={updatedAt} /> },
];
