import { useInfiniteQuery } from '@tanstack/react-query';
import { type Answer, call, type EndpointId, type Input } from './call.ts';

/** How many rows are asked for at a time. */
const PAGE = 100;

type Paging<Id extends EndpointId, Row> = {
  readonly rowsOf: (answer: Answer<Id>) => readonly Row[];
  /** What older rows are asked for by. */
  readonly cursorOf: (row: Row) => string | number;
};

/** Reads a list that can be long, page by page, as `LongTable` wants it. */
export function usePaged<Id extends EndpointId, Row>(
  id: Id,
  input: Input<Id>,
  { rowsOf, cursorOf }: Paging<Id, Row>,
) {
  const query = useInfiniteQuery({
    queryKey: [id, 'pages', input],
    queryFn: ({ pageParam, signal }) => call(id, pageOf(input, pageParam), { signal }),
    initialPageParam: undefined as string | number | undefined,
    getNextPageParam: (answer) => {
      const rows = rowsOf(answer);
      const last = rows.at(-1);
      return rows.length < PAGE || last === undefined ? undefined : cursorOf(last);
    },
  });
  return {
    query,
    list: {
      rows: query.data?.pages.flatMap(rowsOf) ?? [],
      hasMore: query.hasNextPage,
      isReading: query.isFetchingNextPage,
      onMore: query.fetchNextPage,
    },
  };
}

function pageOf<Id extends EndpointId>(input: Input<Id>, before: string | number | undefined) {
  const { query } = input as { readonly query?: object };
  const page = { ...query, limit: PAGE, ...(before === undefined ? {} : { before }) };
  return { ...input, query: page } as Input<Id>;
}
