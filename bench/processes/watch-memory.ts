import { setTimeout as delay } from 'node:timers/promises';
import type { Row } from '../report.ts';
import type { Mixed } from './mixed-load.ts';

const LOOK_MS = 1_000;
/** Into so many parts the time is divided; what counts of each is the least, which a collection has left. */
const PARTS = 12;
/** So many of them pass until everything that is kept for a while is there. */
const WARM_PARTS = 2;
const MB = 1024 * 1024;

type Look = { readonly atMs: number; readonly residentMb: number; readonly heapMb: number };

/** Looks at what processes say of their memory where Prometheus asks them, by the port of each. */
export function watchMemory(ports: Readonly<Record<string, number>>) {
  const rest = new Map<string, Look>();
  return {
    /** Notes what each takes while nobody asks anything. */
    atRest: async () => {
      for (const [name, port] of Object.entries(ports)) rest.set(name, await look(port));
    },
    during: async (work: () => Promise<Pick<Mixed, 'asked' | 'putOff'>>) => {
      const looks = new Map<string, Look[]>(Object.keys(ports).map((name) => [name, []]));
      const over = new AbortController();
      const looking = keepLooking(ports, looks, over.signal);
      const { asked, putOff } = await work().finally(() => over.abort());
      await looking;
      const rows: Row[] = [...looks].map(([name, all]) => ({
        process: name,
        'resident at rest, MB': rest.get(name)?.residentMb ?? Number.NaN,
        'resident at the end, MB': all.at(-1)?.residentMb ?? Number.NaN,
        'heap at rest, MB': rest.get(name)?.heapMb ?? Number.NaN,
        'heap at the end, MB': floors(all).at(-1)?.heapMb ?? Number.NaN,
      }));
      const slopes = [...looks.values()].map((all) => slopeOf(floors(all)).toFixed(1));
      return { asked, putOff, rows, slopes };
    },
  };
}

async function keepLooking(
  ports: Readonly<Record<string, number>>,
  looks: ReadonlyMap<string, Look[]>,
  over: AbortSignal,
): Promise<void> {
  while (!over.aborted) {
    for (const [name, port] of Object.entries(ports)) looks.get(name)?.push(await look(port));
    await delay(LOOK_MS, undefined, { signal: over }).catch(() => {});
  }
}

async function look(port: number): Promise<Look> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const read = (name: string) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]) / MB;
  return {
    atMs: performance.now(),
    residentMb: read('process_resident_memory_bytes'),
    heapMb: read('nodejs_heap_size_used_bytes'),
  };
}

function floors(looks: readonly Look[]): readonly Look[] {
  const part = Math.max(1, Math.floor(looks.length / PARTS));
  return Array.from({ length: Math.ceil(looks.length / part) }, (_, index) =>
    looks
      .slice(index * part, (index + 1) * part)
      .reduce((least, each) => (each.heapMb < least.heapMb ? each : least)),
  );
}

/** By how many MB an hour they grow, by the line that fits them best. */
function slopeOf(all: readonly Look[]): number {
  const warm = all.slice(WARM_PARTS);
  const mean = (pick: (each: Look) => number) =>
    warm.reduce((sum, each) => sum + pick(each), 0) / warm.length;
  const [middle, height] = [mean(({ atMs }) => atMs), mean(({ heapMb }) => heapMb)];
  const rise = warm.reduce((sum, each) => sum + (each.atMs - middle) * (each.heapMb - height), 0);
  const run = warm.reduce((sum, each) => sum + (each.atMs - middle) ** 2, 0);
  return (rise / run) * 3_600_000;
}
