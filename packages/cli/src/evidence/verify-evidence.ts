import type { InvoiceEvidence } from '@kontor/protocol/kontor';
import { decimal, inCents, isNear, isSame, negative, product, sum, textOf } from './decimal.ts';
import { digestOf } from './digest.ts';
import type { JudgedLine, Judgement, Verdict } from './judgement.ts';

type Item = InvoiceEvidence['invoice']['items'][number];
type Discount = InvoiceEvidence['invoice']['discounts'][number];
type Line = Item | Discount;
type Charge = InvoiceEvidence['reports'][number]['charges'][number];

/**
 * Recomputes an invoice from its evidence alone, with arithmetic of its own: what each line costs, that
 * a plan held for it, that its provider reported the same, and that all lines make the total.
 */
export function verifyEvidence(evidence: InvoiceEvidence): Judgement {
  const { items, discounts } = evidence.invoice;
  const lines = [
    ...items.map((item, index) => judge(evidence, item, `items[${index}]`)),
    ...discounts.map((discount, index) => judge(evidence, discount, `discounts[${index}]`)),
  ];
  const problems = [
    ...damage(evidence),
    ...problemsOfTotal(evidence),
    ...problemsOfTaxes(evidence),
    ...problemsOfCharge(evidence),
    ...problemsOfTime(evidence),
  ];
  return { lines, problems, verdict: verdictOf(lines, problems) };
}

function verdictOf(lines: readonly JudgedLine[], problems: readonly string[]): Verdict {
  if (problems.length > 0 || lines.some(({ verdict }) => verdict === 'wrong')) return 'wrong';
  return lines.some(({ verdict }) => verdict === 'unproven') ? 'unproven' : 'proven';
}

/** Parts of the file that are not as they were exported. */
function damage({ invoice, plans, reports, digests }: InvoiceEvidence): string[] {
  return [
    ...(digestOf(invoice) === digests.invoice ? [] : ['The invoice is not as it was exported.']),
    ...(digestOf(plans) === digests.plans ? [] : ['The plans are not as they were exported.']),
    ...(reports.length === digests.reports.length ? [] : ['A report is missing, or was added.']),
    ...reports.flatMap((report, index) =>
      digestOf(report) === digests.reports[index]
        ? []
        : [`The report ${report.id} is not as it was exported.`],
    ),
  ];
}

function problemsOfTotal({ invoice }: InvoiceEvidence): string[] {
  const { items, discounts, total } = invoice;
  const lines = sum([
    ...items.map((item) => decimal(item.total)),
    ...discounts.map(({ amount }) => negative(decimal(amount))),
  ]);
  const expected = inCents(lines);
  if (isSame(expected, decimal(total))) return [];
  return [`The lines make $${textOf(expected)}, and the total is $${total}.`];
}

function problemsOfTaxes({ invoice: { total, taxes = [] } }: InvoiceEvidence): string[] {
  return taxes.flatMap(({ name, rate, amount }) => {
    const hundredth = product(decimal(rate), decimal('0.01'));
    const expected = inCents(product(decimal(total), hundredth));
    if (isSame(expected, decimal(amount))) return [];
    return [`${name} of ${rate} % is $${textOf(expected)}, and the invoice says $${amount}.`];
  });
}

/** What is charged at once: the invoice with its taxes less credits, and the smaller ones with it. */
function problemsOfCharge({ invoice }: InvoiceEvidence): string[] {
  const { total, taxes = [], credited = '0', collects = [], dueTogether } = invoice;
  if (dueTogether === undefined) return [];
  const expected = sum([
    ...[total, ...taxes.map(({ amount }) => amount)].map(decimal),
    negative(decimal(credited)),
    ...collects.map(({ due }) => decimal(due)),
  ]);
  if (isSame(expected, decimal(dueTogether))) return [];
  return [`$${textOf(expected)} is to be charged, and the invoice says $${dueTogether}.`];
}

function problemsOfTime({ invoice }: InvoiceEvidence): string[] {
  const { period, invoiceDate } = invoice;
  const [start, end, date] = [period.start, period.end, invoiceDate].map((text) =>
    Date.parse(text),
  );
  if (start === undefined || end === undefined || date === undefined) return [];
  return [
    ...(start < end ? [] : ['The period does not end after it starts.']),
    ...(start <= date && date <= end ? [] : ['The date of the invoice is not within its period.']),
  ];
}

function judge(evidence: InvoiceEvidence, line: Line, key: string): JudgedLine {
  const amount = amountOf(line);
  const wrong = [
    ...wrongProduct(line),
    ...wrongPlan(evidence, line),
    ...wrongReport(evidence, line),
    ...wrongBasis(evidence, line, key),
  ];
  const judged = { line: key, name: line.name, amount };
  if (wrong.length > 0) return { ...judged, verdict: 'wrong', because: wrong };
  if (reportedCharges(evidence, line) !== undefined) {
    return { ...judged, verdict: 'proven', because: [] };
  }
  const because = [
    'Its provider reported nothing of this name for the period: its word is all there is.',
  ];
  return { ...judged, verdict: 'unproven', because };
}

function amountOf(line: Line): string {
  return 'total' in line ? line.total : line.amount;
}

function wrongProduct(line: Line): string[] {
  if (!('total' in line)) return [];
  const expected = product(decimal(line.price), decimal(String(line.quantity)));
  if (isNear(expected, decimal(line.total))) return [];
  return [`$${line.price} × ${line.quantity} is $${textOf(expected)}, and it says $${line.total}.`];
}

function wrongPlan({ plans, invoice }: InvoiceEvidence, line: Line): string[] {
  const start = momentOf(line.start ?? invoice.period.start);
  const end = momentOf(line.end ?? invoice.period.end);
  const held = plans.some(
    (plan) =>
      plan.planId === line.billingPlanId &&
      plan.type === 'subscription' &&
      (line.resourceId === undefined ||
        plan.resourceId === line.resourceId ||
        plan.resourceId === null) &&
      momentOf(plan.since) <= end &&
      (plan.until === null || momentOf(plan.until) >= start),
  );
  return held ? [] : [`The plan ${line.billingPlanId} was no subscription that held at that time.`];
}

/** A moment as providers spell it, with a `T` or a space. */
function momentOf(text: string): number {
  return Date.parse(text.replace(' ', 'T').toUpperCase());
}

/** What the newest report that speaks of a line says of it. */
function reportedCharges(
  { reports, invoice }: InvoiceEvidence,
  line: Line,
): readonly Charge[] | undefined {
  const ofPeriod = reports
    .filter(
      ({ period }) => period.start === invoice.period.start && period.end === invoice.period.end,
    )
    .toSorted((one, other) => momentOf(other.reportedAt) - momentOf(one.reportedAt));
  for (const { charges } of ofPeriod) {
    const alike = charges.filter((charge) => isAlike(line, charge));
    if (alike.length > 0) return alike;
  }
  return undefined;
}

function isAlike(line: Line, charge: Charge): boolean {
  return (
    charge.kind === ('total' in line ? 'item' : 'discount') &&
    charge.billingPlanId === line.billingPlanId &&
    charge.resourceId === (line.resourceId ?? null) &&
    charge.name === line.name
  );
}

function wrongReport(evidence: InvoiceEvidence, line: Line): string[] {
  const reported = reportedCharges(evidence, line);
  if (reported === undefined || reported.some((charge) => saysTheSame(line, charge))) return [];
  const [first] = reported;
  const what = [
    first?.quantity === null || first === undefined
      ? ''
      : `${first.quantity} ${first.units} at $${first.price}, `,
    `$${first?.amount}`,
  ].join('');
  return [`Its provider reported ${what}, and bills ${billedAs(line)}.`];
}

function billedAs(line: Line): string {
  if (!('total' in line)) return `$${line.amount}`;
  return `${line.quantity} ${line.units} at $${line.price}, $${line.total}`;
}

function saysTheSame(line: Line, charge: Charge): boolean {
  if (!isSame(decimal(amountOf(line)), decimal(charge.amount))) return false;
  if (!('total' in line)) return true;
  const { price, quantity, units } = charge;
  return (
    price !== null &&
    quantity !== null &&
    units === line.units &&
    isSame(decimal(price), decimal(line.price)) &&
    isSame(decimal(quantity), decimal(String(line.quantity)))
  );
}

/** Where the file says that a line came from must be where it came from. */
function wrongBasis(evidence: InvoiceEvidence, line: Line, key: string): string[] {
  const basis = evidence.lines.find((each) => each.line === key);
  if (basis === undefined) return ['The file does not say where it came from.'];
  if (basis.report === null) return [];
  const charge = evidence.reports[basis.report]?.charges[basis.charge ?? -1];
  const isFitting = charge !== undefined && isAlike(line, charge);
  return isFitting ? [] : ['The file points at a report that does not speak of it.'];
}
