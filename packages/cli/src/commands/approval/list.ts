import * as approvalEndpoints from '@kontor/protocol/kontor/approval';
import { approvalState } from '@kontor/protocol/vocabulary/approval-state';
import * as z from 'zod';
import { command } from '../../command.ts';
import { steps } from '../../next/steps.ts';
import { second } from '../../output/day.ts';
import { table } from '../../output/table.ts';
import { priceOf } from './approval-lines.ts';

export const listApprovals = command({
  args: z.strictObject({}),
  options: z.strictObject({
    state: approvalState.optional().meta({
      description: 'Only those in this state (default: pending).',
      placeholder: approvalState.options.join('|'),
    }),
  }),
  examples: ['kontor approvals list', 'kontor approvals list --state refused'],
  output: approvalEndpoints.listApprovals.responses[200],
  run: async ({ options }, session) => {
    const { state = 'pending' } = options;
    const { body } = await session.call(approvalEndpoints.listApprovals, {
      params: { team: await session.team() },
      query: { state, limit: 100 },
    });
    const { approvals } = body;
    if (approvals.length === 0) return { data: body, text: [`Nothing is ${state}.`] };
    const [first] = approvals;
    return {
      data: body,
      text: table(
        ['ID', 'AGENT', 'WANTS', 'COST', 'ENDS'],
        approvals.map((each) => [
          ...[each.id, each.agent.name, each.summary, priceOf(each)],
          second(each.expiresAt),
        ]),
      ),
      next: state === 'pending' && first !== undefined ? [steps.decide(first.id)] : [],
    };
  },
});
