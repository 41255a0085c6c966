import type { Connection, Resource } from '@kontor/protocol/kontor';
import { useChange } from '../../api/use-change.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { connectionReads } from './use-resource.ts';

export function Disconnect({
  team,
  resource,
  connection,
  onClose,
}: {
  readonly team: string;
  readonly resource: Resource;
  readonly connection: Connection;
  readonly onClose: () => void;
}) {
  const { id, projectName, environments } = connection;
  const disconnect = useChange('disconnectResource', {
    refreshes: connectionReads,
    onDone: onClose,
  });
  return (
    <Confirm
      title={`Disconnect ${projectName}`}
      action="Disconnect"
      error={disconnect.error}
      isPending={disconnect.isPending}
      onClose={onClose}
      onConfirm={() =>
        disconnect.mutate({ params: { team, resource: resource.id, connection: id } })
      }
    >
      <p>
        The variables of {resource.name} leave {environments.join(', ')} of {projectName}.
        Deployments that run keep what they were given.
      </p>
    </Confirm>
  );
}
