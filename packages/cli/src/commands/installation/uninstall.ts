import * as installationEndpoints from '@kontor/protocol/kontor/installation';
import * as resourceEndpoints from '@kontor/protocol/kontor/resource';
import * as z from 'zod';
import { command } from '../../command.ts';
import { follow, isUnfinished } from '../../host/follow.ts';
import { argument, waitOption } from '../../inputs.ts';
import { goingOn } from '../operation/going-on.ts';
import { findInstallation } from './find-installation.ts';

export const uninstall = command({
  args: z.strictObject({
    integration: argument('Integration by its slug, or installation by its id.'),
  }),
  options: z.strictObject({ ...waitOption }),
  details: 'Asks before it does so. Where nobody can be asked, --yes is needed.',
  examples: ['kontor uninstall lagoon', 'kontor uninstall lagoon --yes'],
  output: installationEndpoints.uninstall.responses[200],
  run: async ({ args, options }, session) => {
    const team = await session.team();
    const installation = await findInstallation(session, args.integration);
    const { name } = installation.integration;
    const { resources } = (
      await session.call(resourceEndpoints.listResources, {
        params: { team },
        query: { installation: installation.id },
      })
    ).body;
    const lost = resources.map((resource) => resource.name);
    await session.ask.toConfirm({
      message: `Uninstall ${name}?${lost.length === 0 ? '' : ` These resources go with it: ${lost.join(', ')}.`}`,
    });
    session.progress.say(`Uninstalling ${name}`);
    const { body } = await session
      .call(installationEndpoints.uninstall, { params: { team, installation: installation.id } })
      .finally(session.progress.clear);
    const operation = options.wait
      ? await follow(session, body.operation, `Uninstalling ${name}`)
      : body.operation;
    if (isUnfinished(operation)) {
      return {
        data: { installation: body.installation, operation },
        text: [`${name} is being uninstalled.`],
        ...goingOn(operation),
      };
    }
    const shown = await session.call(installationEndpoints.getInstallation, {
      params: { team, installation: installation.id },
    });
    return {
      data: { installation: shown.body.installation, operation },
      text: [`Uninstalled ${name}.`],
    };
  },
});
