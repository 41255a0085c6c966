import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Stopped, sharedDeadline } from './deadline.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const TIMEOUT_MS = 30_000;

test('what begins at about the same time has one deadline, and what begins later a later one', () => {
  const { signal } = new AbortController();
  const first = sharedDeadline(TIMEOUT_MS, signal);
  vi.advanceTimersByTime(TIMEOUT_MS / 100 - 1);
  expect(sharedDeadline(TIMEOUT_MS, signal)).toBe(first);
  vi.advanceTimersByTime(1);
  expect(sharedDeadline(TIMEOUT_MS, signal)).not.toBe(first);
});

test('nobody has less time than was said, nor more than a hundredth beyond it', () => {
  const { signal } = new AbortController();
  const first = sharedDeadline(TIMEOUT_MS, signal);
  vi.advanceTimersByTime(TIMEOUT_MS / 100 - 1);
  const last = sharedDeadline(TIMEOUT_MS, signal);
  vi.advanceTimersByTime(TIMEOUT_MS);
  expect(last.aborted).toBe(false);
  vi.advanceTimersByTime(1);
  expect(first.reason).toMatchObject({ reason: 'timeout' });
  expect(last.reason).toBeInstanceOf(Stopped);
  expect(last.reason.message).toBe('No complete answer within 30000 ms.');
});

test('another time, and another caller, have a deadline of their own', () => {
  const caller = new AbortController();
  const signals = [
    sharedDeadline(TIMEOUT_MS, caller.signal),
    sharedDeadline(TIMEOUT_MS * 2, caller.signal),
    sharedDeadline(TIMEOUT_MS, new AbortController().signal),
  ];
  expect(new Set(signals).size).toBe(signals.length);
});

test('who calls ends all that began', () => {
  const caller = new AbortController();
  const first = sharedDeadline(TIMEOUT_MS, caller.signal);
  vi.advanceTimersByTime(TIMEOUT_MS / 2);
  const second = sharedDeadline(TIMEOUT_MS, caller.signal);
  caller.abort();
  const late = sharedDeadline(TIMEOUT_MS, caller.signal);
  vi.advanceTimersByTime(TIMEOUT_MS / 2);
  const later = sharedDeadline(TIMEOUT_MS, caller.signal);
  for (const { reason } of [first, second, late, later]) {
    expect(reason).toMatchObject({ reason: 'cancelled' });
  }
  expect(vi.getTimerCount()).toBe(0);
});
