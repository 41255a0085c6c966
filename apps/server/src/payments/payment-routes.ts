import {
  type createCollectInvoice,
  invoiceNotFound,
  isUnderWay,
  ok,
  type Payment,
  type PaymentBackEnd,
  type PaymentMethod,
  paymentMethodNotFound,
} from '@kontor/core';
import {
  kontorEndpoints,
  type PaymentMethod as PaymentMethodView,
  type Payment as PaymentView,
} from '@kontor/protocol/kontor';
import { invoiceId, paymentMethodId, teamId } from '@kontor/protocol/vocabulary';
import { type Route, route, type TeamCaller } from '../http/route.ts';
import { installationNotFound, readInstallationId } from '../http/routes/installation-routes.ts';
import { findInvoiceView } from '../postgres/invoice-views.ts';
import { findChosenMethod } from '../postgres/payment-method-store.ts';
import { type PaymentRow, paymentOf } from '../postgres/payment-store.ts';
import type { Sql } from '../postgres/sql.ts';
import type { createPaymentMethods } from './payment-methods.ts';

export type PaymentRoutesPorts = {
  readonly read: Sql;
  readonly backEnd: PaymentBackEnd;
  readonly collectInvoice: ReturnType<typeof createCollectInvoice>;
  readonly paymentMethods: ReturnType<typeof createPaymentMethods>;
  /** Makes a credential dead at once in this process. */
  readonly forget: () => void;
};

/** What a team pays with, and how its invoices are paid. */
export function paymentRoutes(ports: PaymentRoutesPorts): readonly Route[] {
  const { read, backEnd, paymentMethods } = ports;
  return [
    route(kontorEndpoints.listPaymentMethods, async ({ caller }) => {
      const methods = await paymentMethods.list(teamId.parse(caller.team.id));
      return ok({
        status: 200,
        body: {
          backEnd: backEnd.name,
          isNeeded: backEnd.isAutomatic,
          paymentMethods: methods.map(methodView),
        },
      });
    }),
    route(kontorEndpoints.addPaymentMethod, async ({ caller, body }) => {
      const added = await paymentMethods.add(placeOf(caller), body.token);
      return added.ok
        ? ok({ status: 201, body: { paymentMethod: methodView(added.value) } })
        : added;
    }),
    route(kontorEndpoints.changePaymentMethod, async ({ caller, params }) => {
      const id = paymentMethodId.safeParse(params.paymentMethod);
      if (!id.success) return paymentMethodNotFound(params.paymentMethod);
      const changed = await paymentMethods.makeDefault(placeOf(caller), id.data);
      return changed.ok
        ? ok({ status: 200, body: { paymentMethod: methodView(changed.value) } })
        : changed;
    }),
    route(kontorEndpoints.removePaymentMethod, async ({ caller, params }) => {
      const id = paymentMethodId.safeParse(params.paymentMethod);
      if (!id.success) return paymentMethodNotFound(params.paymentMethod);
      const removed = await paymentMethods.remove(placeOf(caller), id.data);
      return removed.ok ? ok({ status: 204, body: null }) : removed;
    }),
    route(kontorEndpoints.getChosenPaymentMethod, async ({ caller, params }) => {
      const { installation } = params;
      const paymentMethodId = await findChosenMethod(read, caller.team.id, installation);
      if (paymentMethodId === undefined) return installationNotFound(installation);
      return ok({ status: 200, body: { installationId: installation, paymentMethodId } });
    }),
    route(kontorEndpoints.choosePaymentMethod, async ({ caller, params, body }) => {
      const installation = readInstallationId(params.installation);
      if (!installation.ok) return installation;
      const place = { ...placeOf(caller), installationId: installation.value };
      const chosen = await paymentMethods.choose(place, body.paymentMethodId);
      if (!chosen.ok) return chosen;
      const installationId = installation.value;
      return ok({ status: 200, body: { installationId, paymentMethodId: body.paymentMethodId } });
    }),
    route(kontorEndpoints.payInvoice, async ({ caller, params, body }) => {
      const id = invoiceId.safeParse(params.invoice);
      if (!id.success) return invoiceNotFound(params.invoice);
      const { teamId: team, actor } = placeOf(caller);
      const paid = await ports.collectInvoice({
        teamId: team,
        actor,
        invoiceId: id.data,
        paymentMethodId: body.paymentMethodId,
      });
      if (!paid.ok) return paid;
      // the last open invoice may have kept a removed installation from its end
      ports.forget();
      const invoice = await findInvoiceView(read, team, id.data);
      if (invoice === undefined) return invoiceNotFound(params.invoice);
      const answer = { payment: paymentView(paid.value), invoice };
      return isUnderWay(paid.value)
        ? ok({ status: 202, body: answer })
        : ok({ status: 200, body: answer });
    }),
    route(kontorEndpoints.listTeamPayments, async ({ caller, query }) => {
      const rows = await read<PaymentRow>(
        `select * from payment where team_id = $1
           and ($2::text is null or installation_id = $2) and ($3::text is null or kind = $3)
           and ($4::text is null or payment_id < $4)
         order by payment_id desc limit $5`,
        [
          caller.team.id,
          query.installation ?? null,
          query.kind ?? null,
          query.before ?? null,
          query.limit,
        ],
      );
      return ok({
        status: 200,
        body: { payments: rows.map((row) => paymentView(paymentOf(row))) },
      });
    }),
    route(kontorEndpoints.listPayments, async ({ caller, params }) => {
      const known = await findInvoiceView(read, caller.team.id, params.invoice);
      if (known === undefined) return invoiceNotFound(params.invoice);
      const rows = await read<PaymentRow>(
        `select * from payment where team_id = $1 and invoice_id = $2
         order by payment_id desc limit 200`,
        [caller.team.id, known.id],
      );
      const payments = rows.map((row) => paymentView(paymentOf(row)));
      return ok({ status: 200, body: { payments } });
    }),
  ];
}

function placeOf({ team, actor }: TeamCaller) {
  return { teamId: teamId.parse(team.id), actor };
}

function methodView(method: PaymentMethod): PaymentMethodView {
  const { id, kind, label, expires, isDefault, createdAt } = method;
  return { id, kind, label, expires, isDefault, createdAt: createdAt.toISOString() };
}

function paymentView(payment: Payment): PaymentView {
  const {
    id,
    kind,
    status,
    installationId: installation,
    invoiceId: invoice,
    billingPlanId,
    paymentMethodId: method,
    amount,
    decline,
    dispute,
  } = payment;
  return {
    id,
    kind,
    status,
    installationId: installation,
    invoiceId: invoice,
    billingPlanId,
    paymentMethodId: method,
    amount,
    decline,
    dispute,
    createdAt: payment.createdAt.toISOString(),
    finishedAt: payment.finishedAt?.toISOString() ?? null,
  };
}
