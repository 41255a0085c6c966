import * as resourceEndpoints from '@kontor/protocol/kontor/resource';
import * as z from 'zod';
import { command } from '../../command.ts';
import { follow, isUnfinished } from '../../host/follow.ts';
import { argument, waitOption } from '../../inputs.ts';
import { goingOn } from '../operation/going-on.ts';
import { findResource } from './find-resource.ts';

export const deleteResource = command({
  args: z.strictObject({ resource: argument('Resource, by name or id.') }),
  options: z.strictObject({ ...waitOption }),
  details: 'Asks before it does so. Where nobody can be asked, --yes is needed.',
  examples: ['kontor resource delete orders', 'kontor resource delete orders --yes'],
  output: resourceEndpoints.deleteResource.responses[200],
  run: async ({ args, options }, session) => {
    const team = await session.team();
    const { id, name, connectionCount } = await findResource(session, args.resource);
    await session.ask.toConfirm({
      message: `Delete ${name} with all its data?${connectionsLost(connectionCount)}`,
    });
    session.progress.say(`Deleting ${name}`);
    const { body } = await session
      .call(resourceEndpoints.deleteResource, { params: { team, resource: id } })
      .finally(session.progress.clear);
    const operation = options.wait
      ? await follow(session, body.operation, `Deleting ${name}`)
      : body.operation;
    const data = { resource: body.resource, operation };
    if (isUnfinished(operation)) {
      return {
        data,
        text: [`${name} is being deleted.`],
        ...goingOn(operation),
      };
    }
    return { data, text: [`Deleted ${name}.`] };
  },
});

function connectionsLost(count: number): string {
  if (count === 0) return '';
  return ` Its variables leave ${count} ${count === 1 ? 'project' : 'projects'}.`;
}
