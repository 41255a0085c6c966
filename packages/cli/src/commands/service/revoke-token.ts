import * as serviceEndpoints from '@kontor/protocol/kontor/service';
import * as z from 'zod';
import { command } from '../../command.ts';
import { argument } from '../../inputs.ts';
import { oneOf } from '../../names/one-of.ts';
import { findService, serviceArgument } from './find-service.ts';

export const revokeServiceToken = command({
  args: z.strictObject({
    ...serviceArgument,
    token: argument('Token, by name or id; never the token itself.'),
  }),
  options: z.strictObject({}),
  examples: ["kontor services revoke 'Blue Cloud' deploys"],
  output: z.object({
    revoked: serviceEndpoints.listServiceTokens.responses[200].shape.tokens.element,
  }),
  run: async ({ args }, session) => {
    const service = await findService(session, args.service);
    const params = { service: service.id };
    const { body } = await session.call(serviceEndpoints.listServiceTokens, { params });
    const token = oneOf(args.token, body.tokens, {
      noun: 'token',
      names: ({ name, id }) => [name, id],
      tell: ({ id, name, hint }) => `${id} (${name}, ends in ${hint})`,
    });
    await session.ask.toConfirm({ message: `Revoke ${token.name}? It stops working at once.` });
    await session.call(serviceEndpoints.deleteServiceToken, {
      params: { ...params, token: token.id },
    });
    return { data: { revoked: token }, text: [`Revoked ${token.name} (${token.id}).`] };
  },
});
