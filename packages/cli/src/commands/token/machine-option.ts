import type { Token } from '@kontor/protocol/kontor';
import * as tokenEndpoints from '@kontor/protocol/kontor/token';
import { flag } from '../../inputs.ts';
import type { Session } from '../../session.ts';

export const machineOption = { machine: flag("The team's machine tokens, instead of your own.") };

/** The tokens that are meant: one's own, or those of the team's machines. */
export async function tokensOf(
  { call, team }: Pick<Session, 'call' | 'team'>,
  { machine }: { readonly machine: boolean },
): Promise<readonly Token[]> {
  const { body } = machine
    ? await call(tokenEndpoints.listTeamTokens, { params: { team: await team() } })
    : await call(tokenEndpoints.listTokens, {});
  return body.tokens;
}
