import { expect, test, vi } from 'vitest';
import { createReportFailure } from './report-failure.ts';

function startLog() {
  const lines: string[] = [];
  const add = (level: string) => (_facts: unknown, message?: string) =>
    void lines.push(`${level}: ${message}`);
  return { lines, log: { error: add('error'), warn: add('warn') } };
}

test('a database that is lost is told once in ten seconds, everything else each time', () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const { lines, log } = startLog();
  const report = createReportFailure(log);
  const lost = new Error('Connection terminated unexpectedly');

  report(lost);
  report(new Error('a'));
  report(lost);
  report(new Error('b'));
  vi.advanceTimersByTime(10_000);
  report(lost);
  vi.useRealTimers();

  const waits = 'warn: the database does not answer, and background work waits for it';
  const failed = 'error: background work failed';
  expect(lines).toEqual([waits, failed, failed, waits]);
});
