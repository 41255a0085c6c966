import type { Operation } from '@kontor/protocol/kontor';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { read } from '../../api/read.ts';
import { TeamSubPages } from '../../shell/team-sub-pages.tsx';
import { useTeamSlug } from '../../shell/use-team.ts';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { Empty } from '../../ui/empty.tsx';
import { type Names, useNames } from '../../ui/events/use-names.ts';
import { Page } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { Select } from '../../ui/select.tsx';
import { Table } from '../../ui/table.tsx';
import { When } from '../../ui/when.tsx';

const ALL = 'all';
const FROM = '/t/$team/activity/operations';

const states = [
  { value: 'awaiting-approval', label: 'Awaiting approval' },
  { value: 'running', label: 'Running' },
  { value: 'succeeded', label: 'Succeeded' },
  { value: 'failed', label: 'Failed' },
] as const;

const tones: Readonly<Record<Operation['status'], Tone>> = {
  'awaiting-approval': 'accent',
  running: 'accent',
  succeeded: 'good',
  failed: 'bad',
};

/** What the host does with providers for the team, how it stands, and how it ended. */
export function OperationsPage() {
  const team = useTeamSlug();
  const search = useSearch({ from: FROM });
  const navigate = useNavigate({ from: FROM });
  const names = useNames();
  const status = states.find(({ value }) => value === search.status)?.value;
  const operations = useQuery({
    ...read('listOperations', {
      params: { team },
      query: { limit: 100, ...(status === undefined ? {} : { status }) },
    }),
    // attempts leave no event
    refetchInterval: ({ state: { data } }) =>
      data?.operations.some((each) => each.status === 'running') === true && 3_000,
  });
  return (
    <Page
      title="Operations"
      lead="Changes that need a provider. They go on by themselves, whether or not somebody looks."
    >
      <TeamSubPages area="Activity" />
      <div className="w-44">
        <Select
          label="State"
          choices={[{ value: ALL, label: 'Every state' }, ...states]}
          value={status ?? ALL}
          onChange={(value) =>
            void navigate({ search: { status: value === ALL ? undefined : value } })
          }
        />
      </div>
      <QueryView query={operations} rows={5}>
        {({ operations: rows }) =>
          rows.length === 0 ? (
            <Empty title="No operations">
              {status === undefined
                ? 'Installing an integration or making a resource begins one.'
                : 'None is in this state.'}
            </Empty>
          ) : (
            <OperationTable rows={rows} names={names} />
          )
        }
      </QueryView>
    </Page>
  );
}

function OperationTable({
  rows,
  names,
}: {
  readonly rows: readonly Operation[];
  readonly names: Names;
}) {
  return (
    <Table
      label="Operations"
      rows={rows}
      keyOf={({ id }) => id}
      columns={[
        { name: 'What', cell: ({ kind }) => kind },
        { name: 'About', cell: (operation) => <About operation={operation} names={names} /> },
        { name: 'State', cell: ({ status }) => <Badge tone={tones[status]}>{status}</Badge> },
        { name: 'Attempts', isNumber: true, cell: ({ attempts }) => attempts },
        { name: 'Began', cell: ({ createdAt }) => <When at={createdAt} /> },
        { name: 'How it stands', cell: Standing },
      ]}
    />
  );
}

function About({
  operation: { resourceId, installationId },
  names,
}: {
  readonly operation: Operation;
  readonly names: Names;
}) {
  const team = useTeamSlug();
  const [page, id] =
    resourceId === null ? ['installations', installationId] : ['resources', resourceId];
  const name = names.of(id);
  if (name === undefined) return <code className="break-all">{id}</code>;
  return (
    <Link to={`/t/${team}/${page}/${id}`} className="text-accent underline">
      {name}
    </Link>
  );
}

function Standing({ status, refusal, finishedAt, nextAttemptAt }: Operation) {
  if (status === 'failed') {
    return (
      <p className="max-w-prose">{refusal?.userMessage ?? refusal?.message ?? 'It failed.'}</p>
    );
  }
  if (finishedAt !== null) {
    return (
      <>
        ended <When at={finishedAt} />
      </>
    );
  }
  if (nextAttemptAt === null) return 'the provider is being asked';
  return (
    <>
      next attempt <When at={nextAttemptAt} />
    </>
  );
}
