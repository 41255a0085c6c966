import * as testClockEndpoints from '@kontor/protocol/kontor/test-clock';
import * as z from 'zod';
import { command } from '../../command.ts';
import { text } from '../../inputs.ts';
import { clockLines } from './clock-lines.ts';

export const createClock = command({
  args: z.strictObject({}),
  options: z.strictObject({
    now: text('time', 'Where it stands at first, in ISO 8601 (default: the real time).'),
  }),
  details:
    'For owners of a team that pays with no real money. From then on the team is billed by this clock, which stands still until it is advanced.',
  examples: ['kontor clock create', 'kontor clock create --now 2027-01-01T00:00:00Z'],
  output: testClockEndpoints.createTestClock.responses[201],
  run: async ({ options }, session) => {
    const { body } = await session.call(testClockEndpoints.createTestClock, {
      params: { team: await session.team() },
      body: options.now === undefined ? {} : { now: options.now },
    });
    const { testClock } = body;
    return { data: { testClock }, text: clockLines(testClock) };
  },
});
