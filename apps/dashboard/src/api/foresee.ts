import type { Answer, EndpointId } from './call.ts';
import { cache } from './read.ts';
import { type Foreseen, stand } from './standing.ts';

/** Only for what the host hardly ever refuses, and what harms nobody when it is taken back. */
export function foresee<Id extends EndpointId>(
  endpoint: Id,
  turn: (answer: Answer<Id>) => Answer<Id>,
): Foreseen {
  return { endpoint, turn: (answer) => turn(answer as Answer<Id>) };
}

/** What is shown already, until the host has said what is so. */
export type Shown = {
  /** From now on what is read counts. */
  readonly end: () => void;
  /** Ends it, and shows what was there before. */
  readonly takeBack: () => void;
};

/** Shows what is foreseen on every page that has read it, and that reads it again meanwhile. */
export async function show(foreseen: readonly Foreseen[]): Promise<Shown> {
  // an answer that is on its way already would show what was
  await Promise.all(foreseen.map(({ endpoint }) => cache.cancelQueries(whole(endpoint))));
  const end = stand(foreseen);
  const former = foreseen.flatMap(({ endpoint, turn }) => {
    const standing = cache.getQueriesData(whole(endpoint));
    cache.setQueriesData(whole(endpoint), (answer: unknown) => answer && turn(answer));
    return standing;
  });
  const takeBack = () => {
    end();
    for (const [key, answer] of former) cache.setQueryData(key, answer);
  };
  return { end, takeBack };
}

/** What was read of an endpoint in one answer, and not page by page. */
function whole(endpoint: EndpointId) {
  return {
    queryKey: [endpoint],
    predicate: ({ queryKey }: { readonly queryKey: readonly unknown[] }) => queryKey[1] !== 'pages',
  };
}
