import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { read } from '../../api/read.ts';
import { TeamSubPages } from '../../shell/team-sub-pages.tsx';
import { useMay, useTeamSlug } from '../../shell/use-team.ts';
import { Empty } from '../../ui/empty.tsx';
import { Page } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { Select } from '../../ui/select.tsx';
import { CostSeries } from '../../ui/usage/cost-series.tsx';
import { Totals } from '../../ui/usage/totals.tsx';
import { UsageTable } from '../../ui/usage/usage-table.tsx';
import { OwedByIntegration, OwedByProject, OwedByResource } from './owed-tables.tsx';

const ALL = 'all';

/** What a team uses and owes in the present periods, all of it or a part. */
export function OverviewPage() {
  const team = useTeamSlug();
  const may = useMay();
  const search = useSearch({ from: '/t/$team/billing' });
  const navigate = useNavigate({ from: '/t/$team/billing' });
  const { installation, project } = search;
  const query = {
    ...(installation === undefined ? {} : { installation }),
    ...(project === undefined ? {} : { project }),
  };
  const usage = useQuery(read('getTeamUsage', { params: { team }, query }));
  const isPart = installation !== undefined || project !== undefined;
  return (
    <Page
      title="Billing"
      lead="What was used and is owed so far, as providers reported it. Only invoices are charged."
    >
      <TeamSubPages area="Billing" />
      <Parts />
      <QueryView query={usage} rows={4}>
        {(data) =>
          data.installations.length === 0 && !isPart ? (
            <Empty title="Nothing costs anything yet">
              Once a provider reports what a resource uses, its cost stands here day by day.
            </Empty>
          ) : (
            <>
              <Totals usage={data} selection={query} />
              <CostSeries
                selection={query}
                per={search.per}
                onPer={(per) => void navigate({ search: { ...search, per } })}
              />
              <OwedByIntegration installations={data.installations} />
              <OwedByResource installations={data.installations} />
              {!isPart && may('project:read') && <OwedByProject />}
              <UsageTable installations={data.installations} />
            </>
          )
        }
      </QueryView>
    </Page>
  );
}

/** Chooses of what the page tells. The choice is in the address. */
function Parts() {
  const team = useTeamSlug();
  const search = useSearch({ from: '/t/$team/billing' });
  const navigate = useNavigate({ from: '/t/$team/billing' });
  const installations = useQuery(read('listInstallations', { params: { team } }));
  const projects = useQuery(read('listProjects', { params: { team } }));
  const chosen = (id: string) => (id === ALL ? undefined : id);
  return (
    <div className="grid w-full max-w-lg gap-4 sm:grid-cols-2">
      <Select
        label="Integration"
        choices={[
          { value: ALL, label: 'All integrations' },
          ...(installations.data?.installations ?? []).map(({ id, integration }) => ({
            value: id,
            label: integration.name,
          })),
        ]}
        value={search.installation ?? ALL}
        onChange={(id) => void navigate({ search: { ...search, installation: chosen(id) } })}
      />
      <Select
        label="Project"
        choices={[
          { value: ALL, label: 'All projects' },
          ...(projects.data?.projects ?? []).map(({ name }) => ({ value: name, label: name })),
        ]}
        value={search.project ?? ALL}
        onChange={(id) => void navigate({ search: { ...search, project: chosen(id) } })}
      />
    </div>
  );
}
