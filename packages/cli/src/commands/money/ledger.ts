import * as ledgerEndpoints from '@kontor/protocol/kontor/ledger';
import * as z from 'zod';
import { command } from '../../command.ts';
import { argument } from '../../inputs.ts';
import { day } from '../../output/day.ts';
import { table } from '../../output/table.ts';

export const verifyLedger = command({
  args: z.strictObject({}),
  options: z.strictObject({}),
  details:
    'For operators. Adds up all entries, and compares them with every invoice, credit and payout.',
  examples: ['kontor ledger verify'],
  output: ledgerEndpoints.verifyLedger.responses[200],
  run: async (_input, session) => {
    const { body: report } = await session.call(ledgerEndpoints.verifyLedger, {});
    const { entries, invoices, credits, payouts, flaws } = report;
    return {
      data: report,
      text: [
        report.isSound ? 'The books are sound.' : `The books are NOT sound: ${flaws.length} flaws.`,
        `${entries} entries sum to ${report.sum}; ${invoices} invoices, ${credits} credits and ${payouts} payouts were compared with them.`,
        '',
        ...table(
          ['ACCOUNT', 'SUM'],
          report.accounts.map(({ kind, sum }) => [kind, sum]),
        ),
        ...(flaws.length === 0
          ? []
          : [
              '',
              ...table(
                ['TEAM', 'SUBJECT', 'FLAW'],
                flaws.map(({ team, subject, message }) => [team || '-', subject, message]),
              ),
            ]),
      ],
    };
  },
});

export const listOpenInvoices = command({
  args: z.strictObject({}),
  options: z.strictObject({}),
  details: 'For operators. Over all teams, the oldest hundred.',
  examples: ['kontor ledger open'],
  output: ledgerEndpoints.listOpenInvoices.responses[200],
  run: async (_input, session) => {
    const { body } = await session.call(ledgerEndpoints.listOpenInvoices, { query: {} });
    const { invoices } = body;
    return {
      data: { invoices },
      text:
        invoices.length === 0
          ? ['Everything is paid.']
          : table(
              ['DATE', 'TEAM', 'INTEGRATION', 'STATE', 'DUE', 'ID'],
              invoices.map((each) => [
                day(each.invoiceDate),
                each.team.slug,
                each.integration.slug,
                each.state,
                `$${each.due}`,
                each.id,
              ]),
            ),
    };
  },
});

export const listPayouts = command({
  args: z.strictObject({}),
  options: z.strictObject({}),
  details: 'For operators.',
  examples: ['kontor payouts list'],
  output: ledgerEndpoints.listPayouts.responses[200],
  run: async (_input, session) => {
    const { body } = await session.call(ledgerEndpoints.listPayouts, {});
    const { due, payouts } = body;
    return {
      data: { due, payouts },
      text: [
        ...(due.length === 0
          ? ['Nothing is due to any provider.']
          : table(
              ['INTEGRATION', 'DUE', 'TEAMS'],
              due.map((each) => [each.integration.slug, `$${each.due}`, String(each.teams)]),
            )),
        ...(payouts.length === 0
          ? []
          : [
              '',
              ...table(
                ['PAID', 'INTEGRATION', 'AMOUNT', 'REFERENCE', 'ID'],
                payouts.map((each) => [
                  day(each.paidAt),
                  each.integration.slug,
                  `$${each.amount}`,
                  each.reference,
                  each.id,
                ]),
                { whole: ['REFERENCE'] },
              ),
            ]),
      ],
    };
  },
});

export const recordPayout = command({
  args: z.strictObject({
    integration: argument('Integration, by slug or id.'),
    amount: argument('What was paid, which has to be what is due.'),
    reference: argument('Where to find it, such as a transfer.'),
  }),
  options: z.strictObject({}),
  details: 'For operators. Refused where something else is due by now.',
  examples: ['kontor payouts record lagoon 1250.40 transfer-2026-03'],
  output: ledgerEndpoints.recordPayout.responses[201],
  run: async ({ args }, session) => {
    const { integration, amount, reference } = args;
    const { body } = await session.call(ledgerEndpoints.recordPayout, {
      params: { integration },
      body: { amount, reference },
    });
    const { payout } = body;
    return {
      data: { payout },
      text: [`Recorded that ${integration} was paid $${payout.amount} (${payout.id}).`],
    };
  },
});
