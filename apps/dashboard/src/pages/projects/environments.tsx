import { useChange } from '../../api/use-change.ts';
import { useOpen, useOpenAbout } from '../../shell/use-open.ts';
import { useMay } from '../../shell/use-team.ts';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Section } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { RowActions } from '../../ui/row-actions.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { EnvironmentDialog } from './environment-dialog.tsx';
import { contentReads, type Environment, useEnvironments, useProject } from './use-project.ts';

/** The environments of a project: those that every project has, and the team's own. */
export function Environments() {
  const mayWrite = useMay()('project:write');
  const environments = useEnvironments();
  const [isAdding, setAdding] = useOpen('add-environment', 'project:write');
  const own = environments.data?.environments.filter(({ id }) => id !== undefined);
  const about = { action: 'project:write', among: own, keyOf: slugOf } as const;
  const [changing, setChanging, endChanging] = useOpenAbout('change-environment', about);
  const [removing, setRemoving, endRemoving] = useOpenAbout('remove-environment', about);
  const actions: Column<Environment> = {
    name: 'Actions',
    cell: (each) =>
      each.id === undefined ? (
        <span className="text-muted">every project has it</span>
      ) : (
        <RowActions>
          <Button look="quiet" aria-label={`Change ${each.slug}`} onPress={() => setChanging(each)}>
            Change
          </Button>
          <Button look="quiet" aria-label={`Remove ${each.slug}`} onPress={() => setRemoving(each)}>
            Remove
          </Button>
        </RowActions>
      ),
  };
  return (
    <Section
      title="Environments"
      actions={mayWrite && <Button onPress={() => setAdding(true)}>Add an environment</Button>}
    >
      <QueryView query={environments}>
        {(answer) => (
          <Table
            label="Environments"
            rows={answer.environments}
            keyOf={slugOf}
            columns={[
              {
                name: 'Name',
                cell: ({ slug, description }) => (
                  <>
                    {slug}
                    {description !== undefined && (
                      <div className="break-words text-muted">{description}</div>
                    )}
                  </>
                ),
              },
              { name: 'Branches', cell: branchesOf },
              { name: 'Variables', isNumber: true, cell: (each) => each.variableCount },
              { name: 'Version', isNumber: true, cell: ({ version }) => version || '—' },
              ...(mayWrite ? [actions] : []),
            ]}
          />
        )}
      </QueryView>
      {isAdding && <EnvironmentDialog onClose={() => setAdding(false)} />}
      {changing && (
        <EnvironmentDialog key={changing.slug} environment={changing} onClose={endChanging} />
      )}
      {removing && <RemoveEnvironment environment={removing} onClose={endRemoving} />}
    </Section>
  );
}

function slugOf({ slug }: Environment): string {
  return slug;
}

/** Which branches are deployed to an environment. */
function branchesOf({ slug, id, branchMatcher }: Environment) {
  if (id === undefined) return slug === 'preview' ? 'all others' : '—';
  if (branchMatcher === undefined) return 'none by itself';
  const { type, pattern } = branchMatcher;
  const [before, after] = [type === 'endsWith' ? '…' : '', type === 'startsWith' ? '…' : ''];
  return (
    <code className="break-all">
      {before}
      {pattern}
      {after}
    </code>
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
