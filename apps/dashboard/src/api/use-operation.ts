import type { Operation } from '@kontor/protocol/kontor';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { EndpointId } from './call.ts';
import { read, refresh } from './read.ts';

const LOOK_EVERY_MS = 1_500;

/** What an operation is about, as the list of operations is asked. */
type About = { readonly resource: string } | { readonly installation: string };

/**
 * The newest operation of something, and looks again while it runs: whoever leaves and comes back sees
 * how it stands. When it ends, what it has changed is read again.
 */
export function useNewestOperation(
  team: string,
  about: About | undefined | '',
  refreshes: readonly EndpointId[],
): Operation | undefined {
  const { data } = useQuery({
    ...read('listOperations', { params: { team }, query: { ...(about || {}), limit: 1 } }),
    enabled: Boolean(about),
    refetchInterval: ({ state }) => (isRunning(state.data?.operations[0]) ? LOOK_EVERY_MS : false),
  });
  const newest = data?.operations[0];
  useEnd(newest, refreshes);
  return newest;
}

function useEnd(operation: Operation | undefined, refreshes: readonly EndpointId[]): void {
  const seenRunning = useRef<string>(undefined);
  const ids = useRef(refreshes);
  ids.current = refreshes;
  useEffect(() => {
    if (operation === undefined) return;
    if (operation.status === 'running') {
      seenRunning.current = operation.id;
    } else if (seenRunning.current === operation.id) {
      seenRunning.current = undefined;
      void refresh(...ids.current);
    }
  }, [operation]);
}

export function isRunning(operation: Operation | undefined): boolean {
  return operation?.status === 'running';
}
