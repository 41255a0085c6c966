import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { billingOf } from '../world/billing.ts';
import { install, provision } from '../world/story.ts';
import { type Voice, voiceOf } from '../world/voice.ts';
import { type Person, startWorld, type World } from '../world/world.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const dayOf = (ms: number) => new Date(Date.now() + ms).toISOString().slice(0, 10);

let world: World;
let say: Voice;
let billing: ReturnType<typeof billingOf>;
let member: Person;
let invoices: string[];
beforeAll(async () => {
  world = await startWorld({
    rateLimits: null,
    taxes: { teams: new Map(), everybody: [{ name: 'VAT', rate: '19' }] },
  });
  const installation = await install(world);
  const { externalId } = await provision(world, installation);
  billing = billingOf(externalId ?? '');
  say = voiceOf(world, installation);
  member = await world.signUp('mallory');
  const params = { integration: world.integration.slug };
  await world.owner.api(k.setCommission, { params, body: { rate: '12.5' } });
  await world.owner.api(k.grantCredit, {
    params: { team: world.team },
    body: { amount: '7.77', reason: 'an outage' },
  });
  invoices = [
    await submit('10.03', { memo: '=HYPERLINK("http://evil.test")' }),
    await submit('33.33', { memo: 'for "March",\nand a half' }),
    await submit('0.49'),
    await submit('20.00'),
    await submit('5.00'),
  ];
  const [first, second, , fourth, cancelled] = invoices;
  await settle(first, 'paid');
  await settle(second, 'notpaid');
  await settle(fourth, 'paid');
  await refund(fourth, '6.67');
  await settle(fourth, 'refunded');
  await refund(cancelled, '5.00');
});
afterAll(() => world.close());

let days = 20;
async function submit(total: string, told: object = {}): Promise<string> {
  days += 1;
  const items = [{ ...billing.item, price: total, quantity: 1, total }];
  const invoiceDate = billing.at(-days * DAY_MS);
  const bill = billing.another(days + 1, { items, invoiceDate, ...told });
  const { status, body } = await say('POST', '/billing/invoices', bill);
  if (status !== 200) throw new Error(JSON.stringify(body));
  return body.invoiceId;
}
const settle = (invoice = '', outcome: 'paid' | 'notpaid' | 'refunded' = 'paid') =>
  world.owner.api(k.settleInvoice, { params: { team: world.team, invoice }, body: { outcome } });
const refund = (id = '', total = '') =>
  say('POST', `/billing/invoices/${id}/actions`, { action: 'refund', reason: 'x', total });

async function download(path: string, person = world.owner) {
  const answer = await fetch(`${world.url}/kontor/v1${path}`, {
    headers: { authorization: `Bearer ${person.token}` },
  });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}
// biome-ignore lint/suspicious/noExplicitAny: a test reads whatever the host has written
const rowsOf = async (path: string): Promise<any[]> => JSON.parse((await download(path)).text);
const held = async () => {
  const { body } = await world.owner.api(k.verifyLedger, {});
  return new Map(body.accounts.map(({ kind, sum }) => [kind, cents(sum)]));
};

describe('the sums of an export are those of the books', () => {
  test('of the ledger, of one team or with one kind of account, each entry whole', async () => {
    const all = await rowsOf('/operator/exports/ledger.json');
    const due = await rowsOf(`/operator/exports/ledger.json?team=${world.team}&account=payable`);
    const credited = await rowsOf('/operator/exports/ledger.json?account=goodwill');

    const entriesWith = (account: string) =>
      new Set(all.filter((line) => line.account === account).map(({ entryId }) => entryId));
    for (const [lines, account] of [
      [due, 'payable'],
      [credited, 'goodwill'],
    ] as const) {
      const wanted = entriesWith(account);
      expect(wanted.size).toBeGreaterThan(0);
      expect(lines).toEqual(all.filter(({ entryId }) => wanted.has(entryId)));
    }
    expect(due.length).toBeLessThan(all.length);
    expect(await rowsOf('/operator/exports/ledger.json?team=nobody')).toEqual([]);
    const csv = await download('/operator/exports/ledger.csv?account=goodwill');
    expect(csv.text.trim().split('\r\n')).toHaveLength(credited.length + 1);
  });

  test('of the ledger, account by account, and every entry sums to nothing', async () => {
    const lines = await rowsOf('/operator/exports/ledger.json');

    const byAccount = Map.groupBy(lines, ({ account }) => account);
    const sums = new Map([...byAccount].map(([kind, those]) => [kind, total(those, 'amount')]));
    expect(without0(sums)).toEqual(without0(await held()));
    for (const [, entry] of Map.groupBy(lines, ({ entryId }) => entryId)) {
      expect(total(entry, 'amount')).toBe(0n);
    }
    expect(new Set(lines.map(({ kind }) => kind))).toEqual(
      new Set([
        'credit.granted',
        'invoice.sent',
        'invoice.paid',
        'invoice.carried',
        'invoice.refunded',
        'invoice.cancelled',
      ]),
    );
  });

  test('of the invoices of all teams', async () => {
    const rows = await rowsOf('/operator/exports/invoices.json');

    const books = await held();
    for (const kind of ['receivable', 'cash', 'payable', 'commission', 'tax']) {
      expect([kind, total(rows, kind)]).toEqual([kind, books.get(kind) ?? 0n]);
    }
    expect(rows.map(({ invoiceId }) => invoiceId)).toEqual([...invoices].reverse());
    expect(rows.at(-1)).toMatchObject({ team: 'acme', total: '10.03', taxes: '1.91' });
  });

  test('of what is due to providers, before and in and after a period', async () => {
    const [all] = await rowsOf('/operator/exports/payouts.json');
    const [past] = await rowsOf(`/operator/exports/payouts.json?from=${dayOf(DAY_MS)}`);
    const before = await rowsOf(`/operator/exports/payouts.json?to=${dayOf(-DAY_MS)}`);

    const books = await held();
    expect(cents(all.closing)).toBe(-(books.get('payable') ?? 0n));
    expect(cents(all.commission)).toBe(-(books.get('commission') ?? 0n));
    expect(all).toMatchObject({ opening: '0.00', paidOut: '0.00', integration: 'scripted' });
    // 12.5 % of 6.67 is 0.83: the provider bears the rest of the refund
    expect(all.refunded).toBe('5.84');
    expect(past).toMatchObject({ opening: all.closing, earned: '0.00', closing: all.closing });
    expect(before).toEqual([]);
  });

  test('and once a provider is paid, nothing is due to it', async () => {
    const [{ closing }] = await rowsOf('/operator/exports/payouts.json');
    const params = { integration: world.integration.slug };
    const body = { amount: closing, reference: 'transfer 1' };
    expect((await world.owner.api(k.recordPayout, { params, body })).status).toBe(201);

    const [after] = await rowsOf('/operator/exports/payouts.json');

    expect(after).toMatchObject({ paidOut: closing, closing: '0.00' });
    const lines = await rowsOf('/operator/exports/ledger.json');
    expect(lines.filter(({ kind }) => kind === 'payout.paid')).toHaveLength(2);
  });
});

test('CSV has the same rows, quoted, and nothing that a spreadsheet would run', async () => {
  const { headers, text } = await download('/operator/exports/invoices.csv');

  expect(headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
  expect(headers.get('content-disposition')).toBe('attachment; filename="all-invoices.csv"');
  const json = await rowsOf('/operator/exports/invoices.json');
  expect(text.split('\r\n')[0]).toBe(Object.keys(json[0]).join(','));
  expect(text.split('\r\n')).toHaveLength(json.length + 2);
  expect(text).toContain(`"'=HYPERLINK(""http://evil.test"")"`);
  expect(text).toContain('"for ""March"",\nand a half"');
  expect(text).toContain(`,${json.at(-1).payable},`);
});

test('a period has its first and its last day, in UTC', async () => {
  const rows = await rowsOf('/operator/exports/invoices.json');
  const [first, second] = rows.map(({ invoiceDate }) => invoiceDate.slice(0, 10));

  const only = await download(`/operator/exports/invoices.json?from=${first}&to=${first}`);
  const rest = await rowsOf(`/operator/exports/invoices.json?from=${second}`);

  expect(JSON.parse(only.text)).toEqual([rows[0]]);
  expect(only.headers.get('content-disposition')).toBe(
    `attachment; filename="all-invoices-from-${first}-to-${first}.json"`,
  );
  expect(rest).toEqual(rows.slice(1));
  expect(await rowsOf(`/operator/exports/ledger.json?to=${dayOf(-DAY_MS)}`)).toEqual([]);
});

test('pages are joined without a gap: many invoices of one moment come once each', async () => {
  await world.database.read(`
    insert into invoice (team_id, invoice_id, installation_id, is_test, is_final, state, invoice_date,
      period_start, period_end, items, discounts, total, is_waived, attempts, created_at, updated_at,
      refund_total, refunded_at)
    select team_id, 'inv_many' || n, installation_id, false, false, 'refunded', '2020-02-29T12:00:00Z',
      '2020-02-01', '2020-03-01', '[]', '[]', 1.00, false, 0, now(), now(), 1.00, now()
    from installation, generate_series(1, 1200) n`);

  const rows = await rowsOf(`/teams/${world.team}/exports/invoices.json?to=2020-02-29`);

  expect(new Set(rows.map(({ invoiceId }) => invoiceId)).size).toBe(1200);
  expect(rows).toHaveLength(1200);
  const csv = await download(`/teams/${world.team}/exports/invoices.csv?from=2020-03-01`);
  expect(csv.text.split('\r\n')).toHaveLength(invoices.length + 2);
  await world.database.read("delete from invoice where invoice_id like 'inv_many%'");
});

test('a team has its own invoices as files, and nothing of what the operator has', async () => {
  const rows = await rowsOf(`/teams/${world.team}/exports/invoices.json`);

  expect(rows).toHaveLength(invoices.length);
  expect(rows[0]).not.toHaveProperty('commission');
  expect(rows[0]).toMatchObject({ state: 'refunded', refundTotal: '5.00' });
});

test('what is wrong or forbidden is refused', async () => {
  const asked = async (path: string, person = world.owner) => {
    const { status, text } = await download(path, person);
    return [status, JSON.parse(text).error.code];
  };
  const invalid = [400, 'invalid_request'];
  expect(await asked('/operator/exports/ledger.csv?from=2026-02-30')).toEqual(invalid);
  expect(await asked('/operator/exports/ledger.csv?from=2026-03-02&to=2026-03-01')).toEqual(
    invalid,
  );
  expect(await asked('/operator/exports/ledger.csv?since=2026-03-02')).toEqual(invalid);
  for (const file of [
    'invoices.csv',
    'invoices.json',
    'ledger.csv',
    'ledger.json',
    'payouts.csv',
  ]) {
    expect(await asked(`/operator/exports/${file}`, member)).toEqual([403, 'forbidden']);
  }
  expect(await asked(`/teams/${world.team}/exports/invoices.csv`, member)).toEqual([
    404,
    'team_not_found',
  ]);
});

/** Whole cents, exactly. */
function cents(amount: string): bigint {
  return BigInt(amount.replace('.', ''));
}

function total(rows: readonly Record<string, string>[], column: string): bigint {
  return rows.reduce((sum, row) => sum + cents(row[column] ?? ''), 0n);
}

function without0(sums: ReadonlyMap<string, bigint>) {
  return Object.fromEntries([...sums].filter(([, sum]) => sum !== 0n).sort());
}
