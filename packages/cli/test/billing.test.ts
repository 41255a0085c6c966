import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BillingDetails, InvoiceEvidence } from '@kontor/protocol/kontor';
import { expect, test } from 'vitest';
import { digestOf } from '../src/evidence/digest.ts';
import { id } from './stand-in/goods.ts';
import { inProcess } from './stand-in/in-process.ts';
import { marketplace } from './stand-in/marketplace.ts';

const { kontor, folder } = inProcess();

const at = '2030-01-31T00:00:00.000Z';
const period = { start: '2030-01-01T00:00:00.000Z', end: '2030-02-01T00:00:00.000Z' };
const summary = {
  id: id('inv', 1),
  installationId: id('icfg', 1),
  integration: { slug: 'lagoon', name: 'Lagoon' },
  number: '2030-000001',
  state: 'refunded' as const,
  isOpen: false,
  externalId: 'A-1',
  memo: null,
  invoiceDate: at,
  period,
  total: '9.50',
  taxes: [{ name: 'VAT', rate: '19', amount: '1.81' }],
  credited: '1.31',
  due: '10.00',
  refundTotal: '4.00',
  collects: [],
  dueTogether: '10.00',
  collectedWith: null,
  isWaived: false,
  createdAt: at,
  paidAt: at,
  refundedAt: at,
};
const line = { billingPlanId: 'pro', name: 'Storage', resourceId: 'db_1' };
const invoice = {
  ...summary,
  items: [{ ...line, price: '2.50', quantity: 4, units: 'GB', total: '10.00' }],
  discounts: [{ billingPlanId: 'pro', name: 'Start', amount: '0.50' }],
  refundReason: 'a mistake',
};
const report = {
  from: period.start,
  reportedAt: at,
  eod: at,
  period,
  charges: [
    {
      ...line,
      kind: 'item' as const,
      details: null,
      price: '2.50',
      quantity: '4',
      units: 'GB',
      amount: '10.00',
    },
  ],
  usage: [
    {
      name: 'Storage',
      resourceId: null,
      type: 'total' as const,
      units: 'GB',
      dayValue: '1.5',
      periodValue: '20',
      planValue: '50',
    },
  ],
};

test('invoices are listed, and one is shown with its lines', async () => {
  const host = await marketplace({
    handlers: {
      listInvoices: () => [200, { invoices: [summary] }],
      getTeamInvoice: () => [200, { invoice }],
    },
  });
  const env = host.signedIn;

  const listed = await kontor(['invoices', 'ls', '--state', 'refunded', '--limit', '5'], { env });
  const shown = await kontor(['invoices', 'show', summary.id], { env });

  expect(listed.stdout).toMatch(
    /^DATE .*\n2030-01-31 +lagoon +refunded +\$9\.50 +\$4\.00 +2030-01-01 to 2030-02-01 +inv_/,
  );
  expect(host.requestsTo('listInvoices')[0]?.url).toMatch(/state=refunded&limit=5$/);
  expect(shown.stdout).toContain('number 2030-000001\nVAT 19 %: $1.81\n');
  expect(shown.stdout).toContain('$1.31 of it from credits, $10.00 to be charged\nrefunded $4.00');
  expect(shown.stdout).toMatch(/Storage +db_1 +pro +\$2\.50 +4 GB +\$10\.00/);
  expect(shown.stdout).toMatch(/Start +- +pro +- +- +-\$0\.50/);
});

const integration = { slug: 'lagoon', name: 'Lagoon' };
const metric = { name: 'Runs', type: 'interval' as const, units: 'runs' };

test('usage of the team is shown with its age, and what it will come to', async () => {
  const about = { installationId: id('icfg', 1), integration, period };
  const values = { periodValue: '20', planValue: null };
  const host = await marketplace({
    handlers: {
      getTeamUsage: () => [
        200,
        {
          total: '9.50',
          installations: [
            {
              ...{ ...about, lastReportAt: at, ageSeconds: 75_600, punctuality: 'late' },
              ...{ isPeriodOver: false, owed: '9.50', resources: [] },
              usage: [{ ...metric, ...values, dayValue: '1.5' }],
            },
          ],
        },
      ],
      getUsageForecast: () => [
        200,
        {
          ...{ total: '12.00', isComplete: false },
          installations: [
            {
              ...{ ...about, owed: '9.50', forecast: '12.00', unknownBecause: null },
              ...{ isLowerBound: true, days: 3, usage: [] },
            },
            {
              ...{ ...about, owed: '1', forecast: null, unknownBecause: 'one_day' },
              ...{
                isLowerBound: false,
                days: 1,
                usage: [{ ...metric, ...values, forecast: null }],
              },
            },
          ],
        },
      ],
    },
  });
  const env = host.signedIn;

  const shown = await kontor(['usage', '--project', 'web'], { env });
  const foretold = await kontor(['usage', 'forecast'], { env });
  const json = await kontor(['usage', 'forecast', '--json'], { env });

  expect(host.requestsTo('getTeamUsage')[0]?.url).toMatch(/project=web$/);
  expect(shown.stdout).toMatch(/lagoon +2030-01-01 to 2030-02-01 +\$9\.50 +21 h ago, late/);
  expect(shown.stdout).toMatch(/Runs +lagoon +1\.5 runs +20 runs +-/);
  expect(foretold.stdout).toMatch(/\$9\.50 +at least \$12\.00 +3 reported days/);
  expect(foretold.stdout).toMatch(/unknown: one day is too little +1 reported day\n/);
  expect(foretold.stdout).toContain('Total of what is known: $12.00');
  expect(JSON.parse(json.stdout)).toMatchObject({ total: '12.00', isComplete: false });
});

test('usage is shown by days, and exported as a table of others', async () => {
  const days = { from: '2030-01-01', to: '2030-01-31' };
  const none = { type: null, units: null, dayValue: null, periodValue: null, planValue: null };
  const host = await marketplace({
    handlers: {
      getUsageSeries: () => [
        200,
        {
          ...{ ...days, cost: [] },
          installations: [
            {
              ...{ installationId: id('icfg', 1), integration },
              cost: [{ from: '2030-01-02', added: '1.25' }],
              usage: [{ ...metric, values: [{ from: '2030-01-01', value: '7' }] }],
            },
          ],
        },
      ],
      exportUsage: () => [
        200,
        {
          ...days,
          rows: [
            {
              ...{ day: '2030-01-01', installationId: id('icfg', 1), integration: 'lagoon' },
              ...{ periodStart: period.start, periodEnd: period.end, reportedAt: at },
              ...{ kind: 'item', resourceId: 'db_1', name: '=1+1', billingPlanId: 'pro' },
              ...{ amount: '1.25', ...none },
            },
          ],
        },
      ],
    },
  });
  const env = host.signedIn;

  const series = await kontor(['usage', 'series', '--from', '2030-01-01'], { env });
  const exported = await kontor(['usage', 'export'], { env });

  expect(series.stdout).toMatch(
    /2030-01-01 +lagoon +Runs +7 runs\n2030-01-02 +lagoon +cost +\$1\.25\n/,
  );
  expect(exported.stdout.split('\n').slice(0, 2)).toEqual([
    'day,integration,installationId,periodStart,periodEnd,reportedAt,kind,resourceId,name,billingPlanId,amount,type,units,dayValue,periodValue,planValue',
    `2030-01-01,lagoon,${id('icfg', 1)},${period.start},${period.end},${at},item,db_1,'=1+1,pro,1.25,,,,,`,
  ]);
});

test('usage is shown as the provider reported it last', async () => {
  const reports = [report];
  const host = await marketplace({
    handlers: { listUsage: () => [200, { reports: reports.splice(0) }] },
  });
  const env = host.signedIn;
  await kontor(['install', 'lagoon', '--accept-all'], { env });

  const shown = await kontor(['usage', 'lagoon'], { env });
  const none = await kontor(['usage', 'lagoon'], { env });

  expect(shown.stdout).toMatch(/Storage +- +1\.5 GB +20 GB +50 GB/);
  expect(shown.stdout).toMatch(/Storage +db_1 +pro +\$10\.00/);
  expect(none.stdout).toMatch(/reported nothing/);
});

test('a document is saved as it came, and replaces no file unless told to', async () => {
  const bytes = new Uint8Array([0x25, 0x50, 0x44, 0x46, 0xff, 0x00, 0x80]);
  const host = await marketplace({
    handlers: { getInvoicePdf: () => [200, new File([bytes], 'document.pdf')] },
  });
  const env = host.signedIn;
  const save = ['invoices', 'document', summary.id, '-o', 'january.pdf'];

  const saved = await kontor(save, { env });
  const again = await kontor(save, { env });
  const replaced = await kontor([...save, '--credit-note', '2', '--yes', '--json'], { env });

  expect(saved).toMatchObject({ code: 0, stdout: 'Wrote january.pdf.\n' });
  expect(new Uint8Array(await readFile(join(folder, 'january.pdf')))).toEqual(bytes);
  expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining('--yes') });
  expect(JSON.parse(replaced.stdout)).toEqual({ file: join(folder, 'january.pdf'), bytes: 7 });
  expect(host.requestsTo('getInvoicePdf').at(-1)?.url).toMatch(/document\.pdf\?creditNote=2$/);
});

test('billing details are shown, and changed in what is given', async () => {
  let billingDetails: BillingDetails = {
    name: 'Acme',
    address: null,
    country: null,
    taxId: 'DE1',
    email: null,
  };
  const host = await marketplace({
    handlers: {
      getBillingDetails: () => [200, { billingDetails }],
      updateBillingDetails: ({ body }) => {
        billingDetails = { ...billingDetails, ...body } as BillingDetails;
        return [200, { billingDetails }];
      },
    },
  });
  const env = host.signedIn;

  const before = await kontor(['billing', 'show'], { env });
  const address = ['--address', 'Am Hafen 1', '--address', '20457 Hamburg'];
  const after = await kontor(['billing', 'set', ...address, '--country', 'de', '--tax-id', ''], {
    env,
  });
  const nothing = await kontor(['billing', 'set'], { env });

  expect(before.stdout).toBe('Acme\nTax id: DE1\n');
  expect(after.stdout).toBe('Acme\nAm Hafen 1\n20457 Hamburg\nDE\n');
  expect(host.requestsTo('updateBillingDetails')[0]?.body).toEqual({
    address: 'Am Hafen 1\n20457 Hamburg',
    country: 'DE',
    taxId: null,
  });
  expect(nothing).toMatchObject({ code: 2, stderr: expect.stringContaining('Say what changes') });
});

test('an invoice is explained, exported, and verified offline from the file', async () => {
  const charge = { ...report.charges[0], kind: 'item' as const };
  const parts = {
    invoice: {
      id: summary.id,
      installationId: summary.installationId,
      integration: summary.integration,
      state: summary.state,
      externalId: 'A-1',
      invoiceDate: at,
      period,
      items: invoice.items,
      discounts: [],
      total: '10.00',
      createdAt: at,
    },
    plans: [
      {
        resourceId: 'db_1',
        planId: 'pro',
        type: 'subscription' as const,
        since: period.start,
        until: null,
        name: 'Pro',
        cost: '$10/month',
      },
    ],
    reports: [
      { id: '7', reportedAt: at, receivedAt: at, eod: at, period, charges: [charge], usage: [] },
    ],
  };
  const evidence = {
    format: 'kontor.invoice-evidence/1' as const,
    exportedAt: at,
    ...parts,
    lines: [{ line: 'items[0]', plans: [0], report: 0, charge: 0, usage: null }],
    digests: {
      invoice: digestOf(parts.invoice),
      plans: digestOf(parts.plans),
      reports: parts.reports.map(digestOf),
    },
  } as unknown as InvoiceEvidence;
  const host = await marketplace({
    handlers: { getInvoiceEvidence: () => [200, { evidence }] },
  });
  const env = host.signedIn;

  const explained = await kontor(['invoice', 'explain', summary.id], { env });
  const verified = await kontor(['invoice', 'verify', summary.id], { env });
  await kontor(['invoice', 'evidence', summary.id, '-o', 'e.json'], { env });
  const asked = host.requestsTo('getInvoiceEvidence').length;
  const offline = await kontor(['invoice', 'verify', 'e.json', '--json'], { env });
  const text = await readFile(join(folder, 'e.json'), 'utf8');
  await writeFile(join(folder, 'e.json'), text.replaceAll('"10.00"', '"11.00"'));
  const forged = await kontor(['invoice', 'verify', 'e.json'], { env });
  await writeFile(join(folder, 'no.json'), '{}');

  expect(explained.stdout).toContain('reported: 4 GB at $2.50 is $10.00');
  expect(explained.stdout).toContain('plan Pro, $10/month, 2030-01-01 to now');
  expect(verified).toMatchObject({ code: 0, stdout: expect.stringContaining('$10.00: proven.') });
  expect(JSON.parse(offline.stdout)).toMatchObject({ verdict: 'proven', total: '10.00' });
  expect(host.requestsTo('getInvoiceEvidence')).toHaveLength(asked);
  expect(forged.code).not.toBe(0);
  expect(forged.stdout).toContain('items[0]: $2.50 × 4 is $10.00, and it says $11.00.');
  expect((await kontor(['invoice', 'verify', 'no.json'], { env })).stderr).toContain(
    'is no evidence',
  );
  expect((await kontor(['invoice', 'verify', 'gone.json'], { env })).code).not.toBe(0);
});
