import * as transferEndpoints from '@kontor/protocol/kontor/transfer';
import * as z from 'zod';
import { command } from '../../command.ts';
import { exitCode } from '../../exit-code.ts';
import { text } from '../../inputs.ts';
import type { Session } from '../../session.ts';
import { findListing } from '../catalog/find-listing.ts';
import { type Acceptance, acceptedPolicies, acceptOptions } from '../catalog/policies.ts';
import { codeArgument } from './show.ts';

export const acceptTransfer = command({
  args: z.strictObject({ ...codeArgument }),
  options: z.strictObject({
    name: text('name', 'Call a project this from now on.'),
    ...acceptOptions,
  }),
  details:
    'kontor transfer show tells before what comes, and under which plans. An installation asks for the terms that installing asks for.',
  examples: [
    'kontor transfer accept 3f8c2b1e-5d0a-4b4e-9a57-0c6f1d2e3a4b --name shop',
    'kontor transfer accept 3f8c2b1e-5d0a-4b4e-9a57-0c6f1d2e3a4b --accept toc,privacy,eula --yes',
  ],
  output: transferEndpoints.acceptTransfer.responses[200],
  run: async ({ args, options }, session) => {
    const team = await session.team();
    const params = { team, code: args.code };
    const offer = (await session.call(transferEndpoints.getTransfer, { params })).body;
    const terms = await termsOf(session, offer, options);
    await session.ask.toConfirm({
      message: `Take ${offer.name} (${offer.kind}) over into ${team}, with its resources and what they cost?`,
    });
    const { body } = await session.call(transferEndpoints.acceptTransfer, {
      params,
      body: { ...terms, ...(options.name === undefined ? {} : { newProjectName: options.name }) },
    });
    const { transferredStoreIds: moved, resourceTransferErrors: errors } = body;
    const isWhole = errors.length === 0;
    return {
      data: body,
      text: [
        isWhole
          ? `The ${offer.kind} is in ${team} now, with ${moved.length} ${moved.length === 1 ? 'resource' : 'resources'}.`
          : `The ${offer.kind} has not come over whole:`,
        ...errors.map(({ resourceId, message }) => `${resourceId}: ${message}`),
      ],
      ...(isWhole ? {} : { exitCode: exitCode.providerFailed }),
    };
  },
});

type Offer = {
  readonly kind: string;
  readonly status: string;
  readonly installations: readonly { readonly integration: { readonly slug: string } }[];
};

/** What has to be agreed to for an installation, as when one installs. */
async function termsOf(
  session: Session,
  { kind, status, installations: [first] }: Offer,
  options: Acceptance,
): Promise<{ acceptedPolicies?: string[] }> {
  if (kind !== 'installation' || status !== 'open' || first === undefined) return {};
  const listing = await findListing(session, first.integration.slug);
  return { acceptedPolicies: [...(await acceptedPolicies(session, listing, options))] };
}
