import type { AgentToken } from '@kontor/protocol/kontor';
import * as agentTokenEndpoints from '@kontor/protocol/kontor/agent-token';
import * as z from 'zod';
import { command } from '../../command.ts';
import { steps } from '../../next/steps.ts';
import { day } from '../../output/day.ts';
import { table } from '../../output/table.ts';

export const listAgents = command({
  args: z.strictObject({}),
  options: z.strictObject({}),
  details: 'Yours; where you manage the tokens of the team, those of everybody.',
  examples: ['kontor agents list'],
  output: agentTokenEndpoints.listAgentTokens.responses[200],
  run: async (_input, session) => {
    const { body } = await session.call(agentTokenEndpoints.listAgentTokens, {
      params: { team: await session.team() },
    });
    const { tokens } = body;
    if (tokens.length === 0) {
      const next = [steps.createAgent('helper')];
      return { data: { tokens }, text: ['There are no agents.'], next };
    }
    return { data: { tokens }, text: table(head, tokens.map(row)) };
  },
});

const head = ['AGENT', 'FOR', 'BUDGET', 'LEFT', 'LAST USED', 'EXPIRES', 'ID'];

function row({ agent, person, budget, lastUsedAt, expiresAt, id }: AgentToken): string[] {
  return [
    ...[agent, person.name],
    ...(budget === null ? ['asks', '-'] : [`$${budget.perMonth} a month`, `$${budget.left}`]),
    lastUsedAt === null ? 'never' : day(lastUsedAt),
    expiresAt === null ? 'never' : day(expiresAt),
    id,
  ];
}
