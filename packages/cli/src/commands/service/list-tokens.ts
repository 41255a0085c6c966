import * as serviceEndpoints from '@kontor/protocol/kontor/service';
import * as z from 'zod';
import { command } from '../../command.ts';
import { day } from '../../output/day.ts';
import { table } from '../../output/table.ts';
import { findService, serviceArgument } from './find-service.ts';

export const listServiceTokens = command({
  args: z.strictObject({ ...serviceArgument }),
  options: z.strictObject({}),
  examples: ["kontor services tokens 'Blue Cloud'"],
  output: serviceEndpoints.listServiceTokens.responses[200],
  run: async ({ args }, session) => {
    const { id } = await findService(session, args.service);
    const { body } = await session.call(serviceEndpoints.listServiceTokens, {
      params: { service: id },
    });
    const { tokens } = body;
    return {
      data: { tokens },
      text:
        tokens.length === 0
          ? ['There are no tokens.']
          : table(
              ['NAME', 'ENDS IN', 'MAY', 'CREATED', 'LAST USED', 'EXPIRES', 'ID'],
              tokens.map((token) => [
                token.name,
                token.hint,
                token.scopes.join(', '),
                day(token.createdAt),
                token.lastUsedAt === null ? 'never' : day(token.lastUsedAt),
                token.expiresAt === null ? 'never' : day(token.expiresAt),
                token.id,
              ]),
            ),
    };
  },
});
