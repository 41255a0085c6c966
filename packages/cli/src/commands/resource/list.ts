import * as resourceEndpoints from '@kontor/protocol/kontor/resource';
import * as z from 'zod';
import { command } from '../../command.ts';
import { text } from '../../inputs.ts';
import { steps } from '../../next/steps.ts';
import { table } from '../../output/table.ts';
import { findInstallation } from '../installation/find-installation.ts';
import { statusOf } from './find-resource.ts';

export const listResources = command({
  args: z.strictObject({}),
  options: z.strictObject({
    project: text('project', 'Only what is connected to this project.'),
    installation: text('integration', 'Only of this integration or installation.'),
  }),
  examples: ['kontor resource list', 'kontor resource list --project web'],
  output: resourceEndpoints.listResources.responses[200],
  run: async ({ options }, session) => {
    const team = await session.team();
    const installation =
      options.installation && (await findInstallation(session, options.installation)).id;
    const { body } = await session.call(resourceEndpoints.listResources, {
      params: { team },
      query: { project: options.project, installation },
    });
    const { resources } = body;
    if (resources.length === 0) {
      return {
        data: { resources },
        text: ['There are no resources.'],
        next: [steps.browse()],
      };
    }
    return {
      data: { resources },
      text: table(
        ['NAME', 'PRODUCT', 'STATUS', 'PLAN', 'PROJECTS', 'ID'],
        resources.map((resource) => [
          resource.name,
          resource.product.name,
          statusOf(resource),
          resource.billingPlan?.name ?? '-',
          String(resource.connectionCount),
          resource.id,
        ]),
      ),
    };
  },
});
