import * as resourceEndpoints from '@kontor/protocol/kontor/resource';
import * as z from 'zod';
import { command, read } from '../../command.ts';
import { exitCode } from '../../exit-code.ts';
import { isUnfinished } from '../../host/follow.ts';
import { argument, projectOption, text, waitOption } from '../../inputs.ts';
import { steps } from '../../next/steps.ts';
import type { Shown } from '../../output/shown.ts';
import type { Session } from '../../session.ts';
import { chooseProduct, readProductName } from '../catalog/choose-product.ts';
import { findListing } from '../catalog/find-listing.ts';
import { acceptOptions } from '../catalog/policies.ts';
import { completeMetadata, metadataOption, readMetadata } from '../catalog/read-metadata.ts';
import { connectionOptions } from '../connection/environments.ts';
import { requireActions } from '../connection/require-actions.ts';
import { requireEnvironments } from '../connection/require-environments.ts';
import { requireProject } from '../connection/require-project.ts';
import { type Ensured, ensured, ensureInstalled } from '../installation/ensure-installed.ts';
import { goingOn } from '../operation/going-on.ts';
import { namedProject } from '../project/named-project.ts';
import { choosePlan } from './choose-plan.ts';
import { provision, provisioned } from './provision.ts';
import { connectProvisioned, shownProvisioned, shownProvisioning } from './provisioned.ts';
import { requirePlan } from './require-plan.ts';

const resourceName = resourceEndpoints.createResource.request.shape.name;

export const createResource = command({
  args: z.strictObject({ product: argument('Product, as <integration>/<product>.') }),
  options: z.strictObject({
    name: resourceName.optional().meta({
      description: 'Name of the resource: letters, digits, hyphens and underscores.',
      placeholder: 'name',
    }),
    plan: text('id', 'Billing plan, as `plans` lists them (default: the free one).'),
    ...metadataOption,
    connect: text('project', 'Connect the resource to this project once it is there.'),
    ...projectOption,
    ...connectionOptions,
    ...acceptOptions,
    ...waitOption,
  }),
  details:
    'Installs the integration first where the team has not, if its terms are accepted. Everything that can be found wrong before is found before anything is made.',
  examples: [
    'kontor resource create lagoon/postgres --name orders --plan starter',
    'kontor resource create lagoon/postgres --name orders --metadata region=fra1 --connect web --env production --accept-all',
  ],
  output: z.union([provisioned, ensured]),
  run: async ({ args, options }, session) => {
    const project = namedProject(options.connect, options.project, '--connect ');
    requireProject(project, options);
    const named = readProductName(args.product);
    const listing = await findListing(session, named.integration);
    const product = await chooseProduct(session.ask, listing, named.product);
    const team = await session.team();
    const form = product.metadataSchema;
    const metadata = await completeMetadata(
      session.ask,
      form,
      readMetadata(options.metadata, form),
    );
    const name = options.name ?? (await askForName(session, product.slug));
    if (project !== undefined) {
      requireActions(product, options);
      await requireEnvironments(session, project, options);
    }
    const asked = { listing, product, metadata };
    const plan = await (options.plan === undefined
      ? choosePlan(session, asked)
      : requirePlan(session, options.plan, asked));

    const installing = await ensureInstalled(session, listing, options);
    if (installing.operation && isUnfinished(installing.operation))
      return stillInstalling(installing);
    const made = await provision(session, {
      team,
      installation: installing.installation.id,
      body: {
        product: product.id,
        name,
        metadata,
        ...(plan === undefined ? {} : { billingPlanId: plan }),
      },
      wait: options.wait,
    });
    const wanted = project === undefined ? undefined : { ...options, project, resource: name };
    if (isUnfinished(made.operation)) return shownProvisioning(made, wanted);
    if (wanted === undefined) return shownProvisioned(session, made);
    return connectProvisioned(session, made, wanted);
  },
});

async function askForName({ ask }: Session, initial: string): Promise<string> {
  const name = await ask.forText({
    ...{ message: 'Name of the resource?', instead: '--name <name>', initial },
    answers: [steps.answer('--name', initial)],
  });
  return read(z.object({ name: resourceName }), { name }, () => '--name').name;
}

function stillInstalling(data: Ensured): Shown<Ensured> {
  const going = data.operation && goingOn(data.operation);
  return {
    data,
    text: [`${data.installation.integration.name} is still being installed.`],
    notes: ['Run the same command again when that is done.', ...(going?.notes ?? [])],
    next: [...(going?.next ?? []), steps.answer()],
    exitCode: exitCode.stillRunning,
  };
}
