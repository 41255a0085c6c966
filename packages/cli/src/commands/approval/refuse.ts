import * as approvalEndpoints from '@kontor/protocol/kontor/approval';
import * as z from 'zod';
import { command } from '../../command.ts';
import { argument, text } from '../../inputs.ts';

export const refuseApproval = command({
  args: z.strictObject({ approval: argument('Approval, by its id.') }),
  options: z.strictObject({ reason: text('reason', 'What the agent is told.') }),
  details: 'Nothing of it is done.',
  examples: ['kontor approvals refuse apr_…', 'kontor approvals refuse apr_… --reason "too dear"'],
  output: approvalEndpoints.refuseApproval.responses[200],
  run: async ({ args, options }, session) => {
    const { reason } = options;
    const { body } = await session.call(approvalEndpoints.refuseApproval, {
      params: { team: await session.team(), approval: args.approval },
      body: reason === undefined ? {} : { reason },
    });
    return { data: body, text: [`Refused: ${body.approval.summary}. Nothing was done.`] };
  },
});
