import * as testClockEndpoints from '@kontor/protocol/kontor/test-clock';
import * as z from 'zod';
import { command } from '../../command.ts';
import { clockLines } from './clock-lines.ts';

export const showClock = command({
  args: z.strictObject({}),
  options: z.strictObject({}),
  examples: ['kontor clock show'],
  output: testClockEndpoints.getTestClock.responses[200],
  run: async (_input, session) => {
    const { body } = await session.call(testClockEndpoints.getTestClock, {
      params: { team: await session.team() },
    });
    const { testClock } = body;
    return { data: { testClock }, text: clockLines(testClock) };
  },
});
