import type { Token } from '@kontor/protocol/kontor';
import * as tokenEndpoints from '@kontor/protocol/kontor/token';
import * as z from 'zod';
import { command } from '../../command.ts';
import { day } from '../../output/day.ts';
import { table } from '../../output/table.ts';
import { machineOption, tokensOf } from './machine-option.ts';

export const listTokens = command({
  args: z.strictObject({}),
  options: z.strictObject({ ...machineOption }),
  examples: ['kontor tokens list', 'kontor tokens list --machine'],
  output: tokenEndpoints.listTokens.responses[200],
  run: async ({ options }, session) => {
    const tokens = await tokensOf(session, options);
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
                grantOf(token),
                day(token.createdAt),
                token.lastUsedAt === null ? 'never' : day(token.lastUsedAt),
                token.expiresAt === null ? 'never' : day(token.expiresAt),
                token.id,
              ]),
            ),
    };
  },
});

function grantOf({ grant }: Token): string {
  if (grant === null) return 'all you may';
  const { role, actions, projects, environments } = grant;
  const limits = [actions, projects, environments].flatMap((limit) => limit ?? []);
  return limits.length === 0 ? role : `${role}: ${limits.join(', ')}`;
}
