import * as spendLimitEndpoints from '@kontor/protocol/kontor/spend-limit';
import * as z from 'zod';
import { command } from '../../command.ts';
import { subjectOf, subjectOptions } from './limit-subject.ts';

export const removeLimit = command({
  args: z.strictObject({}),
  options: z.strictObject(subjectOptions),
  examples: ['kontor limits remove', 'kontor limits remove --project web'],
  output: z.object({ removed: z.string() }),
  run: async ({ options }, session) => {
    const subject = await subjectOf(session, options);
    await session.call(spendLimitEndpoints.removeSpendLimit, {
      params: { team: await session.team(), subject },
    });
    return { data: { removed: subject }, text: [`Removed the limit of ${subject}.`] };
  },
});
