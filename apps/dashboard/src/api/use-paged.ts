import { useInfiniteQuery } from '@tanstack/react-query';
import { type Answer, call, type EndpointId, type Input } from './call.ts';

/** How many rows are asked for at a time. */
const PAGE = 100;

type Paging<Id extends EndpointId, Row> = {
  readonly rowsOf: (answer: Answer<Id>) => readonly Row[];
  /** What the rows after this one are asked for by. */
  readonly cursorOf: (row: Row) => string | number;
  /** How the host calls the row from which on more are asked for. */
  readonly pagedBy?: 'before' | 'after';
};

/** Reads a list that can be long, page by page, as `LongTable` wants it. */
export function usePaged<Id extends EndpointId, Row>(
  id: Id,
  input: Input<Id>,
  { rowsOf, cursorOf, pagedBy = 'before' }: Paging<Id, Row>,
) {
  const query = useInfiniteQuery({
    queryKey: [id, 'pages', input],
    queryFn: ({ pageParam, signal }) => call(id, pageOf(input, pagedBy, pageParam), { signal }),
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

function pageOf<Id extends EndpointId>(
  input: Input<Id>,
  pagedBy: 'before' | 'after',
  cursor: string | number | undefined,
) {
  const { query } = input as { readonly query?: object };
  const page = { ...query, limit: PAGE, ...(cursor === undefined ? {} : { [pagedBy]: cursor }) };
  return { ...input, query: page } as Input<Id>;
}
