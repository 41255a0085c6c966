import * as testClockEndpoints from '@kontor/protocol/kontor/test-clock';
import * as z from 'zod';
import { command } from '../../command.ts';

export const removeClock = command({
  args: z.strictObject({}),
  options: z.strictObject({}),
  details:
    'Only where time does not go back by it: the clock is not ahead of the real time, or nothing is installed any more.',
  examples: ['kontor clock remove'],
  output: z.object({ removed: z.boolean() }),
  run: async (_input, session) => {
    await session.call(testClockEndpoints.removeTestClock, {
      params: { team: await session.team() },
    });
    return { data: { removed: true }, text: ['The team is billed by the real time again.'] };
  },
});
