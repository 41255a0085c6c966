import * as transferEndpoints from '@kontor/protocol/kontor/transfer';
import * as z from 'zod';
import { command } from '../../command.ts';
import { codeArgument } from './show.ts';

export const declineTransfer = command({
  args: z.strictObject({ ...codeArgument }),
  options: z.strictObject({}),
  details:
    'The code ends for everybody. Whoever made it sees that it was declined, and not by whom.',
  examples: ['kontor transfer decline 3f8c2b1e-5d0a-4b4e-9a57-0c6f1d2e3a4b'],
  output: z.object({ declined: z.boolean() }),
  run: async ({ args }, session) => {
    await session.ask.toConfirm({ message: 'Decline it? Nobody can accept it any more.' });
    const params = { team: await session.team(), code: args.code };
    await session.call(transferEndpoints.declineTransfer, { params });
    return { data: { declined: true }, text: ['Declined.'] };
  },
});
