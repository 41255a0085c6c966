import { BoundedCache } from '../bounded-cache.ts';
import type { LimitedCall, RateLimits, Taken } from '../http/rate-limit.ts';
import type { Sql } from './sql.ts';

export type RateLimitPorts = {
  readonly sql: Sql;
  readonly now: () => Date;
  /** What every limit is multiplied with. */
  readonly factor: number;
};

const CAPACITY = 10_000;

/**
 * Counts calls in windows that begin with the first call of each caller: one statement for a call,
 * on a table without a write-ahead log, so that every process counts together and cheaply. Whoever
 * is over the limit is told so from memory until the window ends.
 */
export function createRateLimits({ sql, now, factor }: RateLimitPorts): RateLimits {
  const over = new BoundedCache<string, Date>(CAPACITY);
  return {
    take: async ({ key, requests, windowSeconds }) => {
      const total = Math.max(1, Math.floor(requests * factor));
      const at = now();
      const blockedUntil = over.get(key);
      if (blockedUntil !== undefined && blockedUntil > at) {
        return { isAllowed: false, total, remaining: 0, resetAt: blockedUntil, now: at };
      }
      const taken = await count(sql, { key, windowSeconds, total, at });
      if (!taken.isAllowed) over.set(key, taken.resetAt);
      return taken;
    },
  };
}

async function count(
  sql: Sql,
  {
    key,
    windowSeconds,
    total,
    at,
  }: Pick<LimitedCall, 'key' | 'windowSeconds'> & { readonly total: number; readonly at: Date },
): Promise<Taken> {
  const [row] = await sql<{ window_start: Date; calls: number }>(
    `insert into rate_limit_window as w (key, window_start, calls) values ($1, $2, 1)
     on conflict (key) do update set
       calls = case when w.window_start > $3 then w.calls + 1 else 1 end,
       window_start = case when w.window_start > $3 then w.window_start else $2 end
     returning window_start, calls`,
    [key, at, new Date(at.getTime() - windowSeconds * 1000)],
  );
  const { window_start: start = at, calls = 1 } = row ?? {};
  return {
    isAllowed: calls <= total,
    total,
    remaining: Math.max(0, total - calls),
    resetAt: new Date(start.getTime() + windowSeconds * 1000),
    now: at,
  };
}

/** Forgets windows that are over, whatever their length. */
export async function forgetOldWindows(sql: Sql, now: Date): Promise<void> {
  await sql('delete from rate_limit_window where window_start < $1', [
    new Date(now.getTime() - LONGEST_WINDOW_MS),
  ]);
}

/** Longer than any endpoint's window. */
const LONGEST_WINDOW_MS = 24 * 60 * 60 * 1000;
