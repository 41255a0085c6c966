import { kontorEndpoints } from '@kontor/protocol/kontor';
import { findResource } from '../find.ts';
import * as input from '../inputs.ts';
import { tool } from '../tool.ts';

export const showUsage = tool({
  name: 'show_usage',
  title: 'Show usage and cost',
  description:
    'Shows what was used and is owed so far in the present period, how old that knowledge is, and what the period is foretold to come to. In US dollars.',
  effect: 'reads',
  input: {
    resource: input.resource.optional(),
    project: input.project.optional(),
    team: input.team,
  },
  run: async ({ resource, project, team: named }, desk) => {
    const team = await desk.team(named);
    const found = resource && (await findResource(desk, { team, named: resource })).id;
    const asked = { params: { team }, query: { resource: found, project } };
    const { body: soFar } = await desk.call(kontorEndpoints.getTeamUsage, asked);
    const { body: foretold } = await desk.call(kontorEndpoints.getUsageForecast, asked);
    return { soFar, foretold };
  },
});
