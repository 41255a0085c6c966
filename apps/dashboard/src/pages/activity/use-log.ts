import type { Event } from '@kontor/protocol/kontor';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { call } from '../../api/call.ts';
import { read } from '../../api/read.ts';
import type { EventSearch } from './routes.ts';

const PAGE = 100;
/** As many as the host tells at once of what came since. */
const MOST_NEW = 500;

/**
 * The log of a team, newest first, as far back as somebody has scrolled. What is written does not change,
 * so older pages are read once, and only what came since is read again when something happens.
 */
export function useLog(team: string, { before, ...search }: EventSearch) {
  const params = { team };
  const filter = Object.fromEntries(
    Object.entries(search).filter(([, value]) => value !== undefined),
  );
  const older = useInfiniteQuery({
    queryKey: ['log', team, filter, before],
    queryFn: ({ pageParam, signal }) => {
      const from = pageParam === undefined ? {} : { before: pageParam };
      return call('listEvents', { params, query: { ...filter, ...from, limit: PAGE } }, { signal });
    },
    initialPageParam: before,
    getNextPageParam: ({ events }) => (events.length < PAGE ? undefined : events.at(-1)?.sequence),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  const pages = older.data?.pages;
  const newest = pages?.[0]?.events[0]?.sequence ?? 0;
  const since = useQuery({
    ...read('listEvents', { params, query: { ...filter, after: newest, limit: MOST_NEW } }),
    enabled: pages !== undefined && before === undefined,
  });
  const came = since.data?.events ?? [];
  const { refetch } = older;
  const isFarBehind = came.length === MOST_NEW;
  useEffect(() => {
    if (isFarBehind) void refetch();
  }, [isFarBehind, refetch]);
  const rows: readonly Event[] = [
    ...[...came].sort((one, other) => other.sequence - one.sequence),
    ...(pages ?? []).flatMap(({ events }) => events),
  ];
  return { older, rows };
}
