import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { read } from '../../api/read.ts';
import { useChange } from '../../api/use-change.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { counted } from '../../ui/counted.ts';
import { useEnvironments, useProject } from './use-project.ts';

/** Deletes a project, after saying what goes with it and what stays. */
export function DeleteProject({ onClose }: { readonly onClose: () => void }) {
  const params = useProject();
  const navigate = useNavigate();
  const project = useQuery(read('getProject', { params })).data?.project;
  const connections = useQuery(read('listProjectConnections', { params })).data?.connections ?? [];
  const variables = useQuery(read('listVariables', { params })).data?.variables ?? [];
  const environments = useEnvironments().data?.environments ?? [];
  const remove = useChange('deleteProject', {
    refreshes: ['listProjects'],
    onDone: () => void navigate({ to: '/t/$team/projects', params: { team: params.team } }),
  });
  if (project === undefined) return null;
  return (
    <Confirm
      title={`Delete ${project.name}`}
      action="Delete project"
      typed={project.name}
      error={remove.error}
      isPending={remove.isPending}
      onClose={onClose}
      onConfirm={() => remove.mutate({ params: { ...params, project: project.id } })}
    >
      <p>This cannot be undone. What will be lost:</p>
      <ul className="list-disc pl-5">
        <li>{counted(variables.length, 'variable')} written by hand, with every value</li>
        <li>
          {counted(environments.length, 'environment')} with all versions, and the deployments
        </li>
        <li>
          {connections.length === 0
            ? 'no connections'
            : `the connections to ${connections.map(({ resourceName }) => resourceName).join(', ')}`}
        </li>
      </ul>
      <p>Resources stay, and go on costing what they cost.</p>
    </Confirm>
  );
}
