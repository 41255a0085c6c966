import type { Connection, Resource } from '@kontor/protocol/kontor';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { read } from '../../api/read.ts';
import { useMay } from '../../shell/use-team.ts';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Section } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { RowActions } from '../../ui/row-actions.tsx';
import { Table } from '../../ui/table.tsx';
import { When } from '../../ui/when.tsx';
import { ConnectDialog } from './connect-dialog.tsx';
import { Disconnect } from './disconnect.tsx';
import type { Offered } from './use-product.ts';

type ConnectionsProps = {
  readonly team: string;
  readonly resource: Resource;
  readonly offered: Offered | undefined;
};

/** The projects that read the secrets of a resource. */
export function Connections({ team, resource, offered }: ConnectionsProps) {
  const may = useMay();
  const [open, setOpen] = useState<'connect' | Connection>();
  const connections = useQuery(
    read('listConnections', { params: { team, resource: resource.id } }),
  );
  const close = () => setOpen(undefined);
  const connect = may('connection:write') && (
    <Button look="primary" onPress={() => setOpen('connect')}>
      Connect a project
    </Button>
  );
  return (
    <Section title="Projects" actions={connect}>
      <QueryView query={connections}>
        {({ connections: rows }) =>
          rows.length === 0 ? (
            <Empty title="No project is connected">
              A connected project has the secrets of this resource as variables.
            </Empty>
          ) : (
            <ConnectionTable
              team={team}
              rows={rows}
              onDisconnect={may('connection:write') ? setOpen : undefined}
            />
          )
        }
      </QueryView>
      {open === 'connect' && <ConnectDialog {...{ team, resource, offered }} onClose={close} />}
      {open !== undefined && open !== 'connect' && (
        <Disconnect team={team} resource={resource} connection={open} onClose={close} />
      )}
    </Section>
  );
}

function ConnectionTable({
  team,
  rows,
  onDisconnect,
}: {
  readonly team: string;
  readonly rows: readonly Connection[];
  readonly onDisconnect: ((connection: Connection) => void) | undefined;
}) {
  return (
    <Table
      label="Connected projects"
      rows={rows}
      keyOf={({ id }) => id}
      columns={[
        {
          name: 'Project',
          cell: ({ projectName }) => (
            <Link
              to="/t/$team/projects/$project"
              params={{ team, project: projectName }}
              className="text-accent underline"
            >
              {projectName}
            </Link>
          ),
        },
        { name: 'Environments', cell: ({ environments }) => environments.join(', ') },
        { name: 'Prefix', cell: ({ prefix }) => (prefix ? <code>{prefix}</code> : '—') },
        { name: 'Connected', cell: ({ createdAt }) => <When at={createdAt} /> },
        ...(onDisconnect === undefined
          ? []
          : [
              {
                name: 'Actions',
                cell: (connection: Connection) => (
                  <RowActions>
                    <Button
                      look="quiet"
                      aria-label={`Disconnect ${connection.projectName}`}
                      onPress={() => onDisconnect(connection)}
                    >
                      Disconnect
                    </Button>
                  </RowActions>
                ),
              },
            ]),
      ]}
    />
  );
}
