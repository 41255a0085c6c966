import { readFile, writeFile } from 'node:fs/promises';

/** One run without a difference. Long proofs are made of several, so that one that breaks off loses only itself. */
export type Part = {
  /** When it ended. */
  readonly at: string;
  readonly seed: number;
  readonly seconds: number;
  readonly steps: number;
  readonly lives: number;
  readonly compared: number;
  readonly done: Readonly<Record<string, number>>;
  readonly answers: Readonly<Record<string, number>>;
};

/** Where the parts of a run are kept, if it is made of several. */
const FILE = process.env.KONTOR_PARTS;

/** The parts before this one. */
export async function readParts(): Promise<readonly Part[]> {
  if (FILE === undefined) return [];
  const text = await readFile(FILE, 'utf8').catch(() => '[]');
  return JSON.parse(text) as readonly Part[];
}

export async function keepParts(parts: readonly Part[]): Promise<void> {
  if (FILE !== undefined) await writeFile(FILE, JSON.stringify(parts));
}

export function sumOf(parts: readonly Part[], what: 'seconds' | 'steps' | 'lives' | 'compared') {
  return parts.reduce((sum, part) => sum + part[what], 0);
}

/** How often each came in all parts, the commonest first. */
export function countsOf(parts: readonly Part[], what: 'done' | 'answers') {
  const counts = new Map<string, number>();
  for (const [name, times] of parts.flatMap((part) => Object.entries(part[what]))) {
    counts.set(name, (counts.get(name) ?? 0) + times);
  }
  return [...counts].sort(([, one], [, other]) => other - one);
}
