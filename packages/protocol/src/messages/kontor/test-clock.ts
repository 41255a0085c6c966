import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';
import { clockStep } from '../../vocabulary/clock-step.ts';

/** A clock by which one team is billed. It stands still until it is moved on. */
export const testClock = z.object({
  /** The team's time. */
  now: z.iso.datetime(),
  createdAt: z.iso.datetime(),
  /** Whether it is being moved on at present. */
  isMoving: z.boolean(),
  /** When the next event waits for the team; null where none does. */
  next: z.iso.datetime().nullable(),
});
export type TestClockView = z.infer<typeof testClock>;

/** Something that happened while the clock was moved on. */
export const clockEvent = z.object({
  /** The team's time at which it happened. */
  at: z.iso.datetime(),
  type: z.string(),
  subject: z.record(z.string(), z.string()),
});

export const createTestClock = {
  id: 'createTestClock',
  method: 'POST',
  path: '/kontor/v1/teams/{team}/test-clock',
  summary: 'Puts a team on a test clock: from then on it is billed by that.',
  access: { kind: 'team', action: 'clock:manage' },
  request: z.strictObject({
    now: z.iso
      .datetime()
      .optional()
      .describe('Where it stands at first; the real time where this is left out.'),
  }),
  responses: { 201: z.object({ testClock }) },
  audit: { event: 'test-clock.created' },
} as const satisfies HostEndpoint;

export const getTestClock = {
  id: 'getTestClock',
  method: 'GET',
  path: '/kontor/v1/teams/{team}/test-clock',
  summary: 'Shows the test clock of a team and when its next event waits.',
  access: { kind: 'team', action: 'team:read' },
  responses: { 200: z.object({ testClock }) },
  audit: { none: 'reads only' },
} as const satisfies HostEndpoint;

export const advanceTestClock = {
  id: 'advanceTestClock',
  method: 'POST',
  path: '/kontor/v1/teams/{team}/test-clock/advance',
  summary: 'Moves a test clock on, and does in order everything that is due on the way.',
  access: { kind: 'team', action: 'clock:manage' },
  request: z.union([
    z.strictObject({ to: z.iso.datetime().describe('To this moment.') }),
    z.strictObject({ by: clockStep.describe('By this long, such as 30d or 1mo.') }),
    z.strictObject({ toNext: z.literal(true).describe('To whatever waits next.') }),
  ]),
  responses: {
    200: z.object({
      testClock,
      /** The moments at which it stopped, in order. */
      stops: z.array(z.iso.datetime()),
      /** What happened at them, in order; the event log has all of it. */
      happened: z.array(clockEvent),
      /** Where it was to go; null where nothing waits. */
      goal: z.iso.datetime().nullable(),
      /** Whether it is where it was to go; otherwise it goes on from here when it is asked again. */
      isComplete: z.boolean(),
      /** What is due and could not be done yet. */
      late: z.array(z.string()),
    }),
  },
  audit: { event: 'test-clock.advanced' },
} as const satisfies HostEndpoint;

export const removeTestClock = {
  id: 'removeTestClock',
  method: 'DELETE',
  path: '/kontor/v1/teams/{team}/test-clock',
  summary: 'Puts a team back on the real time.',
  access: { kind: 'team', action: 'clock:manage' },
  responses: { 204: null },
  audit: { event: 'test-clock.removed' },
} as const satisfies HostEndpoint;
