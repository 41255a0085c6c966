import * as billingDetailsEndpoints from '@kontor/protocol/kontor/billing-details';
import * as z from 'zod';
import { CliError } from '../../cli-error.ts';
import { command } from '../../command.ts';
import { exitCode } from '../../exit-code.ts';
import { repeated } from '../../inputs.ts';
import { billingDetailsLines } from './billing-details-lines.ts';

/** A text that may be empty, which takes away what was there. */
const text = (placeholder: string, description: string) =>
  z.string().optional().meta({ placeholder, description });

export const setBillingDetails = command({
  args: z.strictObject({}),
  options: z.strictObject({
    name: text('name', 'The company, as it stands on documents.'),
    address: repeated('line', 'A line of the address; give it again for each line.'),
    country: text('code', 'Two letters, such as DE.'),
    taxId: text('id', 'Such as a VAT number.'),
    email: text('address', 'Whom to write to about invoices.'),
  }),
  details:
    'What is not given stays as it is; an empty text takes away what was there. Invoices that were sent stay as they are.',
  examples: [
    "kontor billing set --name 'Acme GmbH' --address 'Am Hafen 1' --address '20457 Hamburg' --country DE",
    "kontor billing set --tax-id ''",
  ],
  output: billingDetailsEndpoints.updateBillingDetails.responses[200],
  run: async ({ options }, session) => {
    const { name, address, country, taxId, email } = options;
    const wanted = {
      ...(name !== undefined && { name }),
      ...(address.length > 0 && { address: orNull(address.join('\n')) }),
      ...(country !== undefined && { country: orNull(country.toUpperCase()) }),
      ...(taxId !== undefined && { taxId: orNull(taxId) }),
      ...(email !== undefined && { email: orNull(email) }),
    };
    if (Object.keys(wanted).length === 0) throw nothingGiven();
    const { body } = await session.call(billingDetailsEndpoints.updateBillingDetails, {
      params: { team: await session.team() },
      body: wanted,
    });
    return { data: body, text: billingDetailsLines(body.billingDetails) };
  },
});

function orNull(given: string): string | null {
  return given === '' ? null : given;
}

function nothingGiven() {
  return new CliError({
    code: 'wrong_usage',
    exitCode: exitCode.wrongUsage,
    message: 'Say what changes, such as --name or --tax-id.',
  });
}
