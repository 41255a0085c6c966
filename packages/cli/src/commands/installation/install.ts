import * as installationEndpoints from '@kontor/protocol/kontor/installation';
import * as z from 'zod';
import { command } from '../../command.ts';
import { isUnfinished } from '../../host/follow.ts';
import { argument, waitOption } from '../../inputs.ts';
import { steps } from '../../next/steps.ts';
import { findListing } from '../catalog/find-listing.ts';
import { acceptedPolicies, acceptOptions } from '../catalog/policies.ts';
import { goingOn } from '../operation/going-on.ts';
import { beginInstallation } from './begin-installation.ts';

export const install = command({
  args: z.strictObject({ integration: argument('Integration, by slug or id.') }),
  options: z.strictObject({ ...acceptOptions, ...waitOption }),
  details:
    'On a terminal the terms are shown and you are asked. Elsewhere, accept them with --accept or --accept-all.',
  examples: ['kontor install lagoon', 'kontor install lagoon --accept toc,privacy,eula'],
  output: installationEndpoints.install.responses[201],
  run: async ({ args, options }, session) => {
    const listing = await findListing(session, args.integration);
    // a team or sign-in that is missing is found before anybody reads terms
    await session.team();
    const policies = await acceptedPolicies(session, listing, options);
    const data = await beginInstallation(session, listing, {
      acceptedPolicies: policies,
      wait: options.wait,
    });
    const { installation, operation } = data;
    if (isUnfinished(operation)) {
      return {
        data,
        text: [`${listing.name} is being installed as ${installation.id}.`],
        ...goingOn(operation),
      };
    }
    const [product] = listing.products;
    return {
      data,
      text: [`Installed ${listing.name} as ${installation.id}.`],
      next: product === undefined ? [] : [steps.createResource(`${listing.slug}/${product.slug}`)],
    };
  },
});
