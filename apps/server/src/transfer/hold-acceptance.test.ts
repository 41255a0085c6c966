import { afterEach, expect, test, vi } from 'vitest';
import type { AcceptPorts } from './accept-transfer.ts';
import { whileHolding } from './hold-acceptance.ts';

afterEach(() => void vi.useRealTimers());

test('an acceptance is held for as long as a provider takes, and no longer', async () => {
  vi.useFakeTimers();
  const start = Date.now();
  const held: number[] = [];
  const database = {
    read: async (_text: string, [, until]: readonly unknown[] = []) => {
      held.push(Number(until) - start);
      return [];
    },
  };
  const ports = { database, now: () => new Date() } as unknown as AcceptPorts;
  const provider = Promise.withResolvers<string>();

  const answered = whileHolding(ports, Buffer.from('code'), () => provider.promise);
  await vi.advanceTimersByTimeAsync(12_000);
  provider.resolve('accepted');
  const outcome = await answered;
  await vi.advanceTimersByTimeAsync(60_000);

  expect(outcome).toBe('accepted');
  expect(held).toEqual([20_000, 25_000]);
});
