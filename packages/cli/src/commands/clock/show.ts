import { kontorEndpoints } from '@kontor/protocol/kontor';
import * as z from 'zod';
import { command } from '../../command.ts';
import { clockLines } from './clock-lines.ts';

export const showClock = command({
  args: z.strictObject({}),
  options: z.strictObject({}),
  examples: ['kontor clock show'],
  output: kontorEndpoints.getTestClock.responses[200],
  run: async (_input, session) => {
    const { body } = await session.call(kontorEndpoints.getTestClock, {
      params: { team: await session.team() },
    });
    const { testClock } = body;
    return { data: { testClock }, text: clockLines(testClock) };
  },
});
