import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, release, totalmem } from 'node:os';
import { version } from 'node:process';
import { provedHere } from './config.ts';

const folder = new URL('../../../../docs/evidence/', import.meta.url);

/** Whether this run is a proof in its long form: the suite runs the short one. */
export const isProof = (name: string): boolean => provedHere() === name;

export type Evidence = {
  /** What the page is about. */
  readonly title: string;
  /** Paragraphs and tables of Markdown. */
  readonly parts: readonly string[];
};

/** Writes down what a proof in its long form has measured; a short one leaves the page as it is. */
export async function writeEvidence(
  proof: string,
  page: string,
  { title, parts }: Evidence,
): Promise<void> {
  if (!isProof(proof)) return;
  const on = `${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB, Linux ${release()}, Node ${version}`;
  const head = `Measured on ${new Date().toISOString().slice(0, 10)} by \`npm run prove:${proof}\` (${on}).`;
  await mkdir(folder, { recursive: true });
  await writeFile(
    new URL(`${page}.md`, folder),
    `${[`# ${title}`, head, ...parts].join('\n\n')}\n`,
  );
}

/** A table of Markdown. */
export function table(columns: readonly string[], rows: readonly (readonly unknown[])[]): string {
  const line = (cells: readonly unknown[]) => `| ${cells.join(' | ')} |`;
  return [line(columns), line(columns.map(() => '---')), ...rows.map(line)].join('\n');
}
