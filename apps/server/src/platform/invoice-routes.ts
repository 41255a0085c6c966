import {
  createChangeInvoice,
  createCloseBilling,
  createSubmitInvoice,
  type Invoice,
  type InvoiceSubmission,
  invoiceNotFound,
  ok,
  type TeamTx,
  type Transact,
} from '@kontor/core';
import {
  type Invoice as InvoiceView,
  platformEndpoints,
  type submitInvoice,
} from '@kontor/protocol/platform';
import {
  type InvoiceId,
  invoiceId,
  readInstant,
  type TeamId,
  teamId as teamIdOf,
} from '@kontor/protocol/vocabulary';
import type * as z from 'zod';
import { type InstallationCaller, type Route, route } from '../http/route.ts';
import type { InvoiceTermsSource } from '../money/invoice-terms.ts';
import { invoiceStore } from '../postgres/invoice-store.ts';
import type { Sql } from '../postgres/sql.ts';
import { type Place, placeOf } from './place.ts';

export type InvoiceRoutesPorts = {
  readonly read: Sql;
  readonly transact: Transact<TeamTx>;
  readonly mintInvoiceId: () => InvoiceId;
  /** What an invoice of an integration to a team is taken under. */
  readonly invoiceTerms: InvoiceTermsSource;
  /** Makes a credential dead at once in this process. */
  readonly forget: () => void;
};

/** Invoices as providers submit, read and refund them, and the end of billing. */
export function invoiceRoutes(ports: InvoiceRoutesPorts): readonly Route[] {
  const { read, transact, invoiceTerms, forget } = ports;
  const submit = createSubmitInvoice(ports);
  const change = createChangeInvoice(transact);
  const close = createCloseBilling(transact);
  return [
    route(platformEndpoints.submitInvoice, async ({ caller, body }) => {
      const place = placeOf(caller);
      const terms = await invoiceTerms(place);
      const submitted = await submit({ ...submissionOf(place, body), terms });
      if (!submitted.ok) return submitted;
      const { invoice, flaws } = submitted.value;
      return ok({
        status: 200,
        body: {
          ...(invoice !== undefined && { invoiceId: invoice.id }),
          // in a test installation everything is one
          test: body.test !== undefined || submitted.value.invoice?.isTest === true,
          validationErrors: flaws.map(({ message }) => message),
        },
      });
    }),
    route(platformEndpoints.getInvoice, async ({ caller, params }) => {
      const { installationId } = placeOf(caller);
      const id = invoiceId.safeParse(params.invoiceId).data;
      const teamId = await billedTeam(read, caller, params.invoiceId);
      const invoice = id && (await invoiceStore(read, teamId).find(id));
      if (invoice?.installationId !== installationId) return invoiceNotFound(params.invoiceId);
      return ok({ status: 200, body: viewOf(invoice) });
    }),
    route(platformEndpoints.actOnInvoice, async ({ caller, params, body }) => {
      const { installationId, actor } = placeOf(caller);
      const id = invoiceId.safeParse(params.invoiceId);
      const teamId = await billedTeam(read, caller, params.invoiceId);
      if (!id.success) return invoiceNotFound(params.invoiceId);
      const { total, reason } = body;
      const changed = await change({
        teamId,
        installationId,
        actor,
        invoiceId: id.data,
        step: { refund: { total, reason } },
      });
      if (!changed.ok) return changed;
      // the last open invoice may have kept a removed installation from its end
      forget();
      return ok({ status: 204, body: null });
    }),
    route(platformEndpoints.finalizeBilling, async ({ caller }) => {
      const closed = await close(placeOf(caller));
      if (!closed.ok) return closed;
      if (closed.value.isFinalized) forget();
      return ok({ status: 204, body: null });
    }),
  ];
}

/** The team that got an invoice: the installation may have been another one's then. */
async function billedTeam(
  read: Sql,
  { teamId, installationId }: InstallationCaller,
  named: string,
): Promise<TeamId> {
  const [former] = await read<{ team_id: TeamId }>(
    `select v.team_id from former_installation f
     join invoice v on v.team_id = f.team_id and v.installation_id = f.installation_id
     where f.installation_id = $1 and v.invoice_id = $2`,
    [installationId, named],
  );
  return former?.team_id ?? teamIdOf.parse(teamId);
}

function submissionOf(
  { teamId, installationId, actor }: Place,
  body: z.output<typeof submitInvoice.request>,
): Omit<InvoiceSubmission, 'terms'> {
  const { items, discounts = [], period } = body;
  return {
    teamId,
    installationId,
    actor,
    invoiceDate: readInstant(body.invoiceDate),
    period: { start: readInstant(period.start), end: readInstant(period.end) },
    items,
    discounts,
    externalId: body.externalId ?? null,
    memo: body.memo ?? null,
    isFinal: body.final ?? false,
    test: body.test ?? null,
  };
}

function viewOf(invoice: Invoice): InvoiceView {
  const { externalId, memo, number, paidAt, refundedAt, refundReason, refundTotal, period } =
    invoice;
  return {
    invoiceId: invoice.id,
    state: invoice.state,
    invoiceDate: invoice.invoiceDate.toISOString(),
    period: { start: period.start.toISOString(), end: period.end.toISOString() },
    items: [...invoice.items],
    discounts: [...invoice.discounts],
    total: invoice.total,
    created: invoice.createdAt.toISOString(),
    updated: invoice.updatedAt.toISOString(),
    test: invoice.isTest,
    ...(externalId !== null && { externalId }),
    ...(number !== null && { invoiceNumber: number }),
    ...(memo !== null && { memo }),
    ...(paidAt !== null && { paidAt: paidAt.toISOString() }),
    ...(refundedAt !== null && { refundedAt: refundedAt.toISOString(), refundTotal }),
    ...(refundReason !== null && { refundReason }),
  };
}
