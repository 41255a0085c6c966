import * as connectionEndpoints from '@kontor/protocol/kontor/connection';
import * as z from 'zod';
import { command } from '../../command.ts';
import { argument } from '../../inputs.ts';
import { day } from '../../output/day.ts';
import { table } from '../../output/table.ts';
import { findResource } from '../resource/find-resource.ts';
import { connectSteps } from './connect-steps.ts';

export const listConnections = command({
  args: z.strictObject({ resource: argument('Resource, by name or id.') }),
  options: z.strictObject({}),
  examples: ['kontor connections orders'],
  output: connectionEndpoints.listConnections.responses[200],
  run: async ({ args }, session) => {
    const resource = await findResource(session, args.resource);
    const { body } = await session.call(connectionEndpoints.listConnections, {
      params: { team: await session.team(), resource: resource.id },
    });
    const { connections } = body;
    if (connections.length === 0) {
      return {
        data: { connections },
        text: [`${resource.name} is connected to no project.`],
        next: await connectSteps(session, args.resource),
      };
    }
    return {
      data: { connections },
      text: table(
        ['PROJECT', 'ENVIRONMENTS', 'PREFIX', 'SINCE', 'ID'],
        connections.map(({ projectName, environments, prefix, createdAt, id }) => [
          projectName,
          environments.join(', '),
          prefix ?? '-',
          day(createdAt),
          id,
        ]),
      ),
    };
  },
});
