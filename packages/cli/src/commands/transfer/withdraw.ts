import * as transferEndpoints from '@kontor/protocol/kontor/transfer';
import * as z from 'zod';
import { command } from '../../command.ts';
import { argument } from '../../inputs.ts';

export const withdrawTransfer = command({
  args: z.strictObject({ transfer: argument('Transfer, by the id that the list names.') }),
  options: z.strictObject({}),
  details: 'Its code is good for nobody from then on. What is being accepted already goes on.',
  examples: ['kontor transfer withdraw xfr_0Vc2EBKx149iRPB5NNXJqKSW'],
  output: z.object({ transfer: z.string() }),
  run: async ({ args }, session) => {
    const params = { team: await session.team(), transfer: args.transfer };
    await session.call(transferEndpoints.withdrawTransfer, { params });
    return { data: { transfer: args.transfer }, text: [`Took ${args.transfer} back.`] };
  },
});
