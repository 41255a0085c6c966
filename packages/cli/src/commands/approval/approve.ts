import * as approvalEndpoints from '@kontor/protocol/kontor/approval';
import * as z from 'zod';
import { command } from '../../command.ts';
import { follow, isUnfinished } from '../../host/follow.ts';
import { argument, waitOption } from '../../inputs.ts';
import { goingOn } from '../operation/going-on.ts';
import { approvalLines } from './approval-lines.ts';

export const approveApproval = command({
  args: z.strictObject({ approval: argument('Approval, by its id.') }),
  options: z.strictObject({ ...waitOption }),
  details:
    'Tells what is done and what it costs, and asks. What was shown is approved and nothing else: a price that has changed since is shown anew.',
  examples: ['kontor approvals approve apr_…', 'kontor approvals approve apr_… --yes'],
  output: approvalEndpoints.approveApproval.responses[200],
  run: async ({ args, options }, session) => {
    const params = { team: await session.team(), approval: args.approval };
    const seen = await session.call(approvalEndpoints.getApproval, { params });
    const { state, revision, summary } = seen.body.approval;
    if (state === 'pending') {
      for (const line of approvalLines(seen.body.approval)) {
        session.note(typeof line === 'string' ? line : line.text);
      }
      await session.ask.toConfirm({ message: `${summary}?` });
    }
    session.progress.say('Approving');
    const { body } = await session
      .call(approvalEndpoints.approveApproval, { params, body: { revision } })
      .finally(session.progress.clear);
    const operation =
      body.operation && options.wait
        ? await follow(session, body.operation, 'Waiting for the provider')
        : body.operation;
    const isOpen = operation !== null && isUnfinished(operation);
    return {
      data: { ...body, operation },
      text: [isOpen ? `Approved: ${summary}. It is under way.` : `Approved: ${summary}.`],
      ...(isOpen && goingOn(operation)),
    };
  },
});
