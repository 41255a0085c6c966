import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { call } from '../../api/call.ts';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ProblemNote } from '../../ui/note.tsx';
import { Select } from '../../ui/select.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Table } from '../../ui/table.tsx';
import { When } from '../../ui/when.tsx';
import { ReadyState } from './ready-state.tsx';
import { useEnvironments, useProject } from './use-project.ts';

const PAGE = 50;
const all = '';

/** What was built and published of a project, newest first. */
export function DeploymentsPage() {
  const params = useProject();
  const environments = useEnvironments().data?.environments ?? [];
  const [environment, setEnvironment] = useState(all);
  const narrowed = environment === all ? {} : { environment };
  const deployments = useInfiniteQuery({
    queryKey: ['listDeployments', { params, query: narrowed }],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      call(
        'listDeployments',
        {
          params,
          query: {
            ...narrowed,
            limit: PAGE,
            ...(pageParam === undefined ? {} : { before: pageParam }),
          },
        },
        { signal },
      ),
    getNextPageParam: ({ deployments: page }) => (page.length < PAGE ? undefined : page.at(-1)?.id),
  });
  const { data, error } = deployments;
  if (error) return <ProblemNote error={error} />;
  if (data === undefined) return <Skeleton />;
  const rows = data.pages.flatMap((page) => page.deployments);
  return (
    <>
      <div className="max-w-52">
        <Select
          label="Environment"
          value={environment}
          choices={[
            { value: all, label: 'Every environment' },
            ...environments.map(({ slug }) => ({ value: slug, label: slug })),
          ]}
          onChange={setEnvironment}
        />
      </div>
      {rows.length === 0 ? (
        <Empty title="No deployments">
          Your platform announces each one with the API or with <code>kontor deployment</code>, and
          what it reads is fixed from that moment on.
        </Empty>
      ) : (
        <Table
          label="Deployments"
          rows={rows}
          keyOf={({ id }) => id}
          columns={[
            {
              name: 'Deployment',
              cell: ({ id, name, externalId }) => (
                <Link
                  to="/t/$team/projects/$project/deployments/$deployment"
                  params={{ ...params, deployment: id }}
                  className="text-accent underline"
                >
                  {externalId ?? name}
                </Link>
              ),
            },
            { name: 'State', cell: ({ readyState }) => <ReadyState state={readyState} /> },
            {
              name: 'Reads',
              cell: ({ environment: slug, environmentVersion }) =>
                `${slug} · v${environmentVersion}`,
            },
            { name: 'Branch', cell: ({ gitBranch }) => gitBranch ?? '—' },
            { name: 'Announced', cell: ({ createdAt }) => <When at={createdAt} /> },
          ]}
        />
      )}
      {deployments.hasNextPage && (
        <div className="flex justify-center">
          <Button
            isPending={deployments.isFetchingNextPage}
            onPress={() => void deployments.fetchNextPage()}
          >
            Show earlier ones
          </Button>
        </div>
      )}
    </>
  );
}
