import { readFile, rename, writeFile } from 'node:fs/promises';

/** One run that found nothing. Long proofs are made of several, so that one that breaks off loses only itself. */
export type Part = {
  /** When it ended. */
  readonly at: string;
  readonly seed: number;
  readonly seconds: number;
};

/** Where the parts of a proof are kept, if it is made of several. */
const FILE = process.env.KONTOR_PARTS;
/** After so many a part begins nothing more. */
const MINUTES = Number(process.env.KONTOR_MINUTES ?? Number.POSITIVE_INFINITY);

/** The parts before this one, as they were kept. */
export async function readParts<Kept extends Part>(): Promise<readonly Kept[]> {
  if (FILE === undefined) return [];
  const text = await readFile(FILE, 'utf8').catch(() => '[]');
  return JSON.parse(text) as readonly Kept[];
}

/** Keeps them whole or not at all: whoever is stopped while writing loses no part. */
export async function keepParts(parts: readonly Part[]): Promise<void> {
  if (FILE === undefined) return;
  await writeFile(`${FILE}.new`, JSON.stringify(parts));
  await rename(`${FILE}.new`, FILE);
}

/** Begins a part: how long it has gone on, whether its time is over, and what is kept of it. */
export function beginPart(seed: number) {
  const started = performance.now();
  const seconds = () => Math.round((performance.now() - started) / 1000);
  return {
    seconds,
    isOver: () => seconds() > MINUTES * 60,
    ended: (): Part => ({
      at: `${new Date().toISOString().slice(0, 16)}Z`,
      seed,
      seconds: seconds(),
    }),
  };
}

export function sumOf<What extends string>(
  parts: readonly { readonly [name in What]: number }[],
  what: What,
): number {
  return parts.reduce((sum, part) => sum + part[what], 0);
}

/** How often each came in all parts, the commonest first. */
export function countsOf<What extends string>(
  parts: readonly { readonly [name in What]: Readonly<Record<string, number>> }[],
  what: What,
): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const [name, times] of parts.flatMap((part) => Object.entries(part[what]))) {
    counts.set(name, (counts.get(name) ?? 0) + times);
  }
  return [...counts].sort(([, one], [, other]) => other - one);
}
