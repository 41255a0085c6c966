import { QueryCache, QueryClient } from '@tanstack/react-query';
import { type Answer, call, type EndpointId, type Input } from './call.ts';
import { onAnotherPerson, personIs } from './person.ts';
import { Problem } from './problem.ts';
import { asForeseen } from './standing.ts';

const RETRIES = 2;
/** The endpoint that tells who is signed in. */
const ME = 'getMe';

/** What was read of the host. Everything here may be old; what is shown is read again when looked at. */
export const cache = new QueryClient({
  queryCache: new QueryCache({
    onSuccess: (answer, { queryKey: [id] }) => {
      if (id === ME) personIs((answer as Answer<typeof ME>).person.id);
    },
  }),
  defaultOptions: {
    // whoever is not connected is told, and not left waiting for what the browser thinks of the network
    mutations: { networkMode: 'always' },
    queries: {
      networkMode: 'always',
      staleTime: 5_000,
      // what the host refuses it refuses again; only a lost connection is worth another try
      retry: (count, error) =>
        count < RETRIES && error instanceof Problem && (error.status === 0 || error.status >= 500),
    },
  },
});

onAnotherPerson((next) => {
  const isOfNext = (id: unknown, answer: unknown) =>
    id === ME && (answer as Answer<typeof ME> | undefined)?.person.id === next;
  cache.removeQueries({
    predicate: ({ queryKey: [id], state }) => !isOfNext(id, state.data),
  });
});

/** How to read an endpoint, as `useQuery` and the loaders of routes take it. */
export type Reading<Id extends EndpointId> = {
  readonly queryKey: readonly [Id, Input<Id>];
  readonly queryFn: (context: { readonly signal: AbortSignal }) => Promise<Answer<Id>>;
};

export function read<Id extends EndpointId>(id: Id, input: Input<Id>): Reading<Id> {
  return {
    queryKey: [id, input],
    queryFn: async ({ signal }) => asForeseen(id, await call(id, input, { signal })),
  };
}

/** Has everything that was read by these endpoints read again where it is shown. */
export async function refresh(...ids: readonly EndpointId[]): Promise<void> {
  await Promise.all(ids.map((id) => cache.invalidateQueries({ queryKey: [id] })));
}
