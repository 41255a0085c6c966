import type { Resource } from '@kontor/protocol/kontor';
import * as installationEndpoints from '@kontor/protocol/kontor/installation';
import * as resourceEndpoints from '@kontor/protocol/kontor/resource';
import * as z from 'zod';
import { command } from '../../command.ts';
import { exitCode } from '../../exit-code.ts';
import { follow, isUnfinished } from '../../host/follow.ts';
import { argument, text, waitOption } from '../../inputs.ts';
import type { Session } from '../../session.ts';
import { findListing } from '../catalog/find-listing.ts';
import { goingOn } from '../operation/going-on.ts';
import { findResource } from './find-resource.ts';

export const rotateResource = command({
  args: z.strictObject({ resource: argument('Resource, by name or id.') }),
  options: z.strictObject({
    reason: text('text', 'Why, for the log of the team and for the provider.'),
    keepOld: z.coerce.number('should be a number of hours').min(0).optional().meta({
      description: 'For how many hours the old secrets go on working, such as 24 or 2.5.',
      placeholder: 'hours',
    }),
    ...waitOption,
  }),
  details:
    'Asks before it does so. Where nobody can be asked, --yes is needed. The old values are used until the new ones are here.',
  examples: [
    'kontor resource rotate orders --keep-old 24',
    'kontor resource rotate orders --reason "a laptop was lost" --yes',
  ],
  output: resourceEndpoints.rotateSecrets.responses[200],
  run: async ({ args, options }, session) => {
    const team = await session.team();
    const found = await findResource(session, args.resource);
    const { id, name, connectionCount } = found;
    const warning = await warningOf(session, found);
    if (warning !== undefined) session.note(`The provider says: ${warning}`);
    await session.ask.toConfirm({
      message: `Make new secrets for ${name}?${whatEnds(options.keepOld, connectionCount)}`,
    });
    session.progress.say(`Making new secrets for ${name}`);
    const { body } = await session
      .call(resourceEndpoints.rotateSecrets, {
        params: { team, resource: id },
        body: {
          ...(options.reason === undefined ? {} : { reason: options.reason }),
          ...(options.keepOld === undefined
            ? {}
            : { delayOldSecretsExpirationHours: options.keepOld }),
        },
      })
      .finally(session.progress.clear);
    const operation = options.wait
      ? await follow(session, body.operation, `Making new secrets for ${name}`)
      : body.operation;
    if (isUnfinished(operation)) {
      return {
        data: { resource: body.resource, operation },
        text: [`New secrets for ${name} are on their way.`],
        ...goingOn(operation),
      };
    }
    const shown = await session.call(resourceEndpoints.getResource, {
      params: { team, resource: id },
    });
    const { resource } = shown.body;
    return {
      data: { resource, operation },
      text: [outcomeOf(resource)],
      ...(isPromised(resource) ? { exitCode: exitCode.stillRunning } : {}),
    };
  },
});

/** What the provider wants to be known before; nothing where the catalogue cannot be asked. */
async function warningOf(session: Session, resource: Resource): Promise<string | undefined> {
  const { product, installationId: installation } = resource;
  const params = { team: await session.team(), installation };
  const shown = await session.call(installationEndpoints.getInstallation, { params });
  const { slug } = shown.body.installation.integration;
  const listing = await findListing(session, slug).catch(() => undefined);
  const offer =
    listing?.products.find(({ id }) => id === product.id)?.capabilities.secretRotation ??
    listing?.capabilities.secretRotation;
  return typeof offer === 'object' ? offer.customRotationWarning : undefined;
}

function whatEnds(hours: number | undefined, connectionCount: number): string {
  const projects = connectionCount === 1 ? '1 project' : `${connectionCount} projects`;
  const used = connectionCount === 0 ? '' : ` They go into ${projects}.`;
  return hours === undefined || hours === 0
    ? `${used} The old ones may stop working at once.`
    : `${used} The old ones go on working for ${hours} hours.`;
}

function outcomeOf(resource: Resource): string {
  return isPromised(resource)
    ? `The provider will send the new secrets of ${resource.name}. The old ones are used until then.`
    : `The new secrets of ${resource.name} are in every connected project.`;
}

function isPromised({ rotation }: Resource): boolean {
  return rotation?.state === 'running' || rotation?.state === 'late';
}
