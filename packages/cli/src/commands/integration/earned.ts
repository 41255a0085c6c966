import * as providerViewEndpoints from '@kontor/protocol/kontor/provider-view';
import * as z from 'zod';
import { command } from '../../command.ts';
import { text } from '../../inputs.ts';
import { day, second } from '../../output/day.ts';
import { facts, table } from '../../output/table.ts';
import { integrationArgument } from './integrations.ts';

const { state, limit } = providerViewEndpoints.listProviderInvoices.query.shape;
const NOTHING = ['There is nothing.'];

export const listSent = command({
  args: z.strictObject(integrationArgument),
  options: z.strictObject({
    state: state.meta({ description: 'Only those that are so.', placeholder: 'state' }),
    installation: text('id', 'Only those of this installation.'),
    before: text('id', 'Only those older than this one.'),
    limit: limit.meta({ description: 'How many.', placeholder: 'count' }),
  }),
  details: 'For providers: the invoices that it has sent, over all teams, the newest first.',
  examples: ['kontor integrations invoices lagoon --state notpaid'],
  output: providerViewEndpoints.listProviderInvoices.responses[200],
  run: async ({ args, options }, session) => {
    const { body } = await session.call(providerViewEndpoints.listProviderInvoices, {
      params: { team: await session.team(), ...args },
      query: options,
    });
    const rows = body.invoices.map((each) => [
      day(each.invoiceDate),
      each.team.name ?? '-',
      each.state,
      `$${each.total}`,
      `$${each.commission}`,
      each.dispute ?? '-',
      each.id,
    ]);
    const titles = ['DATE', 'TEAM', 'STATE', 'TOTAL', 'COMMISSION', 'DISPUTE', 'ID'];
    return { data: body, text: rows.length === 0 ? NOTHING : table(titles, rows) };
  },
});

export const showEarnings = command({
  args: z.strictObject(integrationArgument),
  options: z.strictObject({}),
  details: 'For providers: what it is owed and was paid.',
  examples: ['kontor integrations earnings lagoon'],
  output: providerViewEndpoints.getProviderEarnings.responses[200],
  run: async ({ args }, session) => {
    const { body } = await session.call(providerViewEndpoints.getProviderEarnings, {
      params: { team: await session.team(), ...args },
    });
    const paid = body.payouts.map((each) => [day(each.paidAt), `$${each.amount}`, each.reference]);
    return {
      data: body,
      text: [
        ...facts([
          ['due', `$${body.due}`],
          ['not paid by teams yet', `$${body.unpaid}`],
          ['commission', `$${body.commission}, now ${body.commissionRate} %`],
          ['paid out', `$${body.paidOut}`],
        ]),
        ...(paid.length === 0
          ? []
          : ['', ...table(['PAID', 'AMOUNT', 'REFERENCE'], paid, { whole: ['REFERENCE'] })]),
      ],
    };
  },
});

export const listEntries = command({
  args: z.strictObject(integrationArgument),
  options: z.strictObject({ before: text('id', 'Only those older than this one.') }),
  details: 'For providers: what changed what it is owed, the newest first.',
  examples: ['kontor integrations ledger lagoon'],
  output: providerViewEndpoints.listProviderEntries.responses[200],
  run: async ({ args, options }, session) => {
    const { body } = await session.call(providerViewEndpoints.listProviderEntries, {
      params: { team: await session.team(), ...args },
      query: options,
    });
    const rows = body.entries.map((each) => [
      second(each.at),
      each.kind,
      `$${each.amount}`,
      `$${each.commission}`,
      `$${each.due}`,
      each.subject.id,
    ]);
    const titles = ['AT', 'WHAT', 'AMOUNT', 'COMMISSION', 'DUE BY IT', 'OF'];
    return { data: body, text: rows.length === 0 ? NOTHING : table(titles, rows) };
  },
});
