import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { platformEndpoints as p } from '@kontor/protocol/platform';
import { type Operation, sceneOf } from '../asking.ts';
import { resourcesOf, type Team } from '../model.ts';
import { turnedAway } from '../rights.ts';
import { DAY_MS, monthAt, timeOf } from './clocks.ts';
import { providerOf, providerScene } from './provider.ts';

/** A provider bills what is not free. Nobody is charged by itself within a life but by a clock. */
const bill: Operation = (trial, choices) => {
  const scene = providerScene(trial, choices, 'pro');
  if (scene === undefined) return undefined;
  const { team, by, installation, resource } = scene;
  const amount = choices.oneOf('10.00', '40.00');
  const now = timeOf(team);
  const at = (ms: number) => new Date(now + ms).toISOString();
  const body = {
    invoiceDate: at(-1_000),
    // another one for each, which no other bills
    period: { start: at(-DAY_MS - trial.next() * 60_000), end: at(DAY_MS) },
    items: [
      {
        ...{ billingPlanId: 'pro', resourceId: resource.externalId, name: 'Storage' },
        ...{ price: amount, quantity: 1, units: 'GB', total: amount },
      },
    ],
  };
  return trial.ask(p.submitInvoice, {
    by,
    call: { params: { installationId: installation.id }, body },
    refusal: undefined,
    takeOver: ({ invoiceId = '' }) => {
      const place = { installation: installation.id, resource: resource.id };
      team.invoices.push({ id: invoiceId, ...place, amount, body, ...unpaid(team) });
    },
  });
};

const unpaid = (team: Team) => ({
  month: monthAt(timeOf(team) - 1_000),
  ...{ isPaid: false, failures: 0, firstFailedAt: undefined },
});

/** The same is not billed twice, whoever has the installation by now. */
const billAgain: Operation = (trial, choices) => {
  const invoice = choices.of(trial.model.teams.flatMap(({ invoices }) => invoices));
  const found = trial.model.teams
    .flatMap(resourcesOf)
    .find(
      ({ installation, resource }) =>
        installation.id === invoice?.installation && resource.id === invoice.resource,
    );
  if (invoice === undefined || found === undefined) return undefined;
  const { by } = providerOf(trial, found.installation);
  return trial.ask(p.submitInvoice, {
    by,
    call: { params: { installationId: found.installation.id }, body: invoice.body },
    refusal: 'duplicate_invoice',
  });
};

const payInvoice: Operation = (trial, choices) => {
  const { team, by } = sceneOf(trial, choices);
  const holder = choices.rarely(8) ? (choices.of(trial.model.teams) ?? team) : team;
  const invoice = choices.of(holder.invoices.toReversed());
  if (invoice === undefined) return undefined;
  return trial.ask(k.payInvoice, {
    by,
    call: { params: { team: team.slug, invoice: invoice.id }, body: {} },
    success: 200,
    refusal:
      turnedAway(team, by, 'billing:manage') ??
      (holder === team ? undefined : 'invoice_not_found') ??
      (invoice.isPaid ? 'invoice_state' : undefined) ??
      (team.paymentMethod === undefined ? 'payment_method_missing' : undefined),
    takeOver: () => {
      invoice.isPaid = true;
    },
  });
};

export const invoiceOperations = { bill, billAgain, payInvoice };
