import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { billingOf } from '../world/billing.ts';
import { install, provision } from '../world/story.ts';
import { type Voice, voiceOf } from '../world/voice.ts';
import { type Person, startWorld, type World } from '../world/world.ts';

let world: World;
let say: Voice;
let billing: ReturnType<typeof billingOf>;
let member: Person;
beforeAll(async () => {
  world = await startWorld({
    rateLimits: null,
    taxes: {
      teams: new Map(),
      countries: new Map([['AT', [{ name: 'VAT', rate: '20', isReversed: true }]]]),
      everybody: [{ name: 'VAT', rate: '19' }],
    },
  });
  const installation = await install(world);
  const { externalId } = await provision(world, installation);
  billing = billingOf(externalId ?? '');
  say = voiceOf(world, installation);
  member = await world.signUp('mallory');
});
afterAll(() => world.close());

let days = 20;
async function submit(total = '10.00'): Promise<string> {
  days += 1;
  const items = [{ ...billing.item, price: total, quantity: 1, total }];
  const { status, body } = await say('POST', '/billing/invoices', billing.another(days, { items }));
  if (status !== 200) throw new Error(JSON.stringify(body));
  return body.invoiceId;
}
const asProvider = async (id: string) => (await say('GET', `/billing/invoices/${id}`)).body;
const asTeam = async (invoice: string) => {
  const params = { team: world.team, invoice };
  return (await world.owner.api(k.getTeamInvoice, { params })).body.invoice;
};
const settle = (invoice: string, outcome: 'paid' | 'refunded') =>
  world.owner.api(k.settleInvoice, { params: { team: world.team, invoice }, body: { outcome } });
const refund = (id: string, total: string) =>
  say('POST', `/billing/invoices/${id}/actions`, { action: 'refund', reason: 'x', total });
const verify = async () => (await world.owner.api(k.verifyLedger, {})).body;
const held = async () =>
  Object.fromEntries((await verify()).accounts.map(({ kind, sum }) => [kind, sum]));
const commission = (rate: string, integration = world.integration.slug) =>
  world.owner.api(k.setCommission, { params: { integration }, body: { rate } });
const grant = (amount: string, reason = 'an outage') =>
  world.owner.api(k.grantCredit, { params: { team: world.team }, body: { amount, reason } });

test('an invoice is numbered when it is sent, and its provider is told the number', async () => {
  const year = new Date().getUTCFullYear();

  const [first, later] = [await submit(), await submit()];
  days += 1;
  const waiting = billing.another(days, { invoiceDate: billing.at(86_400_000) });
  const scheduled = (await say('POST', '/billing/invoices', waiting)).body.invoiceId;

  expect(await asProvider(first)).toMatchObject({ invoiceNumber: `${year}-000001` });
  expect(await asTeam(later)).toMatchObject({ number: `${year}-000002` });
  expect(await asProvider(scheduled)).not.toHaveProperty('invoiceNumber');
});

test('invoices that come at once are numbered without a gap', async () => {
  const before = Number((await asProvider(await submit())).invoiceNumber.slice(5));

  const ids = await Promise.all(Array.from({ length: 8 }, () => submit()));

  const numbers = await Promise.all(ids.map(async (id) => (await asProvider(id)).invoiceNumber));
  const counted = numbers.map((number) => Number(number.slice(5)) - before);
  expect(counted.sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
});

test('a commission holds for what is billed from then on, and each invoice keeps its own', async () => {
  const free = await submit();
  expect(await commission('12.5')).toMatchObject({ status: 200 });
  const shared = await submit('10.03');
  await commission('20');
  const before = await held();

  await settle(free, 'paid');
  await settle(shared, 'paid');

  const after = await held();
  // 12.5 % of 10.03 is 1.25375
  expect(gain(before, after, 'commission')).toBe('-1.25');
  expect(gain(before, after, 'payable')).toBe('-18.78');
  const params = { integration: world.integration.slug };
  const { body } = await world.owner.api(k.getCommission, { params });
  expect(body.rates.map(({ rate }) => rate)).toEqual(['20', '12.5']);
});

test.each(['-1', '100.1', '12.34567', 'a tenth', '1e1', ''])(
  'a commission of %j is refused',
  async (rate) => {
    expect((await commission(rate)).status).toBe(400);
  },
);

test('a team pays taxes on top, and they go back with a refund', async () => {
  const id = await submit();
  expect(await asTeam(id)).toMatchObject({
    total: '10.00',
    taxes: [{ name: 'VAT', rate: '19', amount: '1.90' }],
    due: '11.90',
  });
  expect(await asProvider(id)).toMatchObject({ total: '10.00' });
  await settle(id, 'paid');
  const before = await held();

  await refund(id, '5');
  await settle(id, 'refunded');

  const after = await held();
  expect(gain(before, after, 'cash')).toBe('-5.95');
  expect(gain(before, after, 'tax')).toBe('0.95');
});

test('taxes are those of the country of the billing address, and with a tax number none but the words', async () => {
  const params = { team: world.team };
  const live = (told: { country: string | null; taxId: string | null }) =>
    world.owner.api(k.updateBillingDetails, { params, body: told });
  await live({ country: 'AT', taxId: null });
  const taxed = await submit('33.33');
  await live({ country: 'AT', taxId: 'ATU12345678' });
  const reversed = await submit('33.33');
  await live({ country: null, taxId: null });

  expect(await asTeam(taxed)).toMatchObject({
    taxes: [{ name: 'VAT', rate: '20', amount: '6.67' }],
    due: '40.00',
  });
  expect(await asTeam(reversed)).toMatchObject({
    taxes: [{ name: 'VAT, reverse charge', rate: '0', amount: '0.00' }],
    due: '33.33',
  });
  const address = `${world.url}/kontor/v1/teams/${world.team}/invoices/${reversed}/document.html`;
  const headers = { authorization: `Bearer ${world.owner.token}` };
  const page = await (await fetch(address, { headers })).text();
  expect(page).toContain('VAT, reverse charge 0 %');
  expect(page).toContain('Tax id: ATU12345678');
  await refund(reversed, '33.33');
  await refund(taxed, '33.33');
  expect(await verify()).toMatchObject({ isSound: true, sum: '0.00' });
});

describe('a credit', () => {
  test('is taken off the next invoices, and what it covers is paid at once', async () => {
    const open = await submit();
    expect(await grant('15')).toMatchObject({
      status: 201,
      body: { credit: { amount: '15.00', reason: 'an outage' }, left: '15.00' },
    });

    const covered = await submit();
    const partly = await submit();

    expect(await asTeam(open)).toMatchObject({ credited: '0.00', due: '11.90' });
    expect(await asTeam(covered)).toMatchObject({ credited: '11.90', due: '0.00', state: 'paid' });
    expect(await asTeam(partly)).toMatchObject({
      credited: '3.10',
      due: '8.80',
      state: 'invoiced',
    });
    const params = { team: world.team };
    const { body } = await world.owner.api(k.listCredits, { params });
    expect(body).toMatchObject({ left: '0.00', credits: [{ amount: '15.00' }] });
    // what is cancelled gives its credit back
    await refund(partly, '10');
    expect((await world.owner.api(k.listCredits, { params })).body.left).toBe('3.10');
  });

  test('is spent once, however many invoices come at once', async () => {
    const before = await held();
    await grant('20');

    const ids = await Promise.all(Array.from({ length: 4 }, () => submit()));

    const invoices = await Promise.all(ids.map(asTeam));
    const spent = invoices.reduce((sum, { credited }) => sum + Math.round(+credited * 100), 0);
    expect(spent).toBe(Math.round(-Number(before.credits) * 100) + 2000);
    expect((await held()).credits ?? '0.00').toBe('0.00');
  });

  test.each([
    ['of nothing', '0.00', 'x'],
    ['below a cent', '0.001', 'x'],
    ['below nothing', '-5', 'x'],
    ['without a reason', '5', ' '],
  ])('%s is refused', async (_case, amount, reason) => {
    expect((await grant(amount, reason)).status).toBe(400);
  });
});

describe('a payout', () => {
  test('is of all that is due, in the books of every team, and never twice', async () => {
    await settle(await submit('100.00'), 'paid');
    const list = async () => (await world.owner.api(k.listPayouts, {})).body;
    const [owed] = (await list()).due;
    const due = owed?.due ?? '';
    const pay = (amount: string) =>
      world.owner.api(k.recordPayout, {
        params: { integration: world.integration.slug },
        body: { amount, reference: 'transfer 1' },
      });

    expect(await pay('0.01')).toMatchObject({
      status: 409,
      error: { code: 'payout_not_due', due },
    });
    const answers = await Promise.all([pay(due), pay(due), pay(due)]);

    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    expect(await list()).toMatchObject({
      due: [],
      payouts: [{ amount: due, reference: 'transfer 1' }],
    });
    expect(await verify()).toMatchObject({ isSound: true, payouts: 1 });
  });
});

test('open invoices of all teams are listed for the operator, oldest first', async () => {
  const { body } = await world.owner.api(k.listOpenInvoices, { query: {} });

  expect(body.invoices.length).toBeGreaterThan(5);
  expect(body.invoices.every(({ isOpen, team }) => isOpen && team.slug === world.team)).toBe(true);
  const [first] = body.invoices;
  const query = { after: first?.id ?? '', limit: '1' };
  const next = await world.owner.api(k.listOpenInvoices, { query });
  expect(next.body.invoices.map(({ id }) => id)).toEqual([body.invoices[1]?.id]);
});

test('the books are proven, and whatever is missing in them is named', async () => {
  const sound = await verify();
  expect(sound).toMatchObject({ isSound: true, sum: '0.00', flaws: [] });
  expect(sound.entries).toBeGreaterThan(sound.invoices);
  const id = await submit();

  await world.database.read(
    "update invoice set state = 'paid', paid_at = now() where invoice_id = $1",
    [id],
  );

  const broken = await verify();
  expect(broken.isSound).toBe(false);
  expect(broken.flaws.map(({ subject, message }) => [subject, message])).toContainEqual([
    id,
    expect.stringMatching(/^11\.9 is missing in cash manual$/),
  ]);
  await world.database.read(
    "update invoice set state = 'invoiced', paid_at = null where invoice_id = $1",
    [id],
  );
  expect((await verify()).isSound).toBe(true);
});

test('nobody but an operator sees or changes the books', async () => {
  const params = { team: world.team, integration: world.integration.slug };
  const calls = [
    member.api(k.verifyLedger, {}),
    member.api(k.listOpenInvoices, { query: {} }),
    member.api(k.listPayouts, {}),
    member.api(k.recordPayout, { params, body: { amount: '1', reference: 'x' } }),
    member.api(k.getCommission, { params }),
    member.api(k.setCommission, { params, body: { rate: '0' } }),
    member.api(k.grantCredit, { params, body: { amount: '1', reason: 'x' } }),
  ];

  expect((await Promise.all(calls)).map(({ status }) => status)).toEqual(Array(7).fill(403));
  expect((await member.api(k.listCredits, { params })).status).toBe(404);
});

type Held = Readonly<Record<string, string>>;

/** What an account gained, in dollars with cents. */
function gain(before: Held, after: Held, kind: string): string {
  const cents = (amount = '0') => Math.round(Number(amount) * 100);
  return ((cents(after[kind]) - cents(before[kind])) / 100).toFixed(2);
}
