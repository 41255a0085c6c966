import * as teamEndpoints from '@kontor/protocol/kontor/team';
import * as z from 'zod';
import { command } from '../../command.ts';
import { table } from '../../output/table.ts';

export const listTeams = command({
  args: z.strictObject({}),
  options: z.strictObject({}),
  examples: ['kontor teams list'],
  output: teamEndpoints.listTeams.responses[200],
  run: async (_, { call, chosenTeam }) => {
    const { body } = await call(teamEndpoints.listTeams, {});
    const { teams } = body;
    return {
      data: { teams },
      text:
        teams.length === 0
          ? ['You are in no team yet.']
          : table(
              ['TEAM', 'NAME', 'ROLE', 'IN USE', 'ID'],
              teams.map(({ slug, name, role, id }) => [
                slug,
                name,
                role ?? '-',
                chosenTeam === slug || chosenTeam === id || teams.length === 1 ? 'yes' : '',
                id,
              ]),
            ),
    };
  },
});
