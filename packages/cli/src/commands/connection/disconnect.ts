import * as connectionEndpoints from '@kontor/protocol/kontor/connection';
import * as z from 'zod';
import { command } from '../../command.ts';
import { argument, optionalArgument, projectOption } from '../../inputs.ts';
import { chooseProject } from '../project/choose-project.ts';
import { namedProject } from '../project/named-project.ts';
import { findResource } from '../resource/find-resource.ts';
import { findConnection } from './find-connection.ts';

export const disconnect = command({
  args: z.strictObject({
    resource: argument('Resource, by name or id.'),
    project: optionalArgument('Project, by name or id.'),
  }),
  options: z.strictObject({ ...projectOption }),
  details: "The resource's variables leave the project; its other connections stay.",
  examples: ['kontor disconnect orders web'],
  output: z.object({
    disconnected: connectionEndpoints.listConnections.responses[200].shape.connections.element,
  }),
  run: async ({ args, options }, session) => {
    const resource = await findResource(session, args.resource);
    const project = await chooseProject(session, namedProject(args.project, options.project));
    const connection = await findConnection(session, resource.id, project);
    await session.call(connectionEndpoints.disconnectResource, {
      params: { team: await session.team(), resource: resource.id, connection: connection.id },
    });
    return {
      data: { disconnected: connection },
      text: [`Disconnected ${resource.name} from ${connection.projectName}.`],
    };
  },
});
