import * as invoiceDocumentEndpoints from '@kontor/protocol/kontor/invoice-document';
import * as z from 'zod';
import { command } from '../../command.ts';
import { argument, text } from '../../inputs.ts';
import { savedFile, saveFile } from '../../output/save-file.ts';

const getInvoiceHtml = invoiceDocumentEndpoints.getInvoiceHtml;
const getInvoicePdf = invoiceDocumentEndpoints.getInvoicePdf;

export const saveDocument = command({
  args: z.strictObject({ invoice: argument('Invoice, by id.') }),
  options: z.strictObject({
    format: z.enum(['pdf', 'html']).default('pdf').meta({
      description: 'What kind of file.',
      placeholder: 'pdf|html',
    }),
    creditNote: z.coerce.number().int().min(1).optional().meta({
      description: 'The credit note of the refund of this number, instead of the invoice.',
      placeholder: 'number',
    }),
    output: text('file', 'File to write (default: <invoice>.pdf, or .html).').meta({ short: 'o' }),
  }),
  details:
    'The document stays as it was when the invoice was sent; only how it stands moves on. An existing file is replaced only after asking, or with --yes.',
  examples: [
    'kontor invoices document inv_0Vc0tmWXfUFNx3iR4TK0u99O -o january.pdf',
    'kontor invoices document inv_0Vc0tmWXfUFNx3iR4TK0u99O --credit-note 1',
  ],
  output: savedFile,
  run: async ({ args, options }, session) => {
    const { format, creditNote } = options;
    const { body } = await session.call(format === 'pdf' ? getInvoicePdf : getInvoiceHtml, {
      params: { team: await session.team(), invoice: args.invoice },
      query: creditNote === undefined ? {} : { creditNote },
    });
    const name = creditNote === undefined ? args.invoice : `${args.invoice}-C${creditNote}`;
    const file = options.output ?? `${name}.${format}`;
    const path = await saveFile(session, file, await body.bytes());
    return { data: { file: path, bytes: body.size }, text: [`Wrote ${file}.`] };
  },
});
