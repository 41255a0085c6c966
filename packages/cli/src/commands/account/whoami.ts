import * as z from 'zod';
import { command } from '../../command.ts';
import { facts } from '../../output/table.ts';
import { identified, identify, requireTeam } from './identify.ts';

export const whoami = command({
  args: z.strictObject({}),
  options: z.strictObject({}),
  examples: ['kontor whoami', 'kontor whoami --json'],
  output: identified,
  run: async (_, { call, host, chosenTeam, options }) => {
    const identity = await identify(call, chosenTeam);
    if (options.team !== undefined) await requireTeam(call, identity, options.team);
    const { name, teams, data } = identity;
    const team = chosenTeam ?? (teams.length === 1 ? teams[0] : undefined);
    return {
      data: { host, ...data, team: team ?? null },
      text: facts([
        ['host', host],
        ['you', name],
        ['team', team ?? 'none chosen'],
        ['teams', teams.join(', ') || 'none'],
      ]),
    };
  },
});
