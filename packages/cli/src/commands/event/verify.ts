import * as eventEndpoints from '@kontor/protocol/kontor/event';
import * as z from 'zod';
import { command } from '../../command.ts';
import { exitCode } from '../../exit-code.ts';

export const verifyEvents = command({
  args: z.strictObject({}),
  options: z.strictObject({}),
  details:
    'Each event carries the digest of the one before. Exit code 1 says that one does not fit.',
  examples: ['kontor events verify'],
  output: eventEndpoints.verifyEvents.responses[200],
  run: async (_, session) => {
    const { body } = await session.call(eventEndpoints.verifyEvents, {
      params: { team: await session.team() },
    });
    const { intact, count, brokenAt } = body;
    return {
      data: body,
      text: [
        intact
          ? `All ${count} events follow from each other.`
          : `Event ${brokenAt} does not follow from the one before it.`,
      ],
      ...(!intact && { exitCode: exitCode.refused }),
    };
  },
});
