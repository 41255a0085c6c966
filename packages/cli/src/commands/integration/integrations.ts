import type { Integration } from '@kontor/protocol/kontor';
import * as integrationEndpoints from '@kontor/protocol/kontor/integration';
import * as listingEndpoints from '@kontor/protocol/kontor/listing';
import * as z from 'zod';
import { command } from '../../command.ts';
import { argument, text } from '../../inputs.ts';
import { steps } from '../../next/steps.ts';
import type { Line } from '../../output/line.ts';
import { facts, table } from '../../output/table.ts';
import { fileOption, readSettings } from './read-file.ts';

export const integrationArgument = {
  integration: argument('Integration of the team, by slug or id.'),
};

export const listIntegrations = command({
  args: z.strictObject({}),
  options: z.strictObject({}),
  details: 'For providers: what the team publishes, or is about to.',
  examples: ['kontor integrations list'],
  output: integrationEndpoints.listIntegrations.responses[200],
  run: async (_, session) => {
    const { body } = await session.call(integrationEndpoints.listIntegrations, {
      params: { team: await session.team() },
    });
    return {
      data: body,
      text:
        body.integrations.length === 0
          ? ['The team publishes no integration.']
          : table(
              ['INTEGRATION', 'NAME', 'PUBLISHED', 'PRODUCTS', 'ID'],
              body.integrations.map(({ slug, name, isPublished, products, id }) => [
                slug,
                name,
                isPublished ? 'yes' : 'no',
                products.map((product) => product.slug).join(', '),
                id,
              ]),
            ),
    };
  },
});

export const showIntegration = command({
  args: z.strictObject(integrationArgument),
  options: z.strictObject({}),
  details: 'With --json, everything that a file of --file can hold.',
  examples: ['kontor integrations show lagoon --json'],
  output: integrationEndpoints.getIntegration.responses[200],
  run: async ({ args }, session) => {
    const { body } = await session.call(integrationEndpoints.getIntegration, {
      params: { team: await session.team(), ...args },
    });
    return { data: body, text: linesOf(body.integration) };
  },
});

export const createIntegration = command({
  args: z.strictObject({}),
  options: z.strictObject(fileOption),
  details:
    'The client secret alone goes to the standard output, so that it can be piped. It cannot be read again. docs/api.md names the settings.',
  examples: ['kontor integrations create --file integration.json'],
  output: integrationEndpoints.createIntegration.responses[201],
  run: async ({ options }, session) => {
    const { body } = await session.call(integrationEndpoints.createIntegration, {
      params: { team: await session.team() },
      body: await readSettings(
        session,
        options.file,
        integrationEndpoints.createIntegration.request,
      ),
    });
    const { integration, clientSecret } = body;
    return {
      data: body,
      text: [clientSecret],
      notes: [
        `Created ${integration.slug}, with the client id ${integration.id}. Its secret is shown this once.`,
      ],
      next: [steps.checkIntegration(integration.slug)],
    };
  },
});

export const editIntegration = command({
  args: z.strictObject(integrationArgument),
  options: z.strictObject(fileOption),
  details: 'What the file does not name stays.',
  examples: ['kontor integrations edit lagoon --file change.json'],
  output: integrationEndpoints.updateIntegration.responses[200],
  run: async ({ args, options }, session) => {
    const { body } = await session.call(integrationEndpoints.updateIntegration, {
      params: { team: await session.team(), ...args },
      body: await readSettings(
        session,
        options.file,
        integrationEndpoints.updateIntegration.request,
      ),
    });
    return { data: body, text: linesOf(body.integration) };
  },
});

export const publishIntegration = command({
  args: z.strictObject(integrationArgument),
  options: z.strictObject({ note: text('text', 'For the operator who decides, where one does.') }),
  details: 'Where nobody has to approve, it is in the catalogue at once.',
  examples: ['kontor integrations publish lagoon'],
  output: listingEndpoints.submitListing.responses[200],
  run: async ({ args, options: { note } }, session) => {
    const { body } = await session.call(listingEndpoints.submitListing, {
      params: { team: await session.team(), ...args },
      body: note === undefined ? {} : { note },
    });
    const isIn = body.listing.state === 'listed';
    return {
      data: body,
      text: [
        isIn
          ? `${args.integration} is in the catalogue.`
          : 'An operator decides whether it comes in.',
      ],
    };
  },
});

export const withdrawIntegration = command({
  args: z.strictObject(integrationArgument),
  options: z.strictObject({}),
  details: 'What is installed goes on.',
  examples: ['kontor integrations withdraw lagoon'],
  output: listingEndpoints.withdrawListing.responses[200],
  run: async ({ args }, session) => {
    const { body } = await session.call(listingEndpoints.withdrawListing, {
      params: { team: await session.team(), ...args },
    });
    return { data: body, text: [`${args.integration} is not in the catalogue any more.`] };
  },
});

export const putProduct = command({
  args: z.strictObject({ ...integrationArgument, product: argument('Product, by its slug.') }),
  options: z.strictObject(fileOption),
  details: 'Makes the product, or replaces it whole.',
  examples: ['kontor integrations product lagoon postgres --file postgres.json'],
  output: integrationEndpoints.putProduct.responses[200],
  run: async ({ args, options }, session) => {
    const { body } = await session.call(integrationEndpoints.putProduct, {
      params: { team: await session.team(), ...args },
      body: await readSettings(session, options.file, integrationEndpoints.putProduct.request),
    });
    return { data: body, text: [`${args.integration}/${body.product.slug} is as the file says.`] };
  },
});

export const checkForm = command({
  args: z.strictObject({}),
  options: z.strictObject(fileOption),
  details: 'The file holds a metadataSchema. Nothing is kept.',
  examples: ['kontor integrations check-form --file form.json'],
  output: integrationEndpoints.checkMetadataSchema.responses[200],
  run: async ({ options }, session) => {
    const metadataSchema = await readSettings(
      session,
      options.file,
      integrationEndpoints.checkMetadataSchema.request.shape.metadataSchema,
    );
    const { body } = await session.call(integrationEndpoints.checkMetadataSchema, {
      params: { team: await session.team() },
      body: { metadataSchema },
    });
    const count = Object.keys(body.metadataSchema.properties).length;
    return { data: body, text: [`Nothing is wrong with its ${count} fields.`] };
  },
});

export const rotateClientSecret = command({
  args: z.strictObject(integrationArgument),
  options: z.strictObject({}),
  details:
    'The new secret alone goes to the standard output. The former one stops working at once; where nobody can be asked, --yes is needed.',
  examples: ['kontor integrations rotate-secret lagoon --yes'],
  output: integrationEndpoints.rotateClientSecret.responses[201],
  run: async ({ args }, session) => {
    await session.ask.toConfirm({
      message: `Make a new client secret of ${args.integration}? The former one stops working at once.`,
    });
    const { body } = await session.call(integrationEndpoints.rotateClientSecret, {
      params: { team: await session.team(), ...args },
    });
    return { data: body, text: [body.clientSecret], notes: ['It is shown this once.'] };
  },
});

function linesOf(integration: Integration): Line[] {
  return facts([
    ['id', integration.id],
    ['slug', integration.slug],
    ['name', integration.name],
    ['published', integration.isPublished ? 'yes' : 'no'],
    ['answers at', integration.baseUrl],
    ['signs on at', integration.redirectLoginUrl ?? '-'],
    ['webhooks to', integration.webhookUrl ?? '-'],
    ['products', integration.products.map(({ slug }) => slug).join(', ') || 'none'],
  ]);
}
