import { type ConnectionPreview, kontorEndpoints } from '@kontor/protocol/kontor';
import { connectionPrefix } from '@kontor/protocol/vocabulary';
import * as z from 'zod';
import { findResource } from '../find.ts';
import * as input from '../inputs.ts';
import { Refused } from '../refused.ts';
import { type Desk, tool } from '../tool.ts';

const connecting = {
  resource: input.resource,
  project: input.project,
  environments: z
    .array(input.environment)
    .min(1)
    .default(['production', 'preview', 'development'])
    .describe('The environments that get the variables.'),
  prefix: connectionPrefix.optional().describe('Put before each name, such as ORDERS.'),
  team: input.team,
};

export const previewConnection = tool({
  name: 'preview_connection',
  title: 'Preview a connection',
  description:
    'Shows which variables a connection would put into a project, and which of their names are taken already. Changes nothing.',
  effect: 'reads',
  input: connecting,
  run: async (asked, desk) => {
    const { body } = await connect(asked, desk, 'true');
    return shownPreview(body.preview);
  },
});

export const connectResource = tool({
  name: 'connect_resource',
  title: 'Connect a resource',
  description:
    'Connects a resource to a project, so that its variables are in the environments that are named.',
  effect: 'changes',
  input: connecting,
  run: async (asked, desk) => {
    const { body } = await connect(asked, desk, 'false');
    if (!('connection' in body)) throw new Refused('not_connected', 'Nothing was connected.');
    return { connectionId: body.connection.id, ...shownPreview(body.preview) };
  },
});

export const disconnectResource = tool({
  name: 'disconnect_resource',
  title: 'Disconnect a resource',
  description:
    "Takes the variables of a resource out of a project's environments. The resource and its data stay.",
  effect: 'destroys',
  input: { resource: input.resource, project: input.project, team: input.team },
  run: async ({ resource, project, team: named }, desk) => {
    const team = await desk.team(named);
    const { id } = await findResource(desk, { team, named: resource });
    const params = { team, resource: id };
    const { body } = await desk.call(kontorEndpoints.listConnections, { params });
    const meant = body.connections.filter(
      ({ projectId, projectName }) => projectId === project || projectName === project,
    );
    if (meant.length === 0) {
      throw new Refused('connection_not_found', `The resource is not connected to '${project}'.`, {
        candidates: body.connections.map(({ projectName }) => projectName),
      });
    }
    for (const connection of meant) {
      const named = { ...params, connection: connection.id };
      await desk.call(kontorEndpoints.disconnectResource, { params: named });
    }
    return { disconnected: meant.map(({ id, environments }) => ({ id, environments })) };
  },
});

type Asked = z.output<z.ZodObject<typeof connecting>>;

async function connect(
  { resource, project, environments, prefix, team: named }: Asked,
  desk: Desk,
  dryRun: 'true' | 'false',
) {
  const team = await desk.team(named);
  const { id } = await findResource(desk, { team, named: resource });
  return desk.call(kontorEndpoints.connectResource, {
    params: { team, resource: id },
    query: { dryRun },
    body: { project, environments, prefix },
  });
}

function shownPreview({ environments, ...rest }: ConnectionPreview) {
  return {
    environments: environments.map(({ environment, variables }) => ({
      environment,
      variables: variables.map(({ name }) => name),
    })),
    ...rest,
  };
}
