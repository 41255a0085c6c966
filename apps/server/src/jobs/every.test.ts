import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { every, everyOf } from './every.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const onError = vi.fn();

describe('work that is repeated', () => {
  it('runs now, and again so long after it has ended', async () => {
    const { work, runs } = workFor(30);
    const job = every(100, work, onError);

    await vi.advanceTimersByTimeAsync(400);

    expect(runs()).toEqual([0, 130, 260, 390]);
    await stopped(job);
  });

  it('runs for the first time when that is said, or when it is called for before', async () => {
    const late = workFor(0);
    const called = workFor(0);
    const jobs = [every(100, late.work, onError, 40), every(100, called.work, onError, 40)];

    await vi.advanceTimersByTimeAsync(10);
    jobs[1]?.now();
    await vi.advanceTimersByTimeAsync(140);

    expect({ late: late.runs(), called: called.runs() }).toEqual({
      late: [40, 140],
      called: [10, 110],
    });
    await Promise.all(jobs.map(stopped));
  });

  it('that was never begun is stopped without it', async () => {
    const { work, runs } = workFor(0);

    await every(100, work, onError, 40).stop();
    await vi.advanceTimersByTimeAsync(1_000);

    expect(runs()).toEqual([]);
  });

  it('goes on when it has failed', async () => {
    const broken = new Error('broken');
    let times = 0;
    const work = async () => {
      times += 1;
      throw broken;
    };
    const job = every(100, work, onError);

    await vi.advanceTimersByTimeAsync(250);

    expect(times).toBe(3);
    expect(onError).toHaveBeenCalledWith(broken);
    await stopped(job);
  });

  it('begins one after another where there is much of it', async () => {
    const all = [workFor(0), workFor(0), workFor(0), workFor(0)];
    const works = all.map(({ work }) => work);
    const jobs = everyOf(works, { everyMs: 1_000, firstMs: 500, withinMs: 200 }, onError);

    await vi.advanceTimersByTimeAsync(1_550);

    expect(all.map(({ runs }) => runs())).toEqual([[500, 1_500], [550, 1_550], [600], [650]]);
    await Promise.all(jobs.map(stopped));
  });
});

/** Work that takes so long, and when it was begun, in milliseconds from now. */
function workFor(ms: number) {
  const startMs = Date.now();
  const begun: number[] = [];
  return {
    work: async () => {
      begun.push(Date.now() - startMs);
      if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
    },
    runs: () => begun,
  };
}

async function stopped(job: { stop: () => Promise<void> }): Promise<void> {
  const stopping = job.stop();
  await vi.runAllTimersAsync();
  await stopping;
}
