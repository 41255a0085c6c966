import type { InstallationId, InvoiceId, TeamId } from '@kontor/protocol/vocabulary';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Invoice } from './invoice.ts';
import { creditNoteOf, documentOf, type InvoiceParties } from './invoice-document.ts';
import { inCents, sumOf } from './money.ts';
import { submitted } from './submit.ts';

const at = new Date('2026-01-31T00:00:00Z');
const item = {
  billingPlanId: 'pro',
  resourceId: 'db_1',
  name: 'Storage',
  price: '2.50',
  quantity: 4,
  units: 'GB',
  total: '10',
};
const off = { billingPlanId: 'pro', name: 'Start', amount: '0.505' };
const noTerms = { commissionRate: '0', taxRates: [] };
const invoice: Invoice = submitted(
  {
    id: 'inv_1' as InvoiceId,
    teamId: 'team_1' as TeamId,
    installationId: 'icfg_1' as InstallationId,
    externalId: 'A-1',
    invoiceDate: at,
    period: { start: new Date('2026-01-01T00:00:00Z'), end: at },
    items: [item],
    discounts: [off],
    memo: 'Thanks',
    isFinal: false,
    test: null,
    terms: noTerms,
  },
  at,
);
const parties: InvoiceParties = {
  seller: { name: 'Kontor GmbH' },
  buyer: { name: 'Acme' },
  provider: { name: 'Lagoon', developer: 'Lagoon Ltd' },
  sentAt: at,
};
const facts = {
  parties,
  creditNotes: [],
  isOfTestClock: false,
  collects: [],
  collectedWith: null,
  resourceNames: new Map([['db_1', 'orders']]),
};
const documentFor = (told: Partial<Invoice> = {}) =>
  documentOf({ ...facts, invoice: { ...invoice, ...told } });

test('lines say what was billed, with names that the team knows', () => {
  expect(documentFor().lines).toEqual([
    {
      name: 'Storage',
      details: null,
      planId: 'pro',
      resource: 'orders',
      start: null,
      end: null,
      quantity: '4 GB',
      price: '2.50',
      amount: '10.00',
    },
    {
      name: 'Start',
      details: null,
      planId: 'pro',
      resource: null,
      start: null,
      end: null,
      quantity: null,
      price: null,
      amount: '-0.505',
    },
  ]);
});

test('sums lead from the lines to the total, and a part of a cent is shown as rounding', () => {
  expect(documentFor().sums).toEqual([
    { label: 'Items', amount: '10.00' },
    { label: 'Discounts', amount: '-0.505' },
    { label: 'Rounding', amount: '0.005' },
    { label: 'Total', amount: '9.50', isMain: true },
  ]);
  expect(documentFor({ discounts: [], total: '10.00' }).sums).toEqual([
    { label: 'Total', amount: '10.00', isMain: true },
  ]);
});

test('whatever is billed, what stands above the total adds up to it', () => {
  const amount = fc
    .bigInt({ min: 0n, max: 10n ** 9n })
    .map((units) => `${units / 1000n}.${String(units % 1000n).padStart(3, '0')}`);
  fc.assert(
    fc.property(
      fc.array(amount, { maxLength: 8 }),
      fc.array(amount, { maxLength: 3 }),
      (totals, discounts) => {
        const lines = {
          items: totals.map((total) => ({ ...item, total })),
          discounts: discounts.map((each) => ({ ...off, amount: each })),
        };
        const made = submitted({ ...invoice, ...lines, test: null, terms: noTerms }, at);
        const { sums } = documentOf({ ...facts, invoice: made });
        const above = sums.filter(({ isMain }) => !isMain).map((sum) => sum.amount);
        if (above.length > 0) expect(inCents(sumOf(above))).toBe(made.total);
      },
    ),
  );
});

test.for<[string, Partial<Invoice>]>([
  ['open', {}],
  ['open: the last charge failed', { state: 'notpaid' }],
  ['overdue', { state: 'overdue' }],
  ['paid on 2026-01-31', { state: 'paid', paidAt: at }],
  ['being paid back', { state: 'refund_requested', paidAt: at }],
  ['paid on 2026-01-31, paid back', { state: 'refunded', paidAt: at, refundTotal: '9.5' }],
  ['paid on 2026-01-31, paid back in part', { state: 'refunded', paidAt: at, refundTotal: '1' }],
  ['cancelled', { state: 'refunded', refundTotal: '9.50' }],
])('it says that it is %s', ([status, told]) => {
  expect(documentFor(told).status).toBe(status);
});

test('a credit note is numbered after its invoice and takes off what was given back', () => {
  const note = { position: 2, amount: '4', reason: 'a mistake', issuedAt: at };

  expect(creditNoteOf({ ...facts, invoice }, note)).toMatchObject({
    kind: 'credit-note',
    number: 'inv_1-C2',
    ofInvoice: 'inv_1',
    lines: [{ details: 'a mistake', amount: '-4.00' }],
    sums: [{ label: 'Total credit', amount: '-4.00', isMain: true }],
  });
});

const taxed: Partial<Invoice> = {
  number: '2026-000007',
  taxes: [{ name: 'VAT', rate: '19', amount: '1.81' }],
  credited: '3.31',
};

test('it goes by its number, and leads from the total to what is left to pay', () => {
  const document = documentFor(taxed);

  expect([document.number, document.invoiceId]).toEqual(['2026-000007', 'inv_1']);
  expect(document.sums.slice(3)).toEqual([
    { label: 'Total without taxes', amount: '9.50' },
    { label: 'VAT 19 %', amount: '1.81' },
    { label: 'Total', amount: '11.31', isMain: true },
    { label: 'Paid with credits', amount: '-3.31' },
    { label: 'To pay', amount: '8.00', isMain: true },
  ]);
});

test('credit notes give the taxes back to the cent, and money before credits', () => {
  const notes = ['3.33', '3.33', '2.84'].map((amount, index) => ({
    position: index + 1,
    amount,
    reason: null,
    issuedAt: at,
  }));
  const given = { ...facts, creditNotes: notes, invoice: { ...invoice, ...taxed } };

  const [first, second, third] = notes.map((note) => creditNoteOf(given, note));

  expect(first).toMatchObject({ number: '2026-000007-C1', ofInvoice: '2026-000007' });
  const sums = [first, second, third].flatMap((note) => note?.sums ?? []);
  const of = (label: string) =>
    inCents(sumOf(sums.flatMap((sum) => (sum.label === label ? [sum.amount] : []))));
  expect(of('VAT 19 %')).toBe('-1.81');
  expect(of('Total credit')).toBe('-11.31');
  expect(second?.sums.map(({ label }) => label)).toEqual(['VAT 19 %', 'Total credit']);
  expect(documentOf(given).sums.slice(-3)).toEqual(
    [first, second, third].map((note) => ({
      label: `Credit note ${note?.number}`,
      amount: note?.sums.find(({ isMain }) => isMain)?.amount,
    })),
  );
});

test('what is collected with it stands below its own total, and is named on both', () => {
  const collects = [
    { number: '2026-000001', due: '0.30' },
    { number: '2026-000002', due: '0.15' },
  ];
  const { sums } = documentOf({ ...facts, invoice, collects });
  const small = documentOf({ ...facts, invoice, collectedWith: '2026-000003' });

  expect(sums.slice(-3)).toEqual([
    { label: 'Carried from invoice 2026-000001', amount: '0.30' },
    { label: 'Carried from invoice 2026-000002', amount: '0.15' },
    { label: 'To pay together', amount: '9.95', isMain: true },
  ]);
  expect(small.status).toBe('open, collected with the invoice 2026-000003');
});
