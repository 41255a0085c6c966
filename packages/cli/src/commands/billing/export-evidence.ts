import * as invoiceEvidenceEndpoints from '@kontor/protocol/kontor/invoice-evidence';
import * as z from 'zod';
import { command } from '../../command.ts';
import { fetchEvidence } from '../../evidence/read-evidence.ts';
import { argument, text } from '../../inputs.ts';
import { saveFile } from '../../output/save-file.ts';

export const exportEvidence = command({
  args: z.strictObject({ invoice: argument('Invoice, by id.') }),
  options: z.strictObject({
    output: text('file', 'File to write (default: <invoice>.evidence.json).').meta({ short: 'o' }),
  }),
  details:
    'The file holds the invoice, the plans that held, and what the provider reported for the period, with digests. Who has it can check the invoice without the host.',
  examples: ['kontor invoices evidence inv_0Vc0tmWXfUFNx3iR4TK0u99O -o january.json'],
  output: z.object({
    file: z.string(),
    digests:
      invoiceEvidenceEndpoints.getInvoiceEvidence.responses[200].shape.evidence.shape.digests,
  }),
  run: async ({ args, options }, session) => {
    const evidence = await fetchEvidence(session, args.invoice);
    const file = options.output ?? `${args.invoice}.evidence.json`;
    const path = await saveFile(session, file, `${JSON.stringify(evidence, null, 2)}\n`);
    return { data: { file: path, digests: evidence.digests }, text: [`Wrote ${file}.`] };
  },
});
