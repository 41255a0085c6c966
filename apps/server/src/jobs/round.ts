/** Lists so many that come after one in their order; from the first on where there is none yet. */
type ListAfter<Key> = (after: Key | undefined, limit: number) => Promise<readonly Key[]>;

/**
 * Lets each run of a job look at some, where it would take too long to look at all: a run goes on where the
 * one before has ended, and begins anew once all have been looked at. Answers the next ones.
 */
export function createRound<Key>(
  list: ListAfter<Key>,
  limit: number,
): () => Promise<readonly Key[]> {
  let after: Key | undefined;
  return async () => {
    const next = await list(after, limit);
    after = next.length < limit ? undefined : next.at(-1);
    return next;
  };
}
