import type { Resource } from '@kontor/protocol/kontor';
import { useQuery } from '@tanstack/react-query';
import { read } from '../api/read.ts';
import { useMay } from '../shell/use-team.ts';

/**
 * Which of some resources an agent asked for, and nobody has approved yet. The host is only asked where one of them is
 * still to be made.
 */
export function useWaiting(
  team: string,
  resources: readonly Resource[],
): ReadonlySet<string | null> {
  const may = useMay();
  const isAnyToCome = resources.some(({ lifecycle }) => lifecycle === 'provisioning');
  const { data } = useQuery({
    ...read('listOperations', {
      params: { team },
      query: { status: 'awaiting-approval', limit: 100 },
    }),
    enabled: isAnyToCome && may('installation:read'),
  });
  return new Set(data?.operations.map(({ resourceId }) => resourceId));
}
