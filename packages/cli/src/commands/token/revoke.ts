import * as tokenEndpoints from '@kontor/protocol/kontor/token';
import * as z from 'zod';
import { command } from '../../command.ts';
import { argument } from '../../inputs.ts';
import { oneOf } from '../../names/one-of.ts';
import { machineOption, tokensOf } from './machine-option.ts';

export const revokeToken = command({
  args: z.strictObject({ token: argument('Token, by name or id; never the token itself.') }),
  options: z.strictObject({ ...machineOption }),
  examples: ['kontor tokens revoke laptop', 'kontor tokens revoke ci --machine'],
  output: z.object({ revoked: tokenEndpoints.listTokens.responses[200].shape.tokens.element }),
  run: async ({ args, options }, session) => {
    const token = oneOf(args.token, await tokensOf(session, options), {
      noun: 'token',
      names: ({ name, id }) => [name, id],
      tell: ({ id, name, hint }) => `${id} (${name}, ends in ${hint})`,
    });
    await session.ask.toConfirm({ message: `Revoke ${token.name}? It stops working at once.` });
    await (options.machine
      ? session.call(tokenEndpoints.deleteTeamToken, {
          params: { team: await session.team(), token: token.id },
        })
      : session.call(tokenEndpoints.deleteToken, { params: { token: token.id } }));
    return { data: { revoked: token }, text: [`Revoked ${token.name} (${token.id}).`] };
  },
});
