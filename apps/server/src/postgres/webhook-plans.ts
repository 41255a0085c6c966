/**
 * For the rest of a transaction what is asked for in an order is walked along the index that has it, as far as it is
 * wanted. What the database remembers is often from when no line was there: all lines of every receiver would
 * be read and sorted then, and each delivery be looked for among all of its receiver, in whichever index is
 * smallest, for each claim, for as long as it takes until the database looks again.
 */
export const BY_ORDER = `select set_config('enable_seqscan', 'off', true),
  set_config('enable_bitmapscan', 'off', true), set_config('enable_sort', 'off', true)`;

/**
 * For the rest of a transaction no table is read from end to end where rows are looked for by their places, nor all rows
 * of a team to be compared with a list of places. The database weighs that by how many rows it remembers, which may be from when
 * nothing waited, or when little did, and keeps to it.
 */
export const BY_PLACES = `select set_config('enable_seqscan', 'off', true),
  set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true)`;
