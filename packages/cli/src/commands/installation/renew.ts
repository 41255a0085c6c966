import * as installationEndpoints from '@kontor/protocol/kontor/installation';
import * as z from 'zod';
import { command } from '../../command.ts';
import { follow, isUnfinished } from '../../host/follow.ts';
import { waitOption } from '../../inputs.ts';
import { findListing } from '../catalog/find-listing.ts';
import { acceptedPolicies, acceptOptions } from '../catalog/policies.ts';
import { goingOn } from '../operation/going-on.ts';
import { findInstallation } from './find-installation.ts';
import { installationArgument } from './plan.ts';

export const renewInstallation = command({
  args: z.strictObject(installationArgument),
  options: z.strictObject({ ...acceptOptions, ...waitOption }),
  details:
    'Its provider gets its newest credential and whom to contact, and the terms are accepted anew.',
  examples: ['kontor installations renew lagoon --accept-all'],
  output: installationEndpoints.renewInstallation.responses[200],
  run: async ({ args, options }, session) => {
    const { id, integration } = await findInstallation(session, args.installation);
    const listing = await findListing(session, integration.slug);
    const policies = await acceptedPolicies(session, listing, options);
    const { body } = await session.call(installationEndpoints.renewInstallation, {
      params: { team: await session.team(), installation: id },
      body: { acceptedPolicies: [...policies] },
    });
    const operation = options.wait
      ? await follow(session, body.operation, `Renewing ${integration.name}`)
      : body.operation;
    const data = { installation: body.installation, operation };
    if (!isUnfinished(operation)) return { data, text: [`Renewed ${integration.name}.`] };
    return {
      data,
      text: [`${integration.name} is being renewed.`],
      ...goingOn(operation),
    };
  },
});
