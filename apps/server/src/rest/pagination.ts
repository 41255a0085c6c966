import type { Slice, TimeSlice } from '../people/team-store.ts';

/** Where the other pages are of a list that pages by time. @see spec/platform-api.md §1.6 */
export function paginationOf<Entry>(
  { entries, total }: Slice<Entry>,
  { until }: Pick<TimeSlice, 'until'>,
  momentOf: (entry: Entry) => Date,
) {
  const first = entries.at(0);
  const last = entries.at(-1);
  const hasNext = total > entries.length;
  return {
    count: entries.length,
    next: hasNext && last ? momentOf(last).getTime() : null,
    prev: until !== undefined && first ? momentOf(first).getTime() : null,
  };
}
