import type { Resource } from '@kontor/protocol/kontor';
import { useQuery } from '@tanstack/react-query';
import { read } from '../../api/read.ts';
import { useChange } from '../../api/use-change.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { resourceReads } from './use-resource.ts';

/** Deletes a resource once its name is typed, after saying what goes with it. */
export function DeleteResource({
  team,
  resource,
  onClose,
}: {
  readonly team: string;
  readonly resource: Resource;
  readonly onClose: () => void;
}) {
  const params = { team, resource: resource.id };
  const connections = useQuery({ ...read('listConnections', { params }), staleTime: 0 });
  const remove = useChange('deleteTeamResource', { refreshes: resourceReads, onDone: onClose });
  return (
    <Confirm
      title={`Delete ${resource.name}`}
      action="Delete for good"
      typed={resource.name}
      error={remove.error}
      isPending={remove.isPending}
      onClose={onClose}
      onConfirm={() => remove.mutate({ params })}
    >
      <p>The provider removes it with everything that is in it. This cannot be undone.</p>
      <QueryView query={connections} rows={1}>
        {({ connections: rows }) =>
          rows.length > 0 && (
            <>
              <p>Its variables leave these projects:</p>
              <ul className="list-disc pl-5">
                {rows.map(({ id, projectName, environments }) => (
                  <li key={id}>
                    {projectName}: {environments.join(', ')}
                  </li>
                ))}
              </ul>
            </>
          )
        }
      </QueryView>
    </Confirm>
  );
}
