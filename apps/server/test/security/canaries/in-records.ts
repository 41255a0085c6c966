import { expect, test } from 'vitest';
import type { Ground } from './ground.ts';

export function inRecords(given: () => Ground): void {
  test('in what the host logs, down to every trace', () => {
    const { world, expectNothing } = given();
    // every request is one of them
    expect(world.logs.length).toBeGreaterThan(200);
    expectNothing('lines of the log', world.logs);
  });

  test('in what it tells of itself in figures', async () => {
    const { world, expectNothing } = given();
    expectNothing('metrics', (await world.metrics()).split('\n'));
  });
}

/** Ends the tracing, so that what is traced is there whole. */
export function inTraces(given: () => Ground): void {
  test('in traces', async () => {
    const { tracing, collector, expectNothing } = given();
    await tracing.stop();
    expect(collector.spans().length).toBeGreaterThan(500);
    expectNothing(
      'spans of traces',
      collector.spans().map((span) => JSON.stringify(span)),
    );
  });
}
