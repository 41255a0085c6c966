import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Problem } from '../api/problem.ts';
import { Button } from './button.tsx';
import { Empty } from './empty.tsx';
import { Skeleton } from './skeleton.tsx';

/** Shows what was read, or that it is on its way, or why it cannot be shown and what to do. */
export function QueryView<T>({
  query,
  rows,
  children,
}: {
  readonly query: UseQueryResult<T>;
  /** How much place to keep meanwhile. */
  readonly rows?: number;
  readonly children: (data: T) => ReactNode;
}) {
  const { data, error, refetch } = query;
  if (data !== undefined) return children(data);
  if (error === null) return <Skeleton {...(rows === undefined ? {} : { rows })} />;
  const isMissing = error instanceof Problem && error.status === 404;
  return (
    <Empty
      title={isMissing ? 'This is not here' : 'This cannot be shown'}
      action={!isMissing && <Button onPress={() => void refetch()}>Try again</Button>}
    >
      <p role="alert">{error.message}</p>
      {isMissing && (
        <p>It may be gone, or belong to another team: choose yours at the top, and look there.</p>
      )}
    </Empty>
  );
}
