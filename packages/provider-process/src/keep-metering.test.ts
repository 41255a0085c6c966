import { HostError } from '@kontor/provider';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { keepMetering, type Missed } from './keep-metering.ts';

const silent = new HostError('unavailable', 'The host gave no answer.');
const refusing = new HostError('refused', 'No.');
const hourMs = 3_600_000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Meters by a host that answers so, one round after the other, and as it should when none is left. */
function metering(everyMs: number | null, ...answers: readonly (Error | 'fails')[]) {
  const rest = [...answers];
  const startedAt = Date.now();
  const rounds: number[] = [];
  const said: string[] = [];
  const round = async (): Promise<readonly Missed[]> => {
    rounds.push((Date.now() - startedAt) / 1000);
    const error = rest.shift();
    if (error === 'fails') throw new Error('no database');
    return error ? [{ installationId: 'icfg_1', error }] : [];
  };
  const log = (level: string, message: string) => void said.push(`${level}: ${message}`);
  return { ...keepMetering({ round, everyMs, log }), rounds, said };
}

test('a host that starts at the same time is called again soon, and nobody is warned', async () => {
  const { rounds, said, stop } = metering(hourMs, silent);

  await vi.advanceTimersByTimeAsync(hourMs);
  await stop();

  expect(rounds).toEqual([0, 2, 3600]);
  expect(said).toEqual(['info: an installation could not be metered']);
});

test('a host that stays away is called less and less often, and a warning comes after half a minute', async () => {
  const { rounds, said, stop } = metering(hourMs, ...Array.from({ length: 6 }, () => silent));

  await vi.advanceTimersByTimeAsync(130_000);
  await stop();

  expect(rounds).toEqual([0, 2, 6, 14, 30, 62, 126]);
  expect(said.map((line) => line.split(':')[0])).toEqual([
    'info',
    'info',
    'info',
    'info',
    'warn',
    'warn',
  ]);
});

test.each([
  ['what the host refuses', refusing, 'an installation could not be metered'],
  ['a round that fails', 'fails', 'nothing could be metered'],
] as const)(
  '%s is warned of at once, and waits for the next round',
  async (_title, answer, text) => {
    const { rounds, said, stop } = metering(hourMs, answer);

    await vi.advanceTimersByTimeAsync(hourMs);
    await stop();

    expect(rounds).toEqual([0, 3600]);
    expect(said).toEqual([`warn: ${text}`]);
  },
);

test('where it waits to be told, nothing runs by itself', async () => {
  const { rounds, run, runSoon, stop } = metering(null, silent);

  runSoon();
  await vi.advanceTimersByTimeAsync(hourMs);
  await run();
  await vi.advanceTimersByTimeAsync(hourMs);
  await stop();

  expect(rounds).toEqual([3600]);
});

test('after a stop nothing runs any more', async () => {
  const { rounds, stop } = metering(hourMs, silent);

  await stop();
  await vi.advanceTimersByTimeAsync(2 * hourMs);

  expect(rounds).toEqual([0]);
});
