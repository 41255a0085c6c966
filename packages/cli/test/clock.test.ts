import { expect, test } from 'vitest';
import { inProcess } from './stand-in/in-process.ts';
import { marketplace } from './stand-in/marketplace.ts';

const { kontor } = inProcess();

const testClock = {
  now: '2027-02-01T00:00:00.000Z',
  createdAt: '2026-01-01T00:00:00.000Z',
  isMoving: false,
  next: '2027-02-03T00:00:00.000Z',
};
const moved = {
  testClock,
  stops: [testClock.now],
  happened: [{ at: testClock.now, type: 'invoice.created', subject: { invoice: 'inv_1' } }],
  goal: testClock.now,
  isComplete: true,
  late: [],
};

test('a test clock is made, shown and removed', async () => {
  const host = await marketplace({
    handlers: {
      createTestClock: () => [201, { testClock }],
      getTestClock: () => [200, { testClock: { ...testClock, next: null } }],
      removeTestClock: () => [204, null],
    },
  });
  const env = host.signedIn;

  const made = await kontor(['clock', 'create', '--now', testClock.now], { env });
  const shown = await kontor(['clock', 'show'], { env });
  const removed = await kontor(['clock', 'rm'], { env });

  expect(made.stdout).toContain('stands at 2027-02-01T00:00:00.000Z');
  expect(made.stdout).toContain('due at 2027-02-03T00:00:00.000Z');
  expect(host.requestsTo('createTestClock')[0]?.body).toEqual({ now: testClock.now });
  expect(shown.stdout).toContain('Nothing waits');
  expect(removed.stdout).toContain('real time');
});

test('a long way is asked for until the clock is there, and everything on it is told', async () => {
  const answers = [{ ...moved, goal: '2028-02-01T00:00:00.000Z', isComplete: false }, moved];
  const host = await marketplace({
    handlers: { advanceTestClock: () => [200, answers.shift() ?? moved] },
  });

  const ran = await kontor(['clock', 'advance', '--by', '1y'], { env: host.signedIn });

  expect(host.requestsTo('advanceTestClock').map(({ body }) => body)).toEqual([
    { by: '1y' },
    { to: '2028-02-01T00:00:00.000Z' },
  ]);
  expect(ran.stdout.match(/invoice\.created +inv_1/g)).toHaveLength(2);
});

test('work that cannot be done is named, and the clock stays there', async () => {
  const host = await marketplace({
    handlers: {
      advanceTestClock: () => [
        200,
        { ...moved, isComplete: false, late: ['plans that come into effect'] },
      ],
    },
  });

  const ran = await kontor(['clock', 'advance', '--next'], { env: host.signedIn });

  expect(host.requestsTo('advanceTestClock').map(({ body }) => body)).toEqual([{ toNext: true }]);
  expect(ran.stderr).toContain('plans that come into effect');
});

test.each([[[]], [['--by', '1d', '--next']]])(
  'how far is said in one way, not with %j',
  async (words) => {
    const host = await marketplace({ handlers: {} });

    const ran = await kontor(['clock', 'advance', ...words], { env: host.signedIn });

    expect(ran.stderr).toContain('Say how far in one way');
    expect(host.requestsTo('advanceTestClock')).toEqual([]);
  },
);
