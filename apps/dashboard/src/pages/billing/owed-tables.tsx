import type { InstallationUsage, Project } from '@kontor/protocol/kontor';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { read } from '../../api/read.ts';
import { useTeamSlug } from '../../shell/use-team.ts';
import { Amount } from '../../ui/amount.tsx';
import { Section } from '../../ui/page.tsx';
import { Table } from '../../ui/table.tsx';
import { Punctuality } from '../../ui/usage/punctuality.tsx';
import { Period } from './period.tsx';
import { ResourceOf } from './resource-of.tsx';

type Installations = { readonly installations: readonly InstallationUsage[] };

export function OwedByIntegration({ installations }: Installations) {
  return (
    <Section title="By integration">
      <Table
        label="Owed by integration"
        rows={installations}
        keyOf={({ installationId }) => installationId}
        columns={[
          { name: 'Integration', cell: (each) => <IntegrationOf installation={each} /> },
          {
            name: 'Period',
            cell: ({ period, isPeriodOver }) =>
              period === null ? (
                '—'
              ) : (
                <>
                  <Period {...period} />
                  {isPeriodOver && <span className="text-muted"> (over, no part of the sum)</span>}
                </>
              ),
          },
          { name: 'Last report', cell: (each) => <Punctuality of={each} /> },
          { name: 'Owed so far', isNumber: true, cell: ({ owed }) => <Amount of={owed} /> },
        ]}
      />
    </Section>
  );
}

export function OwedByResource({ installations }: Installations) {
  const rows = installations.flatMap(({ installationId, integration, resources }) =>
    resources.map((each) => ({ ...each, installationId, integration })),
  );
  if (rows.length === 0) return null;
  return (
    <Section title="By resource">
      <Table
        label="Owed by resource"
        rows={rows}
        keyOf={({ installationId, resourceId }) => `${installationId} ${resourceId}`}
        columns={[
          { name: 'Resource', cell: ({ resourceId }) => <ResourceOf externalId={resourceId} /> },
          { name: 'Integration', cell: ({ integration }) => integration.name },
          { name: 'Owed so far', isNumber: true, cell: ({ owed }) => <Amount of={owed} /> },
        ]}
      />
    </Section>
  );
}

function IntegrationOf({ installation }: { readonly installation: InstallationUsage }) {
  const { installationId, integration } = installation;
  return (
    <Link
      to="/t/$team/installations/$installation"
      params={{ team: useTeamSlug(), installation: installationId }}
      className="text-accent underline"
    >
      {integration.name}
    </Link>
  );
}

/** A resource that is connected to several projects is counted in each of them. */
export function OwedByProject() {
  const team = useTeamSlug();
  const projects = useQuery(read('listProjects', { params: { team } })).data?.projects ?? [];
  if (projects.length === 0) return null;
  return (
    <Section title="By project">
      <Table
        label="Owed by project"
        rows={projects}
        keyOf={({ id }) => id}
        columns={[
          {
            name: 'Project',
            cell: ({ name }) => (
              <Link
                to="/t/$team/billing"
                params={{ team }}
                search={{ project: name }}
                className="text-accent underline"
              >
                {name}
              </Link>
            ),
          },
          {
            name: 'Owed by its resources',
            isNumber: true,
            cell: (each) => <OwedOfProject of={each} />,
          },
        ]}
      />
    </Section>
  );
}

function OwedOfProject({ of: { name } }: { readonly of: Project }) {
  const team = useTeamSlug();
  const { data, error } = useQuery(
    read('getTeamUsage', { params: { team }, query: { project: name } }),
  );
  if (data !== undefined) return <Amount of={data.total} />;
  return error === null ? '…' : error.message;
}
