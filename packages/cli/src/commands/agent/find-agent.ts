import type { AgentToken } from '@kontor/protocol/kontor';
import * as agentTokenEndpoints from '@kontor/protocol/kontor/agent-token';
import { oneOf } from '../../names/one-of.ts';
import type { Session } from '../../session.ts';

/** The token of an agent, by its id or by the name of the agent. */
export async function findAgent(session: Session, named: string): Promise<AgentToken> {
  const team = await session.team();
  if (named.startsWith('tok_') || named === 'current') {
    const params = { team, token: named };
    return (await session.call(agentTokenEndpoints.getAgentToken, { params })).body.token;
  }
  const { body } = await session.call(agentTokenEndpoints.listAgentTokens, { params: { team } });
  return oneOf(named, body.tokens, {
    noun: 'agent',
    names: ({ agent, id }) => [agent, id],
    tell: ({ id, agent, hint }) => `${id} (${agent}, ends in ${hint})`,
  });
}
