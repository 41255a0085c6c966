import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { Answer } from '../../api/call.ts';
import { read } from '../../api/read.ts';
import { Badge } from '../../ui/badge.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Note } from '../../ui/note.tsx';
import { Section } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { Table } from '../../ui/table.tsx';
import { When } from '../../ui/when.tsx';
import { ReadyState } from './ready-state.tsx';
import { SourceText } from './source-text.tsx';

type Deployment = Answer<'showDeployment'>['deployment'];

/** One deployment: how far it is, what it waits for, and what it reads. */
export function DeploymentPage() {
  const { team, project, deployment } = useParams({
    from: '/t/$team/projects/$project/deployments/$deployment',
  });
  const params = { team, project, deployment };
  const shown = useQuery(read('showDeployment', { params }));
  const variables = useQuery(read('listDeploymentVariables', { params }));
  return (
    <QueryView query={shown}>
      {(answer) => (
        <>
          <Section title={answer.deployment.externalId ?? answer.deployment.id}>
            <Waiting deployment={answer.deployment} />
            <About deployment={answer.deployment} />
          </Section>
          <Work deployment={answer.deployment} />
          <Section title="What it reads">
            <QueryView query={variables}>
              {({ variables: rows, own, version }) =>
                rows.length + own.length === 0 ? (
                  <Empty title="No variables">
                    There were none in {answer.deployment.environment} when it was announced.
                  </Empty>
                ) : (
                  <>
                    <p className="text-muted">
                      Version {version} of {answer.deployment.environment}, whatever becomes of the
                      environment.
                    </p>
                    <Table
                      label="What it reads"
                      rows={[
                        ...rows
                          .filter(({ name }) => !own.includes(name))
                          .map(({ name, source }) => ({
                            name,
                            from: <SourceText source={source} />,
                          })),
                        ...own.map((name) => ({ name, from: 'made for this deployment alone' })),
                      ]}
                      keyOf={({ name }) => name}
                      columns={[
                        { name: 'Name', cell: ({ name }) => <code>{name}</code> },
                        { name: 'From', cell: ({ from }) => from },
                      ]}
                    />
                  </>
                )
              }
            </QueryView>
          </Section>
        </>
      )}
    </QueryView>
  );
}

function Waiting({ deployment: { blocked, errorMessage } }: { readonly deployment: Deployment }) {
  const reasons = Object.values(blocked).filter((reason) => reason !== undefined);
  return (
    <>
      {errorMessage !== null && <Note tone="bad">{errorMessage}</Note>}
      {[...new Set(reasons)].map((reason) => (
        <Note key={reason} tone="warn">
          {reason}
        </Note>
      ))}
    </>
  );
}

function About({ deployment }: { readonly deployment: Deployment }) {
  const { gitBranch, gitCommit, url, createdAt, readyAt, endedAt } = deployment;
  const moments = [
    { name: 'Announced', at: createdAt },
    { name: 'Ready', at: readyAt },
    { name: 'Ended', at: endedAt },
  ];
  return (
    <Facts
      facts={[
        { name: 'State', value: <ReadyState state={deployment.readyState} /> },
        { name: 'Environment', value: deployment.environment },
        ...(gitBranch === null ? [] : [{ name: 'Branch', value: gitBranch }]),
        ...(gitCommit === null
          ? []
          : [
              { name: 'Commit', value: `${gitCommit.sha.slice(0, 12)} ${gitCommit.message ?? ''}` },
            ]),
        ...(url === null ? [] : [{ name: 'Address', value: url }]),
        ...moments.flatMap(({ name, at }) =>
          at === null ? [] : [{ name, value: <When at={at} /> }],
        ),
      ]}
    />
  );
}

/** What providers do for it, and what was checked. */
function Work({ deployment: { actions, checks } }: { readonly deployment: Deployment }) {
  const rows = [
    ...actions.map(({ resourceId, action, status, isRequired, statusText }) => ({
      key: `${resourceId} ${action}`,
      name: action,
      kind: 'action',
      state: status,
      isRequired,
      text: statusText,
    })),
    ...checks.map(({ id, name, status, conclusion, blocks, text }) => ({
      key: id,
      name,
      kind: 'check',
      state: conclusion ?? status,
      isRequired: blocks !== 'none',
      text,
    })),
  ];
  if (rows.length === 0) return null;
  return (
    <Section title="Actions and checks">
      <Table
        label="Actions and checks"
        rows={rows}
        keyOf={({ key }) => key}
        columns={[
          { name: 'Name', cell: ({ name }) => name },
          { name: 'Kind', cell: ({ kind }) => kind },
          { name: 'State', cell: ({ state }) => <Badge tone={toneOf(state)}>{state}</Badge> },
          { name: 'Required', cell: ({ isRequired }) => (isRequired ? 'yes' : 'no') },
          { name: 'Said', cell: ({ text }) => text ?? '—' },
        ]}
      />
    </Section>
  );
}

function toneOf(state: string) {
  if (state === 'succeeded') return 'good' as const;
  return state === 'failed' ? ('bad' as const) : ('neutral' as const);
}
