import type { AgentToken } from '@kontor/protocol/kontor';
import * as agentTokenEndpoints from '@kontor/protocol/kontor/agent-token';
import * as z from 'zod';
import { command } from '../../command.ts';
import { argument } from '../../inputs.ts';
import { second } from '../../output/day.ts';
import type { Line } from '../../output/line.ts';
import { facts } from '../../output/table.ts';
import { findAgent } from './find-agent.ts';

export const showAgent = command({
  args: z.strictObject({ agent: argument('Agent, by its name or the id of its token.') }),
  options: z.strictObject({}),
  details: 'The word current names the token that the command is run with, for agents themselves.',
  examples: ['kontor agents show deploy-bot', 'kontor agents show current --json'],
  output: agentTokenEndpoints.getAgentToken.responses[200],
  run: async ({ args }, session) => {
    const token = await findAgent(session, args.agent);
    return { data: { token }, text: linesOf(token) };
  },
});

function linesOf(token: AgentToken): Line[] {
  const { budget } = token;
  const all = (limit: readonly string[] | null) => limit?.join(', ') ?? 'all';
  return facts([
    ['id', token.id],
    ['agent', token.agent],
    ['acts for', token.person.name],
    ['may', token.actions.join(', ')],
    ['products', all(token.products)],
    ['projects', all(token.projects)],
    ['environments', all(token.environments)],
    ...(budget === null
      ? [['budget', 'none: what costs something waits for approval'] as const]
      : ([
          ['budget', `$${budget.perMonth} a month`],
          ['at once', budget.perPurchase === null ? 'any of it' : `$${budget.perPurchase}`],
          ['spent', `$${budget.spent}`],
          ['reserved', `$${budget.reserved}`],
          ['left', `$${budget.left}`],
          ['approved beside it', `$${budget.approved}`],
        ] as const)),
    ['expires', token.expiresAt === null ? 'never' : second(token.expiresAt)],
    ['revoked', token.revokedAt === null ? '-' : second(token.revokedAt)],
  ]);
}
