import * as resourceEndpoints from '@kontor/protocol/kontor/resource';
import * as z from 'zod';
import { command } from '../../command.ts';
import { argument } from '../../inputs.ts';
import { planTable } from '../catalog/plans.ts';
import { findResource } from './find-resource.ts';

export const listResourcePlans = command({
  args: z.strictObject({ resource: argument('Resource, by name or id.') }),
  options: z.strictObject({}),
  details: 'Those that it can change to. Its provider is asked.',
  examples: ['kontor resource plans orders'],
  output: resourceEndpoints.listResourcePlans.responses[200],
  run: async ({ args }, session) => {
    const { id, name } = await findResource(session, args.resource);
    const { body } = await session.call(resourceEndpoints.listResourcePlans, {
      params: { team: await session.team(), resource: id },
    });
    return {
      data: body,
      text:
        body.plans.length === 0 ? [`There are no plans for ${name} now.`] : planTable(body.plans),
    };
  },
});
