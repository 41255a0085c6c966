import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { read } from '../../api/read.ts';
import { Empty } from '../../ui/empty.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { Select } from '../../ui/select.tsx';
import { useEnvironments, useProject } from './use-project.ts';
import { Versions } from './versions.tsx';

const everyBranch = '';

/** How an environment came to be what it is, and the way back. */
export function HistoryPage() {
  const params = useProject();
  const environments = useEnvironments().data?.environments ?? [];
  const { environment = 'production', branch } = useSearch({
    from: '/t/$team/projects/$project/history',
  });
  const navigate = useNavigate();
  const show = (search: { environment: string; branch?: string }) =>
    void navigate({ to: '/t/$team/projects/$project/history', params, search, replace: true });
  const branches = useBranches();
  const place = {
    params: { ...params, environment },
    query: branch === undefined ? {} : { gitBranch: branch },
  };
  const versions = useQuery(read('listEnvironmentVersions', place));
  const served = useQuery(read('listEnvironmentVariables', place));
  return (
    <>
      <div className="grid max-w-md grid-cols-2 gap-4">
        <Select
          label="Environment"
          value={environment}
          choices={environments.map(({ slug }) => ({ value: slug, label: slug }))}
          onChange={(slug) => show({ environment: slug })}
        />
        {environment === 'preview' && branches.length > 0 && (
          <Select
            label="Branch"
            value={branch ?? everyBranch}
            choices={[
              { value: everyBranch, label: 'Every other branch' },
              ...branches.map((name) => ({ value: name, label: name })),
            ]}
            onChange={(name) =>
              show(name === everyBranch ? { environment } : { environment, branch: name })
            }
          />
        )}
      </div>
      <QueryView query={versions}>
        {(answer) =>
          answer.versions.length === 0 ? (
            <Empty title="Nothing happened here yet">
              The first variable that this environment is given makes its first version.
            </Empty>
          ) : (
            <Versions
              // what is compared belongs to one place
              key={`${environment} ${branch ?? ''}`}
              place={place}
              versions={answer.versions}
              served={served.data?.version}
            />
          )
        }
      </QueryView>
    </>
  );
}

/** The branches that have variables of their own. */
function useBranches(): readonly string[] {
  const { data } = useQuery(read('listVariables', { params: useProject() }));
  const names = data?.variables.flatMap(({ gitBranch }) => gitBranch ?? []) ?? [];
  return [...new Set(names)].sort();
}
