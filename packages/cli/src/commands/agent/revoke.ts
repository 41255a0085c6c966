import * as agentTokenEndpoints from '@kontor/protocol/kontor/agent-token';
import * as z from 'zod';
import { command } from '../../command.ts';
import { argument } from '../../inputs.ts';
import { findAgent } from './find-agent.ts';

export const revokeAgent = command({
  args: z.strictObject({ agent: argument('Agent, by its name or the id of its token.') }),
  options: z.strictObject({}),
  details: 'What it waits for ends with it.',
  examples: ['kontor agents revoke deploy-bot --yes'],
  output: z.object({ revoked: agentTokenEndpoints.getAgentToken.responses[200].shape.token }),
  run: async ({ args }, session) => {
    const token = await findAgent(session, args.agent);
    await session.ask.toConfirm({ message: `Revoke ${token.agent}? It stops working at once.` });
    const params = { team: await session.team(), token: token.id };
    await session.call(agentTokenEndpoints.deleteAgentToken, { params });
    return { data: { revoked: token }, text: [`Revoked ${token.agent} (${token.id}).`] };
  },
});
