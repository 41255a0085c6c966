import { cpus, release } from 'node:os';

export type Row = Readonly<Record<string, string | number>>;

/** Prints a table with the machine it was measured on. Ratios are what counts: the rest depends on the machine. */
export function report(title: string, rows: readonly Row[], conclusion: string): void {
  const columns = Object.keys(rows[0] ?? {});
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
  console.log(`\n## ${title}\n`);
  console.log(line(columns));
  console.log(line(columns.map(() => '---')));
  for (const row of rows) console.log(line(columns.map((column) => shown(row[column] ?? ''))));
  console.log(`\n${conclusion}`);
  console.log(`(${cpus().length} cores, Linux ${release()}, Node ${process.version})`);
}

function shown(value: string | number): string {
  return typeof value === 'string' ? value : value.toFixed(value < 10 ? 2 : 0);
}
