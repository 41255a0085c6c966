import { useState } from 'react';
import type { Answer } from '../../api/call.ts';
import { useChange } from '../../api/use-change.ts';
import { useMay } from '../../shell/use-team.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Empty } from '../../ui/empty.tsx';
import { RowActions } from '../../ui/row-actions.tsx';
import { Table } from '../../ui/table.tsx';
import { When } from '../../ui/when.tsx';
import { contentReads, useProject } from './use-project.ts';

export type ProjectConnection = Answer<'listProjectConnections'>['connections'][number];

/** The resources that a project reads secrets of. */
export function ProjectConnections({
  connections,
}: {
  readonly connections: readonly ProjectConnection[];
}) {
  const { team } = useProject();
  const may = useMay();
  const [leaving, setLeaving] = useState<ProjectConnection>();
  if (connections.length === 0) {
    return (
      <Empty title="No resources are connected">
        Connect one from its own page, and its secrets become variables here.
      </Empty>
    );
  }
  return (
    <>
      <Table
        label="Connections"
        rows={connections}
        keyOf={({ id }) => id}
        columns={[
          {
            name: 'Resource',
            cell: ({ resourceName, resourceId }) => (
              <a href={`/t/${team}/resources/${resourceId}`} className="text-accent underline">
                {resourceName}
              </a>
            ),
          },
          { name: 'Environments', cell: ({ environments }) => environments.join(', ') },
          { name: 'Prefix', cell: ({ prefix }) => (prefix ? <code>{prefix}</code> : '—') },
          {
            name: 'Values',
            cell: ({ makesSensitive }) =>
              makesSensitive ? <Badge tone="accent">sensitive</Badge> : 'encrypted',
          },
          { name: 'Connected', cell: ({ createdAt }) => <When at={createdAt} /> },
          ...(may('connection:write')
            ? [
                {
                  name: 'Actions',
                  cell: (connection: ProjectConnection) => (
                    <RowActions>
                      <Button
                        look="quiet"
                        aria-label={`Disconnect ${connection.resourceName}`}
                        onPress={() => setLeaving(connection)}
                      >
                        Disconnect
                      </Button>
                    </RowActions>
                  ),
                },
              ]
            : []),
        ]}
      />
      {leaving && <Disconnect connection={leaving} onClose={() => setLeaving(undefined)} />}
    </>
  );
}

function Disconnect({
  connection,
  onClose,
}: {
  readonly connection: ProjectConnection;
  readonly onClose: () => void;
}) {
  const { team } = useProject();
  const disconnect = useChange('disconnectResource', { refreshes: contentReads, onDone: onClose });
  const { id, resourceId, resourceName, environments } = connection;
  return (
    <Confirm
      title={`Disconnect ${resourceName}`}
      action="Disconnect"
      error={disconnect.error}
      isPending={disconnect.isPending}
      onClose={onClose}
      onConfirm={() =>
        disconnect.mutate({ params: { team, resource: resourceId, connection: id } })
      }
    >
      <p>
        Its variables leave {environments.join(', ')}. Deployments that are running keep what they
        were given. The resource itself stays.
      </p>
    </Confirm>
  );
}
