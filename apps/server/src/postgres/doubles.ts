const OF_DOUBLE_PRECISION = 701;
const HEAD_BYTES = 20;

/**
 * Many numbers as `double precision[]` in the form in which PostgreSQL itself sends it, so that neither
 * side writes or reads a text of each.
 *
 * @see https://github.com/postgres/postgres/blob/REL_18_0/src/backend/utils/adt/arrayfuncs.c#L1272
 */
export function doublesOf(values: readonly (number | undefined)[]): Buffer {
  const buffer = Buffer.allocUnsafe(HEAD_BYTES + values.length * 12);
  const view = new DataView(buffer.buffer, buffer.byteOffset, buffer.length);
  let hasNulls = 0;
  let at = HEAD_BYTES;
  for (const value of values) {
    if (value === undefined) {
      hasNulls = 1;
      view.setInt32(at, -1);
      at += 4;
    } else {
      view.setInt32(at, 8);
      view.setFloat64(at + 4, value);
      at += 12;
    }
  }
  const [dimensions, lowerBound] = [1, 1];
  for (const [index, word] of [
    dimensions,
    hasNulls,
    OF_DOUBLE_PRECISION,
    values.length,
    lowerBound,
  ].entries()) {
    view.setInt32(index * 4, word);
  }
  return buffer.subarray(0, at);
}
