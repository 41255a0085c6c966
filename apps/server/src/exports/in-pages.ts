/** How many rows are held at a time. */
export const PAGE = 500;

/**
 * Rows in the order of their keys, a page at a time: the next one is read when the former has been
 * taken, so that as little is held of a million as of ten.
 *
 * @param read answers the rows behind one, at most {@link PAGE} of them
 */
export async function* inPages<Row>(
  read: (last: Row | undefined) => Promise<readonly Row[]>,
): AsyncGenerator<Row> {
  let last: Row | undefined;
  for (;;) {
    const rows = await read(last);
    yield* rows;
    if (rows.length < PAGE) return;
    last = rows.at(-1);
  }
}
