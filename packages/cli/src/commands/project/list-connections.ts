import * as connectionEndpoints from '@kontor/protocol/kontor/connection';
import * as z from 'zod';
import { command } from '../../command.ts';
import { argument } from '../../inputs.ts';
import { table } from '../../output/table.ts';

export const listProjectConnections = command({
  args: z.strictObject({ project: argument('Project, by name or id.') }),
  options: z.strictObject({}),
  examples: ['kontor projects connections web'],
  output: connectionEndpoints.listProjectConnections.responses[200],
  run: async ({ args }, session) => {
    const { body } = await session.call(connectionEndpoints.listProjectConnections, {
      params: { team: await session.team(), project: args.project },
    });
    return {
      data: body,
      text:
        body.connections.length === 0
          ? [`${args.project} is connected to no resource.`]
          : table(
              ['RESOURCE', 'ENVIRONMENTS', 'PREFIX', 'ID'],
              body.connections.map(({ resourceName, environments, prefix, id }) => [
                resourceName,
                environments.join(', '),
                prefix ?? '-',
                id,
              ]),
            ),
    };
  },
});
