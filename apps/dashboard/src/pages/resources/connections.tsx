import type { Connection, Resource } from '@kontor/protocol/kontor';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { read } from '../../api/read.ts';
import { useOpen, useOpenAbout } from '../../shell/use-open.ts';
import { useMay } from '../../shell/use-team.ts';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Section } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { RowActions } from '../../ui/row-actions.tsx';
import { Table } from '../../ui/table.tsx';
import { When } from '../../ui/when.tsx';
import { doLater, useTakenAway } from '../../undo/do-later.ts';
import { NewProject } from '../projects/new-project.tsx';
import { ChangeConnection } from './change-connection.tsx';
import { ConnectDialog } from './connect-dialog.tsx';
import type { Offered } from './use-product.ts';
import { connectionReads } from './use-resource.ts';

type ConnectionsProps = {
  readonly team: string;
  readonly resource: Resource;
  readonly offered: Offered | undefined;
};

/** The projects that read the secrets of a resource. */
export function Connections({ team, resource, offered }: ConnectionsProps) {
  const may = useMay();
  const search = useSearch({ from: '/t/$team/resources/$resource' });
  const navigate = useNavigate({ from: '/t/$team/resources/$resource' });
  const [isConnecting, setConnecting] = useOpen('connect', 'connection:write');
  const [isMakingProject] = useOpen('new-project', 'project:write');
  const isTakenAway = useTakenAway();
  const disconnect = ({ id, projectName, environments }: Connection) =>
    doLater(
      'disconnectResource',
      { params: { team, resource: resource.id, connection: id } },
      {
        of: id,
        text: `${projectName} is being disconnected. The variables leave its ${environments.join(', ')}; what runs keeps what it was given.`,
        refreshes: connectionReads,
      },
    );
  const connections = useQuery(
    read('listConnections', { params: { team, resource: resource.id } }),
  );
  const [changing, setChanging, endChanging] = useOpenAbout('change-connection', {
    action: 'connection:write',
    among: connections.data?.connections,
    keyOf: ({ id }) => id,
  });
  const connect = may('connection:write') && (
    <Button look="primary" onPress={() => setConnecting(true)}>
      Connect a project
    </Button>
  );
  return (
    <Section title="Projects" actions={connect}>
      <QueryView query={connections}>
        {({ connections: all }) => {
          const rows = all.filter(({ id }) => !isTakenAway(id));
          return rows.length === 0 ? (
            <Empty title="No project is connected">
              A connected project has the secrets of this resource as variables.
            </Empty>
          ) : (
            <ConnectionTable
              team={team}
              rows={rows}
              onChange={may('connection:write') ? setChanging : undefined}
              onDisconnect={disconnect}
            />
          );
        }}
      </QueryView>
      {isConnecting && (
        <ConnectDialog {...{ team, resource, offered }} onClose={() => setConnecting(false)} />
      )}
      {isMakingProject && (
        <NewProject
          // it stood in the way of connecting one, which goes on where it was
          onClose={() =>
            void navigate({
              search: { ...search, open: 'connect' },
              replace: true,
              resetScroll: false,
            })
          }
        />
      )}
      {changing && (
        <ChangeConnection
          {...{ team, resource, offered }}
          connection={changing}
          key={changing.id}
          onClose={endChanging}
        />
      )}
    </Section>
  );
}

function ConnectionTable({
  team,
  rows,
  onChange,
  onDisconnect,
}: {
  readonly team: string;
  readonly rows: readonly Connection[];
  /** Undefined where the viewer may not. */
  readonly onChange: ((connection: Connection) => void) | undefined;
  readonly onDisconnect: (connection: Connection) => void;
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
        ...(onChange === undefined
          ? []
          : [
              {
                name: 'Actions',
                cell: (connection: Connection) => (
                  <RowActions>
                    <Button
                      look="quiet"
                      aria-label={`Change ${connection.projectName}`}
                      onPress={() => onChange(connection)}
                    >
                      Change
                    </Button>
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
