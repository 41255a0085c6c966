import { Pool } from 'undici';

/** How one kind of request did over all runs. */
export type Figure = {
  readonly name: string;
  /** Median over the runs. */
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** What one request takes of the processors in the host, in microseconds: hardly felt by what else runs. */
  readonly cpuMicros: number;
};

export type Subject = {
  readonly name: string;
  readonly origin: string;
  /** One address, or several that are asked for in turn. */
  readonly path: string | readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
  /** Status that every answer must have. */
  readonly expect: number;
};

type Run = Omit<Figure, 'name'>;

/**
 * Measures subjects in turn, so that what disturbs the machine disturbs all of them: A B A B A B. The
 * first round warms up and does not count.
 */
export async function measureInTurn(
  subjects: readonly Subject[],
  { connections, seconds, rounds }: { connections: number; seconds: number; rounds: number },
): Promise<readonly Figure[]> {
  const runs = new Map<string, Run[]>(subjects.map(({ name }) => [name, []]));
  for (let round = 0; round <= rounds; round++) {
    for (const subject of subjects) {
      const run = await load(subject, connections, round === 0 ? 1 : seconds);
      if (round > 0) runs.get(subject.name)?.push(run);
    }
  }
  return subjects.map(({ name }) => {
    const all = runs.get(name) ?? [];
    return {
      name,
      perSecond: median(all.map((run) => run.perSecond)),
      p50Ms: median(all.map((run) => run.p50Ms)),
      p99Ms: median(all.map((run) => run.p99Ms)),
      cpuMicros: median(all.map((run) => run.cpuMicros)),
    };
  });
}

async function load(
  { origin, path, headers, expect }: Subject,
  connections: number,
  seconds: number,
): Promise<Run> {
  const pool = new Pool(origin, { connections });
  const paths = typeof path === 'string' ? [path] : path;
  let turn = 0;
  const times: number[] = [];
  const usedBefore = await processorTime(pool);
  const end = performance.now() + seconds * 1000;
  const start = performance.now();
  const client = async () => {
    while (performance.now() < end) {
      const before = performance.now();
      const asked = paths[turn++ % paths.length] ?? '';
      const answer = await pool.request({ method: 'GET', path: asked, headers: headers ?? {} });
      await answer.body.dump();
      if (answer.statusCode !== expect) {
        throw new Error(`${asked} answered ${answer.statusCode}, not ${expect}`);
      }
      times.push(performance.now() - before);
    }
  };
  await Promise.all(Array.from({ length: connections }, client));
  const elapsed = (performance.now() - start) / 1000;
  const used = (await processorTime(pool)) - usedBefore;
  await pool.close();
  return {
    cpuMicros: used / times.length,
    perSecond: times.length / elapsed,
    p50Ms: percentile(times, 0.5),
    p99Ms: percentile(times, 0.99),
  };
}

/** What the host has taken of the processors so far, in microseconds. */
export async function processorTime(pool: Pool): Promise<number> {
  const { body } = await pool.request({ method: 'GET', path: '/bench/processor' });
  const { user, system } = (await body.json()) as NodeJS.CpuUsage;
  return user + system;
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
