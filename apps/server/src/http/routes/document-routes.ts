import {
  creditNoteOf,
  documentOf,
  type InvoiceDocument,
  invoiceNotFound,
  ok,
  type Refusal,
  type Result,
  refuse,
} from '@kontor/core';
import { kontorEndpoints } from '@kontor/protocol/kontor';
import { invoiceId } from '@kontor/protocol/vocabulary';
import { htmlDocument, htmlPolicy } from '../../documents/html-document.ts';
import { pdfDocument } from '../../documents/pdf-document.ts';
import { findDocumentFacts } from '../../postgres/invoice-documents.ts';
import { findInvoiceEvidence } from '../../postgres/invoice-evidence.ts';
import type { Sql } from '../../postgres/sql.ts';
import { type Route, route, type TeamCaller } from '../route.ts';

const { getInvoiceHtml, getInvoicePdf } = kontorEndpoints;

export type DocumentRoutesPorts = { readonly read: Sql; readonly now: () => Date };

/** Invoices and credit notes as files that a company can keep. */
export function documentRoutes({ read, now }: DocumentRoutesPorts): readonly Route[] {
  return [
    route(kontorEndpoints.getInvoiceEvidence, async ({ caller, params }) => {
      const id = invoiceId.safeParse(params.invoice);
      const evidence = id.success
        ? await findInvoiceEvidence(read, caller.team.id, id.data, now())
        : undefined;
      if (evidence === undefined) return invoiceNotFound(params.invoice);
      return ok({ status: 200, body: { evidence } });
    }),
    route(getInvoiceHtml, async ({ caller, params, query }) => {
      const found = await documentFor(read, caller, { ...params, ...query });
      if (!found.ok) return found;
      const name = `${found.value.number}.html`;
      const headers = {
        ...fileHeaders(name, getInvoiceHtml.media),
        'content-security-policy': htmlPolicy,
      };
      return ok({ status: 200, body: new File([htmlDocument(found.value)], name), headers });
    }),
    route(getInvoicePdf, async ({ caller, params, query }) => {
      const found = await documentFor(read, caller, { ...params, ...query });
      if (!found.ok) return found;
      const name = `${found.value.number}.pdf`;
      const bytes = await pdfDocument(found.value);
      const headers = fileHeaders(name, getInvoicePdf.media);
      return ok({ status: 200, body: new File([bytes], name), headers });
    }),
  ];
}

type Wanted = { readonly invoice: string; readonly creditNote?: number | undefined };

async function documentFor(
  read: Sql,
  { team }: TeamCaller,
  { invoice: named, creditNote }: Wanted,
): Promise<Result<InvoiceDocument, Refusal>> {
  const id = invoiceId.safeParse(named);
  const found = id.success ? await findDocumentFacts(read, team.id, id.data) : undefined;
  if (found === undefined) return invoiceNotFound(named);
  const { facts, invoice } = found;
  if (facts === undefined) {
    const message = `The invoice ${named} has no document, because it was not sent to the team.`;
    return refuse('invoice_state', message, { invoiceId: named, state: invoice.state });
  }
  if (creditNote === undefined) return ok(documentOf(facts));
  const note = facts.creditNotes.find(({ position }) => position === creditNote);
  if (note !== undefined) return ok(creditNoteOf(facts, note));
  return refuse(
    'invoice_not_found',
    `The invoice ${named} has ${facts.creditNotes.length} credit notes, and ${creditNote} is none of them.`,
    { creditNotes: facts.creditNotes.length },
  );
}

function fileHeaders(name: string, media: string) {
  return { 'content-type': media, 'content-disposition': `inline; filename="${name}"` };
}
