import { Link } from '@tanstack/react-router';
import type { Answer } from '../../api/call.ts';
import { useMay } from '../../shell/use-team.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button, buttonLook } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { RowActions } from '../../ui/row-actions.tsx';
import { Table } from '../../ui/table.tsx';
import { When } from '../../ui/when.tsx';
import { doLater, useTakenAway } from '../../undo/do-later.ts';
import { contentReads, useProject } from './use-project.ts';

export type ProjectConnection = Answer<'listProjectConnections'>['connections'][number];

/** The resources that a project reads secrets of. */
export function ProjectConnections({
  connections: all,
}: {
  readonly connections: readonly ProjectConnection[];
}) {
  const { team } = useProject();
  const may = useMay();
  const isTakenAway = useTakenAway();
  const connections = all.filter(({ id }) => !isTakenAway(id));
  const disconnect = ({ id, resourceId, resourceName, environments }: ProjectConnection) =>
    doLater(
      'disconnectResource',
      { params: { team, resource: resourceId, connection: id } },
      {
        of: id,
        text: `${resourceName} is being disconnected. Its variables leave ${environments.join(', ')}; what runs keeps what it was given.`,
        refreshes: contentReads,
      },
    );
  if (connections.length === 0) {
    return (
      <Empty
        title="No resources are connected"
        action={
          <Link to="/t/$team/resources" params={{ team }} className={buttonLook()}>
            Go to the resources
          </Link>
        }
      >
        Connect one from its own page, and its secrets become variables here.
      </Empty>
    );
  }
  return (
    <Table
      label="Connections"
      rows={connections}
      keyOf={({ id }) => id}
      columns={[
        {
          name: 'Resource',
          cell: ({ resourceName, resourceId }) => (
            <Link
              to="/t/$team/resources/$resource"
              params={{ team, resource: resourceId }}
              className="text-accent underline"
            >
              {resourceName}
            </Link>
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
                    <Link
                      to="/t/$team/resources/$resource"
                      params={{ team, resource: connection.resourceId }}
                      search={{ open: 'change-connection', of: connection.id }}
                      aria-label={`Change the connection to ${connection.resourceName}`}
                      className={buttonLook('quiet')}
                    >
                      Change
                    </Link>
                    <Button
                      look="quiet"
                      aria-label={`Disconnect ${connection.resourceName}`}
                      onPress={() => disconnect(connection)}
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
  );
}
