import * as approvalEndpoints from '@kontor/protocol/kontor/approval';
import * as z from 'zod';
import { command } from '../../command.ts';
import { argument } from '../../inputs.ts';
import { steps } from '../../next/steps.ts';
import { approvalLines } from './approval-lines.ts';

export const showApproval = command({
  args: z.strictObject({ approval: argument('Approval, by its id.') }),
  options: z.strictObject({}),
  examples: ['kontor approvals show apr_…'],
  output: approvalEndpoints.getApproval.responses[200],
  run: async ({ args }, session) => {
    const { body } = await session.call(approvalEndpoints.getApproval, {
      params: { team: await session.team(), approval: args.approval },
    });
    const { id, mayDecide } = body.approval;
    return {
      data: body,
      text: approvalLines(body.approval),
      next: mayDecide ? [steps.approve(id), steps.refuse(id)] : [],
    };
  },
});
