import type { InvoiceEvidence } from '@kontor/protocol/kontor';
import * as invoiceEvidenceEndpoints from '@kontor/protocol/kontor/invoice-evidence';
import * as z from 'zod';
import { command } from '../../command.ts';
import { type JudgedLine, judgedLine, judgement } from '../../evidence/judgement.ts';
import { fetchEvidence } from '../../evidence/read-evidence.ts';
import { verifyEvidence } from '../../evidence/verify-evidence.ts';
import { argument } from '../../inputs.ts';
import { day, second } from '../../output/day.ts';

const { plans: evidentPlans, reports } =
  invoiceEvidenceEndpoints.getInvoiceEvidence.responses[200].shape.evidence.shape;
const { id, reportedAt, charges, usage: evidentUsage } = reports.element.shape;

/** Where a line came from. */
const origin = z.object({
  plans: evidentPlans,
  report: z.object({ id, reportedAt }).nullable(),
  charge: charges.element.nullable(),
  usage: evidentUsage.element.nullable(),
});
type Origin = z.output<typeof origin>;

const explanation = judgement.extend({
  invoice: z.string(),
  total: z.string(),
  lines: z.array(judgedLine.extend(origin.shape)),
});

export const explainInvoice = command({
  args: z.strictObject({ invoice: argument('Invoice, by id.') }),
  options: z.strictObject({}),
  details:
    'Says of each line which plan, price and report it came from, and what nobody can prove.',
  examples: ['kontor invoices explain inv_0Vc0tmWXfUFNx3iR4TK0u99O'],
  output: explanation,
  run: async ({ args }, session) => {
    const evidence = await fetchEvidence(session, args.invoice);
    const { lines, problems, verdict } = verifyEvidence(evidence);
    const explained = lines.map((line) => ({ ...line, ...originOf(evidence, line) }));
    const { id, integration, total, period } = evidence.invoice;
    return {
      data: { invoice: id, total, verdict, problems, lines: explained },
      text: [
        `${integration.name}: $${total} for ${day(period.start)} to ${day(period.end)} (${verdict})`,
        ...explained.flatMap((line) => ['', ...linesFor(line)]),
        ...chargeOf(evidence.invoice),
        ...problems,
      ],
    };
  },
});

/** What is charged together with it, or what it waits for. */
function chargeOf(invoice: InvoiceEvidence['invoice']): string[] {
  const { state, collects = [], dueTogether, collectedWith = null } = invoice;
  if (state === 'pending') {
    return ['', 'Carried: it is less than $0.50 and is collected with the next invoice.'];
  }
  if (collectedWith !== null) return ['', `Collected with ${collectedWith}.`];
  if (collects.length === 0) return [];
  return [
    '',
    ...collects.map(({ id, due }) => `carried from ${id}: $${due}`),
    `$${dueTogether} are charged together`,
  ];
}

/** What the evidence points at for a line. */
function originOf({ lines, plans, reports }: InvoiceEvidence, { line }: JudgedLine): Origin {
  const basis = lines.find((each) => each.line === line);
  const report = reports[basis?.report ?? -1];
  return {
    plans: (basis?.plans ?? []).flatMap((index) => plans[index] ?? []),
    report: report === undefined ? null : { id: report.id, reportedAt: report.reportedAt },
    charge: report?.charges[basis?.charge ?? -1] ?? null,
    usage: report?.usage[basis?.usage ?? -1] ?? null,
  };
}

function linesFor({
  line,
  name,
  amount,
  because,
  plans,
  report,
  charge,
  usage,
}: JudgedLine & Origin) {
  const isOff = line.startsWith('discounts');
  return [
    `${line} ${name}: ${isOff ? '-' : ''}$${amount}`,
    ...(charge === null || charge.price === null || charge.quantity === null
      ? []
      : [
          `  reported: ${charge.quantity} ${charge.units} at $${charge.price} is $${charge.amount}`,
        ]),
    ...(usage === null ? [] : [`  used: ${usage.periodValue} ${usage.units} in the period`]),
    ...(report === null
      ? []
      : [`  by the report ${report.id} of ${second(report.reportedAt)} UTC`]),
    ...plans.map(
      ({ planId, name: called, cost, since, until }) =>
        `  plan ${called ?? planId}${cost === null ? '' : `, ${cost}`}, ${day(since)} to ${until === null ? 'now' : day(until)}`,
    ),
    ...because.map((reason) => `  ${reason}`),
  ];
}
