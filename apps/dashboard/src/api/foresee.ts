import type { Answer, EndpointId } from './call.ts';
import { cache } from './read.ts';

/** What an endpoint will answer once a change is made, shown before the host has said so. */
export type Foreseen = {
  readonly endpoint: EndpointId;
  readonly turn: (answer: unknown) => unknown;
};

/** Only for what the host hardly ever refuses, and what harms nobody when it is taken back. */
export function foresee<Id extends EndpointId>(
  endpoint: Id,
  turn: (answer: Answer<Id>) => Answer<Id>,
): Foreseen {
  return { endpoint, turn: (answer) => turn(answer as Answer<Id>) };
}

/** Shows what is foreseen on every page that has read it. Answers the way back. */
export async function show(foreseen: readonly Foreseen[]): Promise<() => void> {
  // an answer that is on its way already would show what was
  await Promise.all(foreseen.map(({ endpoint }) => cache.cancelQueries(whole(endpoint))));
  const former = foreseen.flatMap(({ endpoint, turn }) => {
    const standing = cache.getQueriesData(whole(endpoint));
    cache.setQueriesData(whole(endpoint), (answer: unknown) => answer && turn(answer));
    return standing;
  });
  return () => {
    for (const [key, answer] of former) cache.setQueryData(key, answer);
  };
}

/** What was read of an endpoint in one answer, and not page by page. */
function whole(endpoint: EndpointId) {
  return {
    queryKey: [endpoint],
    predicate: ({ queryKey }: { readonly queryKey: readonly unknown[] }) => queryKey[1] !== 'pages',
  };
}
