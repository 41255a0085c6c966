import type { UnfinishedOperation } from '@kontor/protocol/kontor';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { read } from '../../api/read.ts';
import { useChange } from '../../api/use-change.ts';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ProblemNote } from '../../ui/note.tsx';
import { meaningOf } from '../../ui/outcome-words.ts';
import { Page } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { RowActions } from '../../ui/row-actions.tsx';
import { Table } from '../../ui/table.tsx';
import { When } from '../../ui/when.tsx';
import { GiveUp } from './give-up.tsx';
import { OperatorPages } from './operator-pages.tsx';

const LOOK_EVERY_MS = 3_000;

/** What has been running for a while, over all teams, and what can be done about it. */
export function UnfinishedPage() {
  const { integration } = useSearch({ from: '/operator/operations' });
  const navigate = useNavigate({ from: '/operator/operations' });
  const [given, setGiven] = useState<UnfinishedOperation>();
  const operations = useQuery({
    ...read('listUnfinishedOperations', {
      query: { limit: 500, ...(integration === undefined ? {} : { integration }) },
    }),
    refetchInterval: LOOK_EVERY_MS,
  });
  const retry = useChange('retryOperation', { refreshes: ['listUnfinishedOperations'] });
  return (
    <Page
      title="Operations"
      lead="Changes that have been waiting for a provider for more than a minute. They go on by themselves."
    >
      <OperatorPages />
      {integration !== undefined && (
        <p>
          Of {integration} only.{' '}
          <Button look="link" onPress={() => void navigate({ search: {} })}>
            Show all
          </Button>
        </p>
      )}
      <ProblemNote error={retry.error} />
      <QueryView query={operations} rows={4}>
        {({ operations: rows }) =>
          rows.length === 0 ? (
            <Empty title="Nothing is stuck">Every change has ended, or has only just begun.</Empty>
          ) : (
            <OperationTable
              rows={rows}
              onRetry={({ id }) => retry.mutate({ params: { operation: id } })}
              onGiveUp={setGiven}
            />
          )
        }
      </QueryView>
      {given && <GiveUp operation={given} onClose={() => setGiven(undefined)} />}
    </Page>
  );
}

type Act = (operation: UnfinishedOperation) => void;

function OperationTable({
  rows,
  onRetry,
  onGiveUp,
}: {
  readonly rows: readonly UnfinishedOperation[];
  readonly onRetry: Act;
  readonly onGiveUp: Act;
}) {
  return (
    <Table
      label="Operations"
      rows={rows}
      keyOf={({ id }) => id}
      columns={[
        {
          name: 'What',
          cell: ({ kind, id }) => (
            <>
              {kind.replaceAll('-', ' ')}
              <code className="block text-xs break-all text-muted">{id}</code>
            </>
          ),
        },
        { name: 'Team', cell: ({ team }) => team.slug },
        { name: 'Provider', cell: ({ integration }) => integration.name },
        { name: 'Began', cell: ({ createdAt }) => <When at={createdAt} /> },
        { name: 'How it stands', cell: Standing },
        {
          name: 'Do',
          cell: (operation) => (
            <RowActions>
              <Button
                look="quiet"
                aria-label={`Try again now: ${operation.id}`}
                onPress={() => onRetry(operation)}
              >
                Try again now
              </Button>
              <Button
                look="quiet"
                aria-label={`Give up: ${operation.id}`}
                onPress={() => onGiveUp(operation)}
              >
                Give up
              </Button>
            </RowActions>
          ),
        },
      ]}
    />
  );
}

function Standing(operation: UnfinishedOperation) {
  const { isBeingTried, phase, attempts, nextAttemptAt, lastOutcome } = operation;
  return (
    <>
      {isBeingTried ? (
        'The provider is being asked'
      ) : (
        <>
          {phase === 'settle' ? 'To be settled' : 'To be tried again'}
          {nextAttemptAt !== null && (
            <>
              {' '}
              <When at={nextAttemptAt} />
            </>
          )}
        </>
      )}
      <span className="block min-w-56 max-w-prose text-xs text-muted">
        {attempts === 1 ? '1 attempt' : `${attempts} attempts`}
        {lastOutcome !== null &&
          `, the last: ${meaningOf(lastOutcome, 'its server') ?? lastOutcome}`}
      </span>
    </>
  );
}
