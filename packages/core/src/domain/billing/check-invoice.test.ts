import { describe, expect, test } from 'vitest';
import { type CheckedInvoice, flawsOfInvoice, type InvoiceFacts } from './check-invoice.ts';

const at = (text: string) => new Date(`2026-${text}Z`);
const period = { start: at('01-01T00:00:00'), end: at('02-01T00:00:00') };
const item = {
  billingPlanId: 'pro',
  resourceId: 'db_1',
  name: 'Storage',
  price: '0.10',
  quantity: 3,
  units: 'GB',
  total: '0.30',
};
const invoice: CheckedInvoice = {
  invoiceDate: at('01-31T00:00:00'),
  period,
  items: [item],
  discounts: [],
  externalId: 'A-1',
  isFinal: false,
};
const plan = {
  externalResourceId: 'db_1',
  planId: 'pro',
  planType: 'subscription' as const,
  since: at('01-10T00:00:00'),
  until: null,
};
const facts: InvoiceFacts = {
  isEnding: false,
  resources: new Set(['db_1', 'db_2']),
  plans: [plan],
  isExternalIdTaken: false,
  billed: new Set(),
};
const keysOf = (told: Partial<CheckedInvoice>, known: Partial<InvoiceFacts> = {}) =>
  flawsOfInvoice({ ...invoice, ...told }, { ...facts, ...known }).map(({ key }) => key);
const whole = { ...plan, externalResourceId: null };
const { resourceId: _, ...unnamed } = item;

describe('can be taken', () => {
  test.each<[string, Partial<CheckedInvoice>, Partial<InvoiceFacts>?]>([
    ['what fits', {}],
    ['the first moment of the period', { invoiceDate: period.start }],
    ['the last moment of the period', { invoiceDate: period.end }],
    ['a total rounded up', { items: [{ ...item, price: '0.101', total: '0.31' }] }],
    ['a total rounded down', { items: [{ ...item, price: '0.103', total: '0.30' }] }],
    ['many small units', { items: [{ ...item, price: '0.0000012', quantity: 1e6, total: '1.2' }] }],
    ['discounts up to the total', { discounts: [{ ...item, amount: '0.30' }] }],
    ['the last one of an installation that ends', { isFinal: true }, { isEnding: true }],
    ['a plan that ended in the period', {}, { plans: [{ ...plan, until: at('01-11T00:00:00') }] }],
    ['a plan of the installation, for a resource', {}, { plans: [whole] }],
    ['a plan of the installation, for all of it', { items: [unnamed] }, { plans: [whole] }],
    ['a plan of a resource, for all of the installation', { items: [unnamed] }],
    ['several lines of one resource and plan', { items: [item, item] }],
    ['the same period under another plan', {}, { billed: new Set(['free db_1']) }],
    ['nothing at all', { items: [] }],
  ])('%s', (_case, told, known) => {
    expect(keysOf(told, known)).toEqual([]);
  });
});

describe('cannot be taken', () => {
  test.each<[string, Partial<CheckedInvoice>, string[], Partial<InvoiceFacts>?]>([
    [
      'a period without length',
      { period: { ...period, end: period.start } },
      ['period', 'invoiceDate', 'items[0].billingPlanId'],
    ],
    ['a date before the period', { invoiceDate: new Date(+period.start - 1) }, ['invoiceDate']],
    ['a date after the period', { invoiceDate: new Date(+period.end + 1) }, ['invoiceDate']],
    ['a last one while the installation goes on', { isFinal: true }, ['final']],
    [
      'a total that is a cent too high',
      { items: [{ ...item, total: '0.31' }] },
      ['items[0].total'],
    ],
    [
      'a total that is a cent too low',
      { items: [item, { ...item, total: '0.29' }] },
      ['items[1].total'],
    ],
    ['more off than owed', { discounts: [{ ...item, amount: '0.31' }] }, ['discounts']],
    [
      'a line that ends before it starts',
      { items: [{ ...item, start: '2026-01-03T00:00:00Z', end: '2026-01-02T00:00:00Z' }] },
      ['items[0].end'],
    ],
    [
      'a resource of somebody else',
      { items: [{ ...item, resourceId: 'db_9' }] },
      ['items[0].resourceId'],
    ],
    [
      'a discount for a resource of somebody else',
      { discounts: [{ ...item, resourceId: 'db_9', amount: '0.01' }] },
      ['discounts[0].resourceId'],
    ],
    [
      'a plan of another resource',
      { items: [{ ...item, resourceId: 'db_2' }] },
      ['items[0].billingPlanId'],
    ],
    [
      'a plan that nobody has',
      { items: [{ ...item, billingPlanId: 'team' }] },
      ['items[0].billingPlanId'],
    ],
    [
      'a plan that ended before',
      {},
      ['items[0].billingPlanId'],
      { plans: [{ ...plan, since: at('01-01T00:00:00'), until: new Date(+period.start - 1) }] },
    ],
    [
      'a plan that began afterwards',
      {},
      ['items[0].billingPlanId'],
      { plans: [{ ...plan, since: new Date(+period.end + 1) }] },
    ],
    [
      'a line of the time before the plan',
      { items: [{ ...item, start: '2026-01-01T00:00:00Z', end: '2026-01-02T00:00:00Z' }] },
      ['items[0].billingPlanId'],
    ],
    [
      'a prepayment',
      {},
      ['items[0].billingPlanId'],
      { plans: [{ ...plan, planType: 'prepayment' }] },
    ],
    ['a number that is used', {}, ['externalId'], { isExternalIdTaken: true }],
    [
      'a resource that is billed for the period',
      {},
      ['items[0]'],
      { billed: new Set(['pro db_1']) },
    ],
    [
      'an installation that is billed for the period',
      { items: [unnamed] },
      ['items[0]'],
      { billed: new Set(['pro ']) },
    ],
  ])('%s', (_case, told, keys, known) => {
    expect(keysOf(told, known)).toEqual(keys);
  });
});

test('a duplicate is told from what could never be taken', () => {
  const flaws = flawsOfInvoice(
    { ...invoice, isFinal: true },
    { ...facts, isExternalIdTaken: true, billed: new Set(['pro db_1']) },
  );

  expect(flaws.map(({ key, isDuplicate }) => [key, isDuplicate])).toEqual([
    ['final', false],
    ['externalId', true],
    ['items[0]', true],
  ]);
});
