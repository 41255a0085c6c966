import * as teamEndpoints from '@kontor/protocol/kontor/team';
import * as z from 'zod';
import { command } from '../../command.ts';
import { argument } from '../../inputs.ts';

export const useTeam = command({
  args: z.strictObject({ team: argument('Team, by slug or id.') }),
  options: z.strictObject({}),
  details: 'The choice is remembered for this host. --team and KONTOR_TEAM go before it.',
  examples: ['kontor teams use acme'],
  output: teamEndpoints.getTeam.responses[200],
  run: async ({ args }, { call, host, settings, profile, world }) => {
    const { body } = await call(teamEndpoints.getTeam, { params: { team: args.team } });
    const { team } = body;
    await settings.saveProfile(host, { ...profile, team: team.slug });
    const { environment } = world;
    return {
      data: { team },
      text: [`Commands act in ${team.name} (${team.slug}) now.`],
      notes:
        environment.team === undefined
          ? []
          : [`KONTOR_TEAM is set to ${environment.team}, and goes before this choice.`],
    };
  },
});
