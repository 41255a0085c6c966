import { pipeline, Readable } from 'node:stream';
import { type Options, stringify } from 'csv-stringify';

/** One row of a file. */
export type Row = Readonly<Record<string, string | number | null>>;

/** Rows as CSV of RFC 4180, the names of the columns first. */
export function csvOf(columns: readonly string[], rows: AsyncIterable<Row>): Readable {
  const lines = stringify({ ...FORM, columns });
  // a reader who leaves ends the reading of rows, and rows that fail end the answer unfinished
  return pipeline(Readable.from(rows), lines, () => {});
}

const FORM: Options = {
  header: true,
  record_delimiter: 'windows',
  quote_record_delimiter: true,
  // what a spreadsheet would run as a formula is made a text, except amounts below nothing
  escape_formulas: true,
  cast: {
    string: (value) => {
      const isAmount = /^-\d+(?:\.\d+)?$/.test(value);
      return isAmount ? { value, ...{ escape_formulas: false } } : value;
    },
  },
};

/** Rows as one JSON array, a row on each line. */
export function jsonOf(rows: AsyncIterable<Row>): Readable {
  return Readable.from(partsOf(rows), { objectMode: false });
}

async function* partsOf(rows: AsyncIterable<Row>): AsyncGenerator<string> {
  let before = '[\n';
  for await (const row of rows) {
    yield before + JSON.stringify(row);
    before = ',\n';
  }
  yield before === '[\n' ? '[]\n' : '\n]\n';
}
